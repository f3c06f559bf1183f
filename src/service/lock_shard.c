/*
 * lock_shard.c -- a lock of a shell does not hold up clients of other nodes
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "fmgr.h"
#include "storage/lmgr.h"

#include "base/shard.h"
#include "rights/enter_desk.h"

PG_FUNCTION_INFO_V1(cf_lock_shard);

/* lock_shard(desk, relation, against_writers) */
Datum
cf_lock_shard(PG_FUNCTION_ARGS)
{
	Oid			schema = get_namespace_oid(NameStr(*PG_GETARG_NAME(0)), false);
	Oid			shard = cf_relid_of(NameStr(*PG_GETARG_NAME(1)), schema);

	cf_require_inside(NameStr(*PG_GETARG_NAME(0)));
	if (OidIsValid(shard))
		LockRelationOid(shard, PG_GETARG_BOOL(2) ? ShareRowExclusiveLock :
						AccessShareLock);
	PG_RETURN_VOID();
}
