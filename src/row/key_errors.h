/*
 * key_errors.h -- hiding the values of keys in error messages
 */
#ifndef CF_KEY_ERRORS_H
#define CF_KEY_ERRORS_H

#include "utils/rel.h"

extern void cf_hide_keys(Relation rel);
extern void cf_key_errors_init(void);

#endif							/* CF_KEY_ERRORS_H */
