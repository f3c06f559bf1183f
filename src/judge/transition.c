/*
 * transition.c -- changes of state: which are allowed, and what the others lack
 */
#include "postgres.h"

#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "desk/codes.h"
#include "judge/case_facts.h"
#include "judge/rules.h"
#include "judge/transition.h"
#include "row/trim.h"

static char *
joined(List *texts, const char *separator)
{
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	foreach(cell, texts)
		appendStringInfo(&buf, "%s%s",
						 foreach_current_index(cell) ? separator : "",
						 (char *) lfirst(cell));
	return buf.data;
}

/* the statement itself set a reason that says something */
bool
cf_reason_given(CfWrite *write)
{
	struct varlena *reason;

	if (cf_is_null(&write->row, CF_REASON) || !cf_said(write, CF_REASON))
		return false;
	reason = PG_DETOAST_DATUM_PACKED(cf_value(&write->row, CF_REASON));
	return !cf_blank(VARDATA_ANY(reason), VARSIZE_ANY_EXHDR(reason));
}

/* a column of the case, by name, is filled; unknown names never are */
static bool
is_filled(const CfRow *row, const char *name)
{
	TupleDesc	desc = row->type->desc;

	for (int i = 0; i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped &&
			strcmp(NameStr(TupleDescAttr(desc, i)->attname), name) == 0)
			return !row->nulls[i];
	return false;
}

/*
 * cf_transition_lacks -- what keeps a transition from being taken now
 *
 * Returns the kind of the first lack and a text for each in "lacks"; between
 * cf_rules_begin and cf_rules_end, with the row as it would become.
 */
CfLack
cf_transition_lacks(CfWrite *write, CfTransition *transition,
					bool reason_given, List **lacks)
{
	CfLack		worst = CF_LACKS_NOTHING;
	ListCell   *cell;

	*lacks = NIL;
	if (!transition->for_everybody &&
		!cf_role_in(write->actor, transition->roles))
	{
		*lacks = lappend(*lacks, psprintf("role %s",
										  joined(transition->roles, " or ")));
		worst = CF_LACKS_ROLE;
	}
	foreach(cell, transition->required)
	{
		if (is_filled(&write->row, lfirst(cell)))
			continue;
		*lacks = lappend(*lacks, psprintf("a value in %s",
										  (char *) lfirst(cell)));
		if (worst != CF_LACKS_ROLE)
			worst = CF_LACKS_VALUE;
	}
	if (transition->reason_required && !reason_given)
	{
		*lacks = lappend(*lacks, "a reason");
		if (worst != CF_LACKS_ROLE)
			worst = CF_LACKS_VALUE;
	}
	if (!cf_rule_holds(write, &transition->rule))
	{
		*lacks = lappend(*lacks,
						 psprintf("the condition (%s)",
								  transition->rule.condition));
		if (worst == CF_LACKS_NOTHING)
			worst = CF_LACKS_GUARD;
	}
	return worst;
}

/*
 * cf_free_transition -- one that the case can take to a state without anybody
 * doing it, or NULL
 *
 * The reason is given.  The row is as before.
 */
CfTransition *
cf_free_transition(CfWrite *write, const char *to)
{
	char	   *from = cf_text(&write->row, CF_STATE);
	CfTransition *found = NULL;
	ListCell   *cell;

	cf_load_case_facts(write, from, to);
	cf_rules_begin(write);
	cf_rules_set(write, CF_STATE, to);
	foreach(cell, write->desk->policy->transitions)
	{
		CfTransition *transition = lfirst(cell);
		List	   *lacks;

		if (found == NULL && strcmp(transition->from_state, from) == 0 &&
			strcmp(transition->to_state, to) == 0 &&
			cf_transition_lacks(write, transition, true,
								&lacks) == CF_LACKS_NOTHING)
			found = transition;
	}
	cf_rules_set(write, CF_STATE, from);
	cf_rules_end(write);
	return found;
}

static void
describe(StringInfo buf, CfTransition *transition, List *lacks)
{
	if (buf->len > 0)
		appendStringInfoString(buf, "; ");
	appendStringInfo(buf, "\"%s\" (%s)", transition->to_state,
					 transition->rule.name);
	if (lacks != NIL)
		appendStringInfo(buf, " lacks %s", joined(lacks, ", "));
}

/* the transitions from a state, with what each lacks */
static char *
allowed_from(CfWrite *write, const char *from)
{
	Datum		state = cf_value(&write->row, CF_STATE);
	bool		reason_given = cf_reason_given(write);
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	cf_load_case_facts(write, from, NULL);
	foreach(cell, write->desk->policy->transitions)
	{
		CfTransition *transition = lfirst(cell);
		List	   *lacks;

		if (strcmp(transition->from_state, from) != 0)
			continue;
		cf_rules_begin(write);
		cf_rules_set(write, CF_STATE, transition->to_state);
		cf_transition_lacks(write, transition, reason_given, &lacks);
		cf_rules_end(write);
		describe(&buf, transition, lacks);
	}
	cf_set(&write->row, CF_STATE, state);
	return buf.len > 0 ? buf.data : "none";
}

static int
sqlstate_of(CfLack lack)
{
	switch (lack)
	{
		case CF_LACKS_ROLE:
			return ERRCODE_CF_NOT_AUTHORISED;
		case CF_LACKS_VALUE:
			return ERRCODE_CF_VALUE_REQUIRED;
		default:
			return ERRCODE_CF_GUARD_NOT_MET;
	}
}

/*
 * cf_check_transition -- refuse a change of state that no transition allows
 *
 * Returns the transition that does.
 * Throws KF001 when there is none, else KF002, KF003 or KF012 for what the
 * one that comes nearest lacks.
 */
CfTransition *
cf_check_transition(CfWrite *write)
{
	char	   *from = cf_text(&write->old, CF_STATE);
	char	   *to = cf_text(&write->row, CF_STATE);
	bool		reason_given = cf_reason_given(write);
	CfTransition *nearest = NULL;
	CfLack		nearest_lack = CF_LACKS_NOTHING;
	List	   *nearest_lacks = NIL;
	bool		nearest_guarded = false;
	char	   *allowed;
	ListCell   *cell;

	cf_load_case_facts(write, from, to);
	cf_rules_begin(write);
	foreach(cell, write->desk->policy->transitions)
	{
		CfTransition *transition = lfirst(cell);
		CfLack		lack;
		List	   *lacks;

		if (strcmp(transition->from_state, from) != 0 ||
			strcmp(transition->to_state, to) != 0)
			continue;
		lack = cf_transition_lacks(write, transition, reason_given, &lacks);
		if (lack == CF_LACKS_NOTHING)
		{
			cf_rules_end(write);
			return transition;
		}
		if (nearest == NULL ||
			list_length(lacks) < list_length(nearest_lacks))
		{
			nearest = transition;
			nearest_lack = lack;
			nearest_lacks = lacks;
			nearest_guarded = !cf_rule_holds(write, &transition->rule);
		}
	}
	cf_rules_end(write);
	/* a guard that fails is caught, which an error on its way would not live */
	allowed = allowed_from(write, from);
	if (nearest == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_ILLEGAL_TRANSITION),
				 errmsg("complaint cannot change from state \"%s\" to \"%s\"",
						from, to),
				 errdetail("Allowed from here: %s.", allowed),
				 errhint("complaint_flow.allowed_transitions() lists the same as rows."),
				 errtablecol(write->rel, write->type->attno[CF_STATE])));
	ereport(ERROR,
			(errcode(sqlstate_of(nearest_lack)),
			 errmsg("complaint cannot change from state \"%s\" to \"%s\" yet",
					from, to),
			 errdetail("\"%s\" lacks %s. Allowed from here: %s.",
					   nearest->rule.name, joined(nearest_lacks, ", "),
					   allowed),
			 nearest_guarded && nearest->condition_hint ?
			 errhint("%s", nearest->condition_hint) : 0,
			 errtablecol(write->rel, write->type->attno[CF_STATE])));
}
