/*
 * change.c -- what a client may change in a case
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "complaint/complaint.h"
#include "judge/decide.h"
#include "base/errors.h"
#include "desk/query.h"
#include "case/input_check.h"
#include "history/rewind.h"
#include "desk/policy.h"
#include "judge/repeat.h"
#include "judge/route.h"
#include "judge/transition.h"

static bool
any_changed(CfWrite *write, const CfColumn *columns, int count)
{
	for (int i = 0; i < count; i++)
		if (cf_changed(write, columns[i]))
			return true;
	return false;
}

static const CfColumn classification[] = {
	CF_CATEGORY, CF_LEVEL, CF_URGENCY
};
static const CfColumn handler[] = {
	CF_OWNER, CF_DEPARTMENT, CF_HANDLER_ROLE
};

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

static bool
owner_is_accused(CfWrite *write)
{
	char	   *accused = cf_text(&write->row, CF_ACCUSED_STAFF);
	char	   *owner = cf_text(&write->row, CF_OWNER);

	return accused != NULL && owner != NULL && strcmp(accused, owner) == 0;
}

static void
refuse_accused_owner(CfWrite *write)
{
	if (owner_is_accused(write))
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

static bool
facts_changed(CfWrite *write)
{
	int			attno = -1;

	/* what judged an erased case is gone: the judgement stays */
	if (cf_is_erased(&write->old))
		return false;
	while ((attno = bms_next_member(write->type->facts, attno)) >= 0)
		if (!cf_same(&write->row, &write->old, attno - 1))
			return true;
	return false;
}

static void
count_reopening(CfWrite *write)
{
	int			before = cf_is_null(&write->old, CF_REOPEN_COUNT) ? 0 :
		DatumGetInt32(cf_value(&write->old, CF_REOPEN_COUNT));

	cf_set(&write->row, CF_REOPEN_COUNT, Int32GetDatum(before + 1));
	cf_follow_facts(write);
}

/* a case that was over, or begins again, is for somebody who is there */
static bool
begins_again(CfWrite *write, const CfTransition *transition)
{
	return (transition->reopens ||
			cf_is_final(write->desk, cf_text(&write->old, CF_STATE))) &&
		!cf_is_final(write->desk, cf_text(&write->row, CF_STATE)) &&
		!any_changed(write, handler, lengthof(handler));
}

/* what else changes with the state that a transition led to */
static void
enter_state(CfWrite *write, const CfTransition *transition)
{
	if (transition->reopens)
		count_reopening(write);
	if (cf_is_joined(&write->old))
		cf_separate(write);
	else if (begins_again(write, transition))
		cf_route_again(write);
	if (cf_is_final(write->desk, cf_text(&write->row, CF_STATE)))
		cf_set(&write->row, CF_CLOSED_AT,
			   TimestampTzGetDatum(cf_moment(write)));
	else
		cf_set_null(&write->row, CF_CLOSED_AT);
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
	enter_state(write, cf_check_transition(write));
}

/* when the case came into the state that it has */
static TimestampTz
came_at(CfWrite *write)
{
	static const Oid types[] = {INT8OID};
	Datum		id = cf_value(&write->old, CF_ID);

	return cf_found_time(cf_owner_find(write->desk,
									   "SELECT max(at) FROM complaint_event"
									   " WHERE complaint_id = $1"
									   " AND activity LIKE 'state:%'",
									   1, types, &id), 1);
}

/* a fact that lies before the case came into its state moves it no more */
static bool
is_past(CfWrite *write, const char *to, TimestampTz at)
{
	return strcmp(cf_text(&write->row, CF_STATE), to) == 0 ||
		cf_lies_before(at, came_at(write), write->now, 0);
}

/*
 * cf_may_move -- would an action rule that follows a fact move the case?
 *
 * "refused" tells whether that is for want of a transition that lets it pass.
 */
bool
cf_may_move(CfWrite *write, const char *to, TimestampTz at, bool *refused)
{
	CfStaff    *actor = write->actor;

	*refused = false;
	if (is_past(write, to, at))
		return false;
	write->actor = NULL;
	*refused = cf_free_transition(write, to) == NULL;
	write->actor = actor;
	return !*refused;
}

/*
 * cf_move -- an action rule moves the case to another state, by a transition
 * that asks for nobody's role
 *
 * False when it stays, because the case has changed since the rule was asked.
 */
bool
cf_move(CfWrite *write)
{
	char	   *to = write->act->detail;
	CfTransition *transition;

	if (is_past(write, to, write->act->at))
		return false;
	transition = cf_free_transition(write, to);
	if (transition == NULL)
		return false;
	cf_set_text(&write->row, CF_STATE, to);
	cf_set_text(&write->row, CF_REASON, write->act->reason);
	enter_state(write, transition);
	return true;
}

static bool
is_persons(const CfRow *row)
{
	char	   *by = cf_text(row, CF_CATEGORY_BY);

	return by != NULL && strcmp(by, "person") == 0;
}

/*
 * Who changed the classification, told from the two rows alone: a person
 * always leaves the mark "person", and no reasons of rules.  Of what a person
 * marked before, rules only raise the urgency, and give their reasons.
 */
static bool
classified_by_rules(CfWrite *write)
{
	if (!is_persons(&write->row))
		return true;
	return is_persons(&write->old) && !cf_changed(write, CF_CATEGORY) &&
		!cf_changed(write, CF_LEVEL) &&
		cf_changed(write, CF_URGENT_REASONS) &&
		!cf_is_null(&write->row, CF_URGENT_REASONS);
}

/* rejudged (by rules), reclassified (by a person), or NULL: neither */
const char *
cf_reclassification(CfWrite *write)
{
	if (!any_changed(write, classification, lengthof(classification)))
		return NULL;
	return classified_by_rules(write) ? "rejudged" : "reclassified";
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
	if (any_changed(write, handler, lengthof(handler)))
		return "rerouted";
	return "updated";
}

/*
 * The rules choose again when another one than chose the handler now applies,
 * or when the owner turned out to be the person complained about.
 */
static void
reroute_if_rules_say(CfWrite *write)
{
	CfRoutingRule *rule;

	cf_rules_begin(write);
	rule = cf_choose_route(write);
	if (owner_is_accused(write) ||
		(rule != NULL && !cf_row_judged_by(&write->old, rule->rule.id)))
		cf_route(write);
	write->triage = list_concat(write->triage, cf_rules_end(write));
}

/*
 * cf_follow_facts -- what the engine changed in a case may concern the rules
 * that classify and route it
 */
void
cf_follow_facts(CfWrite *write)
{
	if (facts_changed(write) ||
		any_changed(write, classification, lengthof(classification)))
		cf_decide(write);
	if (!any_changed(write, handler, lengthof(handler)) &&
		(owner_is_accused(write) ||
		 any_changed(write, classification, lengthof(classification))))
		reroute_if_rules_say(write);
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
	reclassified = any_changed(write, classification, lengthof(classification));
	named = any_changed(write, handler, lengthof(handler));
	if (reclassified)
		reclassify(write);
	if (named)
		check_handover(write);
	if (reclassified || facts_changed(write))
		cf_decide(write);
	if (!named &&
		(owner_is_accused(write) ||
		 any_changed(write, classification, lengthof(classification))))
		reroute_if_rules_say(write);
	refuse_accused_owner(write);
	if (cf_changed(write, CF_STATE))
		check_state(write);
}

