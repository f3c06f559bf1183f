/*
 * action_entry.h -- what action rules add to the file of a case
 */
#ifndef CF_ACTION_ENTRY_H
#define CF_ACTION_ENTRY_H

#include "case/worklist.h"
#include "history/event.h"

extern void cf_add_action_entry(CfWrite *write, const CfActionRule *rule,
								const CfEvent *event);
extern void cf_add_move(CfWrite *write, List *activities,
						const CfEvent *event);
extern void cf_add_listed_entries(CfDesk *desk, CfWorklist *worklist);

#endif							/* CF_ACTION_ENTRY_H */
