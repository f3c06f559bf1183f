/*
 * key_errors.h -- broken keys, with messages that quote no row
 */
#ifndef CF_KEY_ERRORS_H
#define CF_KEY_ERRORS_H

#include "utils/rel.h"

extern void cf_hide_keys(Relation rel);
extern void cf_key_errors_init(void);

#endif							/* CF_KEY_ERRORS_H */
