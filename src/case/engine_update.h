/*
 * engine_update.h -- the engine's own statements on cases and entries
 */
#ifndef CF_ENGINE_UPDATE_H
#define CF_ENGINE_UPDATE_H

#include "case/write.h"

extern CfEngineUpdate cf_engine_update(CfDesk *desk, CfEngineUpdateKind kind,
									   const char *activity);
extern int64 cf_engine_execute(CfDesk *desk, const CfEngineUpdate *update,
							   const char *sql, int nargs, const Oid *types,
							   const Datum *values, const char *nulls);
extern int64 cf_update_cases(CfDesk *desk, const CfEngineUpdate *update,
							 const char *sql, Oid type, Datum value);
extern int64 cf_update_case(CfDesk *desk, const CfEngineUpdate *update,
							int64 id);
extern int64 cf_touch_cases(CfDesk *desk, const CfEngineUpdate *update,
							Datum ids);
extern bool cf_engine_writes(void);
extern const CfEngineUpdate *cf_engine_update_of_trigger(void);

#endif							/* CF_ENGINE_UPDATE_H */
