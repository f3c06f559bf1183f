/*
 * incident.c -- a batch as one record: what the engine does to its cases, and
 * what people may change in it
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/errors.h"
#include "case/engine_update.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "desk/unknown_code.h"
#include "job/bisect.h"
#include "row/table_row.h"
#include "row/value_check.h"
#include "settle/incident.h"

/*
 * The case joins incident *detail; for 0, the one that was reserved when the
 * case was received is taken back.
 */
static void
apply_incident(CfWrite *write, const CfEngineUpdate *update)
{
	int64		incident = *(int64 *) update->detail;

	if (incident != 0)
		cf_set(&write->row, CF_INCIDENT_ID, Int64GetDatum(incident));
	else
		cf_set_null(&write->row, CF_INCIDENT_ID);
	write->as_new = incident == 0;
}

/* an update of one incident */
typedef struct Update
{
	CfDesk	   *desk;
	CfTableRow	old;
	CfTableRow	row;
} Update;

static bool
changed(const Update *update, const char *column)
{
	return cf_field_changed(&update->old, &update->row, column);
}

static void
refuse_engine_columns(const Update *update)
{
	static const char *const columns[] = {
		"id", "issue_key", "day", "declared_at", "closed_at"
	};

	for (int i = 0; i < lengthof(columns); i++)
		if (changed(update, columns[i]))
			ereport(ERROR,
					(errcode(ERRCODE_CF_COMPUTED_COLUMN),
					 errmsg("column \"%s\" of an incident cannot be written to another value",
							columns[i]),
					 errhint("The engine sets this column; leave it out."),
					 cf_errcolumn(update->row.rel, columns[i])));
}

/* somebody at work, whom no case of the incident accuses */
static void
check_owner(Update *update, char *owner)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	CfTableRow *row = &update->row;
	CfStaff    *staff = cf_staff(update->desk, owner);
	Datum		values[] = {
		Int64GetDatum(cf_field_int64(row, "id")), CStringGetTextDatum(owner)
	};

	if (staff == NULL)
		cf_unknown_code(update->desk, row->rel,
						cf_attno_of(row->rel, "owner"), owner, "staff", false);
	if (!staff->active)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("staff member \"%s\" is not active", owner),
				 errhint("Choose another owner."),
				 cf_errcolumn(row->rel, "owner")));
	if (cf_query_execute(update->desk,
						 "SELECT FROM complaint WHERE incident_id = $1"
						 " AND accused_staff = $2 LIMIT 1",
						 2, types, values, NULL) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("the person complained about cannot own the incident"),
				 errdetail("A case of the incident accuses \"%s\".", owner),
				 errhint("Name another person."),
				 cf_errcolumn(row->rel, "owner")));
	if (!changed(update, "department") && staff->department != NULL)
		cf_field_set_text(row, "department", staff->department);
}

PG_FUNCTION_INFO_V1(decide_incident);

/*
 * decide_incident() -- BEFORE ROW trigger of incident: who owns it, whether it
 * is closed
 */
Datum
decide_incident(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "decide_incident",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_UPDATE);
	Update		update;
	CfTableRow *row = &update.row;
	CfStaff    *actor;
	char	   *department;
	char	   *owner;
	char	   *state;
	TimestampTz now = GetCurrentStatementStartTimestamp();

	update.desk = cf_desk_before(trigger->tg_relation);
	update.old = cf_trigger_row_before(trigger);
	update.row = cf_trigger_row(trigger);
	actor = cf_actor(update.desk, changed(&update, "updated_by") ?
					 cf_field_string(row, "updated_by") : NULL);
	refuse_engine_columns(&update);
	cf_check_values(row->rel, row->tuple, update.old.tuple, CF_LONG_TEXT_MAX);
	department = cf_field_string(row, "department");
	if (department != NULL && changed(&update, "department") &&
		cf_department(update.desk, department) == NULL)
		cf_unknown_code(update.desk, row->rel,
						cf_attno_of(row->rel, "department"), department,
						"department", false);
	owner = cf_field_string(row, "owner");
	if (owner != NULL && changed(&update, "owner"))
		check_owner(&update, owner);
	state = cf_field_string(row, "state");
	if (changed(&update, "state"))
	{
		if (state != NULL && strcmp(state, "closed") == 0)
			cf_field_set(row, "closed_at", TIMESTAMPTZOID,
						 TimestampTzGetDatum(now));
		else
			cf_field_set_null(row, "closed_at");
	}
	cf_field_set_text(row, "updated_by", actor ? actor->code : NULL);
	return PointerGetDatum(row->tuple);
}

/* cf_move_cases -- give cases an incident, 0 takes a reserved one from them */
void
cf_move_cases(CfDesk *desk, int64 incident, const char *sql, Oid type,
			  Datum arg)
{
	CfEngineUpdate update = cf_engine_update(desk, CF_UPDATE_ENTRY,
											 incident != 0 ?
											 "incident:joined" : "incident:left");

	update.apply = apply_incident;
	update.detail = &incident;
	(void) cf_update_cases(desk, &update, sql, type, arg);
}

void
cf_move_listed(CfDesk *desk, int64 incident, List *ids)
{
	if (ids != NIL)
		cf_move_cases(desk, incident,
					  "UPDATE complaint SET updated_at = updated_at WHERE id = ANY ($1)",
					  INT8ARRAYOID, cf_array_of_ids(ids));
}

/* cases to be moved, and those that were */
typedef struct Moving
{
	int64		incident;
	List	   *moved;			/* of int64 * */
} Moving;

static int64
move_some(CfJob *job, const Datum *cases, int count, void *arg)
{
	Moving	   *moving = arg;
	List	   *ids = NIL;

	for (int i = 0; i < count; i++)
		ids = cf_add_id(ids, DatumGetInt64(cases[i]));
	cf_move_listed(job->desk, moving->incident, ids);
	moving->moved = list_concat(moving->moved, ids);
	return count;
}

/*
 * cf_move_others -- give other people's cases an incident
 *
 * One that cannot be written is no reason to refuse the complaint that we take
 * in: returns those, for the job.  "job" is NULL outside of one.
 */
List *
cf_move_others(CfDesk *desk, CfJob *job, int64 incident, List *ids)
{
	Moving		moving = {incident, NIL};
	CfBisection round = {"member", move_some, cf_name_of_case, cf_case_named};
	CfJob		nobodys;
	Datum	   *cases = palloc((list_length(ids) + 1) * sizeof(Datum));
	List	   *left = NIL;
	ListCell   *cell;

	round.arg = &moving;
	cf_job_begin(&nobodys, desk, NULL, 0);
	foreach(cell, ids)
		cases[foreach_current_index(cell)] =
			Int64GetDatum(*(int64 *) lfirst(cell));
	(void) cf_bisect(job ? job : &nobodys, &round,
					 cases, list_length(ids));
	foreach(cell, ids)
		if (!cf_has_id(moving.moved, *(int64 *) lfirst(cell)))
			left = lappend(left, lfirst(cell));
	return left;
}
