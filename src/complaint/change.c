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
#include "desk/unknown_code.h"
#include "judge/decide.h"
#include "judge/state_change.h"
#include "judge/transition.h"

static void
require_reason(CfWrite *write, const char *what)
{
	if (!cf_reason_given(write))
		cf_refuse_column(write, CF_REASON, ERRCODE_CF_VALUE_REQUIRED,
						 psprintf("%s needs a reason", what),
						 "Set the column reason in the same statement.");
}

/* the first column that the client decided */
static AttrNumber
decided_column(CfWrite *write)
{
	static const CfColumn columns[] = {
		CF_CATEGORY, CF_LEVEL, CF_URGENCY, CF_OWNER, CF_DEPARTMENT,
		CF_HANDLER_ROLE
	};
	int			i = 0;

	while (i < lengthof(columns) - 1 && !cf_changed(write, columns[i]))
		i++;
	return write->type->attno[columns[i]];
}

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
				 errhint("Set complaint_flow.actor, or ask a supervisor."),
				 errtablecol(write->rel, decided_column(write))));
	require_reason(write, what);
}

/* nothing is changed yet when the owner says what the case is about */
static bool
is_first_category_by_owner(CfWrite *write)
{
	return cf_is_first_category(write) && !cf_changed(write, CF_LEVEL) &&
		!cf_changed(write, CF_URGENCY) &&
		cf_text_is(&write->old, CF_OWNER, cf_actor_code(write));
}

/* the level of the category; a first one does not take back what rules said */
static void
follow_category(CfWrite *write)
{
	CfDesk	   *desk = write->desk;
	char	   *level = cf_code(desk->categories,
								cf_text(&write->row, CF_CATEGORY))->attribute;
	CfCode	   *before = cf_code(desk->levels, cf_text(&write->row, CF_LEVEL));
	CfCode	   *after = cf_code(desk->levels, level);

	if (cf_is_first_category(write) && before != NULL && after != NULL &&
		before->rank > after->rank)
		return;
	cf_set_text(&write->row, CF_LEVEL, level);
}

/* a person changed category, level or urgency (SPEC R15) */
static void
reclassify(CfWrite *write)
{
	CfRow	   *row = &write->row;

	if (cf_is_null(row, CF_LEVEL) || cf_is_null(row, CF_URGENCY))
		cf_refuse_column(write, CF_LEVEL, ERRCODE_CF_VALUE_REQUIRED,
						 "a complaint keeps a level and an urgency",
						 "Leave both out of the statement, or send the values that they have.");
	if (!is_first_category_by_owner(write))
		require_reclassifier(write, "reclassification");
	cf_set_text(row, CF_CATEGORY_BY, "person");
	/* the reasons of rules are not those of the person */
	if (cf_changed(write, CF_URGENCY))
		cf_set_null(row, CF_URGENT_REASONS);
	if (cf_changed(write, CF_CATEGORY) && !cf_changed(write, CF_LEVEL) &&
		!cf_is_null(row, CF_CATEGORY))
		follow_category(write);
}

/* the actor becomes the owner */
static bool
is_new_owner(CfWrite *write)
{
	return cf_text_is(&write->row, CF_OWNER, cf_actor_code(write));
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
 * The new owner works at the desk; the case goes to the owner's department
 * unless the statement names one.  Returns whether it names another one.
 */
static bool
check_new_owner(CfWrite *write, const char *owner)
{
	CfStaff    *staff = cf_staff(write->desk, owner);

	if (staff == NULL)
		cf_unknown_code(write->desk, write->rel, write->type->attno[CF_OWNER],
						owner, "staff", false);
	if (!staff->active)
		cf_refuse_column(write, CF_OWNER, ERRCODE_CF_INVALID_VALUE,
						 psprintf("staff member \"%s\" is not active", owner),
						 "Choose another owner.");
	if (cf_changed(write, CF_DEPARTMENT))
		return !cf_text_is(&write->row, CF_DEPARTMENT, staff->department);
	cf_set_text(&write->row, CF_DEPARTMENT, staff->department);
	return false;
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
	bool		own = is_new_owner(write);
	bool		moved = cf_changed(write, CF_HANDLER_ROLE);

	refuse_accused_owner(write);
	if (owner != NULL)
		moved |= check_new_owner(write, owner);
	if (own && cf_is_null(&write->old, CF_OWNER) && !moved)
		return;
	if (owner != NULL && !own && write->desk->handover_needs_acceptance)
		cf_refuse_column(write, CF_OWNER, ERRCODE_CF_GUARD_NOT_MET,
						 "a complaint cannot be handed over to somebody who has not accepted it",
						 "Insert a row into table handover; the new owner accepts it by a row in handover_answer. Who takes a case over names the own code.");
	if (owner == NULL || moved ||
		(own && write->desk->handover_needs_acceptance))
		require_reclassifier(write, "changing the handler");
	else
		require_reason(write, "handing a complaint over");
}

/*
 * SPEC R18: at any stage, whoever writes.  The accused cannot write the
 * accusation away, but somebody who finds out to be the accused may say so.
 */
static void
check_accused_actor(CfWrite *write)
{
	if (cf_text_is(&write->old, CF_ACCUSED_STAFF, cf_actor_code(write)))
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
	return cf_text_is(&write->old, CF_OWNER,
					  cf_text(&write->row, CF_ACCUSED_STAFF));
}

static void
check_state(CfWrite *write)
{
	if (cf_is_null(&write->row, CF_STATE))
		cf_refuse_column(write, CF_STATE, ERRCODE_CF_VALUE_REQUIRED,
						 "a complaint keeps a state",
						 "Leave it out of the statement, or send the value that it has.");
	cf_enter_state(write, cf_check_transition(write));
}

/*
 * cf_activity_of_update -- what a client's update did, in a word; of several
 * things the most important one
 */
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
