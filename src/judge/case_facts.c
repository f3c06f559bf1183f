/*
 * case_facts.c -- what conditions know of the file of a case: contacts, work
 * orders, remedies, the customer's answers
 *
 * Only the facts that the conditions in question ask for are looked up, in one
 * query.  Whether something happened since the case came into its state is
 * decided by the times of the facts; within one transaction all of them may
 * have the time at which it began.  A customer may answer in the very call
 * that makes the offer, before the case changes its state: answers count from
 * the state before.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "desk/query.h"
#include "judge/case_facts.h"

/* when the case came into its state and the one before, and by whom */
#define ENTERED \
	" FROM (SELECT coalesce(max(e.seq), 0) AS seq," \
	" least(coalesce(max(e.at), '-infinity'), now()) AS at," \
	" (array_agg(e.actor ORDER BY e.seq DESC))[1] AS actor," \
	" least(coalesce((array_agg(e.at ORDER BY e.seq DESC))[2], '-infinity')," \
	" now()) AS before_at" \
	" FROM complaint_event e" \
	" WHERE e.complaint_id = $1 AND e.activity LIKE 'state:%') AS entered"

#define EVENTS_SINCE(activities) \
	"(SELECT count(*)::int FROM complaint_event e" \
	" WHERE e.complaint_id = $1 AND e.seq > entered.seq" \
	" AND e.activity LIKE '" activities "')"

#define FOLLOW_UPS_SINCE(what, result) \
	"(SELECT count(" what ")::int FROM contact c" \
	" JOIN contact_purpose p ON p.code = c.purpose" \
	" WHERE c.complaint_id = $1 AND c.contacted_at >= entered.at" \
	" AND p.follow_up AND c.direction = 'out' AND c.result = '" result "')"

#define LATEST_SATISFACTION(column) \
	"(SELECT " column " FROM satisfaction s WHERE s.complaint_id = $1" \
	" AND s.recorded_at >= entered.at ORDER BY s.id DESC LIMIT 1)"

#define REMEDIES(status) \
	"(SELECT count(*)::int FROM remedy" \
	" WHERE complaint_id = $1 AND status = '" status "')"

/* $1: the case, $2: the actor, $3: the desk's time zone */
static const char *const expressions[CF_FACT_LAST] = {
	[CF_FACT_CONTACTS_IN_STATE] = EVENTS_SINCE("contact:%"),
	[CF_FACT_ATTEMPTS_IN_STATE] = EVENTS_SINCE("attempt:%"),
	[CF_FACT_CONCLUSION] =
	"(SELECT conclusion FROM investigation WHERE complaint_id = $1"
	" AND conclusion IS NOT NULL ORDER BY id DESC LIMIT 1)",
	[CF_FACT_OPEN_WORK_ORDERS] =
	"(SELECT count(*)::int FROM work_order"
	" WHERE complaint_id = $1 AND status = 'open')",
	[CF_FACT_ACCOUNT_FROZEN] =
	"EXISTS (SELECT FROM account_action f WHERE f.complaint_id = $1"
	" AND f.action = 'freeze' AND NOT EXISTS (SELECT FROM account_action r"
	" WHERE r.complaint_id = $1 AND r.action = 'release' AND r.id > f.id"
	" AND coalesce(r.account_ref = f.account_ref, r.account_ref IS NULL)))",
	[CF_FACT_OFFER_ANSWER] =
	"(SELECT c.answer FROM contact c WHERE c.complaint_id = $1"
	" AND c.answer IS NOT NULL AND c.contacted_at >= entered.before_at"
	" ORDER BY c.contacted_at DESC, c.id DESC LIMIT 1)",
	[CF_FACT_SATISFACTION_SCORE] = LATEST_SATISFACTION("score"),
	[CF_FACT_FOLLOW_UPS] = FOLLOW_UPS_SINCE("*", "reached"),
	[CF_FACT_FOLLOW_UP_DAYS] =
	FOLLOW_UPS_SINCE("DISTINCT (c.contacted_at AT TIME ZONE $3)::date",
					 "not_reached"),
	[CF_FACT_ACTOR_ENTERED_STATE] =
	"entered.actor IS NOT NULL AND entered.actor IS NOT DISTINCT FROM $2",
	[CF_FACT_ASSESSED] =
	"EXISTS (SELECT FROM assessment WHERE complaint_id = $1)",
	[CF_FACT_REMEDIES_WAITING] = REMEDIES("proposed"),
	[CF_FACT_REMEDIES_TO_EXECUTE] = REMEDIES("approved"),
	[CF_FACT_REMEDIES_EXECUTED] = REMEDIES("executed"),
	[CF_FACT_NO_SCORE_REASON] = LATEST_SATISFACTION("no_score_reason"),
	/* the first event has no changes: a first owner shows when it changed */
	[CF_FACT_ACTOR_HANDLED] =
	"EXISTS (SELECT FROM complaint WHERE id = $1 AND owner = $2"
	" UNION ALL SELECT FROM complaint_event WHERE complaint_id = $1"
	" AND $2 IN (changes -> 'owner' ->> 0, changes -> 'owner' ->> 1))",
	[CF_FACT_DEPARTMENTS_HEARD] =
	"ARRAY(SELECT department FROM work_order"
	" WHERE complaint_id = $1 AND status = 'answered')",
	[CF_FACT_IDENTITY_VERIFIED] =
	"coalesce((SELECT result = 'verified' FROM identity_check"
	" WHERE complaint_id = $1 ORDER BY id DESC LIMIT 1), false)",
	[CF_FACT_BREACHED_METRICS] =
	"ARRAY(SELECT DISTINCT metric FROM clock WHERE complaint_id = $1"
	" AND breached_at IS NOT NULL ORDER BY metric)"
};

/* where people write what a fact tells */
static const char *const tables[CF_FACT_LAST] = {
	[CF_FACT_CONTACTS_IN_STATE] = "contact",
	[CF_FACT_ATTEMPTS_IN_STATE] = "contact",
	[CF_FACT_CONCLUSION] = "investigation",
	[CF_FACT_OPEN_WORK_ORDERS] = "work_order_answer",
	[CF_FACT_ACCOUNT_FROZEN] = "account_action",
	[CF_FACT_OFFER_ANSWER] = "contact",
	[CF_FACT_SATISFACTION_SCORE] = "satisfaction",
	[CF_FACT_FOLLOW_UPS] = "contact",
	[CF_FACT_FOLLOW_UP_DAYS] = "contact",
	[CF_FACT_ASSESSED] = "assessment",
	[CF_FACT_REMEDIES_WAITING] = "approval",
	[CF_FACT_REMEDIES_TO_EXECUTE] = "execution",
	[CF_FACT_REMEDIES_EXECUTED] = "execution"
};

/* cf_table_of_fact -- where people write what it tells; NULL: nowhere */
const char *
cf_table_of_fact(CfFact fact)
{
	return tables[fact];
}

static char *
query_for(const Bitmapset *facts)
{
	StringInfoData sql;
	bool		since = false;
	int			fact = -1;

	initStringInfo(&sql);
	while ((fact = bms_next_member(facts, fact)) >= 0)
	{
		Assert(expressions[fact] != NULL);
		appendStringInfo(&sql, "%s %s", sql.len == 0 ? "SELECT" : ",",
						 expressions[fact]);
		since |= strstr(expressions[fact], "entered.") != NULL;
	}
	if (since)
		appendStringInfoString(&sql, ENTERED);
	return sql.data;
}

/* those that the condition of a rule asks for and nobody has read yet */
static Bitmapset *
unread_facts(CfWrite *write, CfRule *rule)
{
	const Bitmapset *asked = cf_rule_condition(write->type, rule)->facts;
	Bitmapset  *unread = NULL;
	int			fact = CF_FACT_OF_FILE - 1;

	while ((fact = bms_next_member(asked, fact)) >= 0)
		if (write->case_facts == NULL ||
			!bms_is_member(fact, write->case_facts->read))
			unread = bms_add_member(unread, fact);
	return unread;
}

/*
 * cf_read_case_facts -- what the conditions of rules ask of the file
 *
 * Before cf_rules_begin, under the lock of the case where a write follows.
 */
void
cf_read_case_facts(CfWrite *write, List *rules)
{
	static const Oid types[] = {INT8OID, TEXTOID, TEXTOID};
	Datum		values[3];
	Bitmapset  *facts = NULL;
	CfCaseFacts *known;
	CfQueryRow *row;
	ListCell   *cell;
	int			fact = -1;
	int			column = 0;

	foreach(cell, rules)
		facts = bms_join(facts, unread_facts(write, lfirst(cell)));
	if (facts == NULL)
		return;
	values[0] = cf_value(cf_row_before(write), CF_ID);
	values[1] = CStringGetTextDatum(write->actor ? write->actor->code : "");
	values[2] = CStringGetTextDatum(write->desk->time_zone);
	row = cf_query_row(write->desk, query_for(facts), 3, types, values);
	if (write->case_facts == NULL)
		write->case_facts = palloc0(sizeof(CfCaseFacts));
	known = write->case_facts;
	known->desc = write->type->facts_desc;
	while ((fact = bms_next_member(facts, fact)) >= 0)
		known->values[fact] =
			cf_query_value(row, ++column,
						   TupleDescAttr(known->desc, fact - 1)->atttypid,
						   &known->nulls[fact]);
	known->read = bms_join(known->read, facts);
}

void
cf_set_case_facts(CfEval *eval, const CfCaseFacts *facts)
{
	int			fact = -1;

	while ((fact = bms_next_member(facts->read, fact)) >= 0)
		cf_eval_set_fact(eval, fact, facts->values[fact], facts->nulls[fact]);
}
