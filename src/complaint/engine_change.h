/*
 * engine_change.h -- what the engine itself changes in a case
 */
#ifndef CF_ENGINE_CHANGE_H
#define CF_ENGINE_CHANGE_H

#include "case/write.h"

extern bool cf_changes_nothing(CfWrite *write);
extern bool cf_apply_engine_update(CfWrite *write);

#endif							/* CF_ENGINE_CHANGE_H */
