/*
 * complaint_flow.c -- the library's entry: one init per module
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "base/at_commit.h"
#include "base/settings.h"
#include "base/shard_query.h"
#include "condition/condition_eval.h"
#include "condition/condition_function.h"
#include "desk/desk_cache.h"
#include "rights/enter_desk.h"
#include "row/key_errors.h"
#include "store/store_index.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	cf_settings_init();
	cf_at_commit_init();
	cf_condition_init();
	cf_condition_function_init();
	cf_desk_init();
	cf_enter_init();
	cf_shard_init();
	cf_indexes_init();
	cf_key_errors_init();
	MarkGUCPrefixReserved("complaint_flow");
}
