/*
 * rehearse.c -- stories of statements that are tried at moments of their own,
 * and undone
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/moment.h"
#include "base/subtransaction.h"
#include "desk/desk_cache.h"
#include "desk/query.h"

PG_FUNCTION_INFO_V1(cf_rehearse);

typedef struct Rehearsal
{
	CfDesk	   *desk;
	CfDesk	   *stand_in;		/* with another policy, or NULL */
	Datum	   *stories;		/* number of the story of each statement */
	Datum	   *moments;		/* of the statements */
	Datum	   *statements;
	int			count;
	char	   *probe;			/* a query that is asked after each */
	int			next;			/* the statement that is tried */
	Datum	   *found;			/* jsonb of each, 0: the query had no row */
	ErrorData **errors;			/* of each, NULL: it succeeded */
} Rehearsal;

static void
read_found(CfQueryRow *row, void *arg)
{
	*(Datum *) arg = PointerGetDatum(PG_DETOAST_DATUM_COPY(
									cf_query_needed(row, 1, JSONBOID)));
}

static void
run(const Rehearsal *self, const char *sql, CfRowReader reader, void *arg)
{
	cf_query_run(cf_place_of_desk(self->desk), CF_QUERY_ONCE, sql, 0, NULL,
				 NULL, NULL, reader, arg);
}

static void
set(const char *setting, const char *value)
{
	(void) set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

static void
try_statement(void *arg)
{
	Rehearsal  *self = arg;

	run(self, TextDatumGetCString(self->statements[self->next]), NULL, NULL);
}

/* the statements of one story, from the next on */
static void
perform(void *arg)
{
	Rehearsal  *self = arg;
	int32		story = DatumGetInt32(self->stories[self->next]);
	TimestampTz moment_before = cf_rehearse_at(DT_NOBEGIN);
	CfDesk	   *desk_before = cf_desk_stand_in(self->stand_in);

	/* what the session says of itself is not said of the example */
	set("complaint_flow.actor", "");
	set("complaint_flow.importing", "off");
	/* a time without a zone is one of the desk */
	set("TimeZone", self->stand_in ? self->stand_in->time_zone :
		self->desk->time_zone);
	PG_TRY();
	{
		for (; self->next < self->count &&
			 DatumGetInt32(self->stories[self->next]) == story; self->next++)
		{
			int			i = self->next;

			CHECK_FOR_INTERRUPTS();
			(void) cf_rehearse_at(DatumGetTimestampTz(self->moments[i]));
			self->errors[i] = cf_try(try_statement, self);
			run(self, self->probe, read_found, &self->found[i]);
		}
	}
	PG_FINALLY();
	{
		(void) cf_rehearse_at(moment_before);
		(void) cf_desk_stand_in(desk_before);
	}
	PG_END_TRY();
}

static void
tell(ReturnSetInfo *set, const Rehearsal *self, int i)
{
	Datum		values[4] = {Int32GetDatum(i + 1), self->found[i]};
	bool		nulls[4] = {false, self->found[i] == (Datum) 0, true, true};

	if (self->errors[i] != NULL)
	{
		values[2] = CStringGetTextDatum(self->errors[i]->message);
		values[3] = CStringGetTextDatum(unpack_sql_state(self->errors[i]->sqlerrcode));
		nulls[2] = nulls[3] = false;
	}
	tuplestore_putvalues(set->setResult, set->setDesc, values, nulls);
}

/*
 * rehearse(desk, source, stories, moments, statements, probe) -> rows of
 * (place, found, error, sqlstate)
 *
 * As the owner of the desk.  "source" is that of another policy, see
 * policy_source(); or empty.  Statements with the same number of a story, one
 * after the other, see what those before them did; stories do not.
 */
Datum
cf_rehearse(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;
	Rehearsal	self = {cf_desk_inside(NameStr(*PG_GETARG_NAME(0)))};
	char	   *source = text_to_cstring(PG_GETARG_TEXT_PP(1));

	InitMaterializedSRF(fcinfo, 0);
	if (source[0] != '\0')
		self.stand_in = cf_desk_of_policy(self.desk->schema, source);
	self.count = cf_array_elements(PG_GETARG_DATUM(4), TEXTOID,
								   &self.statements);
	if (cf_array_elements(PG_GETARG_DATUM(2), INT4OID,
						  &self.stories) != self.count ||
		cf_array_elements(PG_GETARG_DATUM(3), TIMESTAMPTZOID,
						  &self.moments) != self.count)
		elog(ERROR, "each statement needs a story and a moment");
	self.probe = text_to_cstring(PG_GETARG_TEXT_PP(5));
	self.found = palloc0(self.count * sizeof(Datum) + 1);
	self.errors = palloc0(self.count * sizeof(ErrorData *) + 1);
	while (self.next < self.count)
	{
		ErrorData  *error = cf_try_and_undo(perform, &self);

		if (error != NULL)
			ReThrowError(error);
	}
	for (int i = 0; i < self.count; i++)
		tell(set, &self, i);
	PG_RETURN_NULL();
}
