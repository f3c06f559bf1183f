/*
 * decide.c -- everything that rules decide about a case, in its order
 *
 * The order is fixed: repeat, category, issue, level, urgency, handler,
 * completeness; a rule can read what was decided before it.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "judge/classify.h"
#include "judge/decide.h"
#include "judge/issue.h"
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
	cf_find_category(write);
	cf_find_issue(write);
	cf_find_level(write);
	cf_find_urgency(write);
	if (write->insert && !cf_joins(write))
		cf_route(write);
	cf_find_missing(write);
	write->triage = list_concat(write->triage, cf_rules_end(write));
	if (cf_is_null(&write->row, CF_CATEGORY))
		write->triage = lappend(write->triage, "no rule found a category");
	cf_prioritise(write);
	write->rejudged = true;
}
