/*
 * transition.c -- changes of state: which are allowed, and what others lack
 *
 * A transition of the desk's policy allows a change when the actor has one of
 * its roles, the columns that it requires are filled, a reason is given where
 * it wants one, and its condition holds for the row as it would become.
 */
#include "postgres.h"

#include "access/table.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "base/errors.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "desk/desk_cache.h"
#include "judge/case_facts.h"
#include "judge/rules.h"
#include "judge/transition.h"
#include "rights/as_owner.h"

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

/* a column of the case, by name, is filled; unknown names never are */
static bool
is_filled(const CfRow *row, const char *name)
{
	int			attno = SPI_fnumber(row->type->desc, name);

	return attno > 0 && !row->nulls[attno - 1];
}

/* the transitions from one state to another; "to" NULL: to any */
static List *
transitions_between(CfPolicy *policy, const char *from, const char *to)
{
	List	   *found = NIL;
	ListCell   *cell;

	foreach(cell, policy->transitions)
	{
		CfTransition *transition = lfirst(cell);

		if (strcmp(transition->from_state, from) == 0 &&
			(to == NULL || strcmp(transition->to_state, to) == 0))
			found = lappend(found, transition);
	}
	return found;
}

/* what a transition lacks; the kinds are in order of importance */
typedef enum LackKind
{
	LACKS_NOTHING,
	LACKS_GUARD,
	LACKS_VALUE,
	LACKS_ROLE
} LackKind;

typedef struct Lacks
{
	LackKind	kind;			/* of the most important */
	bool		guard;			/* the condition does not hold */
	List	   *texts;			/* of char *, one for each */
} Lacks;

static void
add_lack(Lacks *lacks, LackKind kind, char *text)
{
	lacks->kind = Max(lacks->kind, kind);
	lacks->texts = lappend(lacks->texts, text);
}

/*
 * What keeps a transition from being taken now; between cf_rules_begin and
 * cf_rules_end, with the row as it would become.
 */
static Lacks
lacks_of(CfWrite *write, CfTransition *transition, bool reason_given)
{
	Lacks		lacks = {0};
	ListCell   *cell;

	if (!transition->for_everybody &&
		!cf_role_in(write->actor, transition->roles))
		add_lack(&lacks, LACKS_ROLE,
				 psprintf("role %s", joined(transition->roles, " or ")));
	foreach(cell, transition->required)
		if (!is_filled(&write->row, lfirst(cell)))
			add_lack(&lacks, LACKS_VALUE,
					 psprintf("a value in %s", (char *) lfirst(cell)));
	if (transition->reason_required && !reason_given)
		add_lack(&lacks, LACKS_VALUE, "a reason");
	lacks.guard = !cf_rule_holds(write, &transition->rule);
	if (lacks.guard)
		add_lack(&lacks, LACKS_GUARD,
				 psprintf("the condition (%s)", transition->rule.condition));
	return lacks;
}

/* the transitions from the case's state that one of the activities may take */
static List *
transitions_by_entry(CfWrite *write, List *activities)
{
	List	   *found = NIL;
	ListCell   *cell;

	foreach(cell, transitions_between(write->desk->policy,
									  cf_text(&write->row, CF_STATE), NULL))
	{
		CfTransition *transition = lfirst(cell);

		if (cf_any_activity_in(transition->by_entry, activities))
			found = lappend(found, transition);
	}
	return found;
}

/*
 * cf_transition_by_entry -- the one that the case takes by itself after one of
 * these activities, of char *, or NULL
 *
 * "write" is an update that changes nothing yet; its row stays as it is.
 */
CfTransition *
cf_transition_by_entry(CfWrite *write, List *activities, bool reason_given)
{
	List	   *transitions = transitions_by_entry(write, activities);
	char	   *from = cf_text(&write->row, CF_STATE);
	CfTransition *found = NULL;
	ListCell   *cell;

	if (transitions == NIL)
		return NULL;
	cf_read_case_facts(write, transitions);
	cf_rules_begin(write);
	foreach(cell, transitions)
	{
		CfTransition *transition = lfirst(cell);

		cf_rules_set(write, CF_STATE, transition->to_state);
		if (lacks_of(write, transition, reason_given).kind == LACKS_NOTHING)
		{
			found = transition;
			break;
		}
	}
	cf_rules_set(write, CF_STATE, from);
	cf_rules_end(write);
	return found;
}

/* the same for one that is only considered; the state of the row changes */
static Lacks
lacks_if_taken(CfWrite *write, CfTransition *transition, bool reason_given)
{
	Lacks		lacks;

	cf_rules_begin(write);
	cf_rules_set(write, CF_STATE, transition->to_state);
	lacks = lacks_of(write, transition, reason_given);
	cf_rules_end(write);
	return lacks;
}

/* the transitions from a state, with what each lacks */
static char *
allowed_from(CfWrite *write, const char *from)
{
	Datum		state = cf_value(&write->row, CF_STATE);
	bool		reason_given = cf_reason_given(write);
	List	   *transitions = transitions_between(write->desk->policy, from,
												  NULL);
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	cf_read_case_facts(write, transitions);
	foreach(cell, transitions)
	{
		CfTransition *transition = lfirst(cell);
		Lacks		lacks = lacks_if_taken(write, transition, reason_given);

		appendStringInfo(&buf, "%s\"%s\" (%s)", buf.len > 0 ? "; " : "",
						 transition->to_state, transition->rule.name);
		if (lacks.texts != NIL)
			appendStringInfo(&buf, " lacks %s", joined(lacks.texts, ", "));
	}
	cf_set(&write->row, CF_STATE, state);
	return buf.len > 0 ? buf.data : "none";
}

/*
 * What the part of a guard reads that fails first: names of columns and facts,
 * with the tables in which they are written; NULL where that is not known.
 */
static char *
failing_part(CfWrite *write, CfTransition *transition)
{
	CfRowType  *type = write->type;
	const CfCondition *part;
	StringInfoData buf;
	int			member = -1;

	cf_rules_begin(write);
	part = cf_condition_false_part(type->eval,
								   cf_rule_condition(type, &transition->rule));
	cf_rules_end(write);
	if (part == NULL)
		return NULL;
	initStringInfo(&buf);
	while ((member = bms_next_member(part->columns, member)) >= 0)
		appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
						 NameStr(TupleDescAttr(type->desc,
											   member - 1)->attname));
	member = -1;
	while ((member = bms_next_member(part->facts, member)) >= 0)
	{
		const char *table = cf_table_of_fact(member);

		appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
						 NameStr(TupleDescAttr(type->facts_desc,
											   member - 1)->attname));
		if (table != NULL)
			appendStringInfo(&buf, " (table %s)", table);
	}
	return buf.len > 0 ? buf.data : NULL;
}

/* what to do about a guard, and which part of it fails first; or NULL */
static char *
hint_for_guard(CfWrite *write, CfTransition *transition)
{
	char	   *part = failing_part(write, transition);

	if (transition->condition_hint == NULL || part == NULL)
		return transition->condition_hint;
	return psprintf("%s What fails first is %s.", transition->condition_hint,
					part);
}

/*
 * cf_check_transition -- refuse a change of state that no transition allows
 *
 * Returns the transition that does.  Throws KF001 when there is none, else
 * KF002, KF003 or KF012 for what the one that comes nearest lacks.
 */
CfTransition *
cf_check_transition(CfWrite *write)
{
	static const int sqlstates[] = {
		[LACKS_GUARD] = ERRCODE_CF_GUARD_NOT_MET,
		[LACKS_VALUE] = ERRCODE_CF_VALUE_REQUIRED,
		[LACKS_ROLE] = ERRCODE_CF_NOT_AUTHORISED
	};
	char	   *from = cf_text(&write->old, CF_STATE);
	char	   *to = cf_text(&write->row, CF_STATE);
	bool		reason_given = cf_reason_given(write);
	List	   *transitions = transitions_between(write->desk->policy, from,
												  to);
	CfTransition *nearest = NULL;
	Lacks		missing = {0};
	char	   *allowed;
	char	   *hint = NULL;
	ListCell   *cell;

	cf_read_case_facts(write, transitions);
	cf_rules_begin(write);
	foreach(cell, transitions)
	{
		Lacks		lacks = lacks_of(write, lfirst(cell), reason_given);

		if (nearest == NULL ||
			list_length(lacks.texts) < list_length(missing.texts))
		{
			nearest = lfirst(cell);
			missing = lacks;
		}
		if (lacks.kind == LACKS_NOTHING)
			break;
	}
	cf_rules_end(write);
	if (nearest != NULL && missing.kind == LACKS_NOTHING)
		return nearest;
	/* not inside ereport: a guard that fails is caught, which ends an error */
	if (nearest != NULL && missing.guard)
		hint = hint_for_guard(write, nearest);
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
			(errcode(sqlstates[missing.kind]),
			 errmsg("complaint cannot change from state \"%s\" to \"%s\" yet",
					from, to),
			 errdetail("\"%s\" lacks %s. Allowed from here: %s.",
					   nearest->rule.name, joined(missing.texts, ", "),
					   allowed),
			 hint ? errhint("%s", hint) : 0,
			 errtablecol(write->rel, write->type->attno[CF_STATE])));
}

static void
tell(ReturnSetInfo *result, CfTransition *transition, Lacks *lacks)
{
	Datum		values[5];
	bool		nulls[5] = {0};

	values[0] = CStringGetTextDatum(transition->to_state);
	values[1] = CStringGetTextDatum(transition->rule.name);
	values[2] = BoolGetDatum(lacks->texts == NIL);
	values[3] = cf_array_of_texts(lacks->texts);
	/* what the hint asks for may be done already */
	nulls[4] = !lacks->guard || transition->condition_hint == NULL;
	values[4] = nulls[4] ? (Datum) 0 :
		CStringGetTextDatum(transition->condition_hint);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* the case as the caller may see it, as an update that changes nothing yet */
static void
read_case(CfWrite *write, int64 id)
{
	if (!cf_row_read_case(&write->old, write->type, write->desk, id))
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("complaint " INT64_FORMAT " does not exist", id),
				 errhint("It may be hidden from you by a row filter.")));
	cf_row_read(&write->row, write->type, cf_row_form(&write->old));
}

PG_FUNCTION_INFO_V1(allowed_transitions);

/*
 * allowed_transitions(desk, id) -- the transitions from the case's state
 *
 * A reason counts as lacking where one is required: none is given here.
 */
Datum
allowed_transitions(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_inside(NameStr(*PG_GETARG_NAME(0)));
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	CfOwnerScope scope;
	CfWrite		write = {0};
	char	   *from;
	List	   *transitions;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	write.desk = desk;
	write.rel = table_open(desk->complaint_relid, AccessShareLock);
	write.type = cf_row_type(desk, write.rel);
	write.now = GetCurrentStatementStartTimestamp();
	write.actor = cf_actor(desk, NULL);
	/* conditions run under a pinned path, with the rights of the caller */
	cf_owner_begin(&scope, desk->name, GetUserId());
	read_case(&write, PG_GETARG_INT64(1));
	from = cf_text(&write.old, CF_STATE);
	/* without a state it was written past the triggers: nothing is allowed */
	transitions = from == NULL ? NIL :
		transitions_between(desk->policy, from, NULL);
	cf_read_case_facts(&write, transitions);
	foreach(cell, transitions)
	{
		Lacks		lacks = lacks_if_taken(&write, lfirst(cell), false);

		/* SPEC R18: the accused takes no transition, whatever the rows say */
		if (cf_text_is(&write.old, CF_ACCUSED_STAFF, cf_actor_code(&write)))
			add_lack(&lacks, LACKS_ROLE,
					 "a person who is not complained about");
		tell(result, lfirst(cell), &lacks);
	}
	cf_owner_end(&scope);
	table_close(write.rel, AccessShareLock);
	return (Datum) 0;
}
