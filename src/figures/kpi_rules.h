/*
 * kpi_rules.h -- rules that decided about a case being counted
 */
#ifndef CF_KPI_RULES_H
#define CF_KPI_RULES_H

#include "utils/jsonb.h"

#include "figures/kpi_reader.h"

/* what an event changed in a column; JSON null counts as NULL */
typedef struct CfChange
{
	bool		named;			/* the event changed it */
	JsonbValue *before;			/* NULL: not named, was NULL, or no pair */
	JsonbValue *after;
} CfChange;

/* what the events so far tell */
typedef struct CfDecided
{
	List	   *rules;			/* of int64 *, those in force */
	bool		by_person;		/* a person has taken the classification */
} CfDecided;

extern CfChange cf_change_of(Jsonb *changes, const char *column);
extern void cf_count_decisions(CfCount *count, TupleTableSlot *event,
							   Jsonb *changes, CfDecided *decided);
extern Datum cf_rules_counted(List *rules);

#endif							/* CF_KPI_RULES_H */
