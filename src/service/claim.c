/*
 * claim.c -- the next case for a person, never the same for two
 *
 * Candidates are read from the queue without a lock; the case's own row is
 * locked, as every writer does first, with SKIP LOCKED, and only if it still
 * has no owner.  So there is one order of locks and no double claim.
 *
 * While an old snapshot is open the entries of claimed cases cannot be
 * cleaned away and every claim would walk over all of them.  A backend
 * therefore goes on behind the key that it claimed last, and starts from the
 * front again when a second has passed or nothing was found: for that second
 * it may pass over a more urgent arrival.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/query.h"
#include "desk/row_filter.h"
#include "message/queue_scan.h"
#include "rights/elsewhere.h"

#define FRONT_AGAIN_AFTER USECS_PER_SEC

typedef struct Audience
{
	const char *name;
	CfQueueKey	from;			/* look behind this key */
	CfQueueScan *scan;
	CfQueueKey	first;			/* the next candidate */
	bool		ended;			/* there is none */
} Audience;

/* where this backend claimed last */
typedef struct Hint
{
	Oid			schema;
	char		audience[CF_CODE_LEN + 16];
	CfQueueKey	key;
	TimestampTz front_at;		/* when it looked at the front last */
} Hint;

static Hint hints[16];

static const CfQueueKey front = {PG_INT32_MIN, DT_NOBEGIN, PG_INT64_MIN};

static Hint *
hint_of(CfDesk *desk, const char *audience)
{
	uint32		slot = hash_bytes((const unsigned char *) audience,
								  strlen(audience)) % lengthof(hints);
	Hint	   *hint = &hints[slot];

	if (hint->schema != desk->schema || strcmp(hint->audience, audience) != 0)
	{
		hint->schema = desk->schema;
		strlcpy(hint->audience, audience, sizeof(hint->audience));
		hint->key = front;
		hint->front_at = 0;
	}
	return hint;
}

/* what a person may claim: the own department, the own role and lower ones */
static List *
audiences_of(CfDesk *desk, CfStaff *staff, const char *only)
{
	List	   *names = NIL;
	List	   *audiences = NIL;
	HASH_SEQ_STATUS scan;
	CfCode	   *role;
	ListCell   *cell;

	if (staff->department != NULL)
		names = lappend(names, psprintf("department %s", staff->department));
	hash_seq_init(&scan, desk->roles);
	while ((role = hash_seq_search(&scan)) != NULL)
		if (role->rank <= staff->rank)
			names = lappend(names, psprintf("role %s", role->code));
	foreach(cell, names)
	{
		Audience   *audience;

		if (only != NULL && strcmp(only, lfirst(cell)) != 0)
			continue;
		audience = palloc0(sizeof(Audience));
		audience->name = lfirst(cell);
		audiences = lappend(audiences, audience);
	}
	if (audiences == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("\"%s\" may not claim cases of audience \"%s\"",
						staff->code, only),
				 errhint("Claimable are the own department and roles up to the own one.")));
	return audiences;
}

/* in the order of service */
static bool
comes_before(const CfQueueKey *a, const CfQueueKey *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority;
	if (a->due_at != b->due_at)
		return a->due_at < b->due_at;
	return a->complaint_id < b->complaint_id;
}

/* refuses who could not make the change by an UPDATE */
static void
check_rights(CfDesk *desk)
{
	static const char *const columns[] = {"owner", "updated_by"};
	Oid			relid = desk->complaint_relid;

	for (int i = 0; i < lengthof(columns); i++)
		if (pg_attribute_aclcheck(relid, get_attnum(relid, columns[i]),
								  GetUserId(), ACL_UPDATE) != ACLCHECK_OK &&
			pg_class_aclcheck(relid, GetUserId(), ACL_UPDATE) != ACLCHECK_OK)
			aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, "complaint");
}

/*
 * The rows that a query with a case and a person finds or writes.  The desk is
 * entered, so that what the owner's triggers call knows who the caller is.
 */
static int64
query_inside(CfDesk *desk, const char *sql, int64 complaint_id,
			 CfStaff *staff)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(complaint_id), CStringGetTextDatum(staff->code)
	};

	return cf_query_run(cf_place_of_desk(desk), CF_QUERY_INSIDE, sql, 2, types,
						values, NULL, NULL, NULL);
}

/*
 * Does a row filter hide the case from the caller?  Asked again under the
 * case's lock: it may have gone to others meanwhile.
 */
static bool
is_hidden(CfDesk *desk, int64 complaint_id, CfStaff *staff)
{
	return cf_cases_filtered(desk) &&
		(cf_case_out_of_sight(desk, complaint_id) ||
		 query_inside(desk,
					  "SELECT FROM complaint WHERE id = $1 AND owner IS NULL"
					  " AND accused_staff IS DISTINCT FROM $2"
					  " FOR NO KEY UPDATE SKIP LOCKED",
					  complaint_id, staff) == 0 ||
		 cf_case_out_of_sight(desk, complaint_id));
}

/*
 * False when somebody was faster.  With the owner's rights: triggers that the
 * owner put on the table are not the caller's business.
 */
static bool
take(CfDesk *desk, int64 complaint_id, CfStaff *staff)
{
	return !is_hidden(desk, complaint_id, staff) &&
		query_inside(desk,
					 "UPDATE complaint SET owner = $2, updated_by = $2"
					 " WHERE id = (SELECT id FROM complaint"
					 " WHERE id = $1 AND owner IS NULL"
					 " AND accused_staff IS DISTINCT FROM $2"
					 " FOR NO KEY UPDATE SKIP LOCKED)",
					 complaint_id, staff) > 0;
}

static void
advance(Audience *audience)
{
	audience->ended = !cf_queue_scan_next(audience->scan, &audience->first);
}

/* the audience whose next candidate is the first of all; NULL: none has any */
static Audience *
first_of(List *audiences)
{
	Audience   *first = NULL;
	ListCell   *cell;

	foreach(cell, audiences)
	{
		Audience   *audience = lfirst(cell);

		if (!audience->ended &&
			(first == NULL || comes_before(&audience->first, &first->first)))
			first = audience;
	}
	return first;
}

/* one look from the keys that the audiences hold; 0 when nothing was left */
static int64
claim_from(CfDesk *desk, CfStaff *staff, List *audiences, CfQueueKey *taken)
{
	int64		id = 0;
	Audience   *next;
	ListCell   *cell;

	foreach(cell, audiences)
	{
		Audience   *audience = lfirst(cell);

		audience->scan = cf_queue_scan_begin(desk, audience->name,
											 &audience->from);
		advance(audience);
	}
	while (id == 0 && (next = first_of(audiences)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		*taken = next->first;
		if (take(desk, taken->complaint_id, staff))
			id = taken->complaint_id;
		else
			advance(next);
	}
	foreach(cell, audiences)
		cf_queue_scan_end(((Audience *) lfirst(cell))->scan);
	return id;
}

PG_FUNCTION_INFO_V1(claim);

/*
 * claim(desk, agent, audience) -- id of the case that is now the agent's
 */
CF_WHERE_THE_DESK_IS(claim)
{
	CfDesk	   *desk;
	char	   *agent = PG_ARGISNULL(1) ? NULL :
		text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *only = PG_ARGISNULL(2) ? NULL :
		text_to_cstring(PG_GETARG_TEXT_PP(2));
	CfStaff    *staff;
	TimestampTz now = GetCurrentTimestamp();
	List	   *audiences;
	bool		from_front = true;
	CfQueueKey	taken;
	int64		id = 0;
	ListCell   *cell;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("desk must not be null")));
	desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	staff = cf_actor(desk, agent);
	if (staff == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("only staff of the desk can claim cases"),
				 errhint("Name the agent, or set complaint_flow.actor.")));
	check_rights(desk);
	audiences = audiences_of(desk, staff, only);
	foreach(cell, audiences)
	{
		Audience   *audience = lfirst(cell);
		Hint	   *hint = hint_of(desk, audience->name);

		audience->from = front;
		if (now - hint->front_at < FRONT_AGAIN_AFTER)
		{
			audience->from = hint->key;
			from_front = false;
		}
		else
			hint->front_at = now;
	}
	id = claim_from(desk, staff, audiences, &taken);
	if (id == 0 && !from_front)
	{
		foreach(cell, audiences)
			((Audience *) lfirst(cell))->from = front;
		id = claim_from(desk, staff, audiences, &taken);
	}
	foreach(cell, audiences)
		hint_of(desk, ((Audience *) lfirst(cell))->name)->key =
			id == 0 ? front : taken;
	if (id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(id);
}
