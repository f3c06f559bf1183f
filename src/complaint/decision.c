/*
 * decision.c -- what the BEFORE trigger decided, for the AFTER trigger
 *
 * The AFTER trigger can find out everything again from the old and the new
 * row.  Where it follows directly on its BEFORE trigger, as in a statement
 * for one row, it takes what that one decided.
 *
 * It is recognised by the hash of its event, which covers the case, its whole
 * history and the change.  What it says about stored clocks still holds,
 * because whoever changes a clock updates the case, and that is a later
 * decision.
 *
 * Of a statement that inserts many rows, as COPY, only the latest decision is
 * kept.  Of the others remains the digest of the row, the dearest part, for so
 * many rows: 65 bytes each.  It cannot become wrong, because the hash by which
 * it is found was made of it; a row that is dropped after all leaves one that
 * nobody asks for.  All of it goes with the statement.  A row that has one is
 * as its BEFORE trigger left it, so its hash needs no check: of what the hash
 * covers only the role does not come from the row.
 */
#include "postgres.h"

#include "common/sha2.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "case/worklist.h"
#include "complaint/decision.h"
#include "history/canonical.h"

/* rows of a statement whose digests are kept */
#define CF_DIGESTS_MAX	25000

typedef struct Sha256
{
	uint8		bytes[PG_SHA256_DIGEST_LENGTH];
} Sha256;

typedef struct Digest
{
	Sha256		event;			/* its hash */
	Sha256		row;
	char		status;
} Digest;

static uint32
first_bytes(Sha256 hash)
{
	uint32		result;

	memcpy(&result, hash.bytes, sizeof(result));
	return result;
}

#define SH_PREFIX digest
#define SH_ELEMENT_TYPE Digest
#define SH_KEY_TYPE Sha256
#define SH_KEY event
#define SH_HASH_KEY(tb, k) first_bytes(k)
#define SH_EQUAL(tb, a, b) (memcmp(&(a), &(b), sizeof(Sha256)) == 0)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static CfDecision *latest = NULL;

/* reset callback of a decision's memory */
static void
forget(void *arg)
{
	if (latest == arg)
		latest = NULL;
}

/*
 * cf_decision_begin -- an empty decision; its memory becomes the current one
 *
 * The caller goes back to *caller before it returns.  The decision goes with
 * the caller's memory unless it is kept.
 */
CfDecision *
cf_decision_begin(MemoryContext *caller)
{
	MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext,
											  "complaint_flow decision",
											  ALLOCSET_DEFAULT_SIZES);
	CfDecision *decision;

	*caller = MemoryContextSwitchTo(cxt);
	decision = palloc0(sizeof(CfDecision));
	decision->cxt = decision->scans.cxt = cxt;
	return decision;
}

static Sha256
hash_of(const bytea *value)
{
	Sha256		hash;

	Assert(VARSIZE_ANY_EXHDR(value) == sizeof(hash));
	memcpy(&hash, VARDATA_ANY(value), sizeof(hash));
	return hash;
}

/* what is left of a decision that another one follows before it is recorded */
static void
keep_digest(CfWorklist *worklist, const CfDecision *decision)
{
	digest_hash *table = worklist->digests;
	bool		found;

	if (table == NULL)
	{
		table = worklist->digests = digest_create(worklist->cxt, 64, NULL);
		worklist->digests_by = MemoryContextStrdup(worklist->cxt,
												   decision->event.db_role);
	}
	if (table->members < CF_DIGESTS_MAX &&
		strcmp(decision->event.db_role, worklist->digests_by) == 0)
		digest_insert(table, hash_of(decision->hash), &found)->row =
			hash_of(decision->event.personal_hash);
}

/*
 * cf_decision_keep -- until the next one, or the end of the transaction
 *
 * The row's new hash was made in the decision's memory.
 */
void
cf_decision_keep(CfDecision *decision, CfWrite *write)
{
	MemoryContextCallback *callback;

	if (latest != NULL)
	{
		if (latest->worklist != NULL && latest->worklist == write->worklist)
			keep_digest(write->worklist, latest);
		MemoryContextDelete(latest->cxt);
	}
	callback = MemoryContextAlloc(decision->cxt,
								  sizeof(MemoryContextCallback));
	callback->func = forget;
	callback->arg = decision;
	MemoryContextRegisterResetCallback(decision->cxt, callback);
	MemoryContextSetParent(decision->cxt, TopTransactionContext);
	decision->desk = write->desk;
	decision->relid = RelationGetRelid(write->rel);
	decision->hash = DatumGetByteaPP(cf_value(&write->row, CF_HEAD_HASH));
	Assert(GetMemoryChunkContext(decision->hash) == decision->cxt);
	decision->worklist = write->insert ? write->worklist : NULL;
	latest = decision;
}

/*
 * cf_decision_take -- the one that made write->row, or NULL
 *
 * From now on it goes with the caller's memory: what the caller does may fire
 * triggers that write other cases.
 */
CfDecision *
cf_decision_take(CfWrite *write)
{
	bytea	   *hash = DatumGetByteaPP(cf_value(&write->row, CF_HEAD_HASH));
	CfDecision *decision = latest;

	if (latest == NULL || latest->desk != write->desk ||
		latest->relid != RelationGetRelid(write->rel) ||
		!cf_same_bytes(hash, latest->hash))
		return NULL;
	MemoryContextSetParent(decision->cxt, CurrentMemoryContext);
	latest = NULL;
	return decision;
}

/* cf_digest_of_row -- what was kept of a new row, or NULL */
bytea *
cf_digest_of_row(CfWrite *write)
{
	digest_hash *table = write->worklist->digests;
	bytea	   *hash = DatumGetByteaPP(cf_value(&write->row, CF_HEAD_HASH));
	Digest	   *found;
	bytea	   *digest;

	if (table == NULL || VARSIZE_ANY_EXHDR(hash) != sizeof(Sha256))
		return NULL;
	found = digest_lookup(table, hash_of(hash));
	if (found == NULL)
		return NULL;
	digest = palloc(VARHDRSZ + sizeof(Sha256));
	SET_VARSIZE(digest, VARHDRSZ + sizeof(Sha256));
	memcpy(VARDATA(digest), &found->row, sizeof(Sha256));
	return digest;
}

/*
 * cf_event_is_kept -- is the event of a row with a digest the one whose hash
 * the BEFORE trigger made?
 *
 * Not where the role changed since, or its name.
 */
bool
cf_event_is_kept(const CfWrite *write, const CfEvent *event)
{
	return write->digest != NULL &&
		strcmp(event->db_role, write->worklist->digests_by) == 0;
}
