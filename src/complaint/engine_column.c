/*
 * engine_column.c -- columns of a case that only the engine writes
 */
#include "postgres.h"

#include "utils/rel.h"

#include "base/errors.h"
#include "complaint/engine_column.h"

static void
refuse_computed(CfWrite *write, CfColumn column)
{
	static const struct
	{
		CfColumn	column;
		const char *hint;
	}			hints[] = {
		{CF_FIRST_RESPONSE_AT, "Insert the contact into table contact."},
		{CF_LAST_CONTACT_AT, "Insert the contact into table contact."},
		{CF_CONTACT_COUNT, "Insert the contact into table contact."},
		{CF_ATTEMPT_COUNT, "Insert the contact into table contact."},
		{CF_PROMISED_AT, "Insert a contact with next_contact_at."},
		{CF_DUE_AT, "Deadlines follow from clock_rule and the calendars."},
		{CF_SLA_STATUS, "The clocks and complaint_flow.run_clocks() set it."},
		{CF_PRIORITY, "Priority follows from urgency and level."},
		{CF_URGENCY, "Leave it out: rules decide it; a person may change it afterwards, with a reason."},
		{CF_LEVEL, "Leave it out: rules decide it; a person may change it afterwards, with a reason."},
		{CF_OWNER, "Leave it out: routing rules choose the handler; a person may hand the case over afterwards."},
		{CF_STATE, "Leave it out: a case begins in the initial state."},
		{CF_CLOSED_AT, "Change state to a final one."},
		{CF_IMPORTED_AT, "The owner brings in history with complaint_flow.importing."}
	};
	const char *hint = "The engine sets this column; leave it out.";

	for (int i = 0; i < lengthof(hints); i++)
		if (hints[i].column == column)
			hint = hints[i].hint;
	if (!write->insert && cf_columns[column].writer == CF_AT_INTAKE)
		hint = "It is fixed when the case is received.";
	ereport(ERROR,
			(errcode(ERRCODE_CF_COMPUTED_COLUMN),
			 errmsg("column \"%s\" of a complaint cannot be written%s",
					cf_columns[column].name,
					write->insert ? "" : " to another value"),
			 errhint("%s", hint),
			 errtablecol(write->rel, write->type->attno[column])));
}

static void
keep(CfWrite *write, CfColumn column)
{
	int			index = cf_index(&write->row, column);

	write->row.values[index] = write->old.values[index];
	write->row.nulls[index] = write->old.nulls[index];
}

/*
 * cf_check_computed -- columns that belong to the engine
 *
 * A client may leave them out, send NULL or, later, the value they have.
 */
void
cf_check_computed(CfWrite *write)
{
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
	{
		CfWriter	writer = cf_columns[column].writer;

		if (write->insert)
		{
			if ((writer == CF_BY_ENGINE || writer == CF_BY_DECISION) &&
				!cf_is_null(&write->row, column))
				refuse_computed(write, column);
		}
		else if (writer == CF_BY_ENGINE && cf_is_null(&write->row, column))
			keep(write, column);
		else if ((writer == CF_BY_ENGINE || writer == CF_AT_INTAKE) &&
				 cf_changed(write, column))
			refuse_computed(write, column);
	}
}
