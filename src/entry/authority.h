/*
 * authority.h -- who may grant what (SPEC R27)
 *
 * The rungs of the ladder for a kind of remedy are the roles whose authority
 * says that they approve, in the order of their ranks.
 */
#ifndef CF_AUTHORITY_H
#define CF_AUTHORITY_H

#include "entry/entry.h"

/* what is to be granted */
typedef struct CfGrant
{
	const char *kind;
	Datum		amount;			/* numeric, 0 for kinds without amount */
	bool		home_currency;	/* of the desk, in which limits are written */
} CfGrant;

/* the rungs between two ranks */
typedef struct CfLadder
{
	char	   *lowest;			/* role, NULL: there is none */
	int			lowest_rank;
	char	   *highest;		/* role, NULL: there is none */
	bool		covered;		/* one of them may grant it */
} CfLadder;

extern CfLadder cf_ladder(CfDesk *desk, const CfGrant *grant, int from_rank,
						  int to_rank);
extern bool cf_may_grant_alone(CfEntry *entry, const CfGrant *grant);

#endif							/* CF_AUTHORITY_H */
