/*
 * canonical.h -- values as bytes that no session setting changes, and their digests
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

#endif							/* CF_CANONICAL_H */
