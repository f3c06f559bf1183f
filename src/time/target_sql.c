/*
 * target_sql.c -- the SQL functions of the type "target"
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "time/target.h"

PG_FUNCTION_INFO_V1(cf_target_in);
PG_FUNCTION_INFO_V1(cf_target_out);
PG_FUNCTION_INFO_V1(cf_target_recv);
PG_FUNCTION_INFO_V1(cf_target_send);
PG_FUNCTION_INFO_V1(cf_target_lt);
PG_FUNCTION_INFO_V1(cf_target_le);
PG_FUNCTION_INFO_V1(cf_target_eq);
PG_FUNCTION_INFO_V1(cf_target_ne);
PG_FUNCTION_INFO_V1(cf_target_ge);
PG_FUNCTION_INFO_V1(cf_target_gt);
PG_FUNCTION_INFO_V1(cf_target_cmp);
PG_FUNCTION_INFO_V1(cf_target_hash);
PG_FUNCTION_INFO_V1(cf_target_hash_extended);

static const char forms[] =
"Write for instance \"3 hours\", \"1 hour 30 minutes\", \"8 business hours\", "
"\"same day\", \"T+2\", \"T+2 close\", \"2 business days\", \"30 days\" or "
"\"8 weeks\".";

static void
throw_fault(CfTargetFault fault, const char *text)
{
	if (fault == CF_TARGET_TOO_LONG)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
				 errmsg("target is too long: \"%s\"", text),
				 errdetail("The longest target is %d days.",
						   (int) CF_TARGET_MAX_DAYS)));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid target: \"%s\"", text),
			 fault == CF_TARGET_NEGATIVE ?
			 errdetail("A target cannot be negative.") :
			 fault == CF_TARGET_MIXED ?
			 errdetail("Elapsed time, business time, days and business days cannot be added up.") : 0,
			 errhint("%s", forms)));
}

Datum
cf_target_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	CfTarget   *target = palloc0(sizeof(CfTarget));
	CfTargetFault fault = cf_target_parse(text, target);

	if (fault != CF_TARGET_OK)
		throw_fault(fault, text);
	PG_RETURN_POINTER(target);
}

Datum
cf_target_out(PG_FUNCTION_ARGS)
{
	char	   *text = palloc(CF_TARGET_LEN);

	cf_target_format(PG_GETARG_CF_TARGET_P(0), text);
	PG_RETURN_CSTRING(text);
}

/* binary form: kind in one byte, amount in eight */
Datum
cf_target_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	CfTarget   *target = palloc0(sizeof(CfTarget));

	target->kind = pq_getmsgbyte(buf);
	target->amount = pq_getmsgint64(buf);
	if (!cf_target_valid(target))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary form of a target"),
				 errdetail("The kind is %d, the amount " INT64_FORMAT ".",
						   target->kind, target->amount)));
	PG_RETURN_POINTER(target);
}

Datum
cf_target_send(PG_FUNCTION_ARGS)
{
	CfTarget   *target = PG_GETARG_CF_TARGET_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, target->kind);
	pq_sendint64(&buf, target->amount);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

static int
compare_arguments(FunctionCallInfo fcinfo)
{
	return cf_target_compare(PG_GETARG_CF_TARGET_P(0),
							 PG_GETARG_CF_TARGET_P(1));
}

#define COMPARISON(name, operator) \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_arguments(fcinfo) operator 0); \
}

COMPARISON(cf_target_lt, <)
COMPARISON(cf_target_le, <=)
COMPARISON(cf_target_eq, ==)
COMPARISON(cf_target_ne, !=)
COMPARISON(cf_target_ge, >=)
COMPARISON(cf_target_gt, >)

Datum
cf_target_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

Datum
cf_target_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(hash_any((unsigned char *) PG_GETARG_CF_TARGET_P(0),
							 sizeof(CfTarget)));
}

Datum
cf_target_hash_extended(PG_FUNCTION_ARGS)
{
	CfTarget   *target = PG_GETARG_CF_TARGET_P(0);

	PG_RETURN_DATUM(hash_any_extended((unsigned char *) target,
									  sizeof(CfTarget), PG_GETARG_INT64(1)));
}
