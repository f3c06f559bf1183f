/*
 * target.h -- how much time something may take, for instance "T+2"
 */
#ifndef CF_TARGET_H
#define CF_TARGET_H

#include "fmgr.h"

/* numbers are stored and sent: only ever add to the end */
typedef enum CfTargetKind
{
	CF_TARGET_ELAPSED = 1,		/* real time */
	CF_TARGET_BUSINESS_TIME = 2,	/* open time of the calendar */
	CF_TARGET_SAME_DAY = 3,		/* 24:00 of the local day of the start */
	CF_TARGET_WORKDAY_CLOSE = 4,	/* closing time of the n-th working day */
	CF_TARGET_WORKDAY_END = 5,	/* 24:00 of the n-th working day */
	CF_TARGET_BUSINESS_DAYS = 6,	/* same local time, n working days on */
	CF_TARGET_CALENDAR_DAYS = 7 /* same local time, n days on */
} CfTargetKind;

/* longest target: a hundred years */
#define CF_TARGET_MAX_DAYS INT64CONST(36525)

/* the stored form: 16 bytes, the last 4 zero, so that it hashes as bytes */
typedef struct CfTarget
{
	int64		amount;			/* microseconds or days, as kind says */
	int32		kind;			/* CfTargetKind */
	int32		zero;
} CfTarget;

typedef enum CfTargetFault
{
	CF_TARGET_OK,
	CF_TARGET_UNREADABLE,
	CF_TARGET_NEGATIVE,
	CF_TARGET_TOO_LONG,
	CF_TARGET_MIXED				/* units of different kinds */
} CfTargetFault;

/* longest output, with its terminating zero */
#define CF_TARGET_LEN 80

extern CfTargetFault cf_target_parse(const char *text, CfTarget *target);
extern void cf_target_format(const CfTarget *target, char *buffer);
extern bool cf_target_valid(const CfTarget *target);
extern bool cf_target_needs_hours(const CfTarget *target);
extern int	cf_target_compare(const CfTarget *a, const CfTarget *b);

#define DatumGetCfTargetP(d) ((CfTarget *) DatumGetPointer(d))
#define PG_GETARG_CF_TARGET_P(n) DatumGetCfTargetP(PG_GETARG_DATUM(n))

#endif							/* CF_TARGET_H */
