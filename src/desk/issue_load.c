/*
 * issue_load.c -- what a desk says about issues, batches, repeats and
 * frequencies
 */
#include "postgres.h"

#include "desk/desk_load.h"
#include "desk/policy.h"

static void
read_issue_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfIssueRule *rule = palloc0(sizeof(CfIssueRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	/* its second expression has the same name and number */
	rule->key = rule->rule;
	rule->key.condition = cf_column_word(row, desc, 4);
	rule->key.gives_text = true;
	cf_enlist_rule(desk, &rule->key);
	desk->policy->issues = lappend(desk->policy->issues, rule);
}

static void
read_batch_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfBatchRule *rule = palloc0(sizeof(CfBatchRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->more_than = cf_column_int(row, desc, 4);
	rule->notify = cf_column_text(row, desc, 5);
	desk->policy->batches = lappend(desk->policy->batches, rule);
}

static void
read_repeat_rule(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfRepeatRule *rule = palloc0(sizeof(CfRepeatRule));

	cf_read_rule(desk, &rule->rule, row, desc);
	rule->kind = cf_column_word(row, desc, 4);
	desk->policy->repeats = lappend(desk->policy->repeats, rule);
}

static void
read_frequency(CfDesk *desk, HeapTuple row, TupleDesc desc, void *arg)
{
	CfFrequency *frequency = palloc0(sizeof(CfFrequency));

	frequency->code = cf_column_word(row, desc, 1);
	frequency->at_least = cf_column_int(row, desc, 2);
	frequency->within_days = cf_column_int(row, desc, 3);
	desk->policy->frequencies = lappend(desk->policy->frequencies, frequency);
}

void
cf_issues_load(CfDesk *desk)
{
	cf_desk_query(desk,
				  "SELECT id, name, condition, issue_key FROM issue_rule"
				  " WHERE active ORDER BY position, id",
				  read_issue_rule, NULL);
	cf_desk_query(desk,
				  "SELECT id, name, condition, more_than, notify FROM batch_rule"
				  " WHERE active ORDER BY position, id",
				  read_batch_rule, NULL);
	cf_desk_query(desk,
				  "SELECT id, name, condition, kind FROM repeat_rule"
				  " WHERE active ORDER BY position, id",
				  read_repeat_rule, NULL);
	cf_desk_query(desk,
				  "SELECT code, at_least, within_days FROM frequency"
				  " ORDER BY rank DESC",
				  read_frequency, NULL);
}
