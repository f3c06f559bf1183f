/*
 * staff_change.c -- who may change the people of a desk and their roles
 *
 * Supervisors keep the staff, but nobody gives, or takes, what stands above
 * them: else the lowest right to write people would be every right.  The
 * desk's owner may do everything.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "rights/login.h"

/* a row of staff or staff_role, as it was and as it becomes */
typedef struct Change
{
	Relation	rel;
	HeapTuple	old;			/* NULL on insert */
	HeapTuple	row;			/* NULL on delete */
} Change;

static Change
change_of(TriggerData *trigger)
{
	Change		change;

	change.rel = trigger->tg_relation;
	change.old = TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? NULL :
		trigger->tg_trigtuple;
	change.row = TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? NULL :
		TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ?
		trigger->tg_trigtuple : trigger->tg_newtuple;
	return change;
}

static char *
text_in(const Change *change, HeapTuple row, const char *column)
{
	return SPI_getvalue(row, RelationGetDescr(change->rel),
						cf_attno_of(change->rel, column));
}

static int
int_in(const Change *change, HeapTuple row, const char *column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, RelationGetDescr(change->rel),
									  cf_typed_attno(change->rel, column,
													 INT4OID), &isnull);

	return isnull ? 0 : DatumGetInt32(value);
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
	return !same(text_in(change, change->old, column),
				 text_in(change, change->row, column));
}

static void
set_text(Change *change, const char *column, const char *value)
{
	int			attno = cf_attno_of(change->rel, column);
	Datum		datum = value ? CStringGetTextDatum(value) : (Datum) 0;
	bool		isnull = value == NULL;

	if (strcmp(column, "database_role") == 0)
		datum = DirectFunctionCall1(namein, CStringGetDatum(value));
	change->row = heap_modify_tuple_by_cols(change->row,
											RelationGetDescr(change->rel), 1,
											&attno, &datum, &isnull);
}

pg_noreturn static void
refuse(const Change *change, const char *message, const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_AUTHORISED),
			 errmsg("%s", message),
			 errhint("Ask somebody of a higher role, or the owner of the desk."),
			 errtablecol(change->rel, cf_attno_of(change->rel, column))));
}

static bool
is_owner(Relation rel)
{
	return has_privs_of_role(GetUserId(),
							 cf_owner_of_desk(RelationGetNamespace(rel)));
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
				 errtable(change->rel)));
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
	char	   *role = text_in(change, change->row, "role");

	if (change->old != NULL && !changed(change, "role"))
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
	if (!is_member_of_role(login,
						   cf_owner_of_desk(RelationGetNamespace(change->rel))))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_NOT_AUTHORISED),
			 errmsg("role \"%s\" may act as the owner of the desk",
					GetUserNameFromId(login, false)),
			 errhint("Only the owner of the desk says whose login it is."),
			 errtablecol(change->rel,
						 cf_attno_of(change->rel, "database_role"))));
}

/* the login that the person had is taken away */
static void
check_login_taken(const Change *change)
{
	Oid			login = cf_login_role(text_in(change, change->old,
											  "database_role"),
									  text_in(change, change->old,
											  "database_role_id"));

	if (OidIsValid(login) &&
		(change->row == NULL || changed(change, "database_role")))
		refuse_login_of_owner(change, login);
}

static void
check_person(const Change *change)
{
	CfDesk	   *desk = cf_desk_open(RelationGetNamespace(change->rel));
	CfStaff    *writer = known_writer(change, desk);

	if (change->old != NULL &&
		rank_of(desk, text_in(change, change->old, "role")) > writer->rank)
		refuse(change, "nobody changes the row of a person of a higher role",
			   "role");
	if (change->old != NULL)
		check_login_taken(change);
	if (change->row == NULL)
		return;
	check_appointment(change, desk, writer);
	if (change->old != NULL &&
		same(text_in(change, change->old, "code"), writer->code) &&
		int_in(change, change->row, "grade") >
		int_in(change, change->old, "grade"))
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
	CfDesk	   *desk = cf_desk_open(RelationGetNamespace(change->rel));
	char	   *code = text_in(change, change->row, "code");
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
					 errtablecol(change->rel,
								 cf_attno_of(change->rel, "database_role"))));
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
				 errtablecol(change->rel,
							 cf_attno_of(change->rel, "database_role"))));
	if (!is_owner(change->rel))
	{
		refuse_login_of_owner(change, role);
		refuse_login_of_another(change, role);
	}
	set_text(change, "database_role_id", cf_login_id(role));
}

/* the name follows a role that was renamed */
static void
follow_rename(Change *change, const char *id)
{
	char	   *name = text_in(change, change->row, "database_role");
	char	   *now = cf_login_is_local(id) ?
		GetUserNameFromId(cf_login_role(name, id), true) : NULL;

	if (now != NULL && strcmp(now, name) != 0)
		set_text(change, "database_role", now);
}

/* only naming a role binds: a row that lost its role stays nobody's */
static void
keep_login(Change *change)
{
	char	   *name = text_in(change, change->row, "database_role");
	char	   *id = text_in(change, change->row, "database_role_id");
	char	   *was = change->old == NULL ? NULL :
		text_in(change, change->old, "database_role_id");

	if (id != NULL && !same(id, was))
		ereport(ERROR,
				(errcode(ERRCODE_CF_COMPUTED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\" cannot be written",
						"database_role_id", "staff"),
				 errhint("Write the name of the role into database_role."),
				 errtablecol(change->rel,
							 cf_attno_of(change->rel, "database_role_id"))));
	if (name == NULL)
		set_text(change, "database_role_id", NULL);
	else if (change->old == NULL || changed(change, "database_role"))
		bind_login(change, name);
	else
	{
		set_text(change, "database_role_id", was);
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

	if (!is_owner(change.rel))
		check_person(&change);
	if (change.row == NULL)
		return PointerGetDatum(change.old);
	keep_login(&change);
	return PointerGetDatum(change.row);
}

PG_FUNCTION_INFO_V1(check_role);

/*
 * check_role() -- BEFORE ROW trigger of staff_role: the roles from the
 * writer's own on up keep code, rank and sight
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

	if (is_owner(change.rel))
		return PointerGetDatum(change.row ? change.row : change.old);
	writer = known_writer(&change,
						  cf_desk_open(RelationGetNamespace(change.rel)));
	if ((change.old == NULL || change.row == NULL ||
		 changed(&change, "code") || changed(&change, "rank") ||
		 changed(&change, "sees_all")) &&
		((change.old != NULL &&
		  int_in(&change, change.old, "rank") >= writer->rank) ||
		 (change.row != NULL &&
		  int_in(&change, change.row, "rank") >= writer->rank)))
		refuse(&change, "nobody changes the own role or a higher one", "rank");
	return PointerGetDatum(change.row ? change.row : change.old);
}
