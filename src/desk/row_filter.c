/*
 * row_filter.c -- does row level security hide a case from the caller?
 *
 * The engine locks and reads the case of an entry as the desk's owner, to whom
 * row level security does not apply.  So it first looks for the case with the
 * caller's rights; a hidden case gets the same message as a missing one.
 *
 * The policies of filter_by_department() call in_sight() and is_asked() for
 * each row.  In SQL they would be planned again wherever a policy is used,
 * which would cost many times more.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

#include "base/compat.h"
#include "desk/query.h"
#include "desk/row_filter.h"

/* cf_cases_filtered -- are there cases that the role in use might not see? */
bool
cf_cases_filtered(CfDesk *desk)
{
	return check_enable_rls(desk->complaint_relid, InvalidOid, true) ==
		RLS_ENABLED;
}

/* looks with the caller's rights, not the owner's */
static bool
is_hidden(CfDesk *desk, int64 id, int how)
{
	static const Oid types[] = {INT8OID};
	CfQueryPlace place = {desk->schema, desk->name, GetUserId()};
	Datum		value = Int64GetDatum(id);

	return cf_cases_filtered(desk) &&
		cf_query_run(place, how | CF_QUERY_FIRST,
					 "SELECT FROM complaint c WHERE c.id = $1",
					 1, types, &value, NULL, NULL, NULL) == 0;
}

/*
 * cf_case_hidden -- does row level security hide the case, or is there none?
 *
 * Always false, and without a query, for callers to whom it does not apply.
 */
bool
cf_case_hidden(CfDesk *desk, int64 id)
{
	return is_hidden(desk, id, CF_QUERY_SNAPSHOT);
}

/*
 * cf_case_out_of_sight -- the same in a function that was called by name: the
 * owner's policies run behind the guard, KF010
 */
bool
cf_case_out_of_sight(CfDesk *desk, int64 id)
{
	return is_hidden(desk, id, CF_QUERY_INSIDE);
}

/* places in viewer.sight; behind them the roles */
enum
{
	SEES_ALL, CODE, DEPARTMENT, ROLES
};

/* columns of a case in the order of in_sight's arguments */
enum
{
	OWNER = 1, RECEIVED_BY, UPDATED_BY, CASE_DEPARTMENT, HANDLER_ROLE
};

typedef struct Sight
{
	Datum	   *words;
	bool	   *nulls;
	int			count;
} Sight;

/* an argument is the word at a place, and neither is NULL */
static bool
is_word(FunctionCallInfo fcinfo, int arg, const Sight *sight, int place)
{
	text	   *value;
	text	   *word;

	if (PG_ARGISNULL(arg) || place >= sight->count || sight->nulls[place])
		return false;
	value = PG_GETARG_TEXT_PP(arg);
	word = DatumGetTextPP(sight->words[place]);
	return VARSIZE_ANY_EXHDR(value) == VARSIZE_ANY_EXHDR(word) &&
		memcmp(VARDATA_ANY(value), VARDATA_ANY(word),
			   VARSIZE_ANY_EXHDR(value)) == 0;
}

PG_FUNCTION_INFO_V1(in_sight);

/*
 * in_sight(sight, owner, received_by, updated_by, department, handler_role)
 * -- may a viewer work on a case of these columns?
 */
Datum
in_sight(PG_FUNCTION_ARGS)
{
	Sight		sight;

	if (PG_ARGISNULL(0))
		PG_RETURN_BOOL(false);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false,
					  TYPALIGN_INT, &sight.words, &sight.nulls, &sight.count);
	if (sight.count > SEES_ALL && !sight.nulls[SEES_ALL])
		PG_RETURN_BOOL(true);
	if (is_word(fcinfo, OWNER, &sight, CODE) ||
		is_word(fcinfo, RECEIVED_BY, &sight, CODE) ||
		is_word(fcinfo, UPDATED_BY, &sight, CODE) ||
		is_word(fcinfo, CASE_DEPARTMENT, &sight, DEPARTMENT))
		PG_RETURN_BOOL(true);
	for (int role = ROLES; PG_ARGISNULL(OWNER) && role < sight.count; role++)
		if (is_word(fcinfo, HANDLER_ROLE, &sight, role))
			PG_RETURN_BOOL(true);
	PG_RETURN_BOOL(false);
}

/* bigint[], ascending, in a memory context */
typedef struct Asked
{
	MemoryContext cxt;
	ArrayType  *cases;
} Asked;

static void
read_asked(CfQueryRow *row, void *arg)
{
	Asked	   *asked = arg;
	MemoryContext caller = MemoryContextSwitchTo(asked->cxt);

	asked->cases = DatumGetArrayTypePCopy(cf_query_needed(row, 1,
														  INT8ARRAYOID));
	MemoryContextSwitchTo(caller);
}

/*
 * The cases about which the viewer is asked.  With the caller's own rights:
 * who may not read the view is not asked.
 */
static ArrayType *
cases_asked_about(Oid desk, MemoryContext cxt)
{
	Oid			schema = get_rel_namespace(desk);
	Oid			view = get_relname_relid("asked_case", schema);
	CfQueryPlace place = {schema, get_namespace_name(schema), GetUserId()};
	Asked		asked = {cxt};

	if (!OidIsValid(view) ||
		pg_class_aclcheck(view, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
	{
		MemoryContext caller = MemoryContextSwitchTo(cxt);

		asked.cases = construct_empty_array(INT8OID);
		MemoryContextSwitchTo(caller);
	}
	else
		cf_query_run(place, CF_QUERY_READ_ONLY | CF_QUERY_INSIDE,
					 "SELECT coalesce(array_agg(DISTINCT a.id ORDER BY a.id), '{}')"
					 " FROM (SELECT complaint_id::bigint AS id FROM asked_case) a"
					 " WHERE a.id IS NOT NULL",
					 0, NULL, NULL, NULL, read_asked, &asked);
	return asked.cases;
}

static int
compare_ids(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return x < y ? -1 : x > y;
}

PG_FUNCTION_INFO_V1(is_asked);

/*
 * is_asked(desk, id) -- does view asked_case show the case to the viewer?
 *
 * The view is read once a statement, at the first row.
 */
Datum
is_asked(PG_FUNCTION_ARGS)
{
	ArrayType  *asked = fcinfo->flinfo->fn_extra;
	int64		id = PG_GETARG_INT64(1);

	if (asked == NULL)
	{
		asked = cases_asked_about(PG_GETARG_OID(0), fcinfo->flinfo->fn_mcxt);
		fcinfo->flinfo->fn_extra = asked;
	}
	PG_RETURN_BOOL(bsearch(&id, ARR_DATA_PTR(asked),
						   ArrayGetNItems(ARR_NDIM(asked), ARR_DIMS(asked)),
						   sizeof(int64), compare_ids) != NULL);
}
