/*
 * premise.c -- what is true whenever a transition is taken
 *
 * The guard reads the row as it would become: its state is the new one, its
 * required columns are filled, and who acts has one of the roles.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "check/premise.h"
#include "condition/condition_build.h"
#include "desk/codes.h"

static void
append_roles(StringInfo buf, CfDesk *desk, List *roles)
{
	StringInfoData ranks;
	ListCell   *cell;

	initStringInfo(&ranks);
	appendStringInfoString(buf, " AND facts.actor_role IN (");
	foreach(cell, roles)
	{
		CfCode	   *role = cf_code(desk->roles, lfirst(cell));
		const char *comma = foreach_current_index(cell) ? ", " : "";

		appendStringInfo(buf, "%s%s", comma,
						 quote_literal_cstr(lfirst(cell)));
		appendStringInfo(&ranks, "%s%d", comma, role ? role->rank : 0);
	}
	appendStringInfo(buf, ") AND facts.actor_rank IN (%s)", ranks.data);
}

static void
append_required(StringInfo buf, TupleDesc desc, List *columns)
{
	ListCell   *cell;

	foreach(cell, columns)
	{
		int			attno = SPI_fnumber(desc, lfirst(cell));

		if (attno > 0 && TupleDescAttr(desc, attno - 1)->attgenerated == '\0')
			appendStringInfo(buf, " AND complaint.%s IS NOT NULL",
							 quote_identifier(lfirst(cell)));
	}
}

/* cf_add_premise -- to a rule of table transition that has a guard */
void
cf_add_premise(CfRuleSet *set, CfCheckedRule *rule)
{
	const CfTransition *row = (const CfTransition *) rule->rule;
	CfConditionScope scope = {0};
	StringInfoData buf;

	if (rule->formula == NULL || rule->condition->expr == NULL)
		return;
	initStringInfo(&buf);
	appendStringInfo(&buf, "complaint.state = %s AND facts.from_state = %s",
					 quote_literal_cstr(row->to_state),
					 quote_literal_cstr(row->from_state));
	append_required(&buf, set->type->desc, row->required);
	if (!row->for_everybody && row->roles != NIL)
		append_roles(&buf, set->desk, row->roles);
	scope.row = set->type->desc;
	scope.facts = set->type->facts_desc;
	scope.owner = set->desk->owner;
	scope.time_zone = set->desk->time_zone;
	rule->premise = cf_condition_try_build(&scope, buf.data,
										   CurrentMemoryContext);
	if (rule->premise->broken == NULL)
		rule->premise_formula = cf_formula(set->variables,
										   rule->premise->expr);
}
