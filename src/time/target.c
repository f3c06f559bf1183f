/*
 * target.c -- the type "target": reading, writing, comparing
 *
 * Pure: no catalogue, no memory, no errors thrown.  The functions that SQL
 * calls stand in target_sql.c.
 */
#include "postgres.h"

#include <ctype.h>

#include "common/int.h"
#include "datatype/timestamp.h"

#include "time/target.h"

typedef struct Unit
{
	const char *name;
	int64		size;			/* microseconds, or days */
	bool		is_time;
} Unit;

static const Unit units[] = {
	{"h", USECS_PER_HOUR, true},
	{"hr", USECS_PER_HOUR, true},
	{"hrs", USECS_PER_HOUR, true},
	{"hour", USECS_PER_HOUR, true},
	{"hours", USECS_PER_HOUR, true},
	{"m", USECS_PER_MINUTE, true},
	{"min", USECS_PER_MINUTE, true},
	{"mins", USECS_PER_MINUTE, true},
	{"minute", USECS_PER_MINUTE, true},
	{"minutes", USECS_PER_MINUTE, true},
	{"s", USECS_PER_SEC, true},
	{"sec", USECS_PER_SEC, true},
	{"secs", USECS_PER_SEC, true},
	{"second", USECS_PER_SEC, true},
	{"seconds", USECS_PER_SEC, true},
	{"d", 1, false},
	{"day", 1, false},
	{"days", 1, false},
	{"w", 7, false},
	{"week", 7, false},
	{"weeks", 7, false}
};

/* longest word that means something, "business", and a zero */
#define WORD_LEN 10

#define MICRO 1000000

/* a number as written: whole part and millionths */
typedef struct Number
{
	int64		whole;
	int64		micro;
} Number;

static const char *
skip_space(const char *at)
{
	while (isspace((unsigned char) *at))
		at++;
	return at;
}

/*
 * The next word in lower case, "" where there is none.  A word too long to
 * mean anything is cut, which leaves it unknown.
 */
static const char *
take_word(const char *at, char *word)
{
	int			len = 0;

	at = skip_space(at);
	while (isalpha((unsigned char) *at))
	{
		if (len < WORD_LEN - 1)
			word[len++] = *at | 0x20;
		at++;
	}
	word[len] = '\0';
	return at;
}

/* past "what" if it stands here, else NULL */
static const char *
take_if(const char *at, const char *what)
{
	char		word[WORD_LEN];
	const char *after = take_word(at, word);

	return strcmp(word, what) == 0 ? after : NULL;
}

static const char *
take_business(const char *at, bool *found)
{
	char		word[WORD_LEN];
	const char *after = take_word(at, word);

	*found = strcmp(word, "business") == 0 || strcmp(word, "working") == 0;
	return *found ? after : at;
}

/* digits with at most six behind the point; NULL with *fault set otherwise */
static const char *
take_number(const char *at, Number *number, CfTargetFault *fault)
{
	int64		scale = MICRO / 10;

	number->whole = number->micro = 0;
	at = skip_space(at);
	*fault = CF_TARGET_UNREADABLE;
	if (*at == '-' && isdigit((unsigned char) at[1]))
		*fault = CF_TARGET_NEGATIVE;
	if (!isdigit((unsigned char) *at))
		return NULL;
	*fault = CF_TARGET_TOO_LONG;
	for (; isdigit((unsigned char) *at); at++)
		if (pg_mul_s64_overflow(number->whole, 10, &number->whole) ||
			pg_add_s64_overflow(number->whole, *at - '0', &number->whole))
			return NULL;
	*fault = CF_TARGET_UNREADABLE;
	if (*at == '.')
	{
		if (!isdigit((unsigned char) *++at))
			return NULL;
		for (; isdigit((unsigned char) *at); at++, scale /= 10)
		{
			if (scale == 0)
				return NULL;
			number->micro += (*at - '0') * scale;
		}
	}
	*fault = CF_TARGET_OK;
	return at;
}

static const char *
take_unit(const char *at, const Unit **unit)
{
	char		word[WORD_LEN];

	at = take_word(at, word);
	for (int i = 0; i < lengthof(units); i++)
		if (strcmp(word, units[i].name) == 0)
		{
			*unit = &units[i];
			return at;
		}
	return NULL;
}

/* number times unit, added to the amount */
static CfTargetFault
add_part(CfTarget *target, const Number *number, const Unit *unit)
{
	int64		part;

	if (number->micro != 0 && !unit->is_time)
		return CF_TARGET_UNREADABLE;
	if (pg_mul_s64_overflow(number->whole, unit->size, &part) ||
		pg_add_s64_overflow(target->amount, part, &target->amount) ||
		pg_add_s64_overflow(target->amount,
							number->micro * unit->size / MICRO,
							&target->amount))
		return CF_TARGET_TOO_LONG;
	return CF_TARGET_OK;
}

/* "3 hours", "1 business hour 30 minutes", "2 weeks" */
static CfTargetFault
parse_amount(const char *at, CfTarget *target)
{
	bool		first = true;

	do
	{
		Number		number;
		CfTargetFault fault;
		const Unit *unit;
		bool		business;
		CfTargetKind kind;

		if ((at = take_number(at, &number, &fault)) == NULL)
			return fault;
		at = take_business(at, &business);
		if ((at = take_unit(at, &unit)) == NULL)
			return CF_TARGET_UNREADABLE;
		if (unit->is_time)
			kind = business ? CF_TARGET_BUSINESS_TIME : CF_TARGET_ELAPSED;
		else if (business && unit->size > 1)
			return CF_TARGET_UNREADABLE;	/* how long is a business week? */
		else
			kind = business ? CF_TARGET_BUSINESS_DAYS :
				CF_TARGET_CALENDAR_DAYS;

		/* "business" before the first unit of time holds for all of them */
		if (target->kind == CF_TARGET_BUSINESS_TIME &&
			kind == CF_TARGET_ELAPSED)
			kind = CF_TARGET_BUSINESS_TIME;
		if (first)
			target->kind = kind;
		else if (target->kind != kind)
			return CF_TARGET_MIXED;
		fault = add_part(target, &number, unit);
		if (fault != CF_TARGET_OK)
			return fault;

		first = false;
		at = skip_space(at);
		if (*at == ',')
			at = skip_space(at + 1);
	} while (*at != '\0');
	return CF_TARGET_OK;
}

/* what follows the T of "T+2", "T+2 close", "T+2 working days" */
static CfTargetFault
parse_workday(const char *at, CfTarget *target)
{
	Number		number;
	CfTargetFault fault;
	const char *after;
	const Unit *unit;
	bool		business;
	bool		close;

	at = skip_space(at);
	if (*at == '-')
		return CF_TARGET_NEGATIVE;
	if (*at != '+')
		return CF_TARGET_UNREADABLE;
	if ((at = take_number(at + 1, &number, &fault)) == NULL)
		return fault;
	if (number.micro != 0)
		return CF_TARGET_UNREADABLE;
	at = take_business(at, &business);
	if (business &&
		((at = take_unit(at, &unit)) == NULL ||
		 unit->is_time || unit->size != 1))
		return CF_TARGET_UNREADABLE;
	after = take_if(at, "close");
	close = after != NULL;
	if (*skip_space(close ? after : at) != '\0')
		return CF_TARGET_UNREADABLE;

	/* the day itself may be free, so it has no closing time to promise */
	if (number.whole == 0 && close)
		return CF_TARGET_UNREADABLE;
	target->amount = number.whole;
	target->kind = number.whole == 0 ? CF_TARGET_SAME_DAY :
		close ? CF_TARGET_WORKDAY_CLOSE : CF_TARGET_WORKDAY_END;
	return CF_TARGET_OK;
}

static bool
is_same_day(const char *at)
{
	const char *after = take_if(at, "sameday");

	if (after == NULL && (after = take_if(at, "same")) != NULL)
	{
		after = skip_space(after);
		after = take_if(*after == '-' ? after + 1 : after, "day");
	}
	return after != NULL && *skip_space(after) == '\0';
}

/*
 * cf_target_parse -- a target from its written form
 *
 * Case and spaces do not matter.  *target is set only when CF_TARGET_OK is
 * returned.
 */
CfTargetFault
cf_target_parse(const char *text, CfTarget *target)
{
	CfTarget	result = {0};
	CfTargetFault fault = CF_TARGET_OK;
	const char *after;

	if (is_same_day(text))
		result.kind = CF_TARGET_SAME_DAY;
	else if ((after = take_if(text, "t")) != NULL)
		fault = parse_workday(after, &result);
	else
		fault = parse_amount(text, &result);

	if (fault == CF_TARGET_OK && !cf_target_valid(&result))
		fault = CF_TARGET_TOO_LONG;
	if (fault == CF_TARGET_OK)
		*target = result;
	return fault;
}

/* whether this is a value that cf_target_parse can return */
bool
cf_target_valid(const CfTarget *target)
{
	if (target->amount < 0 || target->zero != 0)
		return false;
	switch ((CfTargetKind) target->kind)
	{
		case CF_TARGET_ELAPSED:
		case CF_TARGET_BUSINESS_TIME:
			return target->amount <= CF_TARGET_MAX_DAYS * USECS_PER_DAY;
		case CF_TARGET_SAME_DAY:
			return target->amount == 0;
		case CF_TARGET_WORKDAY_CLOSE:
		case CF_TARGET_WORKDAY_END:
			return target->amount >= 1 && target->amount <= CF_TARGET_MAX_DAYS;
		case CF_TARGET_BUSINESS_DAYS:
		case CF_TARGET_CALENDAR_DAYS:
			return target->amount <= CF_TARGET_MAX_DAYS;
	}
	return false;
}

/* appends "12 business hours" or "30 minutes"; returns the new end */
static char *
put_part(char *end, bool *first, int64 number, bool business,
		 const char *unit)
{
	if (!*first)
		*end++ = ' ';
	end += sprintf(end, INT64_FORMAT " %s%s%s", number,
				   business && *first ? "business " : "", unit,
				   number == 1 ? "" : "s");
	*first = false;
	return end;
}

static void
format_time(int64 amount, bool business, char *end)
{
	int64		hours = amount / USECS_PER_HOUR;
	int64		minutes = amount % USECS_PER_HOUR / USECS_PER_MINUTE;
	int64		micro = amount % USECS_PER_MINUTE;
	bool		first = true;

	if (hours != 0 || amount == 0)
		end = put_part(end, &first, hours, business, "hour");
	if (minutes != 0)
		end = put_part(end, &first, minutes, business, "minute");
	if (micro % USECS_PER_SEC == 0 && micro != 0)
		(void) put_part(end, &first, micro / USECS_PER_SEC, business, "second");
	else if (micro != 0)
	{
		end += sprintf(end, "%s%d.%06d", first ? "" : " ",
					   (int) (micro / USECS_PER_SEC),
					   (int) (micro % USECS_PER_SEC));
		while (end[-1] == '0')
			end--;
		sprintf(end, " %sseconds", business && first ? "business " : "");
	}
}

/* cf_target_format -- the canonical form, which reads back as the same */
void
cf_target_format(const CfTarget *target, char *buffer)
{
	bool		first = true;

	switch ((CfTargetKind) target->kind)
	{
		case CF_TARGET_ELAPSED:
			format_time(target->amount, false, buffer);
			break;
		case CF_TARGET_BUSINESS_TIME:
			format_time(target->amount, true, buffer);
			break;
		case CF_TARGET_SAME_DAY:
			strcpy(buffer, "same day");
			break;
		case CF_TARGET_WORKDAY_CLOSE:
			sprintf(buffer, "T+" INT64_FORMAT " close", target->amount);
			break;
		case CF_TARGET_WORKDAY_END:
			sprintf(buffer, "T+" INT64_FORMAT, target->amount);
			break;
		case CF_TARGET_BUSINESS_DAYS:
			(void) put_part(buffer, &first, target->amount, true, "day");
			break;
		case CF_TARGET_CALENDAR_DAYS:
			(void) put_part(buffer, &first, target->amount, false, "day");
			break;
	}
}

/*
 * The length that decides the order first: a day is 24 hours, eight business
 * hours fill a day, and "T+n" reaches the end of a day, so it counts as n + 1.
 */
static int64
nominal_length(const CfTarget *target)
{
	switch ((CfTargetKind) target->kind)
	{
		case CF_TARGET_ELAPSED:
			return target->amount;
		case CF_TARGET_BUSINESS_TIME:
			return target->amount * 3;
		case CF_TARGET_SAME_DAY:
		case CF_TARGET_WORKDAY_CLOSE:
		case CF_TARGET_WORKDAY_END:
			return (target->amount + 1) * USECS_PER_DAY;
		case CF_TARGET_BUSINESS_DAYS:
		case CF_TARGET_CALENDAR_DAYS:
			return target->amount * USECS_PER_DAY;
	}
	return 0;
}

/* cf_target_needs_hours -- does it depend on the open hours of a calendar? */
bool
cf_target_needs_hours(const CfTarget *target)
{
	return target->kind != CF_TARGET_ELAPSED &&
		target->kind != CF_TARGET_SAME_DAY &&
		target->kind != CF_TARGET_CALENDAR_DAYS;
}

/*
 * cf_target_compare -- total order: nominal length, then number of the kind
 *
 * Within a kind the length decides alone, so equal means identical.
 */
int
cf_target_compare(const CfTarget *a, const CfTarget *b)
{
	int64		length_a = nominal_length(a);
	int64		length_b = nominal_length(b);

	if (length_a != length_b)
		return length_a < length_b ? -1 : 1;
	return (a->kind > b->kind) - (a->kind < b->kind);
}
