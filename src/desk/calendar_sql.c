/*
 * calendar_sql.c -- the SQL functions that compute with a calendar
 *
 * Their first arguments name desk and calendar.  The calendar is remembered in
 * fn_extra, so that looking it up costs a few comparisons a call.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "desk/desk_cache.h"
#include "desk/desk_calendar.h"
#include "rights/elsewhere.h"
#include "time/deadline.h"
#include "time/worktime.h"

PG_FUNCTION_INFO_V1(cf_sql_deadline);
PG_FUNCTION_INFO_V1(cf_sql_deadline_is_provisional);
PG_FUNCTION_INFO_V1(cf_sql_warn_instant);
PG_FUNCTION_INFO_V1(cf_sql_shift_for_pause);
PG_FUNCTION_INFO_V1(cf_sql_add_business_time);
PG_FUNCTION_INFO_V1(cf_sql_business_time_between);
PG_FUNCTION_INFO_V1(cf_sql_add_working_days);
PG_FUNCTION_INFO_V1(cf_sql_working_days_between);
PG_FUNCTION_INFO_V1(cf_sql_is_open);
PG_FUNCTION_INFO_V1(cf_sql_is_working_day);
PG_FUNCTION_INFO_V1(cf_sql_next_open);
PG_FUNCTION_INFO_V1(cf_sql_roll_forward);
PG_FUNCTION_INFO_V1(cf_sql_roll_backward);

/* desk and calendar of the last call */
typedef struct Memo
{
	MemoryContext cxt;			/* this, and the pin of the desk */
	CfDesk	   *desk;
	CfCalendar *cal;
	Oid			user;			/* whose right to the desk was checked */
	NameData	desk_name;
	int			name_len;
	char		name[FLEXIBLE_ARRAY_MEMBER];
} Memo;

static Memo *
make_memo(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	Memo	   *memo = flinfo->fn_extra;
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	MemoryContext cxt;
	MemoryContext caller;

	flinfo->fn_extra = NULL;
	if (memo != NULL)
		MemoryContextDelete(memo->cxt);
	cxt = AllocSetContextCreate(CurrentMemoryContext, "complaint_flow memo",
								ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(cxt);
	memo = palloc(offsetof(Memo, name) + strlen(name) + 1);
	memo->cxt = cxt;
	memo->user = GetUserId();
	memo->desk_name = *PG_GETARG_NAME(0);
	memo->name_len = strlen(name);
	strcpy(memo->name, name);
	memo->desk = cf_desk_open_named(NameStr(memo->desk_name));
	memo->cal = cf_calendar(memo->desk, name);
	MemoryContextSwitchTo(caller);
	MemoryContextSetParent(cxt, flinfo->fn_mcxt);
	flinfo->fn_extra = memo;
	return memo;
}

/*
 * The calendar that arguments 0 and 1 name.  Invalidation messages are read at
 * every call: a statement, or an expression of a procedure, may run for long.
 */
static CfCalendar *
calendar_of(FunctionCallInfo fcinfo)
{
	Memo	   *memo = fcinfo->flinfo->fn_extra;
	text	   *name = PG_GETARG_TEXT_PP(1);

	AcceptInvalidationMessages();
	if (unlikely(memo == NULL || memo->desk->stale ||
				 memo->user != GetUserId() ||
				 memo->name_len != VARSIZE_ANY_EXHDR(name) ||
				 memcmp(memo->name, VARDATA_ANY(name), memo->name_len) != 0 ||
				 strncmp(NameStr(memo->desk_name),
						 NameStr(*PG_GETARG_NAME(0)), NAMEDATALEN) != 0))
		memo = make_memo(fcinfo);
	return memo->cal;
}

CF_WHERE_THE_DESK_IS(cf_sql_deadline)
{
	PG_RETURN_TIMESTAMPTZ(cf_deadline(calendar_of(fcinfo),
									  PG_GETARG_TIMESTAMPTZ(2),
									  PG_GETARG_CF_TARGET_P(3), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_deadline_is_provisional)
{
	bool		provisional = false;

	(void) cf_deadline(calendar_of(fcinfo), PG_GETARG_TIMESTAMPTZ(2),
					   PG_GETARG_CF_TARGET_P(3), &provisional);
	PG_RETURN_BOOL(provisional);
}

CF_WHERE_THE_DESK_IS(cf_sql_warn_instant)
{
	CfCalendar *cal = calendar_of(fcinfo);
	TimestampTz start = PG_GETARG_TIMESTAMPTZ(2);
	CfTarget   *target = PG_GETARG_CF_TARGET_P(3);
	int32		percent = PG_GETARG_INT32(4);

	if (percent < 0 || percent > 100)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("percentage must be between 0 and 100")));
	PG_RETURN_TIMESTAMPTZ(cf_warn_instant(cal, start,
										  cf_deadline(cal, start, target, NULL),
										  target, percent, NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_shift_for_pause)
{
	PG_RETURN_TIMESTAMPTZ(cf_shift_for_pause(calendar_of(fcinfo),
											 PG_GETARG_TIMESTAMPTZ(2),
											 PG_GETARG_CF_TARGET_P(3),
											 PG_GETARG_TIMESTAMPTZ(4),
											 PG_GETARG_TIMESTAMPTZ(5), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_add_business_time)
{
	CfCalendar *cal = calendar_of(fcinfo);
	TimestampTz start = PG_GETARG_TIMESTAMPTZ(2);
	Interval   *amount = PG_GETARG_INTERVAL_P(3);

	if (amount->day != 0 || amount->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("business time is given in hours, not in days or months"),
				 errhint("Write hours, for instance interval '8 hours', or use add_working_days.")));
	PG_RETURN_TIMESTAMPTZ(cf_add_business_time(cal, start, amount->time,
											   NULL));
}

/* in hours only: a day of business time has no fixed length */
CF_WHERE_THE_DESK_IS(cf_sql_business_time_between)
{
	Interval   *result = palloc0(sizeof(Interval));

	result->time = cf_business_time_between(calendar_of(fcinfo),
											PG_GETARG_TIMESTAMPTZ(2),
											PG_GETARG_TIMESTAMPTZ(3), NULL);
	PG_RETURN_INTERVAL_P(result);
}

CF_WHERE_THE_DESK_IS(cf_sql_add_working_days)
{
	PG_RETURN_TIMESTAMPTZ(cf_add_working_days(calendar_of(fcinfo),
											  PG_GETARG_TIMESTAMPTZ(2),
											  PG_GETARG_INT32(3), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_working_days_between)
{
	PG_RETURN_INT32(cf_working_days_between(calendar_of(fcinfo),
											PG_GETARG_DATEADT(2),
											PG_GETARG_DATEADT(3), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_is_open)
{
	PG_RETURN_BOOL(cf_is_open(calendar_of(fcinfo),
							  PG_GETARG_TIMESTAMPTZ(2), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_is_working_day)
{
	PG_RETURN_BOOL(cf_is_working_day(calendar_of(fcinfo),
									 PG_GETARG_DATEADT(2), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_next_open)
{
	PG_RETURN_TIMESTAMPTZ(cf_next_open(calendar_of(fcinfo),
									   PG_GETARG_TIMESTAMPTZ(2), NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_roll_forward)
{
	PG_RETURN_TIMESTAMPTZ(cf_roll_forward(calendar_of(fcinfo),
										  PG_GETARG_TIMESTAMPTZ(2),
										  NULL));
}

CF_WHERE_THE_DESK_IS(cf_sql_roll_backward)
{
	PG_RETURN_TIMESTAMPTZ(cf_roll_backward(calendar_of(fcinfo),
										   PG_GETARG_TIMESTAMPTZ(2),
										   NULL));
}
