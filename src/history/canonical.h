/*
 * canonical.h -- values as bytes and as JSON that no session setting changes
 */
#ifndef CF_CANONICAL_H
#define CF_CANONICAL_H

#include "common/sha2.h"
#include "utils/jsonb.h"

#include "case/row_type.h"

#define CF_HASH_LEN PG_SHA256_DIGEST_LENGTH
#define CF_SALT_LEN 16

/* in the changes of an erasure: the columns that it emptied */
#define CF_ERASED_COLUMNS "erased_columns"
#define CF_ERASURE "erased"

extern bytea *cf_new_salt(void);
extern bytea *cf_no_salt(void);
extern bytea *cf_salted_hash(const bytea *salt, const char *data, Size len);
extern bool cf_same_bytes(const bytea *a, const bytea *b);
extern void cf_append_bytes(StringInfo buf, const void *data, uint32 len);
extern void cf_canonical_value(StringInfo buf, Oid type, Datum value);
extern bytea *cf_row_digest(const CfRow *row, const bytea *salt,
							const Bitmapset *without);
extern bool cf_json_row_matches(Jsonb *row, const bytea *salt,
								const bytea *digest);

extern void cf_push_key(JsonbParseState **state, const char *key);
extern JsonbValue *cf_push_string(JsonbParseState **state,
								  JsonbIteratorToken token, const char *text);
extern JsonbValue *cf_push_datum(JsonbParseState **state,
								 JsonbIteratorToken token, Oid type,
								 Datum value, bool isnull);
extern JsonbValue *cf_json_of_datum(Oid type, Datum value, bool isnull);
extern char *cf_json_text(Jsonb *json);

#endif							/* CF_CANONICAL_H */
