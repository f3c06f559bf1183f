/*
 * decide.c -- what rules decide about a case, at first and when it changes
 *
 * The order is fixed: repeat, category, issue, level, urgency, handler,
 * completeness; a rule can read what was decided before it.  Rules that
 * classify are asked again when a fact changed that they read, those that
 * route when the classification did, or the owner turned out to be the person
 * complained about.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "judge/classify.h"
#include "judge/decide.h"
#include "judge/issue.h"
#include "judge/prediction.h"
#include "judge/repeat.h"
#include "judge/route.h"
#include "judge/rules.h"

/*
 * cf_decide -- judge a case that is new or whose facts changed
 *
 * On insert the handler is chosen as well; later only cf_route does that.
 */
void
cf_decide(CfWrite *write)
{
	write->triage = NIL;
	if (write->insert)
		cf_find_repeat(write);
	cf_rules_begin(write);
	cf_ask_models(write);
	cf_find_category(write);
	cf_find_issue(write);
	cf_find_level(write);
	cf_find_urgency(write);
	if (write->insert && !cf_is_joined(&write->row))
		cf_route(write);
	cf_find_missing(write);
	cf_rules_end_triage(write);
	cf_note_guesses(write);
	if (cf_is_null(&write->row, CF_CATEGORY))
		write->triage = lappend(write->triage, "no rule found a category");
	cf_prioritise(write);
	write->rejudged = true;
}

/* cf_owner_is_accused -- the owner is the person complained about */
bool
cf_owner_is_accused(CfWrite *write)
{
	return cf_text_is(&write->row, CF_OWNER,
					  cf_text(&write->row, CF_ACCUSED_STAFF));
}

/* cf_facts_changed -- did anything change that rules of cf_decide read? */
bool
cf_facts_changed(CfWrite *write)
{
	int			attno = -1;

	/* what judged an erased case is gone: the judgement stays */
	if (cf_is_erased(&write->old))
		return false;
	while ((attno = bms_next_member(write->type->facts, attno)) >= 0)
		if (!cf_same(&write->row, &write->old, attno - 1))
			return true;
	return false;
}

/*
 * Who changed the classification?  The two rows alone tell: a person always
 * leaves the mark "person", and no reasons of rules.  After a person, rules
 * only raise the urgency, and give their reasons.
 */
static bool
classified_by_rules(CfWrite *write)
{
	if (!cf_text_is(&write->row, CF_CATEGORY_BY, "person"))
		return true;
	return cf_text_is(&write->old, CF_CATEGORY_BY, "person") &&
		!cf_changed(write, CF_CATEGORY) && !cf_changed(write, CF_LEVEL) &&
		cf_changed(write, CF_URGENT_REASONS) &&
		!cf_is_null(&write->row, CF_URGENT_REASONS);
}

/* cf_is_first_category -- the case had none before */
bool
cf_is_first_category(CfWrite *write)
{
	return cf_is_null(&write->old, CF_CATEGORY) &&
		!cf_is_null(&write->row, CF_CATEGORY);
}

/*
 * cf_reclassification -- "rejudged" when rules changed the classification,
 * "classified" when a person gave the first category, "reclassified" when a
 * person changed something, or NULL
 */
const char *
cf_reclassification(CfWrite *write)
{
	if (!cf_classification_changed(write))
		return NULL;
	if (classified_by_rules(write))
		return "rejudged";
	return cf_is_first_category(write) ? "classified" : "reclassified";
}

/*
 * The rules choose again when another one than chose the handler now applies,
 * or when the owner turned out to be the person complained about.
 */
static void
route_if_rules_say(CfWrite *write)
{
	CfRoutingRule *rule;

	cf_rules_begin(write);
	rule = cf_choose_route(write);
	if (cf_owner_is_accused(write) ||
		(rule != NULL && !cf_row_judged_by(&write->old, rule->rule.id)))
		cf_route(write);
	cf_rules_end_triage(write);
}

/* cf_reroute -- after a change that concerns the rules of routing */
void
cf_reroute(CfWrite *write)
{
	if (cf_owner_is_accused(write) || cf_classification_changed(write))
		route_if_rules_say(write);
}

/*
 * cf_follow_facts -- what the engine changed in a case may concern the rules
 * that classify and route it
 */
void
cf_follow_facts(CfWrite *write)
{
	if (cf_facts_changed(write) || cf_classification_changed(write))
		cf_decide(write);
	if (!cf_handler_changed(write))
		cf_reroute(write);
}

/*
 * cf_separate -- a joined sheet becomes a case of its own, as if it were
 * received now for the first time; its clocks run from its receipt
 *
 * The caller sets the state.
 */
void
cf_separate(CfWrite *write)
{
	int64		id = cf_int64(&write->row, CF_REPEAT_OF);
	CfCustomerCase *earlier = cf_case_by_id(write->desk, id);

	/* once separated it does not join again */
	cf_set_text(&write->row, CF_REPEAT_KIND,
				earlier == NULL || earlier->open ? CF_LINKED :
				cf_repeat_kind(write, earlier));
	cf_set_null(&write->row, CF_CLOSED_AT);
	write->as_new = true;
	cf_decide(write);
	cf_route_alone(write);
}
