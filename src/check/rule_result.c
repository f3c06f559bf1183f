/*
 * rule_result.c -- what a rule does, as a text: the same text, the same effect
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "check/rule_result.h"
#include "time/target.h"

/* names of a list, in a text that is compared with others */
static char *
listed(const List *names)
{
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	foreach(cell, names)
		appendStringInfo(&buf, "%s,", (char *) lfirst(cell));
	return buf.data;
}

static const char *
target_text(const CfTarget *target)
{
	return target == NULL ? "-" :
		psprintf("%d " INT64_FORMAT, target->kind, target->amount);
}

static const char *
or_none(const char *text)
{
	return text != NULL ? text : "-";
}

const char *
cf_result_of_classification(const CfRule *rule)
{
	const CfClassificationRule *row = (const CfClassificationRule *) rule;

	return psprintf("%s/%s/%s/%d", or_none(row->category),
					or_none(row->level), or_none(row->urgency), row->takes);
}

const char *
cf_result_of_routing(const CfRule *rule)
{
	const CfRoutingRule *row = (const CfRoutingRule *) rule;

	return psprintf("%d %s", row->handler, or_none(row->argument));
}

const char *
cf_result_of_clock(const CfRule *rule)
{
	const CfClockRule *row = (const CfClockRule *) rule;

	return psprintf("%s/%s/%s/%s/%s/%s/%d/%s", listed(row->starts_on),
					listed(row->met_by), or_none(row->met.condition),
					target_text(row->target), target_text(row->at_most),
					row->calendar, row->warn_at_percent,
					listed(row->pausing_states));
}

const char *
cf_result_of_issue(const CfRule *rule)
{
	return ((const CfIssueRule *) rule)->key.condition;
}

const char *
cf_result_of_batch(const CfRule *rule)
{
	const CfBatchRule *row = (const CfBatchRule *) rule;

	return psprintf("%d %s", row->more_than, or_none(row->notify));
}

const char *
cf_result_of_repeat(const CfRule *rule)
{
	return ((const CfRepeatRule *) rule)->kind;
}

const char *
cf_result_of_action(const CfRule *rule)
{
	const CfActionRule *row = (const CfActionRule *) rule;

	return psprintf("%d/%s/%s/%s", row->action, or_none(row->argument),
					or_none(row->topic), or_none(row->task));
}
