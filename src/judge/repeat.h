/*
 * repeat.h -- a customer complains again about the same issue
 */
#ifndef CF_REPEAT_H
#define CF_REPEAT_H

#include "job/job.h"
#include "rights/as_owner.h"
#include "base/compat.h"
#include "case/worklist.h"
#include "case/write.h"

/* what repeat_kind says where no rule does */
#define CF_JOINED	"joined"
#define CF_LINKED	"linked"

/* repeat.c: what came before a case */
typedef struct CfEarlier
{
	CfRow		row;
	int64		id;
	bool		open;
	bool		joinable;		/* the later case may join it */
} CfEarlier;

extern bool cf_repeat_knows(int fact);
extern bool cf_is_joined(const CfRow *row);
extern bool cf_joins(const CfWrite *write);
extern CfEarlier *cf_earlier_case(CfWrite *write, List *cases, List *keys);
extern const char *cf_repeat_kind(CfWrite *write, CfEarlier *earlier);
extern void cf_find_repeat(CfWrite *write);

/* customer_cases.c: cases as they are now */
extern List *cf_cases_of_customer(CfDesk *desk, bool direct, int64 customer);
extern CfEarlier *cf_earlier_by_id(CfDesk *desk, int64 id);
extern int64 cf_case_of_sheet(CfDesk *desk, bool direct, int64 id);
pg_noreturn extern void cf_joined_meanwhile(int64 id);
extern void cf_begin_look(CfDesk *desk, CfOwnerScope *scope, const char *sql,
						  int64 first, int64 second);
extern void cf_end_look(CfOwnerScope *scope);

/* late_repeat.c: sheets that join an open case, and leave it */
extern void cf_join(CfWrite *write, const CfEarlier *earlier);
extern void cf_separate(CfWrite *write);
extern bool cf_separated(const CfWrite *write);
extern void cf_note_repeat(CfWrite *write);
extern void cf_settle_repeats(CfDesk *desk, bool direct,
							  CfPending *pending);
extern void cf_note_call(CfPending *pending, const CfRow *row);

/* left_to_job.c: what they left to the job */
extern void cf_settle_calls(CfJob *job);

#endif							/* CF_REPEAT_H */
