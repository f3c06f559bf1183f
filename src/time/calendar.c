/*
 * calendar.c -- the contents of a calendar, and the table compiled from them
 *
 * Local times become moments when the table is built, so that computing with
 * it rarely meets a time zone.
 */
#include "postgres.h"

#include "port/pg_bitutils.h"
#include "utils/datetime.h"
#include "utils/memutils.h"

#include "base/errors.h"
#include "time/calendar.h"
#include "time/local_time.h"

typedef struct Builder
{
	const CfCalendar *cal;
	CfTable    *table;
	int			span_room;
	int			rule;			/* first rule not before the current day */
	CfCalm		calm;
} Builder;

/* ---- contents ---- */

/* an empty calendar in a context of its own below "cxt" */
CfCalendar *
cf_calendar_create(MemoryContext cxt, const char *name, pg_tz *zone,
				   bool by_year)
{
	MemoryContext own = AllocSetContextCreate(cxt, "complaint_flow calendar",
											  ALLOCSET_SMALL_SIZES);
	CfCalendar *cal = MemoryContextAllocZero(own, sizeof(CfCalendar));

	cal->cxt = own;
	cal->name = MemoryContextStrdup(own, name);
	cal->zone = zone;
	cal->by_year = by_year;
	return cal;
}

/* room for one more element; the array doubles when it is full */
static void *
one_more(MemoryContext cxt, void *array, int count, Size size)
{
	if (array == NULL)
		return MemoryContextAlloc(cxt, 8 * size);
	if (count >= 8 && (count & (count - 1)) == 0)
		return repalloc(array, 2 * count * size);
	return array;
}

void
cf_calendar_add_hours(CfCalendar *cal, int weekday, int64 opens, int64 closes)
{
	CfHours    *hours;

	Assert(weekday >= 1 && weekday <= 7);
	Assert(opens >= 0 && opens < closes && closes <= opens + USECS_PER_DAY);
	cal->hours = one_more(cal->cxt, cal->hours, cal->nhours, sizeof(CfHours));
	hours = &cal->hours[cal->nhours++];
	hours->weekday = weekday;
	hours->opens = opens;
	hours->closes = closes;
}

void
cf_calendar_add_rule(CfCalendar *cal, const CfDayRule *rule)
{
	Assert(!rule->has_hours || rule->opens < rule->closes);
	cal->rules = one_more(cal->cxt, cal->rules, cal->nrules,
						  sizeof(CfDayRule));
	cal->rules[cal->nrules++] = *rule;
}

/* cf_calendar_add_year -- the exceptions of this year are complete */
void
cf_calendar_add_year(CfCalendar *cal, int year)
{
	if (year >= CF_FIRST_YEAR && year <= CF_LAST_YEAR)
		cal->known[year - CF_FIRST_YEAR] = true;
}

static int
compare_int64(int64 a, int64 b)
{
	return (a > b) - (a < b);
}

static int
compare_hours(const void *a, const void *b)
{
	const CfHours *x = a;
	const CfHours *y = b;

	if (x->weekday != y->weekday)
		return x->weekday - y->weekday;
	return compare_int64(x->opens, y->opens);
}

static int
compare_rules(const void *a, const void *b)
{
	const CfDayRule *x = a;
	const CfDayRule *y = b;

	if (x->day != y->day)
		return compare_int64(x->day, y->day);
	if (x->kind != y->kind)
		return (int) x->kind - (int) y->kind;
	return compare_int64(x->opens, y->opens);
}

/* cf_calendar_seal -- everything was added; nothing may be computed before */
void
cf_calendar_seal(CfCalendar *cal)
{
	if (cal->nhours > 0)
		qsort(cal->hours, cal->nhours, sizeof(CfHours), compare_hours);
	if (cal->nrules > 0)
		qsort(cal->rules, cal->nrules, sizeof(CfDayRule), compare_rules);
}

/* cf_calendar_opens -- are there any open hours, ever? */
bool
cf_calendar_opens(const CfCalendar *cal)
{
	if (cal->nhours > 0)
		return true;
	for (int i = 0; i < cal->nrules; i++)
		if (cal->rules[i].has_hours)
			return true;
	return false;
}

/* ---- compiling ---- */

static int32
new_year(int year)
{
	return date2j(year, 1, 1) - POSTGRES_EPOCH_JDATE;
}

static int
year_of(int32 day)
{
	int			year;
	int			month;
	int			mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return year;
}

static int
weekday_of(int32 day)
{
	int			weekday = (day + 5) % 7;	/* 2000-01-01 was a Saturday */

	return (weekday < 0 ? weekday + 7 : weekday) + 1;
}

/*
 * Adds open hours of a day.  Time that is open already counts once, whatever
 * the exceptions of neighbouring days say.
 */
static void
add_span(Builder *b, int32 day, int64 opens, int64 closes)
{
	CfTable    *table = b->table;
	TimestampTz open = cf_local_instant(b->cal->zone, day, opens, &b->calm);
	TimestampTz close = cf_local_instant(b->cal->zone, day, closes, &b->calm);
	CfSpan	   *span;

	if (table->nspans > 0)
		open = Max(open, table->spans[table->nspans - 1].close);
	if (open >= close)
		return;
	if (table->nspans + 1 >= b->span_room)
	{
		b->span_room *= 2;
		table->spans = repalloc_huge(table->spans,
									 b->span_room * sizeof(CfSpan));
	}
	span = &table->spans[table->nspans++];
	span->open = open;
	span->close = close;
	span->before = table->total;
	table->total += close - open;
}

/* the weekly hours of a weekday; returns whether there are any */
static bool
add_weekly(Builder *b, int32 day, int weekday, bool really)
{
	const CfCalendar *cal = b->cal;
	bool		any = false;

	for (int i = 0; i < cal->nhours; i++)
		if (cal->hours[i].weekday == weekday)
		{
			any = true;
			if (really)
				add_span(b, day, cal->hours[i].opens, cal->hours[i].closes);
		}
	return any;
}

/* the hours that rules of one kind name for a day; returns whether any do */
static bool
add_ruled(Builder *b, const CfDayRule *rules, int count, CfDayKind kind,
		  bool really)
{
	bool		any = false;

	for (int i = 0; i < count; i++)
		if (rules[i].kind == kind && rules[i].has_hours)
		{
			any = true;
			if (really)
				add_span(b, rules[i].day, rules[i].opens, rules[i].closes);
		}
	return any;
}

/* adds the hours of a day; returns whether it is a working day */
static bool
add_day(Builder *b, int32 day, bool really)
{
	const CfCalendar *cal = b->cal;
	const CfDayRule *rules;
	int			count = 0;
	int			weekday = weekday_of(day);

	while (b->rule < cal->nrules && cal->rules[b->rule].day < day)
		b->rule++;
	rules = cal->rules + b->rule;
	while (b->rule + count < cal->nrules && rules[count].day == day)
		count++;

	if (count == 0)
		return add_weekly(b, day, weekday, really) && really;
	switch (rules[count - 1].kind)
	{
		case CF_DAY_WORKING:
			if (!add_ruled(b, rules, count, CF_DAY_WORKING, really) &&
				!add_ruled(b, rules, count, CF_DAY_HOURS, really) &&
				!add_weekly(b, day, weekday, really) && cal->nhours > 0)
				add_weekly(b, day, cal->hours[0].weekday, really);
			return really;
		case CF_DAY_CLOSED:
			return false;
		case CF_DAY_HOURS:
			add_ruled(b, rules, count, CF_DAY_HOURS, really);
			return really;
	}
	return false;
}

static bool
is_unknown(const CfCalendar *cal, int year)
{
	return cal->by_year &&
		(year < CF_FIRST_YEAR || year > CF_LAST_YEAR ||
		 !cal->known[year - CF_FIRST_YEAR]);
}

static void
fill_days(Builder *b)
{
	CfTable    *table = b->table;
	int			year = table->first_year - 1;
	int32		year_ends = table->first_day + 1;
	int32		unknown = 0;
	TimestampTz start = cf_local_instant(b->cal->zone, table->first_day, 0,
										 &b->calm);

	for (int32 i = 0; i < table->ndays; i++)
	{
		int32		day = table->first_day + i;
		TimestampTz next = cf_local_instant(b->cal->zone, day + 1, 0,
											&b->calm);
		CfDay	   *entry = &table->days[i];

		if (day == year_ends)
			year_ends = new_year(++year + 1);
		entry->start = start;
		entry->span = table->nspans;
		entry->worked = table->nworked;
		entry->unknown = unknown;

		/* a zone that changed sides of the date line has a day of no length */
		if (add_day(b, day, next > start))
			table->workdays[table->nworked++] = i;
		unknown += is_unknown(b->cal, year);
		start = next;
	}
	table->days[table->ndays].start = start;
	table->days[table->ndays].span = table->nspans;
	table->days[table->ndays].worked = table->nworked;
	table->days[table->ndays].unknown = unknown;
	table->spans[table->nspans].open = PG_INT64_MAX;
	table->spans[table->nspans].close = PG_INT64_MAX;
	table->spans[table->nspans].before = table->total;
}

/* buckets lead from an amount of open time to its span */
static void
fill_buckets(CfTable *table)
{
	int64		average = table->total / Max(table->nspans, 1);
	int32		count;
	int32		span = 0;

	table->bucket_shift = average > 1 ? pg_leftmost_one_pos64(average) : 0;
	count = (table->total >> table->bucket_shift) + 2;
	table->buckets = palloc_extended(count * sizeof(int32), MCXT_ALLOC_HUGE);
	for (int32 i = 0; i < count; i++)
	{
		while (span + 1 < table->nspans &&
			   table->spans[span + 1].before <=
			   ((int64) i << table->bucket_shift))
			span++;
		table->buckets[i] = span;
	}
}

static CfTable *
compile(const CfCalendar *cal, int first_year, int last_year)
{
	MemoryContext cxt = AllocSetContextCreate(cal->cxt,
											  "complaint_flow calendar table",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(cxt);
	CfTable    *table = palloc0(sizeof(CfTable));
	Builder		b = {.cal = cal,.table = table};

	table->cxt = cxt;
	table->first_year = first_year;
	table->last_year = last_year;
	table->first_day = new_year(first_year) - 1;
	table->ndays = new_year(last_year + 1) + 1 - table->first_day;
	table->days = palloc((table->ndays + 1) * sizeof(CfDay));
	table->workdays = palloc(table->ndays * sizeof(int32));
	b.span_room = table->ndays;
	table->spans = palloc(b.span_room * sizeof(CfSpan));
	fill_days(&b);
	fill_buckets(table);
	table->from = table->days[1].start;
	table->to = table->days[table->ndays - 1].start;
	MemoryContextSwitchTo(caller);
	return table;
}

/* ---- growing ---- */

static void
refuse_year(const CfCalendar *cal)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("time is out of the range of calendar \"%s\"", cal->name),
			 errdetail("Calendars reach from the year %d to the year %d.",
					   CF_FIRST_YEAR, CF_LAST_YEAR)));
}

/*
 * Compiles the table anew so that it has these years too.  Growth doubles, so
 * that going far year by year stays cheap.  Positions found before are void.
 */
static void
cover(CfCalendar *cal, int first_year, int last_year)
{
	CfTable    *old = cal->table;

	if (first_year < CF_FIRST_YEAR || last_year > CF_LAST_YEAR)
		refuse_year(cal);
	if (old == NULL)
		last_year = Min(last_year + 1, CF_LAST_YEAR);
	else
	{
		int			width = old->last_year - old->first_year + 1;

		if (first_year < old->first_year)
			first_year = Max(CF_FIRST_YEAR,
							 Min(first_year, old->first_year - width));
		if (last_year > old->last_year)
			last_year = Min(CF_LAST_YEAR,
							Max(last_year, old->last_year + width));
		first_year = Min(first_year, old->first_year);
		last_year = Max(last_year, old->last_year);
	}
	cal->table = compile(cal, first_year, last_year);
	if (old != NULL)
		MemoryContextDelete(old->cxt);
}

/*
 * cf_calendar_reach -- extend the table to a moment
 *
 * Throws 22008 outside the years that calendars know; so do the next two.
 */
void
cf_calendar_reach(CfCalendar *cal, TimestampTz at)
{
	int64		day = at / USECS_PER_DAY;

	/* two days on each side make up for any time zone */
	if (day < new_year(CF_FIRST_YEAR) + 2 ||
		day >= new_year(CF_LAST_YEAR + 1) - 2)
		refuse_year(cal);
	cover(cal, year_of(day - 2), year_of(day + 2));
}

void
cf_calendar_reach_day(CfCalendar *cal, int32 day)
{
	if (day < new_year(CF_FIRST_YEAR) || day >= new_year(CF_LAST_YEAR + 1))
		refuse_year(cal);
	cover(cal, year_of(day), year_of(day));
}

/* one more year, or more, at one end of the table */
static void
grow(CfCalendar *cal, bool later)
{
	if (later)
		cover(cal, cal->table->first_year, cal->table->last_year + 1);
	else
		cover(cal, cal->table->first_year - 1, cal->table->last_year);
}

/* cf_refuse_no_hours -- there are no open hours or working days in reach */
void
cf_refuse_no_hours(const CfCalendar *cal)
{
	ereport(ERROR,
			(errcode(ERRCODE_CF_BAD_CALENDAR),
			 errmsg("calendar \"%s\" has no open hours", cal->name),
			 cal->nrules == 0 ?
			 errdetail("It has neither weekly hours nor days of its own.") :
			 errdetail("It has no weekly hours, and its special days do not reach far enough."),
			 errhint("Insert the weekly hours of calendar \"%s\" into calendar_hours.",
					 cal->name)));
}

/*
 * cf_grow_or_refuse -- more years at one end, unless nothing can be there
 *
 * Weekly hours promise an end to every search; without them there is nothing
 * beyond the days that are named.
 */
void
cf_grow_or_refuse(CfCalendar *cal, bool later)
{
	const CfTable *table = cal->table;
	int32		last_day = table->first_day + table->ndays - 1;

	if (cal->nhours == 0 &&
		(cal->nrules == 0 ||
		 (later && cal->rules[cal->nrules - 1].day <= last_day) ||
		 (!later && cal->rules[0].day >= table->first_day)))
		cf_refuse_no_hours(cal);
	grow(cal, later);
}

int32
cf_local_day(CfCalendar *cal, TimestampTz at)
{
	int32		position = cf_position_at(cal, at);

	return cal->table->first_day + position;
}

/*
 * cf_tell_provisional -- set *provisional where a day from a to b, both
 * included, lies in a year whose holidays are not loaded
 */
void
cf_tell_provisional(CfCalendar *cal, int32 a, int32 b, bool *provisional)
{
	int32		from;
	int32		to;

	if (provisional == NULL || !cal->by_year)
		return;
	(void) cf_position_of(cal, Min(a, b));
	to = cf_position_of(cal, Max(a, b));
	from = cf_position_of(cal, Min(a, b));
	if (cal->table->days[to + 1].unknown != cal->table->days[from].unknown)
		*provisional = true;
}
