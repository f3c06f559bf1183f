/*
 * satisfaction.c -- what the customer thinks of the handling (SPEC R30)
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "desk/query.h"
#include "entry/satisfaction.h"

static int
score_of(CfEntry *entry)
{
	bool		isnull;

	return DatumGetInt32(cf_entry_value(&entry->row, "score", INT4OID,
										&isnull));
}

/* the first event has no changes: a first owner shows when it changed */
static bool
owned_once(CfEntry *entry)
{
	static const Oid types[] = {INT8OID, TEXTOID};
	Datum		values[2];

	values[0] = Int64GetDatum(entry->file.complaint_id);
	values[1] = CStringGetTextDatum(entry->actor->code);
	if (entry->file.owner != NULL &&
		strcmp(entry->file.owner, entry->actor->code) == 0)
		return true;
	return cf_query_row(entry->desk,
						"SELECT FROM complaint_event WHERE complaint_id = $1"
						" AND $2 IN (changes -> 'owner' ->> 0,"
						" changes -> 'owner' ->> 1)",
						2, types, values) != NULL;
}

static void
decide_satisfaction(CfEntry *entry)
{
	cf_entry_require(&entry->row, "score");
	if (score_of(entry) < 1 || score_of(entry) > 5)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("a score lies between 1 and 5"),
				 errtablecol(entry->row.rel,
							 cf_attno_of(entry->row.rel, "score"))));
	if (entry->actor != NULL && owned_once(entry))
		ereport(ERROR,
				(errcode(ERRCODE_CF_CONFLICT_OF_INTEREST),
				 errmsg("who handled a case cannot enter its score"),
				 errdetail("\"%s\" is or was its owner.", entry->actor->code),
				 errhint("Another person asks the customer."),
				 errtable(entry->row.rel)));
}

static void
scored(CfEntry *entry, CfEngineUpdate *update)
{
	update->activity = psprintf("satisfaction:%d", score_of(entry));
}

const CfEntryKind cf_satisfaction_kinds[] = {
	{"satisfaction", NULL, NULL, true, decide_satisfaction, scored},
	{NULL}
};
