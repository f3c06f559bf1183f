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

static void
push_bytes(CfJson *json, JsonbIteratorToken token, const char *text, int len)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, text);
	value.val.string.len = len;
	cf_push_json(json, token, &value);
}

/* cf_push_string -- a text as WJB_KEY, WJB_VALUE or WJB_ELEM */
void
cf_push_string(CfJson *json, JsonbIteratorToken token, const char *text)
{
	push_bytes(json, token, text, strlen(text));
}

/* cf_push_key -- a key of an object, which the first one begins */
void
cf_push_key(CfJson *json, const char *key)
{
	if (json->parseState == NULL)
		cf_push_json(json, WJB_BEGIN_OBJECT, NULL);
	cf_push_string(json, WJB_KEY, key);
}

static void
push_numeric(CfJson *json, JsonbIteratorToken token, Numeric numeric)
{
	JsonbValue	value;

	value.type = jbvNumeric;
	value.val.numeric = numeric;
	cf_push_json(json, token, &value);
}

static void
push_int64(CfJson *json, JsonbIteratorToken token, int64 number)
{
	push_numeric(json, token, int64_to_numeric(number));
}

/* a type that users brought: its text, under settings that never vary */
static void
push_other(CfJson *json, JsonbIteratorToken token, Oid type, Datum value)
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
	cf_push_string(json, token, text);
}

static void
push_array(CfJson *json, Oid element, Datum value)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count = cf_array_parts(value, element, &elements, &nulls);

	cf_push_json(json, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < count; i++)
		cf_push_datum(json, WJB_ELEM, element, elements[i], nulls[i]);
	cf_push_json(json, WJB_END_ARRAY, NULL);
}

/*
 * cf_push_datum -- a value as WJB_VALUE or WJB_ELEM
 *
 * Times are in UTC.
 */
void
cf_push_datum(CfJson *json, JsonbIteratorToken token, Oid type, Datum value,
			  bool isnull)
{
	JsonbValue	leaf;

	if (isnull)
	{
		leaf.type = jbvNull;
		cf_push_json(json, token, &leaf);
		return;
	}
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
			{
				struct varlena *text = PG_DETOAST_DATUM_PACKED(value);

				push_bytes(json, token, VARDATA_ANY(text),
						   VARSIZE_ANY_EXHDR(text));
				break;
			}
		case BOOLOID:
			leaf.type = jbvBool;
			leaf.val.boolean = DatumGetBool(value);
			cf_push_json(json, token, &leaf);
			break;
		case INT4OID:
			push_int64(json, token, DatumGetInt32(value));
			break;
		case INT8OID:
			push_int64(json, token, DatumGetInt64(value));
			break;
		case NUMERICOID:
			if (numeric_is_nan(DatumGetNumeric(value)) ||
				numeric_is_inf(DatumGetNumeric(value)))
				push_other(json, token, type, value);
			else
				push_numeric(json, token,
							 DatumGetNumeric(DirectFunctionCall1(numeric_trim_scale, value)));
			break;
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			{
				char	   *text = palloc(MAXDATELEN + 1);
				int			utc = 0;

				JsonEncodeDateTime(text, value, type, &utc);
				cf_push_string(json, token, text);
				break;
			}
		case TEXTARRAYOID:
			push_array(json, TEXTOID, value);
			break;
		case INT8ARRAYOID:
			push_array(json, INT8OID, value);
			break;
		default:
			push_other(json, token, type, value);
	}
}

/* cf_json_end -- the object as a whole; NULL: it has no keys */
Jsonb *
cf_json_end(CfJson *json)
{
	if (json->parseState == NULL)
		return NULL;
	cf_push_json(json, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(json->result);
}

/* cf_json_of_datum -- a value alone */
JsonbValue *
cf_json_of_datum(Oid type, Datum value, bool isnull)
{
	CfJson		json = {0};
	Jsonb	   *array;

	cf_push_json(&json, WJB_BEGIN_ARRAY, NULL);
	cf_push_datum(&json, WJB_ELEM, type, value, isnull);
	cf_push_json(&json, WJB_END_ARRAY, NULL);
	array = JsonbValueToJsonb(json.result);
	return getIthJsonbValueFromContainer(&array->root, 0);
}

char *
cf_json_text(Jsonb *json)
{
	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}
