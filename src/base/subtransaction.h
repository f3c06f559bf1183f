/*
 * subtransaction.h -- an action that may fail, in a subtransaction
 */
#ifndef CF_SUBTRANSACTION_H
#define CF_SUBTRANSACTION_H

#include "utils/elog.h"

extern ErrorData *cf_attempt(void (*action) (void *arg), void *arg);
extern ErrorData *cf_try(void (*action) (void *arg), void *arg);
extern ErrorData *cf_try_and_undo(void (*action) (void *arg), void *arg);

#endif							/* CF_SUBTRANSACTION_H */
