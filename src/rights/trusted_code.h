/*
 * trusted_code.h -- whose code may run with a reader's rights
 */
#ifndef CF_TRUSTED_CODE_H
#define CF_TRUSTED_CODE_H

#include "nodes/pg_list.h"
#include "utils/rel.h"

/* one inspection of what using some relations would run */
typedef struct CfTrust
{
	const char *desk;			/* for messages */
	Oid			reader;
	Oid			relid;			/* whose part is being inspected */
	Oid			owner;			/* of that relation */
	const char *part;
	bool		by_trigger;		/* functions of triggers may write */
	List	   *relations;		/* OIDs to inspect; grows meanwhile */
	List	   *types;			/* OIDs inspected */
} CfTrust;

extern void cf_trust_call(Oid function, Oid reader, Oid schema, Oid owner);
extern void cf_trust_system_call(Oid function, Oid schema, bool writing);
extern void cf_trust_relation(CfTrust *trust, Oid relid);
extern void cf_trust_trigger(CfTrust *trust, Oid function);
extern void cf_trust_type(CfTrust *trust, Oid type);
extern void cf_trust_text(CfTrust *trust, const char *tree);
extern void cf_trust_node(CfTrust *trust, void *node);

#endif							/* CF_TRUSTED_CODE_H */
