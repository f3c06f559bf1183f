/*
 * retyped_value.c -- values that the history wrote before their column got
 * another type
 *
 * An owner may change the type of a column that the desk added.  Its events
 * keep what was written: 8 for what reads "8" now.  Two such values are the same when their
 * texts are, when one is a number and the other reads as that, when both read
 * the same under the column's present type (a date that became a timestamp),
 * or when a text of today is the time that the event wrote.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "base/subtransaction.h"
#include "history/canonical_json.h"
#include "history/retyped_value.h"

/* NULL for null */
static char *
plain_text(JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return NULL;
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		default:
			return cf_json_text(JsonbValueToJsonb(value));
	}
}

typedef struct Reading
{
	char	   *text;
	Oid			type;
	int32		typmod;
	Datum		value;
} Reading;

static void
read_text(void *arg)
{
	Reading    *reading = arg;
	Oid			input;
	Oid			parameter;

	getTypeInputInfo(reading->type, &input, &parameter);
	reading->value = OidInputFunctionCall(input, reading->text, parameter,
										  reading->typmod);
}

/* a text read as a value of a type; false when it is none */
static bool
reads_as(Oid type, int32 typmod, char *text, Datum *value)
{
	Reading		reading = {text, type, typmod};
	ErrorData  *error = cf_try(read_text, &reading);

	if (error != NULL &&
		ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION)
		ReThrowError(error);
	*value = reading.value;
	return error == NULL;
}

static char *
canonical_text(Oid type, Datum value)
{
	return cf_json_text(JsonbValueToJsonb(cf_json_of_datum(type, value,
														   false)));
}

/* two texts are not the same because they look like numbers */
static bool
same_number(JsonbValue *a, JsonbValue *b)
{
	Datum		one;
	Datum		other;

	return (a->type == jbvNumeric || b->type == jbvNumeric) &&
		reads_as(NUMERICOID, -1, plain_text(a), &one) &&
		reads_as(NUMERICOID, -1, plain_text(b), &other) &&
		DatumGetBool(DirectFunctionCall2(numeric_eq, one, other));
}

/* types that users made are not read: that would run their code */
static bool
same_when_read(Oid type, int32 typmod, char *a, char *b)
{
	Oid			base = getBaseTypeAndTypmod(type, &typmod);
	Datum		one;
	Datum		other;

	return base < FirstNormalObjectId &&
		reads_as(base, typmod, a, &one) &&
		reads_as(base, typmod, b, &other) &&
		strcmp(canonical_text(base, one), canonical_text(base, other)) == 0;
}

/* 2026-11-01 or 2026-11-01T10:00:00, as the history writes times */
static bool
is_time(const char *text)
{
	int			year;
	int			month;
	int			day;
	int			end = 0;

	return sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 &&
		(text[end] == '\0' || text[end] == 'T');
}

static bool
same_time(char *value, char *event)
{
	return is_time(event) &&
		(same_when_read(TIMESTAMPOID, -1, value, event) ||
		 same_when_read(TIMESTAMPTZOID, -1, value, event));
}

/*
 * cf_same_in_type -- is the value that an event gave a column the one that it
 * has today, or that a later event says it had?
 */
bool
cf_same_in_type(Form_pg_attribute column, JsonbValue *value,
				JsonbValue *event)
{
	char	   *one = plain_text(value);
	char	   *other = plain_text(event);

	if (one == NULL || other == NULL)
		return one == other;
	return strcmp(one, other) == 0 || same_number(value, event) ||
		same_when_read(column->atttypid, column->atttypmod, one, other) ||
		same_time(one, other);
}
