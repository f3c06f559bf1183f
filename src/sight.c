/*
 * sight.c -- what row level security hides from who writes
 *
 * The engine locks and reads the case of an entry as the desk's owner, whom
 * row level security does not concern.  So it asks first, as who writes,
 * whether the case is there; to those from whom it is hidden it is not, in
 * the same words.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/rls.h"

#include "owner.h"
#include "sight.h"
#include "store.h"

/* cf_cases_filtered -- are there cases that the role in use might not see? */
bool
cf_cases_filtered(CfDesk *desk)
{
	return check_enable_rls(desk->complaint_relid, InvalidOid, true) ==
		RLS_ENABLED;
}

/*
 * cf_case_hidden -- does row level security hide the case, or is there none?
 *
 * Always false for those whom it does not concern: they pay nothing.
 */
bool
cf_case_hidden(CfDesk *desk, int64 id)
{
	static const Oid types[] = {INT8OID};
	Datum		value = Int64GetDatum(id);
	CfOwnerScope scope;
	bool		hidden;

	if (!cf_cases_filtered(desk))
		return false;
	/* not as the owner: with the caller's own rights */
	cf_owner_begin(&scope, desk->name, GetUserId());
	SPI_connect();
	if (SPI_execute_plan(cf_kept_plan(desk,
									  "SELECT FROM complaint c WHERE c.id = $1",
									  1, types),
						 &value, NULL, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute_plan failed");
	hidden = SPI_processed == 0;
	SPI_finish();
	cf_owner_end(&scope);
	return hidden;
}
