/*
 * staff_change.c -- who may change the people of a desk and their roles
 *
 * Supervisors keep the staff, but nobody gives or takes a role above their
 * own: otherwise the right to write people would amount to every right.  The
 * desk's owner may do everything.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "rights/enter_desk.h"
#include "rights/login.h"
#include "row/table_row.h"

/* a row of staff or staff_role, as it was and as it becomes */
typedef struct Change
{
	CfTableRow	old;			/* no tuple on insert */
	CfTableRow	row;			/* no tuple on delete */
} Change;

static Change
change_of(TriggerData *trigger)
{
	return (Change)
	{
		cf_trigger_row_before(trigger), cf_trigger_row(trigger)
	};
}

static Datum
row_of(const Change *change)
{
	return PointerGetDatum(change->row.tuple ? change->row.tuple :
						   change->old.tuple);
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* of an update: the column has another value than before */
static bool
changed(const Change *change, const char *column)
{
	return cf_field_changed(&change->old, &change->row, column);
}

static bool
is_insert(const Change *change)
{
	return change->old.tuple == NULL;
}

static bool
is_delete(const Change *change)
{
	return change->row.tuple == NULL;
}

pg_noreturn static void
refuse(const Change *change, const char *message, const char *column)
{
	cf_refuse_row(&change->row, column, ERRCODE_CF_NOT_AUTHORISED, message,
				  "Ask somebody of a higher role, or the owner of the desk.");
}

static bool
is_owner(Relation rel)
{
	Oid			schema = RelationGetNamespace(rel);

	return has_privs_of_role(cf_caller(schema), cf_owner_of_desk(schema));
}

/* who changes people or roles, and is not the owner */
static CfStaff *
known_writer(const Change *change, CfDesk *desk)
{
	CfStaff    *writer = cf_actor(desk, NULL);

	if (writer == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("people are changed by a person of the staff"),
				 errdetail("Role \"%s\" is nobody of the staff.",
						   GetUserNameFromId(GetUserId(), false)),
				 errhint("The owner of the desk enters the first person; complaint_flow.unbound_logins() tells whose login is nobody."),
				 errtable(change->row.rel)));
	return writer;
}

/* a role that the desk does not know yet is above everybody */
static int
rank_of(CfDesk *desk, const char *role)
{
	CfCode	   *found = role ? cf_code(desk->roles, role) : NULL;

	return found ? found->rank : PG_INT32_MAX;
}

/* the role may erase what the writer's own role may not */
static bool
may_erase_more(CfDesk *desk, const char *role, CfStaff *writer)
{
	static const Oid types[] = {TEXTOID, TEXTOID};
	Datum		values[2];

	values[0] = CStringGetTextDatum(role);
	values[1] = CStringGetTextDatum(writer->role);
	return cf_query_execute(desk,
							"SELECT FROM desk WHERE $1 = ANY (erasure_roles)"
							" AND $2 <> ALL (erasure_roles)",
							2, types, values, NULL) > 0;
}

static void
check_appointment(const Change *change, CfDesk *desk, CfStaff *writer)
{
	char	   *role = cf_field_string(&change->row, "role");

	if (!is_insert(change) && !changed(change, "role"))
		return;
	if (rank_of(desk, role) >= writer->rank)
		refuse(change, "nobody appoints to the own role or a higher one",
			   "role");
	if (may_erase_more(desk, role, writer))
		refuse(change, "a role that erases personal data is given by one that does",
			   "role");
}

/*
 * The owner's role, one that is a member of it, even if only by SET ROLE, or a
 * superuser's: above every role of the staff, so the owner alone says whose
 * login it is.
 */
static void
refuse_login_of_owner(const Change *change, Oid login)
{
	Oid			schema = RelationGetNamespace(change->row.rel);

	if (!is_member_of_role(login, cf_owner_of_desk(schema)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_AUTHORISED),
			 errmsg("role \"%s\" may act as the owner of the desk",
					GetUserNameFromId(login, false)),
			 errhint("Only the owner of the desk says whose login it is."),
			 cf_errcolumn(change->row.rel, "database_role")));
}

/* the login that the person had is taken away */
static void
check_login_taken(const Change *change)
{
	Oid			login = cf_login_role(cf_field_string(&change->old, "database_role"),
									  cf_field_string(&change->old, "database_role_id"));

	if (OidIsValid(login) &&
		(is_delete(change) || changed(change, "database_role")))
		refuse_login_of_owner(change, login);
}

static void
check_person(const Change *change)
{
	CfDesk	   *desk = cf_desk_open(RelationGetNamespace(change->row.rel));
	CfStaff    *writer = known_writer(change, desk);

	if (!is_insert(change) &&
		rank_of(desk, cf_field_string(&change->old, "role")) > writer->rank)
		refuse(change, "nobody changes the row of a person of a higher role",
			   "role");
	if (!is_insert(change))
		check_login_taken(change);
	if (is_delete(change))
		return;
	check_appointment(change, desk, writer);
	if (!is_insert(change) &&
		same(cf_field_string(&change->old, "code"), writer->code) &&
		cf_field_int(&change->row, "grade") >
		cf_field_int(&change->old, "grade"))
		refuse(change, "nobody raises the own grade", "grade");
}

/*
 * Nobody takes the login of a person by giving it to another.  A unique key
 * says so of ids of this cluster; those that came from another say the same
 * role in other words.
 */
static void
refuse_login_of_another(const Change *change, Oid login)
{
	CfDesk	   *desk = cf_desk_open(RelationGetNamespace(change->row.rel));
	char	   *code = cf_field_string(&change->row, "code");
	HASH_SEQ_STATUS scan;
	CfStaff    *staff;

	hash_seq_init(&scan, desk->staff);
	while ((staff = hash_seq_search(&scan)) != NULL)
		if (staff->login == login && strcmp(staff->code, code) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_CF_NOT_AUTHORISED),
					 errmsg("role \"%s\" is the login of \"%s\"",
							GetUserNameFromId(login, false), staff->code),
					 errhint("Take it from that person first."),
					 cf_errcolumn(change->row.rel, "database_role")));
}

/* the role of that name, as it is now */
static void
bind_login(Change *change, const char *name)
{
	Oid			role = get_role_oid(name, true);

	if (!OidIsValid(role))
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("database role \"%s\" does not exist", name),
				 errhint("Create the role first; leave database_role empty for persons who work through an application."),
				 cf_errcolumn(change->row.rel, "database_role")));
	if (!is_owner(change->row.rel))
	{
		refuse_login_of_owner(change, role);
		refuse_login_of_another(change, role);
	}
	cf_field_set_text(&change->row, "database_role_id", cf_login_id(role));
}

/* the name follows a role that was renamed */
static void
follow_rename(Change *change, const char *id)
{
	char	   *name = cf_field_string(&change->row, "database_role");
	char	   *now = cf_login_is_local(id) ?
		GetUserNameFromId(cf_login_role(name, id), true) : NULL;

	if (now != NULL && strcmp(now, name) != 0)
		cf_field_set(&change->row, "database_role", NAMEOID,
					 DirectFunctionCall1(namein, CStringGetDatum(now)));
}

/* only naming a role binds: a row that lost its role stays nobody's */
static void
keep_login(Change *change)
{
	char	   *name = cf_field_string(&change->row, "database_role");
	char	   *id = cf_field_string(&change->row, "database_role_id");
	char	   *was = is_insert(change) ? NULL :
		cf_field_string(&change->old, "database_role_id");

	if (id != NULL && !same(id, was))
		ereport(ERROR,
				(errcode(ERRCODE_CF_COMPUTED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\" cannot be written",
						"database_role_id", "staff"),
				 errhint("Write the name of the role into database_role."),
				 cf_errcolumn(change->row.rel, "database_role_id")));
	if (name == NULL)
		cf_field_set_text(&change->row, "database_role_id", NULL);
	else if (is_insert(change) || changed(change, "database_role"))
		bind_login(change, name);
	else
	{
		cf_field_set_text(&change->row, "database_role_id", was);
		follow_rename(change, was);
	}
}

PG_FUNCTION_INFO_V1(decide_person);

/*
 * decide_person() -- BEFORE ROW trigger of staff: who writes whom, and which
 * role a login is
 */
Datum
decide_person(PG_FUNCTION_ARGS)
{
	Change		change = change_of(cf_check_trigger(fcinfo, "decide_person",
													CF_TRIGGER_BEFORE_ROW,
													CF_TRIGGER_INSERT |
													CF_TRIGGER_UPDATE |
													CF_TRIGGER_DELETE));

	if (!is_owner(change.row.rel))
		check_person(&change);
	if (!is_delete(&change))
		keep_login(&change);
	return row_of(&change);
}

/* a role of the writer's rank or a higher one */
static bool
is_above(const CfTableRow *role, const CfStaff *writer)
{
	return role->tuple != NULL && cf_field_int(role, "rank") >= writer->rank;
}

PG_FUNCTION_INFO_V1(check_role);

/*
 * check_role() -- BEFORE ROW trigger of staff_role: the roles from the
 * writer's own on up keep code, rank and what they may see
 */
Datum
check_role(PG_FUNCTION_ARGS)
{
	Change		change = change_of(cf_check_trigger(fcinfo, "check_role",
													CF_TRIGGER_BEFORE_ROW,
													CF_TRIGGER_INSERT |
													CF_TRIGGER_UPDATE |
													CF_TRIGGER_DELETE));
	CfStaff    *writer;

	if (is_owner(change.row.rel))
		return row_of(&change);
	writer = known_writer(&change,
						  cf_desk_open(RelationGetNamespace(change.row.rel)));
	if ((is_insert(&change) || is_delete(&change) ||
		 changed(&change, "code") || changed(&change, "rank") ||
		 changed(&change, "sees_all")) &&
		(is_above(&change.old, writer) || is_above(&change.row, writer)))
		refuse(&change, "nobody changes the own role or a higher one", "rank");
	return row_of(&change);
}

PG_FUNCTION_INFO_V1(check_staff);

/*
 * check_staff() -- BEFORE ROW trigger of staff: chains of managers end
 *
 * lock_policy lets one change of chains in at a time, two could close a loop
 * together; the transaction's own snapshot may be older than that.
 */
Datum
check_staff(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_staff",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	static const Oid types[] = {TEXTOID, TEXTOID};
	CfTableRow	row = cf_trigger_row(trigger);
	CfQueryPlace place = cf_place_of_table(row.rel);
	char	   *code = cf_field_text(&row, "code");
	char	   *manager = cf_field_text(&row, "manager");
	Datum		values[2];

	if (code == NULL || manager == NULL)
		return PointerGetDatum(row.tuple);
	(void) cf_table_of_owner("staff", place.schema, place.user);
	values[0] = CStringGetTextDatum(code);
	values[1] = CStringGetTextDatum(manager);
	CommandCounterIncrement();
	if (cf_query_run(place, CF_QUERY_LATEST | CF_QUERY_ONCE,
					 "WITH RECURSIVE chain(code) AS (SELECT $2"
					 " UNION SELECT s.manager FROM staff s JOIN chain c ON s.code = c.code"
					 " WHERE s.manager IS NOT NULL AND s.code <> $1)"
					 " SELECT 1 FROM chain WHERE code = $1",
					 2, types, values, NULL, NULL, NULL) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("staff member \"%s\" would be above themselves", code),
				 errdetail("The chain of managers that begins with \"%s\" comes back.",
						   manager),
				 cf_errcolumn(row.rel, "manager")));
	return PointerGetDatum(row.tuple);
}
