/*
 * case_facts.c -- what guards know of the file of a case: contacts, work
 * orders, the customer's answers
 *
 * Looked up only when a guard of the case's state asks.  What happened "since
 * the case came into its state" is told by the times of the facts; in one
 * transaction all facts may bear the time at which it began.  An answer may
 * be given in the very call that makes the offer, before the case is said to
 * be offered: answers count from the state before.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "case_facts.h"
#include "entry.h"
#include "policy.h"

/* the columns are the facts from CF_FACT_OF_FILE on, in their order */
static const char query[] =
"WITH entered AS ("
" SELECT coalesce(max(e.seq), 0) AS seq,"
"  least(coalesce(max(e.at), '-infinity'), now()) AS at,"
"  (array_agg(e.actor ORDER BY e.seq DESC))[1] AS actor,"
"  least(coalesce((array_agg(e.at ORDER BY e.seq DESC))[2], '-infinity'),"
"   now()) AS before_at"
" FROM complaint_event e"
" WHERE e.complaint_id = $1 AND e.activity LIKE 'state:%'),"
" told AS ("
" SELECT c.direction, c.result, c.contacted_at, p.follow_up"
" FROM contact c JOIN contact_purpose p ON p.code = c.purpose, entered"
" WHERE c.complaint_id = $1 AND c.contacted_at >= entered.at),"
" given AS ("
" SELECT count(*) FILTER (WHERE status = 'proposed')::int AS waiting,"
"  count(*) FILTER (WHERE status = 'approved')::int AS to_execute,"
"  count(*) FILTER (WHERE status = 'executed')::int AS executed"
" FROM remedy WHERE complaint_id = $1) "
"SELECT (SELECT count(*)::int FROM complaint_event e"
"  WHERE e.complaint_id = $1 AND e.seq > entered.seq"
"  AND e.activity LIKE 'contact:%'),"
" (SELECT count(*)::int FROM complaint_event e"
"  WHERE e.complaint_id = $1 AND e.seq > entered.seq"
"  AND e.activity LIKE 'attempt:%'),"
" (SELECT conclusion FROM investigation WHERE complaint_id = $1"
"  AND conclusion IS NOT NULL ORDER BY id DESC LIMIT 1),"
" (SELECT count(*)::int FROM work_order"
"  WHERE complaint_id = $1 AND status = 'open'),"
" coalesce((SELECT action = 'freeze' FROM account_action"
"  WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1), false),"
" (SELECT c.answer FROM contact c WHERE c.complaint_id = $1"
"  AND c.answer IS NOT NULL AND c.contacted_at >= entered.before_at"
"  ORDER BY c.contacted_at DESC, c.id DESC LIMIT 1),"
" (SELECT score FROM satisfaction s WHERE s.complaint_id = $1"
"  AND s.recorded_at >= entered.at ORDER BY s.id DESC LIMIT 1),"
" (SELECT count(*)::int FROM told"
"  WHERE follow_up AND direction = 'out' AND result = 'reached'),"
" (SELECT count(DISTINCT (contacted_at AT TIME ZONE $3)::date)::int FROM told"
"  WHERE follow_up AND direction = 'out' AND result = 'not_reached'),"
" entered.actor IS NOT NULL AND entered.actor IS NOT DISTINCT FROM $2,"
" EXISTS (SELECT FROM assessment WHERE complaint_id = $1),"
" given.waiting, given.to_execute, given.executed "
"FROM entered, given";

/* does the condition of a rule read a fact of the file? */
bool
cf_asks_for_file(CfWrite *write, CfRule *rule)
{
	return bms_next_member(cf_rule_condition(write->type, rule)->facts,
						   CF_FACT_OF_FILE - 1) >= 0;
}

/* does a guard of a way from one state to another, NULL: to any? */
static bool
guards_ask(CfWrite *write, const char *from, const char *to)
{
	ListCell   *cell;

	foreach(cell, write->desk->policy->transitions)
	{
		CfTransition *transition = lfirst(cell);

		if (strcmp(transition->from_state, from) == 0 &&
			(to == NULL || strcmp(transition->to_state, to) == 0) &&
			cf_asks_for_file(write, &transition->rule))
			return true;
	}
	return false;
}

/* cf_read_case_facts -- what stands in the file, before cf_rules_begin */
void
cf_read_case_facts(CfWrite *write)
{
	static const Oid types[] = {INT8OID, TEXTOID, TEXTOID};
	Datum		values[3];
	CfFound    *found;
	CfCaseFacts *facts;

	values[0] = cf_value(write->insert ? &write->row : &write->old, CF_ID);
	values[1] = CStringGetTextDatum(write->actor ? write->actor->code : "");
	values[2] = CStringGetTextDatum(write->desk->time_zone);
	found = cf_owner_find(write->desk, query, 3, types, values);
	facts = palloc0(sizeof(CfCaseFacts));
	for (int fact = CF_FACT_OF_FILE; fact < CF_FACT_LAST; fact++)
		facts->values[fact] = cf_found_value(found,
											 fact - CF_FACT_OF_FILE + 1,
											 &facts->nulls[fact]);
	write->case_facts = facts;
}

/*
 * cf_load_case_facts -- the same where a guard of a way from one state to
 * another asks, or to any where "to" is NULL
 *
 * Under the lock of the case where a write follows.  In "write" old is filled.
 */
void
cf_load_case_facts(CfWrite *write, const char *from, const char *to)
{
	if (write->case_facts == NULL && guards_ask(write, from, to))
		cf_read_case_facts(write);
}

void
cf_set_case_facts(CfEval *eval, const CfCaseFacts *facts)
{
	for (int fact = CF_FACT_OF_FILE; fact < CF_FACT_LAST; fact++)
		cf_eval_set_fact(eval, fact, facts->values[fact], facts->nulls[fact]);
}
