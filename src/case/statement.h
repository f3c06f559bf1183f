/*
 * statement.h -- one desk for all rows of a statement, and what waits for its end
 */
#ifndef CF_STATEMENT_H
#define CF_STATEMENT_H

#include "commands/trigger.h"
#include "utils/rel.h"

#include "desk/desk.h"
#include "case/worklist.h"

extern CfDesk *cf_desk_before(Relation rel);
extern CfDesk *cf_desk_after(Relation rel);

/* what waits until the triggers on all its rows have fired */
extern CfPending *cf_pending_before(Relation rel);
extern CfPending *cf_pending_after(TriggerData *trigger);
extern void cf_statement_settle(TriggerData *trigger);

extern void cf_case_held(void);
extern bool cf_holds_case(void);

#endif							/* CF_STATEMENT_H */
