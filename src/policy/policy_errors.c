/*
 * policy_errors.c -- what a transaction broke in a policy, told at its end
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/at_commit.h"
#include "base/errors.h"
#include "base/shard.h"
#include "base/subtransaction.h"
#include "condition/condition_build.h"
#include "desk/query.h"
#include "policy/policy_errors.h"
#include "rights/as_owner.h"

typedef struct CfPolicyError
{
	char	   *table;
	char	   *rule;
	char	   *finding;
	char	   *cure;
} CfPolicyError;

typedef struct CfPolicyErrors
{
	CfQueryPlace place;
	bool		strict;
	List	   *errors;			/* of CfPolicyError */
} CfPolicyErrors;

/* tables whose rows bring no errors */
static const char *const harmless[] = {
	"accepted_finding", "activity_label", "closing_bucket", "hot_spot_rule",
	"kpi_weight", "message_template", "personal_column",
	"satisfaction_grade", "script", "staff", "term", "text_model"
};

static void
read_error(CfQueryRow *row, void *arg)
{
	CfPolicyErrors *found = arg;
	CfPolicyError *error = palloc(sizeof(CfPolicyError));

	found->strict = cf_query_bool(row, 1);
	error->table = cf_query_word(row, 2);
	error->rule = cf_query_word(row, 3);
	error->finding = cf_query_word(row, 4);
	error->cure = cf_query_word(row, 5);
	found->errors = lappend(found->errors, error);
}

/* so many, and how many more */
#define CF_ERRORS_TOLD	5

static void
tell(const CfPolicyErrors *found)
{
	int			more = list_length(found->errors) - CF_ERRORS_TOLD;
	ListCell   *cell;

	foreach(cell, found->errors)
	{
		CfPolicyError *error = lfirst(cell);

		if (foreach_current_index(cell) == CF_ERRORS_TOLD)
			break;
		ereport(found->strict ? ERROR : NOTICE,
				(errcode(ERRCODE_CF_BROKEN_RULE),
				 errmsg("\"%s\" in table \"%s\" cannot work", error->rule,
						error->table),
				 errdetail("%s", error->finding),
				 found->strict ?
				 errhint("%s This desk takes no new errors, see desk.strict_rules; check_rules lists them.",
						 error->cure) :
				 errhint("%s", error->cure)));
	}
	if (more > 0)
		ereport(NOTICE,
				(errcode(ERRCODE_CF_BROKEN_RULE),
				 errmsg("%d more errors of this policy", more),
				 errhint("complaint_flow.check_rules() lists them.")));
}

static void
find_errors(void *arg)
{
	static const Oid types[] = {NAMEOID};
	CfPolicyErrors *found = arg;
	NameData	name;
	Datum		desk = NameGetDatum(&name);

	namestrcpy(&name, found->place.name);
	cf_query_run(found->place, CF_QUERY_COMMAND | CF_QUERY_ONCE,
				 "SELECT refused, table_name, rule, finding, cure"
				 " FROM complaint_flow.policy_errors($1)",
				 1, types, &desk, NULL, read_error, found);
}

/* a desk that is damaged can still be mended */
static void
check_desk(Oid schema)
{
	CfPolicyErrors found = {0};
	ErrorData  *failure;

	/* it may have been dropped again */
	if (!OidIsValid(cf_relid_of("desk", schema)))
		return;
	found.place = cf_place_of_schema(schema);
	failure = cf_attempt(find_errors, &found);
	if (failure == NULL)
		tell(&found);
	else if (cf_error_must_pass(failure->sqlerrcode))
		ReThrowError(failure);
	else
		ereport(NOTICE,
				(errmsg("the policy of desk \"%s\" cannot be checked: %s",
						found.place.name, failure->message)));
}

/* cf_policy_written -- look at the policy before the transaction commits */
void
cf_policy_written(Oid schema, const char *table)
{
	for (int i = 0; i < lengthof(harmless); i++)
		if (strcmp(table, harmless[i]) == 0)
			return;
	cf_check_at_commit(check_desk, schema);
}
