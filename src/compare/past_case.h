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
	struct CfFilings *filings;	/* see earlier_cases.c */
	MemoryContext cxt;			/* where they live */
} CfPastReader;

extern void cf_past_begin(CfPastReader *reader, CfDesk *desk, Relation rel,
						  TimestampTz since, TimestampTz until);
extern List *cf_past_next(CfPastReader *reader);
extern CfPastCase *cf_past_by_id(const CfPastReader *reader, int64 id);

/*
 * What columns held before the events that "events" names changed them.  An
 * entry has the name of its table, which may be that of a column, and one
 * value, no old and new one.
 */
#define CF_HELD_BEFORE(columns, events) \
	" LEFT JOIN LATERAL (SELECT jsonb_object_agg(x.key, x.value -> 0" \
	"   ORDER BY p.seq DESC) AS held FROM complaint_event p" \
	"  CROSS JOIN LATERAL jsonb_each(CASE WHEN p.personal_hash IS NULL" \
	"   THEN p.changes ELSE coalesce(p.changes, '{}')" \
	"    || coalesce((SELECT s.changes FROM complaint_event_personal s" \
	"     WHERE (s.complaint_id, s.seq) = (p.complaint_id, p.seq)), '{}')" \
	"   END) AS x" \
	"  WHERE c.event_count > 1 AND p.complaint_id = c.id AND p.seq > 1" \
	events " AND x.key = ANY (" columns ") AND x.value -> 1 IS NOT NULL" \
	" ) AS w ON true"

#endif							/* CF_PAST_CASE_H */
