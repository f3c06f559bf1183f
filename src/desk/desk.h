/*
 * desk.h -- a backend's copy of a desk: settings, people, codes and policy
 *
 * A desk is a schema.  cf_desk_open() returns the copy, which is built from
 * the schema's tables, and rebuilt after any session has changed a row there.
 */
#ifndef CF_DESK_H
#define CF_DESK_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "nodes/pg_list.h"
#include "utils/hsearch.h"
#include "utils/palloc.h"

#include "base/bounds.h"

/* what a learned model says of a text, see text_model.h */
typedef enum CfPredicts
{
	CF_PREDICTS_CATEGORY,
	CF_PREDICTS_URGENCY,
	CF_PREDICTS_COUNT
} CfPredicts;

/* a row of a small code table */
typedef struct CfCode
{
	char		code[CF_CODE_LEN];	/* hash key */
	int			rank;			/* role, urgency, level; else 0 */
	bool		active;
	char	   *attribute;		/* category: level; state: kind; remedy kind:
								 * amount, where it has one; else NULL */
} CfCode;

typedef struct CfDepartment
{
	CfCode		head;			/* begins with the hash key */
	char	   *liaison;		/* staff code or NULL */
	char	   *overseer;		/* staff code or NULL */
} CfDepartment;

typedef struct CfAbsence
{
	TimestampTz from;
	TimestampTz until;			/* or DT_NOEND */
	char	   *deputy;			/* staff code or NULL */
} CfAbsence;

typedef struct CfStaff
{
	char		code[CF_CODE_LEN];	/* hash key */
	char	   *role;
	int			rank;			/* of the role */
	int			grade;
	char	   *department;		/* or NULL */
	char	   *manager;		/* or NULL */
	Oid			login;			/* database role, or InvalidOid */
	bool		speaks_for_others;
	bool		reachable;
	bool		active;
	List	   *absences;		/* of CfAbsence, that may still matter; the
								 * one that begins last first */
} CfStaff;

/* a table of which the copy holds no rows, see desk_check.c */
typedef struct CfShapedTable
{
	Oid			relid;
	uint64		shape;
	uint32		doubts;			/* as CfDesk.doubts and settled, of this table */
	uint32		settled;
} CfShapedTable;

typedef struct CfPolicy CfPolicy;	/* rules, states: policy.h */

typedef struct CfDesk
{
	Oid			schema;
	char	   *name;			/* of the schema */
	Oid			owner;			/* engine rows are written with its rights */
	MemoryContext cxt;			/* everything below lives here */
	Oid			desk_relid;		/* carries the invalidation messages */
	Oid			complaint_relid;
	List	   *tables;			/* OIDs: each message about them makes this
								 * copy stale */
	List	   *shaped;			/* of CfShapedTable: only another shape does */
	const char *source;			/* begins the queries that read the policy,
								 * where it is not the one in force; or "" */
	bool		looks_back;		/* it judges the past: all absences matter */
	int			pins;
	bool		stale;
	uint32		doubts;			/* messages about shaped tables */
	uint32		settled;		/* doubts after which all were looked at */

	/* the row of settings */
	char	   *time_zone;
	char	   *language;
	char	   *calendar;
	char	   *sheet_prefix;
	char	   *currency;
	char	   *default_urgency;
	char	   *default_level;
	char	   *fallback_role;	/* or NULL */
	List	   *reclassification_roles; /* of char * */
	List	   *extension_roles;	/* of char * */
	List	   *personal_columns;	/* of char * */
	List	   *personal_entries;	/* of char *: table.column */
	bool		handover_needs_acceptance;
	int64		clock_tolerance;	/* microseconds, as the next */
	int64		repeat_window;
	char	   *joined_state;	/* final, or NULL */
	char	   *joined_purpose; /* or NULL */
	int			rules_version;
	double		wanted_precision;	/* of decisions by a model */
	bool		notify;			/* messages are told to listeners */

	HTAB	   *roles;			/* of CfCode, as the next eleven */
	HTAB	   *urgencies;
	HTAB	   *levels;
	HTAB	   *categories;
	HTAB	   *channels;
	HTAB	   *states;
	HTAB	   *purposes;
	HTAB	   *causes;
	HTAB	   *remedy_kinds;
	HTAB	   *groups;			/* of complainants; where empty any word will
								 * do, as for the next two */
	HTAB	   *tiers;			/* of customers */
	HTAB	   *risks;
	HTAB	   *departments;	/* of CfDepartment */
	HTAB	   *staff;			/* of CfStaff */

	CfPolicy   *policy;
	struct CfKeywords *keywords;	/* one automaton for all sets */
	List	   *models[CF_PREDICTS_COUNT];	/* of CfTextModel, text_model.c */
	List	   *calendars;		/* compiled lazily, desk_calendar.c */
	List	   *row_types;		/* compiled lazily, row_type.c */
	struct CfStoredColumns *stored; /* by engine table, store_columns.c */
} CfDesk;

/* cf_desk_is_sure -- has nothing changed since the copy was made, or looked at? */
static inline bool
cf_desk_is_sure(const CfDesk *desk)
{
	return !desk->stale && desk->doubts == desk->settled;
}

#endif							/* CF_DESK_H */
