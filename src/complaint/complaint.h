/*
 * complaint.h -- what the triggers of the complaint table share
 */
#ifndef CF_COMPLAINT_H
#define CF_COMPLAINT_H

#include "complaint/decision.h"
#include "history/event.h"
#include "case/write.h"

/* complaint.c */
extern int64 cf_update_case(CfDesk *desk, const CfAct *act, const char *sql,
							Oid argtype, Datum arg);

/* complaint_write.c */
extern bool cf_said(CfWrite *write, CfColumn column);
extern void cf_find_actor(CfWrite *write);
extern void cf_check_computed(CfWrite *write);
extern void cf_save_judged_by(CfWrite *write);
extern void cf_load_judged_by(CfWrite *write, const CfRow *row);
extern bool cf_row_judged_by(const CfRow *row, int64 rule_id);
extern TimestampTz cf_moment(const CfWrite *write);
extern TimestampTz cf_fact_time(const CfWrite *write);
extern char *cf_who_acts(const CfWrite *write);
extern void cf_stamp(CfWrite *write, const char *activity, List *notes,
					 CfEvent *event);
extern void cf_check_head(CfWrite *write, const CfEvent *event);
extern void cf_check_recorded(CfWrite *write, HeapTuple old);

/* new_case.c */
extern void cf_intake(CfWrite *write, CfDecision *decision);
extern void cf_fill_from_customer(CfWrite *write);
extern void cf_number_sheet(CfWrite *write);

/* import.c */
extern void cf_import(CfWrite *write, CfDecision *decision);

/* change.c */
extern void cf_check_update(CfWrite *write);
extern bool cf_may_move(CfWrite *write, const char *to, TimestampTz at,
						bool *refused);
extern bool cf_move(CfWrite *write);
extern const char *cf_reclassification(CfWrite *write);
extern void cf_follow_facts(CfWrite *write);
extern const char *cf_activity_of_update(CfWrite *write);

#endif							/* CF_COMPLAINT_H */
