/*
 * canonical_json.c -- values as JSON that no session setting changes
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/bytea.h"
#include "utils/datetime.h"
#include "utils/float.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "base/array.h"
#include "base/compat.h"
#include "history/canonical_json.h"

static JsonbValue *
push_bytes(JsonbParseState **state, JsonbIteratorToken token,
		   const char *text, int len)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, text);
	value.val.string.len = len;
	return pushJsonbValue(state, token, &value);
}

/* cf_push_string -- a text as WJB_KEY, WJB_VALUE or WJB_ELEM */
JsonbValue *
cf_push_string(JsonbParseState **state, JsonbIteratorToken token,
			   const char *text)
{
	return push_bytes(state, token, text, strlen(text));
}

/* cf_push_key -- a key of an object, which the first one begins */
void
cf_push_key(JsonbParseState **state, const char *key)
{
	if (*state == NULL)
		pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	(void) cf_push_string(state, WJB_KEY, key);
}

static JsonbValue *
push_numeric(JsonbParseState **state, JsonbIteratorToken token,
			 Numeric numeric)
{
	JsonbValue	value;

	value.type = jbvNumeric;
	value.val.numeric = numeric;
	return pushJsonbValue(state, token, &value);
}

static JsonbValue *
push_int64(JsonbParseState **state, JsonbIteratorToken token, int64 number)
{
	return push_numeric(state, token, int64_to_numeric(number));
}

/* a type that users brought: its text, under settings that never vary */
static JsonbValue *
push_other(JsonbParseState **state, JsonbIteratorToken token, Oid type,
		   Datum value)
{
	int			saved_datestyle = DateStyle;
	int			saved_intervalstyle = IntervalStyle;
	int			saved_float_digits = extra_float_digits;
	int			saved_bytea = bytea_output;
	char	   *text = NULL;
	Oid			output;
	bool		varlena;

	getTypeOutputInfo(type, &output, &varlena);
	DateStyle = USE_ISO_DATES;
	IntervalStyle = INTSTYLE_POSTGRES;
	extra_float_digits = 1;
	bytea_output = BYTEA_OUTPUT_HEX;
	PG_TRY();
	{
		text = OidOutputFunctionCall(output, value);
	}
	PG_FINALLY();
	{
		DateStyle = saved_datestyle;
		IntervalStyle = saved_intervalstyle;
		extra_float_digits = saved_float_digits;
		bytea_output = saved_bytea;
	}
	PG_END_TRY();
	return cf_push_string(state, token, text);
}

static JsonbValue *
push_array(JsonbParseState **state, Oid element, Datum value)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count = cf_array_parts(value, element, &elements, &nulls);

	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < count; i++)
		cf_push_datum(state, WJB_ELEM, element, elements[i], nulls[i]);
	return pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/*
 * cf_push_datum -- a value as WJB_VALUE or WJB_ELEM
 *
 * Times are in UTC.
 */
JsonbValue *
cf_push_datum(JsonbParseState **state, JsonbIteratorToken token, Oid type,
			  Datum value, bool isnull)
{
	JsonbValue	json;

	if (isnull)
	{
		json.type = jbvNull;
		return pushJsonbValue(state, token, &json);
	}
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
			{
				struct varlena *text = PG_DETOAST_DATUM_PACKED(value);

				return push_bytes(state, token, VARDATA_ANY(text),
								  VARSIZE_ANY_EXHDR(text));
			}
		case BOOLOID:
			json.type = jbvBool;
			json.val.boolean = DatumGetBool(value);
			return pushJsonbValue(state, token, &json);
		case INT4OID:
			return push_int64(state, token, DatumGetInt32(value));
		case INT8OID:
			return push_int64(state, token, DatumGetInt64(value));
		case NUMERICOID:
			if (!numeric_is_nan(DatumGetNumeric(value)) &&
				!numeric_is_inf(DatumGetNumeric(value)))
			{
				value = DirectFunctionCall1(numeric_trim_scale, value);
				return push_numeric(state, token, DatumGetNumeric(value));
			}
			return push_other(state, token, type, value);
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			{
				char	   *text = palloc(MAXDATELEN + 1);
				int			utc = 0;

				JsonEncodeDateTime(text, value, type, &utc);
				return cf_push_string(state, token, text);
			}
		case TEXTARRAYOID:
			return push_array(state, TEXTOID, value);
		case INT8ARRAYOID:
			return push_array(state, INT8OID, value);
		default:
			return push_other(state, token, type, value);
	}
}

/* cf_json_of_datum -- a value alone */
JsonbValue *
cf_json_of_datum(Oid type, Datum value, bool isnull)
{
	JsonbParseState *state = NULL;
	Jsonb	   *array;

	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	cf_push_datum(&state, WJB_ELEM, type, value, isnull);
	array = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
	return getIthJsonbValueFromContainer(&array->root, 0);
}

char *
cf_json_text(Jsonb *json)
{
	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}
