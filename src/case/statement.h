/*
 * statement.h -- what a statement keeps: its copy of the desk and its worklist
 */
#ifndef CF_STATEMENT_H
#define CF_STATEMENT_H

#include "commands/trigger.h"
#include "utils/rel.h"

#include "case/worklist.h"

extern CfDesk *cf_desk_before(Relation rel);
extern CfDesk *cf_desk_after(Relation rel);
extern CfWorklist *cf_worklist_before(Relation rel);
extern CfWorklist *cf_worklist_after(TriggerData *trigger);
extern CfWorklist *cf_worklist_take(Relation rel);
extern bool cf_statement_is_inner(void);

extern void cf_case_decided(CfWorklist *worklist, bool insert);
extern uint64 cf_other_writes(const CfWorklist *worklist);

extern void cf_case_held(void);
extern bool cf_holds_case(void);

#endif							/* CF_STATEMENT_H */
