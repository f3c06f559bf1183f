/*
 * route.c -- who handles a case (SPEC R18)
 *
 * Whatever a rule says, a case goes to nobody who has left or is the person
 * complained about; to somebody who is absent only where the rule leaves nobody
 * else.
 */
#include "postgres.h"

#include "base/compat.h"
#include "desk/codes.h"
#include "judge/route.h"
#include "judge/rules.h"

/* deputies of deputies; a chain that leads back to its start ends here, too */
#define MOST_DEPUTIES 5

/* cf_is_accused -- is this the person complained about? */
bool
cf_is_accused(CfWrite *write, CfStaff *staff)
{
	return cf_text_is(&write->row, CF_ACCUSED_STAFF, staff->code);
}

/*
 * cf_stand_in -- the person, or whoever acts for the person now; NULL: nobody
 *
 * A deputy has at least the rank that is asked for.  Whoever is accused does
 * not name the deputy in that matter either.
 */
CfStaff *
cf_stand_in(CfWrite *write, const char *code, int rank)
{
	for (int i = 0; i <= MOST_DEPUTIES; i++)
	{
		CfStaff    *staff = code ? cf_staff(write->desk, code) : NULL;
		CfAbsence  *absence;

		if (staff == NULL || !staff->active || cf_is_accused(write, staff) ||
			staff->rank < rank)
			return NULL;
		absence = cf_absence_at(staff, write->now);
		if (absence == NULL)
			return staff->reachable ? staff : NULL;
		code = absence->deputy;
	}
	return NULL;
}

/* cf_choose_route -- the first routing rule that matches, or NULL */
CfRoutingRule *
cf_choose_route(CfWrite *write)
{
	return cf_first_rule(write, write->desk->policy->routing);
}

/* the manager of the person in a column, there or not; NULL: nobody */
static CfStaff *
manager_of(CfWrite *write, CfColumn column)
{
	CfStaff    *person = cf_staff(write->desk, cf_text(&write->row, column));

	return person ? cf_staff(write->desk, person->manager) : NULL;
}

static CfStaff *
supervisor_of(CfWrite *write, CfColumn column)
{
	CfStaff    *manager = manager_of(write, column);

	return manager ? cf_stand_in(write, manager->code, manager->rank) : NULL;
}

static int
compare_staff(const ListCell *a, const ListCell *b)
{
	return strcmp(((CfStaff *) lfirst(a))->code, ((CfStaff *) lfirst(b))->code);
}

/* somebody of a department and rank who is there; cases go to them in turn */
static CfStaff *
another_of_rank(CfWrite *write, const char *department, int rank)
{
	List	   *there = NIL;
	HASH_SEQ_STATUS scan;
	CfStaff    *staff;

	hash_seq_init(&scan, write->desk->staff);
	while ((staff = hash_seq_search(&scan)) != NULL)
		if (staff->rank == rank && staff->department != NULL &&
			strcmp(staff->department, department) == 0 &&
			cf_stand_in(write, staff->code, rank) == staff)
			there = lappend(there, staff);
	if (there == NIL)
		return NULL;
	list_sort(there, compare_staff);
	return list_nth(there, cf_int64(&write->row, CF_ID) % list_length(there));
}

/*
 * The supervisor of the accused or, where the rule names a department, another
 * one of it; where none is there, the supervisor all the same, or whoever is
 * above one who has left.
 */
static CfStaff *
supervisor_of_accused(CfWrite *write, const char *department)
{
	CfStaff    *manager = manager_of(write, CF_ACCUSED_STAFF);
	CfStaff    *chosen = supervisor_of(write, CF_ACCUSED_STAFF);

	if (manager == NULL || department == NULL || chosen == manager)
		return chosen;
	/* a deputy from elsewhere does not count */
	if (chosen == NULL || chosen->department == NULL ||
		strcmp(chosen->department, department) != 0)
		chosen = another_of_rank(write, department, manager->rank);
	for (; chosen == NULL && manager != NULL;
		 manager = cf_staff(write->desk, manager->manager))
		if (manager->active)
			chosen = manager;
	return chosen;
}

/* liaison or overseer */
static CfStaff *
person_of_department(CfWrite *write, CfRoutingRule *rule)
{
	CfDepartment *department = cf_department(write->desk, rule->argument);

	if (department == NULL)
		return NULL;
	return cf_stand_in(write, rule->handler == CF_ROUTE_LIAISON ?
					   department->liaison : department->overseer, 0);
}

/*
 * Puts the outcome of a routing rule into the row.  When the chosen person
 * cannot take the case it waits for desk.fallback_role, or for the department
 * whose person it was; when nobody received it, for whoever claims it first.
 */
static void
apply_route(CfWrite *write, CfRoutingRule *rule)
{
	CfDesk	   *desk = write->desk;
	CfStaff    *owner = NULL;
	char	   *code;
	char	   *role = NULL;
	char	   *department = NULL;
	bool		wants_person = true;

	switch (rule ? rule->handler : CF_ROUTE_ROLE)
	{
		case CF_ROUTE_RECEIVER:
			code = cf_text(&write->row, CF_RECEIVED_BY);
			wants_person = code != NULL;
			owner = cf_stand_in(write, code, 0);
			break;
		case CF_ROUTE_PERSON:
			owner = cf_stand_in(write, rule->argument, 0);
			break;
		case CF_ROUTE_SUPERVISOR_OF_ACCUSED:
			owner = supervisor_of_accused(write, rule->argument);
			break;
		case CF_ROUTE_SUPERVISOR_OF_RECEIVER:
			owner = supervisor_of(write, CF_RECEIVED_BY);
			break;
		case CF_ROUTE_LIAISON:
		case CF_ROUTE_OVERSEER:
			owner = person_of_department(write, rule);
			pg_fallthrough;
		case CF_ROUTE_DEPARTMENT:
			department = rule->argument;
			wants_person = false;
			break;
		case CF_ROUTE_ROLE:
		case CF_ROUTE_OTHER_AGENT:
			role = rule ? rule->argument : desk->fallback_role;
			wants_person = false;
			break;
	}
	if (department == NULL && owner != NULL)
		department = owner->department;
	if (owner == NULL && wants_person)
		role = desk->fallback_role;
	cf_rules_set(write, CF_OWNER, owner ? owner->code : NULL);
	cf_rules_set(write, CF_HANDLER_ROLE, role);
	cf_rules_set(write, CF_DEPARTMENT, department);
}

/* cf_route -- choose the handler anew; between cf_rules_begin and _end */
void
cf_route(CfWrite *write)
{
	CfRoutingRule *rule = cf_choose_route(write);

	apply_route(write, rule);
	if (rule != NULL)
		cf_judged(write, rule->rule.id);
}

/* cf_route_alone -- the same, outside of cf_rules_begin and _end */
void
cf_route_alone(CfWrite *write)
{
	cf_rules_begin(write);
	cf_route(write);
	cf_rules_end_triage(write);
}

/*
 * cf_route_again -- a case comes back to its owner, or to whoever acts for
 * that person; where there is nobody, the rules choose as for a new case
 */
void
cf_route_again(CfWrite *write)
{
	char	   *code = cf_text(&write->row, CF_OWNER);
	CfStaff    *owner = code ? cf_stand_in(write, code, 0) : NULL;

	if (code == NULL)
		return;
	if (owner == NULL)
		cf_route_alone(write);
	else if (strcmp(owner->code, code) != 0)
	{
		cf_set_text(&write->row, CF_OWNER, owner->code);
		cf_set_text(&write->row, CF_DEPARTMENT, owner->department);
	}
}

/*
 * cf_hand_to -- give the case to an audience: person x, role y, department z
 *
 * Nothing changes where the person cannot take it.
 */
void
cf_hand_to(CfWrite *write, const char *audience)
{
	const char *space = strchr(audience, ' ');
	const char *code = space ? space + 1 : "";
	CfStaff    *owner = NULL;
	bool		to_role = strncmp(audience, "role ", 5) == 0;

	if (strncmp(audience, "person ", 7) == 0)
	{
		owner = cf_stand_in(write, code, 0);
		if (owner == NULL)
			return;
		cf_set_text(&write->row, CF_DEPARTMENT, owner->department);
	}
	else if (strncmp(audience, "department ", 11) == 0)
		cf_set_text(&write->row, CF_DEPARTMENT, code);
	else if (to_role)
		cf_set_null(&write->row, CF_DEPARTMENT);
	else
		return;
	cf_set_text(&write->row, CF_OWNER, owner ? owner->code : NULL);
	cf_set_text(&write->row, CF_HANDLER_ROLE, to_role ? code : NULL);
}
