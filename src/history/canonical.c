/*
 * canonical.c -- values as bytes that no session setting changes, and their digests
 *
 * The history is hashed and compared over years: neither time zone nor date
 * style nor the size of an integer on some machine may matter.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "common/cryptohash.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
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
#include "base/bounds.h"
#include "base/compat.h"
#include "history/canonical.h"

static void
append_length(StringInfo buf, uint32 length)
{
	uint32		network = pg_hton32(length);

	appendBinaryStringInfo(buf, (char *) &network, sizeof(network));
}

/* cf_append_bytes -- data after its length: parts cannot run together */
void
cf_append_bytes(StringInfo buf, const void *data, uint32 len)
{
	append_length(buf, len);
	appendBinaryStringInfo(buf, data, len);
}

static void
append_int64(StringInfo buf, int64 value)
{
	char		text[32];

	cf_append_bytes(buf, text, pg_lltoa(value, text));
}

static void
append_array(StringInfo buf, Datum array, Oid element)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count = cf_array_parts(array, element, &elements, &nulls);

	append_length(buf, count);
	for (int i = 0; i < count; i++)
	{
		appendStringInfoChar(buf, nulls[i] ? 'n' : 'v');
		if (!nulls[i])
			cf_canonical_value(buf, element, elements[i]);
	}
}

static void
append_numeric(StringInfo buf, Datum value)
{
	char	   *text;

	value = DirectFunctionCall1(numeric_trim_scale, value);
	text = DatumGetCString(DirectFunctionCall1(numeric_out, value));
	cf_append_bytes(buf, text, strlen(text));
}

/* cf_canonical_value -- a value of one of the template's types */
void
cf_canonical_value(StringInfo buf, Oid type, Datum value)
{
	switch (type)
	{
		case TEXTOID:
			{
				struct varlena *text = PG_DETOAST_DATUM_PACKED(value);

				cf_append_bytes(buf, VARDATA_ANY(text),
								VARSIZE_ANY_EXHDR(text));
				break;
			}
		case INT4OID:
			append_int64(buf, DatumGetInt32(value));
			break;
		case INT8OID:
		case TIMESTAMPTZOID:
			append_int64(buf, DatumGetInt64(value));
			break;
		case NUMERICOID:
			append_numeric(buf, value);
			break;
		case TEXTARRAYOID:
			append_array(buf, value, TEXTOID);
			break;
		case INT8ARRAYOID:
			append_array(buf, value, INT8OID);
			break;
		default:
			elog(ERROR, "no canonical form for type %u", type);
	}
}

/*
 * A time from the text that cf_push_datum writes for it; false for any other
 * text, which timestamptz_in would take or throw an error for.
 */
static bool
read_time(const char *text, TimestampTz *time)
{
	struct pg_tm tm = {0};
	fsec_t		fraction = 0;
	char		again[MAXDATELEN + 1];
	int			utc = 0;
	int			end = 0;

	if (strcmp(text, "infinity") == 0 || strcmp(text, "-infinity") == 0)
	{
		*time = *text == '-' ? DT_NOBEGIN : DT_NOEND;
		return true;
	}
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &tm.tm_year, &tm.tm_mon,
			   &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &end) != 6)
		return false;
	if (text[end] == '.')
		for (int scale = USECS_PER_SEC / 10;
			 isdigit((unsigned char) text[++end]); scale /= 10)
			fraction += (text[end] - '0') * scale;
	if (tm2timestamp(&tm, fraction, &utc, time) != 0)
		return false;
	JsonEncodeDateTime(again, TimestampTzGetDatum(*time), TIMESTAMPTZOID,
					   &utc);
	return strcmp(text, again) == 0;
}

static bool append_json(StringInfo buf, Oid type, const JsonbValue *value);

static bool
append_json_array(StringInfo buf, Oid element, const JsonbValue *value)
{
	JsonbContainer *array = value->val.binary.data;
	int			count;

	if (value->type != jbvBinary || !JsonContainerIsArray(array))
		return false;
	count = JsonContainerSize(array);
	append_length(buf, count);
	for (int i = 0; i < count; i++)
	{
		JsonbValue *item = getIthJsonbValueFromContainer(array, i);

		appendStringInfoChar(buf, item->type == jbvNull ? 'n' : 'v');
		if (item->type != jbvNull && !append_json(buf, element, item))
			return false;
	}
	return true;
}

/*
 * append_json -- the bytes of cf_canonical_value from a value's JSON form
 *
 * Returns false when the JSON cannot be such a value: somebody edited it.
 */
static bool
append_json(StringInfo buf, Oid type, const JsonbValue *value)
{
	TimestampTz time;

	switch (type)
	{
		case TEXTOID:
			if (value->type != jbvString)
				return false;
			cf_append_bytes(buf, value->val.string.val, value->val.string.len);
			return true;
		case INT4OID:
		case INT8OID:
		case NUMERICOID:
			if (value->type != jbvNumeric)
				return false;
			append_numeric(buf, NumericGetDatum(value->val.numeric));
			return true;
		case TIMESTAMPTZOID:
			if (value->type != jbvString ||
				!read_time(pnstrdup(value->val.string.val,
									value->val.string.len), &time))
				return false;
			append_int64(buf, time);
			return true;
		case TEXTARRAYOID:
			return append_json_array(buf, TEXTOID, value);
		case INT8ARRAYOID:
			return append_json_array(buf, INT8OID, value);
		default:
			return false;
	}
}

/* cf_salted_hash -- SHA-256 of salt and data */
bytea *
cf_salted_hash(const bytea *salt, const char *data, Size len)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);
	bytea	   *hash = palloc(VARHDRSZ + CF_HASH_LEN);

	SET_VARSIZE(hash, VARHDRSZ + CF_HASH_LEN);
	if (context == NULL || pg_cryptohash_init(context) < 0 ||
		pg_cryptohash_update(context, (uint8 *) VARDATA_ANY(salt),
							 VARSIZE_ANY_EXHDR(salt)) < 0 ||
		pg_cryptohash_update(context, (const uint8 *) data, len) < 0 ||
		pg_cryptohash_final(context, (uint8 *) VARDATA(hash),
							CF_HASH_LEN) < 0)
		elog(ERROR, "could not compute SHA-256: %s",
			 pg_cryptohash_error(context));
	pg_cryptohash_free(context);
	return hash;
}

/*
 * cf_row_digest -- salted hash of the template's columns of a row
 *
 * "without" are attribute numbers of columns to leave out, or NULL.
 */
bytea *
cf_row_digest(const CfRow *row, const bytea *salt, const Bitmapset *without)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
	{
		if (!cf_is_recorded(column) || cf_is_null(row, column) ||
			bms_is_member(row->type->attno[column], without))
			continue;
		append_length(&buf, column);
		cf_canonical_value(&buf, cf_columns[column].type,
						   cf_value(row, column));
	}
	return cf_salted_hash(salt, buf.data, buf.len);
}

/* a number with so many decimals */
static void
append_rounded(StringInfo buf, const JsonbValue *value, int decimals)
{
	Datum		number = NumericGetDatum(value->val.numeric);
	char	   *text;

	number = DirectFunctionCall2(numeric_round, number,
								 Int32GetDatum(decimals));
	text = DatumGetCString(DirectFunctionCall1(numeric_out, number));
	cf_append_bytes(buf, text, strlen(text));
}

/*
 * The same from a row as JSON object, numbers with so many decimals, 0: as
 * many as they need.  NULL when the object cannot be a row of the table.
 */
static bytea *
json_row_digest(Jsonb *row, const bytea *salt, int decimals)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int column = 0; column < CF_COLUMN_COUNT; column++)
	{
		const char *name = cf_columns[column].name;
		JsonbValue	room;
		JsonbValue *value;

		if (!cf_is_recorded(column))
			continue;
		value = getKeyJsonValueFromContainer(&row->root, name, strlen(name),
											 &room);
		if (value == NULL || value->type == jbvNull)
			continue;
		append_length(&buf, column);
		if (decimals > 0 && value->type == jbvNumeric &&
			cf_columns[column].type == NUMERICOID)
			append_rounded(&buf, value, decimals);
		else if (!append_json(&buf, cf_columns[column].type, value))
			return NULL;
	}
	return cf_salted_hash(salt, buf.data, buf.len);
}

/*
 * cf_json_row_matches -- is a digest that of a row as JSON object?
 *
 * Version 1.0.0 took numbers as they had been written, 150.00 for what the
 * column shows as 150.000000 now.
 */
bool
cf_json_row_matches(Jsonb *row, const bytea *salt, const bytea *digest)
{
	for (int decimals = 0; decimals <= CF_AMOUNT_DECIMALS; decimals++)
		if (cf_same_bytes(json_row_digest(row, salt, decimals), digest))
			return true;
	return false;
}

/* cf_same_bytes -- are both there, and the same? */
bool
cf_same_bytes(const bytea *a, const bytea *b)
{
	return a != NULL && b != NULL &&
		VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* random bytes, drawn many at a time and wiped when they are used */
static uint8 randomness[128 * CF_SALT_LEN];
static int	randomness_left = 0;

bytea *
cf_new_salt(void)
{
	bytea	   *salt = palloc(VARHDRSZ + CF_SALT_LEN);

	if (randomness_left == 0)
	{
		if (!pg_strong_random(randomness, sizeof(randomness)))
			elog(ERROR, "could not generate a random salt");
		randomness_left = sizeof(randomness);
	}
	randomness_left -= CF_SALT_LEN;
	SET_VARSIZE(salt, VARHDRSZ + CF_SALT_LEN);
	memcpy(VARDATA(salt), randomness + randomness_left, CF_SALT_LEN);
	explicit_bzero(randomness + randomness_left, CF_SALT_LEN);
	return salt;
}

/* cf_no_salt -- for what is no secret, and for the hash before the first */
bytea *
cf_no_salt(void)
{
	return DatumGetByteaPP(CStringGetTextDatum(""));
}
