/*
 * delegation.h -- who decides in somebody else's place
 */
#ifndef CF_DELEGATION_H
#define CF_DELEGATION_H

#include "entry/entry.h"

/* whose authority is needed */
typedef struct CfNeed
{
	int			rank;			/* at least */
	const char *asker;			/* who may not lend the own authority to it */
	bool		grants_time;	/* a role of desk.extension_roles */
} CfNeed;

extern CfStaff *cf_delegator(CfEntry *entry, const CfNeed *need,
							 const char *named);

#endif							/* CF_DELEGATION_H */
