/*
 * read_log.c -- who read a case, and what for (SPEC R7)
 *
 * A reading that is rolled back leaves no row in read_log, therefore the
 * server's log is told, too.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/errors.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "rights/as_owner.h"
#include "rights/elsewhere.h"
#include "row/trim.h"

/* KF008 for no case, and for one that a row filter hides from the reader */
static void
check_case(CfDesk *desk, int64 id)
{
	if (cf_case_out_of_sight(desk, id) ||
		cf_query_by_id(desk, "SELECT FROM complaint WHERE id = $1",
					   id) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("complaint " INT64_FORMAT " does not exist", id),
				 errhint("It may be hidden from you by a row filter.")));
}

PG_FUNCTION_INFO_V1(note_reading);

/*
 * note_reading(desk, id, purpose) -- for those who may read the case
 */
CF_WHERE_THE_DESK_IS(note_reading)
{
	static const Oid types[] = {TIMESTAMPTZOID, INT8OID, TEXTOID, NAMEOID,
	TEXTOID};
	CfDesk	   *desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	text	   *purpose = PG_GETARG_TEXT_PP(2);
	CfStaff    *actor = cf_actor(desk, NULL);
	Datum		values[5];
	char		nulls[] = "     ";
	NameData	db_role;

	if (pg_class_aclcheck(desk->complaint_relid, GetUserId(),
						  ACL_SELECT) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE,
					   get_rel_name(desk->complaint_relid));
	if (cf_blank(VARDATA_ANY(purpose), VARSIZE_ANY_EXHDR(purpose)))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("reading a case on record needs a purpose"),
				 errhint("Say in a few words what for; name nobody.")));
	check_case(desk, PG_GETARG_INT64(1));
	(void) cf_table_of_owner("read_log", desk->schema, desk->owner);
	namestrcpy(&db_role, cf_db_role(desk));
	values[0] = TimestampTzGetDatum(GetCurrentStatementStartTimestamp());
	values[1] = PG_GETARG_DATUM(1);
	nulls[2] = actor ? ' ' : 'n';
	values[2] = actor ? CStringGetTextDatum(actor->code) : (Datum) 0;
	values[3] = NameGetDatum(&db_role);
	values[4] = PointerGetDatum(purpose);
	cf_query_execute(desk,
					 "INSERT INTO read_log (at, complaint_id, actor, db_role,"
					 " purpose) VALUES ($1, $2, $3, $4, $5)",
					 5, types, values, nulls);
	ereport(LOG_SERVER_ONLY,
			(errmsg("desk \"%s\": \"%s\" reads complaint " INT64_FORMAT,
					desk->name, actor ? actor->code : NameStr(db_role),
					PG_GETARG_INT64(1)),
			 errhidestmt(true)));
	PG_RETURN_VOID();
}
