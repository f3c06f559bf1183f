/*
 * repeat.c -- what came before a case: the same customer, the same matter
 * (SPEC R8, R9)
 *
 * Looked up before a new case is judged, because its category may depend on
 * it.  Nothing is locked: cases that others are writing at the same moment are
 * compared when all rows of the statement are there, see late_repeat.c.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "desk/codes.h"
#include "desk/query.h"
#include "judge/case_facts.h"
#include "judge/classify.h"
#include "judge/issue.h"
#include "judge/past.h"
#include "judge/prediction.h"
#include "judge/repeat.h"
#include "judge/rules.h"
#include "judge/same_matter.h"

/*
 * Facts of the whole life of a case until a moment, in the order of
 * file_facts.  Where the running statement ended it, its clocks are still
 * written as they were.
 */
static const char file_of_case[] =
"SELECT (SELECT conclusion FROM investigation WHERE complaint_id = $1"
"  AND recorded_at <= $2 AND conclusion IS NOT NULL ORDER BY id DESC LIMIT 1),"
" (SELECT answer FROM contact WHERE complaint_id = $1 AND created_at <= $2"
"  AND answer IS NOT NULL ORDER BY contacted_at DESC, id DESC LIMIT 1),"
" (SELECT score FROM satisfaction WHERE complaint_id = $1"
"  AND recorded_at <= $2 ORDER BY id DESC LIMIT 1),"
" ARRAY(SELECT DISTINCT metric FROM clock WHERE complaint_id = $1"
"  AND (breached_at <= $2 OR outcome IS NULL AND due_at <"
"   (SELECT closed_at FROM complaint WHERE id = $1)) ORDER BY metric)";
static const CfFact file_facts[] = {
	CF_FACT_CONCLUSION, CF_FACT_OFFER_ANSWER, CF_FACT_SATISFACTION_SCORE,
	CF_FACT_BREACHED_METRICS
};

/* cf_repeat_knows -- may a repeat rule read this fact of the earlier file? */
bool
cf_repeat_knows(int fact)
{
	for (int i = 0; i < lengthof(file_facts); i++)
		if (file_facts[i] == fact)
			return true;
	return false;
}

static bool
accuse_the_same(CfWrite *write, const CfRow *earlier)
{
	char	   *accused = cf_text(&write->row, CF_ACCUSED_STAFF);

	return accused == NULL ? cf_is_null(earlier, CF_ACCUSED_STAFF) :
		cf_text_is(earlier, CF_ACCUSED_STAFF, accused);
}

/* may this case repeat that one?  Of two only one repeats the other */
static bool
may_repeat(CfWrite *write, const CfCustomerCase *earlier)
{
	const CfRow *row = &earlier->row;
	int64		own = cf_int64(&write->row, CF_ID);

	if (earlier->id == own ||
		(!cf_is_null(row, CF_REPEAT_OF) && cf_int64(row, CF_REPEAT_OF) == own))
		return false;
	return earlier->open ||
		cf_time(row, CF_RECEIVED_AT) <= cf_time(&write->row, CF_RECEIVED_AT);
}

/*
 * An open case before a closed one, then by the order of the rules that make
 * them the same matter, then one that accuses the same person.
 */
static bool
is_nearer(CfWrite *write, const CfCustomerCase *one,
		  const CfCustomerCase *other)
{
	if (one->open != other->open)
		return one->open;
	if (one->rule != other->rule)
	{
		ListCell   *cell;

		foreach(cell, write->desk->policy->same_matters)
			if (lfirst(cell) == one->rule || lfirst(cell) == other->rule)
				return lfirst(cell) == one->rule;
	}
	return accuse_the_same(write, &one->row) &&
		!accuse_the_same(write, &other->row);
}

/*
 * cf_repeated_case -- the case that this one repeats, or NULL
 *
 * Of "cases", those of its customer with the latest first; "keys" are the
 * issues that this one may be about.  Of equally near cases the latest.
 */
CfCustomerCase *
cf_repeated_case(CfWrite *write, List *cases, List *keys)
{
	CfMatter	matter = {&write->row, keys};
	CfCustomerCase *chosen = NULL;
	ListCell   *cell;

	foreach(cell, cases)
	{
		CfCustomerCase *earlier = lfirst(cell);

		if (!may_repeat(write, earlier))
			continue;
		earlier->rule = cf_same_matter(write->desk, &matter, &earlier->row);
		if (earlier->rule != NULL &&
			(chosen == NULL || is_nearer(write, earlier, chosen)))
			chosen = earlier;
	}
	/* SPEC R18: who is accused now may have the earlier case */
	if (chosen != NULL)
		chosen->joinable = chosen->open && write->desk->joined_state != NULL &&
			(cf_is_null(&write->row, CF_ACCUSED_STAFF) ||
			 accuse_the_same(write, &chosen->row));
	return chosen;
}

static bool
ask_for_file(CfRowType *type, List *rules)
{
	ListCell   *cell;

	foreach(cell, rules)
		if (bms_next_member(cf_rule_condition(type, lfirst(cell))->facts,
							CF_FACT_OF_FILE - 1) >= 0)
			return true;
	return false;
}

static void
read_file_facts(CfQueryRow *row, void *arg)
{
	CfCaseFacts *facts = arg;

	for (int i = 0; i < lengthof(file_facts); i++)
	{
		CfFact		fact = file_facts[i];
		Form_pg_attribute att = TupleDescAttr(facts->desc, fact - 1);
		Datum		value = cf_query_value(row, i + 1, att->atttypid,
										   &facts->nulls[fact]);

		facts->read = bms_add_member(facts->read, fact);
		if (!facts->nulls[fact])
			facts->values[fact] = datumCopy(value, att->attbyval,
											att->attlen);
	}
}

static CfCaseFacts *
facts_of_case(CfWrite *write, int64 id)
{
	static const Oid types[] = {INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(id),
		TimestampTzGetDatum(write->past ? write->now : DT_NOEND)
	};
	CfCaseFacts *facts = palloc0(sizeof(CfCaseFacts));

	facts->desc = write->type->facts_desc;
	cf_query_each(write->desk, CF_QUERY_COMMAND, file_of_case, 2, types,
				  values, read_file_facts, facts);
	return facts;
}

/* the first rule that holds for the earlier case; noted for the new one */
static const char *
kind_by_rules(CfWrite *write, CfCustomerCase *earlier)
{
	List	   *rules = write->desk->policy->repeats;
	CfRepeatRule *rule;
	CfWrite		past = {0};		/* as if the earlier case came in now */

	past.desk = write->desk;
	past.rel = write->rel;
	past.type = earlier->row.type;
	past.insert = true;
	past.now = cf_time(&write->row, CF_RECEIVED_AT);
	past.row = earlier->row;
	if (ask_for_file(past.type, rules))
		past.case_facts = facts_of_case(write, earlier->id);
	cf_rules_begin(&past);
	rule = cf_first_rule(&past, rules);
	write->triage = list_concat(write->triage, cf_rules_end(&past));
	if (rule == NULL)
		return CF_LINKED;
	cf_judged(write, rule->rule.id);
	return rule->kind;
}

/*
 * cf_repeat_kind -- what the earlier case makes of this one
 *
 * Not between cf_rules_begin and cf_rules_end.
 */
const char *
cf_repeat_kind(CfWrite *write, CfCustomerCase *earlier)
{
	const CfRow *row = &earlier->row;
	TimestampTz closed;

	if (earlier->joinable)
		return CF_JOINED;
	if (earlier->open)
		return CF_LINKED;
	closed = cf_time(row, cf_is_null(row, CF_CLOSED_AT) ? CF_RECEIVED_AT :
					 CF_CLOSED_AT);
	if (closed + write->desk->repeat_window <
		cf_time(&write->row, CF_RECEIVED_AT))
		return CF_LINKED;
	return kind_by_rules(write, earlier);
}

/* the issue of the category that the row has at the moment */
static List *
add_issue(CfWrite *write, List *keys)
{
	char	   *key = cf_issue_key(write);

	return key == NULL || cf_list_has(keys, key) ? keys : lappend(keys, key);
}

/*
 * The issues that a new case may be about: that of its category first.  Words
 * like "I complained before" decide the category, but not what the case is
 * about: so the other categories that rules find in the text count, too.
 * Where they find none ("when does it come?") it may be that of an earlier
 * case.
 */
static List *
possible_issues(CfWrite *write, List *cases)
{
	CfRow	   *row = &write->row;
	char	   *category = cf_text(row, CF_CATEGORY);
	List	   *keys = NIL;
	ListCell   *cell;

	cf_rules_begin(write);
	cf_ask_models(write);
	cf_find_category(write);
	keys = add_issue(write, keys);
	foreach(cell, write->desk->policy->classification)
	{
		CfClassificationRule *rule = lfirst(cell);

		if (category != NULL || rule->category == NULL ||
			!cf_rule_holds(write, &rule->rule))
			continue;
		cf_rules_set(write, CF_CATEGORY, rule->category);
		keys = add_issue(write, keys);
	}
	if (keys == NIL)
		foreach(cell, cases)
		{
			CfCustomerCase *earlier = lfirst(cell);

			cf_rules_set(write, CF_CATEGORY,
						 cf_text(&earlier->row, CF_CATEGORY));
			keys = add_issue(write, keys);
		}
	(void) cf_rules_end(write);
	/* all of this is decided again, knowing what came before */
	write->judged_by = NIL;
	cf_set_text(row, CF_CATEGORY, category);
	cf_set_null(row, CF_CATEGORY_BY);
	return keys;
}

/* the case repeats the earlier one, and is about what that one is about */
static void
follow(CfWrite *write, const CfCustomerCase *earlier)
{
	cf_set(&write->row, CF_REPEAT_OF, Int64GetDatum(earlier->id));
	if (!cf_is_null(&earlier->row, CF_ISSUE_KEY))
		cf_set_text(&write->row, CF_ISSUE_KEY,
					cf_text(&earlier->row, CF_ISSUE_KEY));
	cf_judged(write, earlier->rule->id);
}

/*
 * cf_find_repeat -- does a new case repeat an earlier one?  Before it is
 * judged: fills repeat_of, repeat_kind and issue_key, and write->repeated
 */
void
cf_find_repeat(CfWrite *write)
{
	CfRow	   *row = &write->row;
	List	   *cases;
	List	   *keys = NIL;
	CfCustomerCase *earlier;

	if (cf_is_null(row, CF_CUSTOMER_ID) ||
		write->desk->policy->same_matters == NIL)
		return;
	if (write->worklist != NULL)
		cf_look_begin(write->worklist);
	cases = write->past != NULL ? write->past->cases(write->past, write) :
		cf_cases_of_customer(write->desk, write->direct,
							 cf_int64(row, CF_CUSTOMER_ID));
	if (cases == NIL)
		return;
	if (write->desk->policy->issues != NIL)
		keys = possible_issues(write, cases);
	earlier = cf_repeated_case(write, cases,
							   keys ? list_make1(linitial(keys)) : NIL);
	if (earlier == NULL && list_length(keys) > 1)
		earlier = cf_repeated_case(write, cases, keys);
	if (earlier == NULL)
		return;
	write->repeated = earlier;
	follow(write, earlier);
	cf_set_text(row, CF_REPEAT_KIND, cf_repeat_kind(write, earlier));
}

/* cf_join -- the sheet joins an open case and is over at once */
void
cf_join(CfWrite *write, const CfCustomerCase *earlier)
{
	static const CfColumn handler[] = {
		CF_OWNER, CF_DEPARTMENT, CF_HANDLER_ROLE
	};

	follow(write, earlier);
	cf_set_text(&write->row, CF_REPEAT_KIND, CF_JOINED);
	cf_set_text(&write->row, CF_STATE, write->desk->joined_state);
	cf_set(&write->row, CF_CLOSED_AT, TimestampTzGetDatum(cf_write_time(write)));
	for (int i = 0; i < lengthof(handler); i++)
		cf_copy(&write->row, &earlier->row, handler[i]);
}
