/*
 * policies.h -- the two policies that judge a case of the past
 */
#ifndef CF_POLICIES_H
#define CF_POLICIES_H

#include "desk/desk.h"

typedef enum CfSide
{
	CF_SIDE_OLD,				/* the version that judged the case */
	CF_SIDE_NEW,				/* the policy in force, or a draft */
	CF_SIDE_COUNT
} CfSide;

/* copies of the desk that are kept on each side */
#define CF_KEPT_POLICIES 4

typedef struct CfKeptPolicy
{
	int			version;		/* in which it begins, 0 for today's */
	CfDesk	   *desk;			/* NULL: the place is free */
	uint64		used;			/* when, the latest is the greatest */
} CfKeptPolicy;

typedef struct CfPolicies
{
	MemoryContext cxt;
	CfDesk	   *desk;			/* as the cache has it */
	const char *draft;			/* its schema; NULL: the policy in force */
	bool		people_then;	/* else today's people */
	int		   *begins[CF_SIDE_COUNT];	/* versions that differ, ascending */
	int			nbegins[CF_SIDE_COUNT];
	int			first_version;	/* of which the history knows the policy */
	CfKeptPolicy kept[CF_SIDE_COUNT][CF_KEPT_POLICIES];
	uint64		uses;
	int			builds;			/* copies that were built so far */
} CfPolicies;

extern CfPolicies *cf_policies(CfDesk *desk, const char *draft,
							   bool people_then);
extern bool cf_policy_is_known(const CfPolicies *policies, int version);
extern CfDesk *cf_policy_of(CfPolicies *policies, CfSide side, int version);

#endif							/* CF_POLICIES_H */
