/*
 * delegation.c -- a person lends the authority of the own role to another one,
 * for a time
 *
 * What is lent is the authority of the role that the person has; what others
 * lent to that person is not lent on.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "base/errors.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/codes.h"
#include "desk/desk_check.h"
#include "desk/query.h"
#include "entry/delegation.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

/*
 * cf_delegator -- in whose place the actor may decide now, or NULL
 *
 * "named" may be NULL: whoever suffices with the lowest rank.
 */
CfStaff *
cf_delegator(CfEntry *entry, const CfNeed *need, const char *named)
{
	static const Oid types[] = {
		TEXTOID, TIMESTAMPTZOID, INT4OID, TEXTOID, TEXTOID, TEXTOID, BOOLOID
	};
	const char *accused = entry->file.accused;
	CfQueryRow *found;
	Datum		values[] = {
		CStringGetTextDatum(entry->actor->code),
		TimestampTzGetDatum(entry->now), Int32GetDatum(need->rank),
		CStringGetTextDatum(need->asker ? need->asker : ""),
		CStringGetTextDatum(accused ? accused : ""),
		CStringGetTextDatum(named ? named : ""),
		BoolGetDatum(need->grants_time)
	};

	found = cf_query_row(entry->desk,
						 "SELECT s.code FROM delegation d"
						 " JOIN staff s ON s.code = d.from_staff"
						 " JOIN staff_role r ON r.code = s.role, desk"
						 " WHERE d.to_staff = $1 AND d.valid @> $2"
						 " AND s.active AND r.rank >= $3"
						 " AND s.code NOT IN ($4, $5) AND $6 IN ('', s.code)"
						 " AND (NOT $7 OR s.role = ANY (desk.extension_roles))"
						 " ORDER BY r.rank, s.code LIMIT 1",
						 7, types, values);
	return found ? cf_staff(entry->desk, cf_query_text(found, 1)) : NULL;
}

/* the person itself, or somebody of a higher role */
static void
check_lender(CfDesk *desk, CfTableRow *row, CfStaff *actor)
{
	CfStaff    *from = cf_staff(desk, cf_field_text(row, "from_staff"));

	if (actor == NULL ||
		(actor != from && (from == NULL || actor->rank <= from->rank)))
		cf_refuse_row(row, NULL, ERRCODE_CF_NOT_AUTHORISED,
					  "nobody lends the authority of another person",
					  "The person itself, or somebody of a higher role, writes the delegation.");
}

/* the bounds of "valid"; an upper one is required */
static void
read_time(CfTableRow *row, RangeBound *lower, RangeBound *upper)
{
	bool		isnull;
	bool		empty;
	Datum		valid = cf_field_value(row, "valid", TSTZRANGEOID, &isnull);
	TypeCacheEntry *type = lookup_type_cache(TSTZRANGEOID,
											 TYPECACHE_RANGE_INFO);

	if (isnull)
		cf_field_require(row, "valid");
	range_deserialize(type, DatumGetRangeTypeP(valid), lower, upper, &empty);
	if (empty || lower->infinite || upper->infinite)
		cf_refuse_row(row, NULL, ERRCODE_CF_INVALID_VALUE,
					  "a delegation begins and ends at a moment",
					  "Write valid as tstzrange(from, until).");
}

static void
lend(CfDesk *desk, CfTableRow *row)
{
	static const CfColumnCheck columns[] = {
		{"from_staff", CF_IS_REQUIRED | CF_IS_CODE, "staff"},
		{"to_staff", CF_IS_REQUIRED | CF_IS_CODE, "staff"},
		{"valid", CF_IS_REQUIRED},
		{"reason", CF_IS_REQUIRED},
		{NULL}
	};
	CfStaff    *actor = cf_actor(desk, cf_field_text(row, "recorded_by"));
	RangeBound	lower;
	RangeBound	upper;

	cf_check_columns(desk, row, columns);
	read_time(row, &lower, &upper);
	if (strcmp(cf_field_text(row, "from_staff"),
			   cf_field_text(row, "to_staff")) == 0)
		cf_refuse_row(row, NULL, ERRCODE_CF_INVALID_VALUE,
					  "a delegation joins two persons",
					  "Name another person in to_staff.");
	check_lender(desk, row, actor);
	cf_field_set_text(row, "recorded_by", actor->code);
	cf_field_set(row, "recorded_at", TIMESTAMPTZOID,
				 TimestampTzGetDatum(GetCurrentStatementStartTimestamp()));
}

/* of all columns but "valid" */
static bool
others_same(CfTableRow *old, CfTableRow *row)
{
	TupleDesc	desc = RelationGetDescr(row->rel);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (!att->attisdropped && strcmp(NameStr(att->attname), "valid") != 0 &&
			cf_field_changed(old, row, NameStr(att->attname)))
			return false;
	}
	return true;
}

/* it may end now or later, but not later than it was to */
static bool
ends_earlier(CfTableRow *old, CfTableRow *row)
{
	RangeBound	from[2];
	RangeBound	until[2];

	read_time(old, &from[0], &until[0]);
	read_time(row, &from[1], &until[1]);
	return DatumGetTimestampTz(from[0].val) ==
		DatumGetTimestampTz(from[1].val) &&
		DatumGetTimestampTz(until[1].val) <=
		DatumGetTimestampTz(until[0].val) &&
		DatumGetTimestampTz(until[1].val) >=
		GetCurrentTransactionStartTimestamp();
}

/* a delegation that was given ends earlier, and nothing else of it changes */
static void
take_back(CfDesk *desk, CfTableRow *old, CfTableRow *row)
{
	cf_field_require(row, "valid");
	if (!others_same(old, row) || !ends_earlier(old, row))
		cf_refuse_row(row, NULL, ERRCODE_CF_APPEND_ONLY,
					  "a delegation only changes by ending earlier",
					  "Set an earlier end in valid, not before now, or write another delegation.");
	check_lender(desk, row, cf_actor(desk, NULL));
}

PG_FUNCTION_INFO_V1(decide_delegation);

/*
 * decide_delegation() -- BEFORE ROW trigger of delegation
 */
Datum
decide_delegation(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "decide_delegation",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	CfDesk	   *desk = cf_desk_before(trigger->tg_relation);
	CfTableRow	row = cf_trigger_row(trigger);
	CfTableRow	old = cf_trigger_row_before(trigger);

	cf_desk_check_use(desk, "delegation",
					  RelationGetRelid(trigger->tg_relation));
	if (old.tuple == NULL)
	{
		cf_check_number(row.rel, row.tuple, NULL);
		cf_check_values(row.rel, row.tuple, NULL, CF_LONG_TEXT_MAX);
		lend(desk, &row);
	}
	else
		take_back(desk, &old, &row);
	return PointerGetDatum(row.tuple);
}
