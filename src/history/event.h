/*
 * event.h -- one event of a case's history, and its place in the chain
 */
#ifndef CF_EVENT_H
#define CF_EVENT_H

#include "common/sha2.h"
#include "utils/jsonb.h"

#include "case/write.h"

#define CF_HASH_LEN PG_SHA256_DIGEST_LENGTH
#define CF_SALT_LEN 16

/* in the changes of an erasure: the columns that it emptied */
#define CF_ERASED_COLUMNS "erased_columns"
#define CF_ERASURE "erased"

typedef struct CfEvent
{
	int64		complaint_id;
	int			seq;
	TimestampTz at;
	const char *activity;
	const char *actor;			/* or NULL */
	const char *db_role;
	int			rules_version;
	ArrayType  *judged_by;		/* of int8, or NULL */
	Jsonb	   *changes;		/* or NULL */
	Jsonb	   *personal;		/* changed personal columns, or NULL */
	bytea	   *personal_hash;	/* or NULL */
} CfEvent;

extern void cf_event_of_write(CfWrite *write, const char *activity,
							  List *notes, CfEvent *event);
extern bytea *cf_event_hash(const CfEvent *event, const bytea *previous);
extern void cf_event_store(CfWrite *write, const CfEvent *event);
extern bytea *cf_new_salt(void);
extern bytea *cf_no_salt(void);

/* canonical.c: values as bytes and as JSON that no setting changes */
extern void cf_canonical_value(StringInfo buf, Oid type, Datum value);
extern void cf_push_key(JsonbParseState **state, const char *key);
extern JsonbValue *cf_push_datum(JsonbParseState **state,
								 JsonbIteratorToken token, Oid type,
								 Datum value, bool isnull);
extern bytea *cf_row_digest(const CfRow *row, const bytea *salt,
							const Bitmapset *without);
extern bytea *cf_json_row_digest(Jsonb *row, const bytea *salt);
extern bytea *cf_salted_hash(const bytea *salt, const char *data, Size len);

#endif							/* CF_EVENT_H */
