/*
 * approval.c -- decisions about what others ask for: remedies, step by step
 * up the ladder, and extensions, in one step (SPEC R27)
 *
 * Somebody who stands higher than the next rung may decide in its place.  That
 * decision covers every rung up to their rank: otherwise a senior person could
 * use up the one decision that they have on a low rung.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "case/engine_update.h"
#include "desk/codes.h"
#include "desk/query.h"
#include "entry/approval.h"
#include "entry/authority.h"
#include "entry/delegation.h"
#include "entry/extension.h"

/* what is to be decided; rows of approval of the same statement count */
typedef struct Matter
{
	bool		extension;
	char	   *asker;
	char	   *status;
	bool		settled;		/* approved, rejected or withdrawn */
	bool		over;			/* not even taken back any more */
	bool		seen;			/* the actor approved a rung of it */
	TimestampTz since;			/* when it was asked, or came to this rung */
	int			rank;			/* of the rung that is next */
	CfGrant		grant;			/* remedies only */
} Matter;

static const char remedy_query[] =
"SELECT r.recorded_by, r.status, e.settled OR r.status <> 'proposed',"
" e.undone OR r.status NOT IN ('proposed', 'approved')"
"  OR EXISTS (SELECT FROM execution WHERE remedy_id = r.id), e.seen,"
" greatest(r.recorded_at, e.latest), coalesce(e.rank,"
"  (SELECT s.rank - 1 FROM staff_role s WHERE s.code = r.next_role), 0),"
" r.kind, coalesce(r.amount, 0),"
" r.currency IS NULL OR r.currency = (SELECT currency FROM desk)"
" FROM remedy r,"
" LATERAL (SELECT coalesce(bool_or(a.settled), false) AS settled,"
"  coalesce(bool_or(a.decision <> 'approved'), false) AS undone,"
"  coalesce(bool_or(a.decision = 'approved' AND a.recorded_by = $2), false) AS seen,"
"  max(a.recorded_at) AS latest, max(s.rank) AS rank"
"  FROM approval a LEFT JOIN staff_role s ON s.code = a.rung"
"  WHERE a.remedy_id = r.id) e"
" WHERE r.id = $1";

static const char extension_query[] =
"SELECT x.recorded_by, x.status,"
" x.status <> 'asked' OR EXISTS (SELECT FROM approval a WHERE a.extension_id = x.id),"
" x.status <> 'asked' OR EXISTS (SELECT FROM approval a WHERE a.extension_id = x.id),"
" false, x.recorded_at FROM extension x WHERE x.id = $1";

static const char *
subject_column(CfEntry *entry)
{
	return cf_field_is_null(&entry->row, "extension_id") ?
		"remedy_id" : "extension_id";
}

static void
find_remedy(CfDesk *desk, CfQueryRow *found, Matter *matter)
{
	CfLadder	ladder;

	matter->grant.kind = cf_query_word(found, 8);
	matter->grant.amount = cf_query_needed(found, 9, NUMERICOID);
	matter->grant.home_currency = cf_query_bool(found, 10);
	/* the rung above those that are decided */
	matter->rank = cf_query_int(found, 7) + 1;
	ladder = cf_ladder(desk, &matter->grant, matter->rank, PG_INT32_MAX);
	if (ladder.lowest != NULL)
		matter->rank = ladder.lowest_rank;
}

static void
find_matter(CfEntry *entry, Matter *matter)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	const char *column = subject_column(entry);
	CfQueryRow *found;
	Datum		values[2];

	memset(matter, 0, sizeof(Matter));
	matter->extension = strcmp(column, "extension_id") == 0;
	values[0] = Int64GetDatum(cf_field_int64(&entry->row, column));
	values[1] = CStringGetTextDatum(entry->actor ? entry->actor->code : "");
	/* as cf_entry_find, and why */
	found = cf_query_row_latest(entry->desk, matter->extension ?
								extension_query : remedy_query,
								matter->extension ? 1 : 2, types, values);
	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("the %s of an approval is gone",
						matter->extension ? "extension" : "remedy"),
				 errhint("complaint_flow.desks() tells what a desk lacks.")));
	matter->asker = cf_query_text(found, 1);
	matter->status = cf_query_text(found, 2);
	matter->settled = cf_query_bool(found, 3);
	matter->over = cf_query_bool(found, 4);
	matter->seen = cf_query_bool(found, 5);
	matter->since = cf_query_time(found, 6);
	if (!matter->extension)
		find_remedy(entry->desk, found, matter);
}

static void
refuse(CfEntry *entry, int sqlstate, const char *message, const char *hint)
{
	cf_refuse_row(&entry->row, NULL, sqlstate, message, hint);
}

/* whoever asked takes it back; or the owner of the case, or somebody above */
static void
check_withdrawal(CfEntry *entry, const Matter *matter)
{
	CfStaff    *asker = matter->asker ?
		cf_staff(entry->desk, matter->asker) : NULL;

	if (matter->over)
		refuse(entry, ERRCODE_CF_GUARD_NOT_MET,
			   "it is too late to take this back",
			   "What is executed, rejected or withdrawn stays so.");
	if (entry->actor != asker &&
		!cf_same_person(entry->actor->code, entry->file.owner) &&
		(asker == NULL || entry->actor->rank <= asker->rank))
		refuse(entry, ERRCODE_CF_NOT_AUTHORISED,
			   "only who asked, the owner of the case or a higher role takes this back",
			   "Reject it instead, if it waits for your decision.");
}

static void
check_eyes(CfEntry *entry, const Matter *matter)
{
	if (cf_same_person(entry->actor->code, matter->asker))
		refuse(entry, ERRCODE_CF_CONFLICT_OF_INTEREST,
			   "nobody decides about what they asked for",
			   "Another person decides; who asked may take it back by decision withdrawn.");
	if (matter->seen)
		refuse(entry, ERRCODE_CF_CONFLICT_OF_INTEREST,
			   "nobody decides twice about one remedy",
			   "The next step is another person's.");
}

static bool
may_decide(CfEntry *entry, const Matter *matter, CfStaff *person)
{
	if (matter->extension)
		return cf_role_in(person, entry->desk->extension_roles);
	return person->rank >= matter->rank;
}

/* whose authority is used: the actor's, or one that was lent to the actor */
static CfStaff *
authority_used(CfEntry *entry, const Matter *matter)
{
	char	   *named = cf_field_text(&entry->row, "on_behalf_of");
	CfStaff    *lender;
	CfNeed		need;

	if (named == NULL && may_decide(entry, matter, entry->actor))
		return entry->actor;
	need.rank = matter->extension ? PG_INT32_MIN : matter->rank;
	need.asker = matter->asker;
	need.grants_time = matter->extension;
	lender = cf_delegator(entry, &need, named);
	if (lender == NULL)
		refuse(entry, ERRCODE_CF_NOT_AUTHORISED,
			   "this decision needs another role",
			   matter->extension ?
			   "desk.extension_roles says who may grant more time; a delegation lends it." :
			   "Column next_role of the remedy says whose it is; a delegation lends it.");
	cf_field_set_text(&entry->row, "on_behalf_of", lender->code);
	return lender;
}

/* an approval of a remedy: which rung it reaches, whether that is enough */
static void
climb(CfEntry *entry, const Matter *matter, CfStaff *authority)
{
	CfLadder	reached = cf_ladder(entry->desk, &matter->grant, matter->rank,
									authority->rank);
	CfLadder	above = cf_ladder(entry->desk, &matter->grant,
								  authority->rank + 1, PG_INT32_MAX);

	if (!reached.covered && !above.covered)
		refuse(entry, ERRCODE_CF_NOT_AUTHORISED,
			   "nobody at the desk may grant this remedy any more",
			   "Reject it, or change table authority.");
	if (reached.highest != NULL)
		cf_field_set_text(&entry->row, "rung", reached.highest);
	cf_field_set(&entry->row, "settled", BOOLOID,
				 BoolGetDatum(reached.covered));
}

static void
decide_approval(CfEntry *entry)
{
	char	   *decision = cf_field_text(&entry->row, "decision");
	Matter		matter;
	CfStaff    *authority;

	if (!cf_field_is_null(&entry->row, "remedy_id") &&
		!cf_field_is_null(&entry->row, "extension_id"))
		refuse(entry, ERRCODE_CF_INVALID_VALUE,
			   "an approval is about a remedy or about an extension",
			   "Write two rows.");
	if (strcmp(decision, "rejected") == 0)
		cf_field_require(&entry->row, "reason");
	find_matter(entry, &matter);
	if (entry->actor == NULL)
		return;
	if (strcmp(decision, "withdrawn") == 0)
	{
		check_withdrawal(entry, &matter);
		return;
	}
	check_eyes(entry, &matter);
	if (matter.settled)
		refuse(entry, ERRCODE_CF_GUARD_NOT_MET,
			   "this is decided already",
			   "Ask anew by another remedy or extension.");
	authority = authority_used(entry, &matter);
	if (strcmp(decision, "approved") != 0)
		return;
	if (matter.extension)
		cf_check_extension_open(entry);
	else
		climb(entry, &matter, authority);
}

static void
remedy_decided(CfEntry *entry, CfEngineUpdate *update, const char *decision)
{
	static const Oid types[] = {
		INT8OID, TEXTOID, BOOLOID, TIMESTAMPTZOID, TEXTOID
	};
	bool		settled = cf_field_bool(&entry->row, "settled");
	char	   *rung = cf_field_text(&entry->row, "rung");
	Datum		values[5];

	update->activity = psprintf("approval:%s", settled ? decision : "step");
	values[0] = Int64GetDatum(update->subject);
	values[1] = CStringGetTextDatum(settled ? decision : "proposed");
	values[2] = BoolGetDatum(strcmp(decision, "approved") == 0);
	values[3] = TimestampTzGetDatum(update->at);
	values[4] = CStringGetTextDatum(rung ? rung : "");
	cf_engine_execute(entry->desk, NULL,
					  "UPDATE remedy r SET status = $2,"
					  " approvals = approvals + $3::int,"
					  " approved_at = CASE WHEN $2 = 'approved' THEN $4"
					  "  ELSE approved_at END,"
					  " next_role = CASE WHEN $2 = 'proposed' THEN"
					  "  (SELECT l.role FROM remedy_authority l"
					  "   WHERE l.remedy_kind = r.kind AND l.approves"
					  "   AND l.role_rank > (SELECT rank FROM staff_role"
					  "    WHERE code = $5)"
					  "   ORDER BY l.role_rank LIMIT 1) END"
					  " WHERE id = $1", 5, types, values, NULL);
	if (!settled)
		update->next_role =
			cf_query_text(cf_entry_find(entry, "remedy_id",
										"SELECT next_role FROM remedy"
										" WHERE id = $1"), 1);
}

static void
decided(CfEntry *entry, CfEngineUpdate *update)
{
	char	   *decision = cf_field_word(&entry->row, "decision");
	Matter		matter;

	find_matter(entry, &matter);
	/* a clock that began when the matter came here is met after that */
	update->at = Max(update->at, matter.since);
	update->subject = cf_field_int64(&entry->row, subject_column(entry));
	if (matter.extension)
		cf_extension_decided(entry, update, decision);
	else
		remedy_decided(entry, update, decision);
}

const CfEntryKind cf_approval_kinds[] = {
	{
		.table = "approval",
		.parents = {{"extension", "extension_id"}, {"remedy", "remedy_id"}},
		.columns = {
			{"decision", CF_IS_REQUIRED | CF_IS_WORD, "approved rejected withdrawn"},
			{"on_behalf_of", CF_IS_CODE, "staff"},
			{"rung", CF_SET_BY_ENGINE},
			{"settled", CF_SET_BY_ENGINE, "t"}
		},
		.needs_actor = "a decision",
		.decide = decide_approval,
		.words_column = "reason",
		.effect = decided
	},
	{NULL}
};
