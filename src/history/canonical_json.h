/*
 * canonical_json.h -- values as JSON that no session setting changes
 */
#ifndef CF_CANONICAL_JSON_H
#define CF_CANONICAL_JSON_H

#include "base/compat.h"

extern void cf_push_key(CfJson *json, const char *key);
extern void cf_push_string(CfJson *json, JsonbIteratorToken token,
						   const char *text);
extern void cf_push_datum(CfJson *json, JsonbIteratorToken token, Oid type,
						  Datum value, bool isnull);
extern Jsonb *cf_json_end(CfJson *json);
extern JsonbValue *cf_json_of_datum(Oid type, Datum value, bool isnull);
extern char *cf_json_text(Jsonb *json);

#endif							/* CF_CANONICAL_JSON_H */
