/*
 * policy.h -- the rules of a desk as read from its tables
 *
 * Conditions are kept as text here; row_type.h compiles them for the row type
 * of one table.  All memory belongs to the desk's context.
 */
#ifndef CF_POLICY_H
#define CF_POLICY_H

#include "nodes/pg_list.h"

#include "time/target.h"

/* what every rule has; the first member of each kind */
typedef struct CfRule
{
	int64		id;
	int			ordinal;		/* index of its condition, over all kinds */
	char	   *name;
	char	   *condition;		/* NULL: always true */
	bool		gives_text;		/* the condition is an expression of a text */
} CfRule;

typedef struct CfClassificationRule
{
	CfRule		rule;
	char	   *category;		/* or NULL, as the next two */
	char	   *level;
	char	   *urgency;
	char	   *reason;
	bool		overrules_writer;
	int			takes;			/* CfPredicts: what a model says; -1: none */
} CfClassificationRule;

typedef enum CfHandler
{
	CF_ROUTE_RECEIVER,
	CF_ROUTE_PERSON,
	CF_ROUTE_ROLE,
	CF_ROUTE_DEPARTMENT,
	CF_ROUTE_LIAISON,
	CF_ROUTE_OVERSEER,
	CF_ROUTE_SUPERVISOR_OF_ACCUSED,
	CF_ROUTE_SUPERVISOR_OF_RECEIVER,
	CF_ROUTE_OTHER_AGENT
} CfHandler;

typedef struct CfRoutingRule
{
	CfRule		rule;
	CfHandler	handler;
	char	   *argument;
} CfRoutingRule;

typedef struct CfTransition
{
	CfRule		rule;
	char	   *from_state;
	char	   *to_state;
	List	   *roles;			/* of char *; NIL: everybody */
	bool		for_everybody;
	char	   *condition_hint;
	List	   *required;		/* of char * */
	bool		reason_required;
	bool		reopens;
	List	   *by_entry;		/* of char *: activities */
} CfTransition;

typedef struct CfEntryRule
{
	CfRule		rule;
	List	   *activities;		/* of char * */
	char	   *condition_hint; /* or NULL */
} CfEntryRule;

typedef struct CfClockRule
{
	CfRule		rule;
	CfRule		met;			/* must hold of what meets the clock */
	char	   *metric;
	List	   *starts_on;		/* of char *, as the next and pausing_states */
	List	   *met_by;
	CfTarget   *target;			/* NULL: the promised moment */
	CfTarget   *at_most;		/* or NULL */
	char	   *calendar;
	int			warn_at_percent;
	List	   *pausing_states;
} CfClockRule;

typedef struct CfEscalationStep
{
	int64		id;
	char	   *metric;
	int			step;
	CfTarget   *after;
	char	   *calendar;
	char	   *notify;
	bool		hand_over;		/* who is told also gets the case */
} CfEscalationStep;

typedef struct CfIssueRule
{
	CfRule		rule;
	CfRule		key;			/* gives_text */
} CfIssueRule;

typedef struct CfBatchRule
{
	CfRule		rule;
	int			more_than;
	char	   *notify;			/* or NULL */
} CfBatchRule;

typedef struct CfRepeatRule
{
	CfRule		rule;			/* its condition reads the earlier case */
	char	   *kind;
} CfRepeatRule;

/* when two cases of a customer are the same matter */
typedef struct CfSameMatterRule
{
	int64		id;
	List	   *equal_columns;	/* of char *, as the next */
	List	   *differing_columns;
	float4		likeness;		/* 0: the texts do not matter */
} CfSameMatterRule;

typedef struct CfFrequency
{
	char	   *code;
	int			at_least;
	int			within_days;
} CfFrequency;

typedef enum CfAction
{
	CF_ACTION_NOTIFY,
	CF_ACTION_WORK_ORDER,
	CF_ACTION_FREEZE,
	CF_ACTION_FINDING,
	CF_ACTION_COACHING
} CfAction;

/* what the engine does after an activity: action_rule.c */
typedef struct CfActionRule
{
	CfRule		rule;
	List	   *activities;		/* of char * */
	CfAction	action;
	char	   *argument;		/* or NULL */
	char	   *topic;			/* or NULL, as the next */
	char	   *task;
	CfTarget   *due;			/* coaching */
	bool		once;
} CfActionRule;

/* when a message goes out: outbox.c */
typedef struct CfMessageRule
{
	int64		id;
	char	   *topic;			/* "*": any */
	char	   *audience;		/* "*": any; "person *": any person */
	char	   *urgency;		/* NULL: any */
	char	   *quiet_calendar; /* or NULL */
	bool		digest;
} CfMessageRule;

/* lists are in the order in which the rules are tried */
struct CfPolicy
{
	List	   *classification; /* of CfClassificationRule */
	List	   *completeness;	/* of CfRule */
	List	   *routing;		/* of CfRoutingRule */
	List	   *transitions;	/* of CfTransition */
	List	   *entries;		/* of CfEntryRule */
	List	   *clocks;			/* of CfClockRule */
	List	   *escalation;		/* of CfEscalationStep */
	List	   *issues;			/* of CfIssueRule */
	List	   *batches;		/* of CfBatchRule */
	List	   *frequencies;	/* of CfFrequency, the highest first */
	List	   *same_matters;	/* of CfSameMatterRule */
	List	   *repeats;		/* of CfRepeatRule */
	List	   *actions;		/* of CfActionRule */
	List	   *messages;		/* of CfMessageRule */
	List	   *by_ordinal;		/* of CfRule, all kinds with a condition */
	char	   *initial_state;	/* or NULL */
};

#endif							/* CF_POLICY_H */
