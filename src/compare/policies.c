/*
 * policies.c -- the two policies that judge a case of the past
 *
 * Each version of a policy is a copy of the desk of its own, which takes some
 * 50 ms to build.  Cases come in the order of their receipt, so a few copies
 * are enough.  Versions between which nothing changed that decides about a
 * case are one.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/array.h"
#include "compare/policies.h"
#include "desk/desk_cache.h"
#include "desk/query.h"

/* tables that decide nothing about a new case */
#define UNCONCERNED \
	"'{transition,entry_rule,action_rule,message_rule,message_template,script," \
	"term,activity_label,finding_kind,hot_spot_rule,kpi_weight,closing_bucket," \
	"satisfaction_grade,authority,remedy_kind,cause,contact_purpose," \
	"personal_column,policy_approval,accepted_finding}'::text[]"

static const char changed_in[] =
"SELECT array_agg(DISTINCT v.version ORDER BY v.version) FROM rule_history h"
" CROSS JOIN LATERAL (VALUES (h.from_version::bigint),"
"  (h.to_version::bigint)) AS v (version)"
" WHERE v.version IS NOT NULL AND CASE $1 WHEN 'new' THEN h.table_name = 'staff'"
" ELSE ($1 = 'then' OR h.table_name <> 'staff')"
"  AND h.table_name <> ALL (" UNCONCERNED ") END";

/* the versions in which what one side reads of the past changed */
static void
find_beginnings(CfPolicies *policies, CfSide side)
{
	static const Oid types[] = {TEXTOID};
	Datum		which;
	Datum	   *versions;
	int			count;

	if (side == CF_SIDE_NEW && !policies->people_then)
		return;
	which = CStringGetTextDatum(side == CF_SIDE_NEW ? "new" :
								policies->people_then ? "then" : "now");
	count = cf_query_ids(policies->desk, changed_in, 1, types, &which,
						 &versions);
	policies->nbegins[side] = count;
	policies->begins[side] = palloc((count + 1) * sizeof(int));
	for (int i = 0; i < count; i++)
		policies->begins[side][i] = (int) DatumGetInt64(versions[i]);
}

/* cf_policies -- nothing is built yet; lives in the current memory */
CfPolicies *
cf_policies(CfDesk *desk, const char *draft, bool people_then)
{
	CfPolicies *policies = palloc0(sizeof(CfPolicies));

	policies->cxt = CurrentMemoryContext;
	policies->desk = desk;
	policies->draft = draft;
	policies->people_then = people_then;
	policies->first_version =
		cf_query_int(cf_query_row(desk,
								  "SELECT min(version) FROM policy_version",
								  0, NULL, NULL), 1);
	for (int side = 0; side < CF_SIDE_COUNT; side++)
		find_beginnings(policies, side);
	return policies;
}

/* cf_policy_is_known -- does the history go back to this version? */
bool
cf_policy_is_known(const CfPolicies *policies, int version)
{
	return version >= policies->first_version &&
		version <= policies->desk->rules_version;
}

/* the version with which what holds in this one began */
static int
beginning_of(const CfPolicies *policies, CfSide side, int version)
{
	int			found = 0;

	for (int i = 0; i < policies->nbegins[side] &&
		 policies->begins[side][i] <= version; i++)
		found = policies->begins[side][i];
	return found;
}

/* what begins the queries that read the policy */
static char *
source_of(CfPolicies *policies, CfSide side, int version)
{
	static const Oid types[] = {NAMEOID, TEXTOID, INT4OID, BOOLOID};
	NameData	name;
	Datum		values[4];

	namestrcpy(&name, policies->desk->name);
	values[0] = NameGetDatum(&name);
	values[1] = CStringGetTextDatum(policies->draft ? policies->draft : "");
	values[2] = Int32GetDatum(version);
	values[3] = BoolGetDatum(policies->people_then);
	return cf_query_text(cf_query_row(policies->desk, side == CF_SIDE_OLD ?
									  "SELECT complaint_flow.policy_source($1, NULL, $3, $4)" :
									  "SELECT complaint_flow.compared_source($1, nullif($2, '')::name,"
									  " CASE WHEN $4 THEN $3 END)",
									  4, types, values), 1);
}

/* who is out just now says nothing about the past */
static void
take_all_as_reachable(CfDesk *desk)
{
	HASH_SEQ_STATUS scan;
	CfStaff    *staff;

	hash_seq_init(&scan, desk->staff);
	while ((staff = hash_seq_search(&scan)) != NULL)
		staff->reachable = true;
}

/*
 * cf_policy_of -- the desk with the policy of a side for a case that a version
 * judged
 *
 * Valid until the next call for the side.
 */
CfDesk *
cf_policy_of(CfPolicies *policies, CfSide side, int version)
{
	int			begins = beginning_of(policies, side, version);
	CfKeptPolicy *place = NULL;
	MemoryContext caller;
	char	   *source;

	for (int i = 0; i < CF_KEPT_POLICIES; i++)
	{
		CfKeptPolicy *kept = &policies->kept[side][i];

		if (kept->desk != NULL && kept->version == begins)
		{
			kept->used = ++policies->uses;
			return kept->desk;
		}
		if (place == NULL || kept->used < place->used)
			place = kept;
	}
	if (place->desk != NULL)
		MemoryContextDelete(place->desk->cxt);
	place->desk = NULL;
	/* the side of old reads the past: nothing before the first version */
	source = source_of(policies, side, side == CF_SIDE_OLD ?
					   Max(begins, policies->first_version) : version);
	caller = MemoryContextSwitchTo(policies->cxt);
	place->desk = cf_desk_of_policy(policies->desk->schema, source);
	MemoryContextSwitchTo(caller);
	take_all_as_reachable(place->desk);
	policies->builds++;
	place->version = begins;
	place->used = ++policies->uses;
	return place->desk;
}
