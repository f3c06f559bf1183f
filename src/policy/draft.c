/*
 * draft.c -- who writes drafts of a desk's policy, and who is kept from
 * writing the policy itself
 *
 * A draft is a schema with copies of the policy tables.  Its view "draft"
 * shows its row of the desk's table of that name, and which desk that is.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"

PG_FUNCTION_INFO_V1(cf_acting_person);

/*
 * cf_acting_person(desk) -- staff code and rank of the caller, NULL for who is
 * nobody of the staff, and the database role in use
 */
Datum
cf_acting_person(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	CfStaff    *person = cf_actor(desk, NULL);
	bool		nulls[3] = {person == NULL, person == NULL, false};
	Datum		values[3] = {0};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (person != NULL)
	{
		values[0] = CStringGetTextDatum(person->code);
		values[1] = Int32GetDatum(person->rank);
	}
	values[2] = DirectFunctionCall1(namein,
									CStringGetDatum(cf_db_role(desk)));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc),
													  values, nulls)));
}

/* the writer of a draft is one of its editors, who do not approve it */
static void
note_editor(CfQueryPlace draft, Oid desk_table)
{
	static const Oid types[] = {TEXTOID};
	CfDesk	   *desk = cf_desk_open(get_rel_namespace(desk_table));
	CfStaff    *person = cf_actor(desk, NULL);
	Datum		editor = CStringGetTextDatum(person ? person->code :
											 cf_db_role(desk));

	cf_query_run(draft, CF_QUERY_ONCE,
				 "UPDATE draft SET editors = editors || $1"
				 " WHERE $1 <> ALL (editors)",
				 1, types, &editor, NULL, NULL, NULL);
}

PG_FUNCTION_INFO_V1(guard_draft);

/*
 * guard_draft() -- BEFORE STATEMENT trigger of the tables of a draft: who
 * proposed, approved or plans to publish it, did so as it is
 *
 * It locks the draft, so that nobody proposes what is being written.
 */
Datum
guard_draft(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "guard_draft",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE |
											CF_TRIGGER_TRUNCATE);
	CfQueryPlace place = cf_place_of_schema(RelationGetNamespace(trigger->tg_relation));
	CfQueryRow *draft;
	char	   *state;

	draft = cf_query_first(place, CF_QUERY_ONCE,
						   "SELECT name::text, state, desk::oid::bigint"
						   " FROM draft FOR NO KEY UPDATE",
						   0, NULL, NULL);
	if (draft == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("schema \"%s\" is a draft of no desk", place.name)));
	state = cf_query_word(draft, 2);
	if (strcmp(state, "open") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DRAFT_STEP),
				 errmsg("draft \"%s\" is %s and cannot be changed",
						cf_query_word(draft, 1), state),
				 errhint("complaint_flow.reject_policy() opens it again."),
				 errtable(trigger->tg_relation)));
	note_editor(place, (Oid) cf_query_int64(draft, 3));
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(require_draft);

/*
 * require_draft(table) -- BEFORE STATEMENT trigger of policy tables: where
 * changes need approval they come from a draft, or from the desk's owner
 */
Datum
require_draft(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "require_draft",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE |
											CF_TRIGGER_TRUNCATE);
	static const Oid types[] = {TEXTOID};
	CfQueryPlace place = cf_place_of_schema(RelationGetNamespace(trigger->tg_relation));
	Datum		table = CStringGetTextDatum(trigger->tg_trigger->tgargs[0]);
	CfQueryRow *approval;

	if (has_privs_of_role(GetUserId(), place.user))
		return PointerGetDatum(NULL);
	approval = cf_query_first(place, CF_QUERY_ONCE,
							  "SELECT approver FROM policy_approval"
							  " WHERE table_name IN ($1, '*')"
							  " ORDER BY table_name = '*' LIMIT 1",
							  1, types, &table);
	if (approval != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("changes of table \"%s\" have to be approved",
						trigger->tg_trigger->tgargs[0]),
				 errdetail("By role \"%s\" or a higher one, see table policy_approval.",
						   cf_query_word(approval, 1)),
				 errhint("complaint_flow.draft_policy() makes a draft to change."),
				 errtable(trigger->tg_relation)));
	return PointerGetDatum(NULL);
}
