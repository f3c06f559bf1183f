/*
 * statement.h -- one desk for all rows of a statement, and what waits for its end
 */
#ifndef CF_STATEMENT_H
#define CF_STATEMENT_H

#include "commands/trigger.h"
#include "utils/rel.h"

#include "case/worklist.h"

extern CfDesk *cf_desk_before(Relation rel);
extern CfDesk *cf_desk_after(Relation rel);

/* what waits until the triggers on all its rows have fired */
extern CfWorklist *cf_worklist_before(Relation rel);
extern CfWorklist *cf_worklist_after(TriggerData *trigger);

extern CfWorklist *cf_worklist_take(Relation rel);
extern bool cf_statement_is_inner(void);

extern void cf_case_held(void);
extern bool cf_holds_case(void);

#endif							/* CF_STATEMENT_H */
