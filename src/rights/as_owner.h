/*
 * as_owner.h -- running SQL with a desk owner's rights and a pinned path
 */
#ifndef CF_AS_OWNER_H
#define CF_AS_OWNER_H

#include "utils/elog.h"

/*
 * What cf_owner_end restores; after an error the transaction does.  Must not
 * be moved or freed in between.
 */
typedef struct CfOwnerScope
{
	Oid			user;
	int			sec_context;
	int			guc_level;
	ErrorContextCallback explain;
} CfOwnerScope;

extern Oid	cf_relation_owner(Oid relid);
extern Oid	cf_owner_of_desk(Oid schema);
extern Oid	cf_table_of_owner(const char *table, Oid schema, Oid owner);
extern void cf_owner_begin(CfOwnerScope *scope, const char *schema,
						   Oid owner);
extern void cf_owner_end(CfOwnerScope *scope);

#endif							/* CF_AS_OWNER_H */
