/*
 * canonical_json.h -- values as JSON that no session setting changes
 */
#ifndef CF_CANONICAL_JSON_H
#define CF_CANONICAL_JSON_H

#include "utils/jsonb.h"

extern void cf_push_key(JsonbParseState **state, const char *key);
extern JsonbValue *cf_push_string(JsonbParseState **state,
								  JsonbIteratorToken token, const char *text);
extern JsonbValue *cf_push_datum(JsonbParseState **state,
								 JsonbIteratorToken token, Oid type,
								 Datum value, bool isnull);
extern JsonbValue *cf_json_of_datum(Oid type, Datum value, bool isnull);
extern char *cf_json_text(Jsonb *json);

#endif							/* CF_CANONICAL_JSON_H */
