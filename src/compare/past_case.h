/*
 * past_case.h -- cases of the past, with what was known at their receipt
 */
#ifndef CF_PAST_CASE_H
#define CF_PAST_CASE_H

#include "case/row_type.h"

/* why a case is not judged; or CF_IS_JUDGED */
typedef enum CfSkipped
{
	CF_IS_JUDGED,
	CF_WAS_IMPORTED,
	CF_WAS_ERASED,
	CF_LACKS_HISTORY,			/* first event, or the policy of its version */
	CF_IS_LEFT_OUT,				/* of the sample */
	CF_SKIPPED_COUNT
} CfSkipped;

typedef struct CfPastCase
{
	CfRow		row;			/* as the client gave it; the rest is NULL */
	int64		id;
	TimestampTz received_at;
	CfSkipped	skipped;
	TimestampTz at;				/* when it was judged; CF_NO_TIME: not known */
	char	   *actor;			/* staff code or NULL */
	int			version;		/* that judged it; 0: not known */
	List	   *earlier;		/* of CfCustomerCase, see cf_past_earlier */
	List	   *events;			/* of CfPastEvent, after the first one */
	List	   *clocks;			/* of CfPastClock */
	char	   *issue_key;		/* that counted it, as it stands now, or NULL */
} CfPastCase;

/* cases of a period in the order of their receipt */
typedef struct CfPastReader
{
	CfDesk	   *desk;
	CfRowType  *type;			/* of the desk in the cache */
	TimestampTz until;
	TimestampTz from_at;		/* after this receipt, and in it this number */
	int64		from_id;
	Datum		given;			/* text[]: columns that clients give */
	Datum		recorded;		/* text[]: all that events record */
	List	   *cases;			/* of CfPastCase, read last */
	List	   *changed;		/* int64 *: those with more than one event */
	CfPastCase **by_id;			/* the same by number */
	int			count;
	bool		has_earlier;	/* so are those that their customers had */
	MemoryContext cxt;			/* where they live */
} CfPastReader;

extern void cf_past_begin(CfPastReader *reader, CfDesk *desk, Relation rel,
						  TimestampTz since, TimestampTz until);
extern List *cf_past_next(CfPastReader *reader);
extern CfPastCase *cf_past_by_id(const CfPastReader *reader, int64 id);
extern List *cf_past_earlier(CfPastReader *reader, const CfPastCase *past);

#endif							/* CF_PAST_CASE_H */
