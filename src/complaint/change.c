/*
 * change.c -- what a client may change in a case
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/input_check.h"
#include "complaint/change.h"
#include "complaint/new_case.h"
#include "desk/codes.h"
#include "judge/decide.h"
#include "judge/state_change.h"
#include "judge/transition.h"
#include "row/value_check.h"

static void
require_reclassifier(CfWrite *write, const char *what)
{
	List	   *roles = write->desk->reclassification_roles;

	if (roles != NIL && !cf_role_in(write->actor, roles))
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("%s needs another role", what),
				 errdetail("The actor is %s; desk.reclassification_roles says who may.",
						   write->actor ? write->actor->code : "not known"),
				 errhint("Set complaint_flow.actor, or ask a supervisor.")));
	if (!cf_reason_given(write))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("%s needs a reason", what),
				 errhint("Set the column reason in the same statement."),
				 errtablecol(write->rel, write->type->attno[CF_REASON])));
}

/* a person changed category, level or urgency (SPEC R15) */
static void
reclassify(CfWrite *write)
{
	if (cf_is_null(&write->row, CF_LEVEL) ||
		cf_is_null(&write->row, CF_URGENCY))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a complaint keeps a level and an urgency"),
				 errhint("Leave both out of the statement, or send the values that they have."),
				 errtablecol(write->rel, write->type->attno[CF_LEVEL])));
	require_reclassifier(write, "reclassification");
	cf_set_text(&write->row, CF_CATEGORY_BY, "person");
	/* the reasons of rules are not those of the person */
	if (cf_changed(write, CF_URGENCY))
		cf_set_null(&write->row, CF_URGENT_REASONS);
	if (cf_changed(write, CF_CATEGORY) && !cf_changed(write, CF_LEVEL) &&
		!cf_is_null(&write->row, CF_CATEGORY))
	{
		CfCode	   *category = cf_code(write->desk->categories,
									   cf_text(&write->row, CF_CATEGORY));

		cf_set_text(&write->row, CF_LEVEL, category->attribute);
	}
}

static bool
works_in(CfStaff *staff, const char *department)
{
	return staff->department != NULL && department != NULL &&
		strcmp(staff->department, department) == 0;
}

/* the actor makes the case the own one */
static bool
is_new_owner(CfWrite *write)
{
	char	   *owner = cf_text(&write->row, CF_OWNER);

	return owner != NULL && write->actor != NULL &&
		strcmp(owner, write->actor->code) == 0;
}

static void
refuse_accused_owner(CfWrite *write)
{
	if (cf_owner_is_accused(write))
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("the person complained about cannot handle the complaint"),
				 errdetail("Owner and accused_staff are the same person."),
				 errhint("Leave the owner to the routing rules, or name another person."),
				 errtablecol(write->rel, write->type->attno[CF_OWNER])));
}

/*
 * A new owner: claimed by the person when nobody had the case, handed over
 * otherwise; a change of role, or to another department than the owner's, is a
 * decision of supervisors.
 */
static void
check_handover(CfWrite *write)
{
	char	   *owner = cf_text(&write->row, CF_OWNER);
	bool		claimed = cf_is_null(&write->old, CF_OWNER) &&
		is_new_owner(write);
	bool		moved = cf_changed(write, CF_HANDLER_ROLE);
	CfStaff    *staff;

	refuse_accused_owner(write);
	if (owner != NULL)
	{
		staff = cf_staff(write->desk, owner);
		if (staff == NULL)
			cf_unknown_code(write->rel, write->type->attno[CF_OWNER], owner,
							"staff", write->desk->name, false);
		if (!staff->active)
			ereport(ERROR,
					(errcode(ERRCODE_CF_INVALID_VALUE),
					 errmsg("staff member \"%s\" is not active", owner),
					 errhint("Choose another owner."),
					 errtablecol(write->rel, write->type->attno[CF_OWNER])));
		if (!cf_changed(write, CF_DEPARTMENT))
			cf_set_text(&write->row, CF_DEPARTMENT, staff->department);
		else
			moved |= !works_in(staff, cf_text(&write->row, CF_DEPARTMENT));
	}
	if (claimed && !moved)
		return;
	if (owner != NULL && !is_new_owner(write) &&
		write->desk->handover_needs_acceptance)
		ereport(ERROR,
				(errcode(ERRCODE_CF_GUARD_NOT_MET),
				 errmsg("a complaint cannot be handed over to somebody who has not accepted it"),
				 errhint("Insert a row into table handover; the new owner accepts it by a row in handover_answer. Who takes a case over names the own code."),
				 errtablecol(write->rel, write->type->attno[CF_OWNER])));
	if (owner == NULL || moved ||
		(is_new_owner(write) && write->desk->handover_needs_acceptance))
		require_reclassifier(write, "changing the handler");
	else if (!cf_reason_given(write))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("handing a complaint over needs a reason"),
				 errhint("Set the column reason in the same statement."),
				 errtablecol(write->rel, write->type->attno[CF_REASON])));
}

/*
 * SPEC R18: at any stage, whoever writes.  Who is accused cannot write that
 * away; who finds out to be the accused may say so.
 */
static void
check_accused_actor(CfWrite *write)
{
	char	   *accused = cf_text(&write->old, CF_ACCUSED_STAFF);

	if (accused != NULL && write->actor != NULL &&
		strcmp(write->actor->code, accused) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("the person complained about cannot change the complaint"),
				 errhint("Ask the owner of the case or a supervisor."),
				 errtable(write->rel)));
}

/* the accusation took the case from its owner, not the owner's own hand */
static bool
owner_was_accused(CfWrite *write)
{
	char	   *accused = cf_text(&write->row, CF_ACCUSED_STAFF);
	char	   *owner = cf_text(&write->old, CF_OWNER);

	return accused != NULL && owner != NULL && strcmp(accused, owner) == 0;
}

static void
check_state(CfWrite *write)
{
	if (cf_is_null(&write->row, CF_STATE))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("a complaint keeps a state"),
				 errhint("Leave it out of the statement, or send the value that it has."),
				 errtablecol(write->rel, write->type->attno[CF_STATE])));
	cf_enter_state(write, cf_check_transition(write));
}

/* the one word for what a client's update did, most telling first */
const char *
cf_activity_of_update(CfWrite *write)
{
	const char *reclassification = cf_reclassification(write);

	if (cf_changed(write, CF_STATE))
		return psprintf("state:%s", cf_text(&write->row, CF_STATE));
	if (reclassification != NULL)
		return reclassification;
	if (cf_changed(write, CF_OWNER) && !cf_is_null(&write->row, CF_OWNER) &&
		!owner_was_accused(write))
		return cf_is_null(&write->old, CF_OWNER) && is_new_owner(write) ?
			"claimed" : "handed_over";
	if (cf_handler_changed(write))
		return "rerouted";
	return "updated";
}

/*
 * cf_check_update -- a client's update: everything that it changed is checked
 *
 * cf_check_computed has passed.
 */
void
cf_check_update(CfWrite *write)
{
	bool		reclassified;
	bool		named;

	cf_find_actor(write);
	check_accused_actor(write);
	if (!cf_reason_given(write))
		cf_set_null(&write->row, CF_REASON);
	cf_check_input(write);
	if (cf_changed(write, CF_CUSTOMER_ID))
		cf_fill_from_customer(write);
	reclassified = cf_classification_changed(write);
	named = cf_handler_changed(write);
	if (reclassified)
		reclassify(write);
	if (named)
		check_handover(write);
	if (reclassified || cf_facts_changed(write))
		cf_decide(write);
	if (!named)
		cf_reroute(write);
	refuse_accused_owner(write);
	if (cf_changed(write, CF_STATE))
		check_state(write);
}
