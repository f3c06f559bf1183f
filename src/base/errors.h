/*
 * errors.h -- SQLSTATEs of complaint_flow, class KF
 *
 * One code per cause.  docs/APPLICATIONS.md lists each with its meaning and cure; a test
 * compares the two lists.
 */
#ifndef CF_ERRORS_H
#define CF_ERRORS_H

/* the state machine */
#define ERRCODE_CF_ILLEGAL_TRANSITION	MAKE_SQLSTATE('K', 'F', '0', '0', '1')
#define ERRCODE_CF_GUARD_NOT_MET		MAKE_SQLSTATE('K', 'F', '0', '0', '2')

/* who may do what */
#define ERRCODE_CF_NOT_AUTHORISED		MAKE_SQLSTATE('K', 'F', '0', '0', '3')
#define ERRCODE_CF_CONFLICT_OF_INTEREST	MAKE_SQLSTATE('K', 'F', '0', '0', '6')

/* what a client may write */
#define ERRCODE_CF_COMPUTED_COLUMN		MAKE_SQLSTATE('K', 'F', '0', '0', '4')
#define ERRCODE_CF_APPEND_ONLY			MAKE_SQLSTATE('K', 'F', '0', '0', '7')
#define ERRCODE_CF_UNKNOWN_CODE			MAKE_SQLSTATE('K', 'F', '0', '0', '8')
#define ERRCODE_CF_INVALID_VALUE		MAKE_SQLSTATE('K', 'F', '0', '1', '1')
#define ERRCODE_CF_VALUE_REQUIRED		MAKE_SQLSTATE('K', 'F', '0', '1', '2')

/* policy: rules, calendars, people */
#define ERRCODE_CF_BROKEN_RULE			MAKE_SQLSTATE('K', 'F', '0', '0', '5')
#define ERRCODE_CF_BAD_CALENDAR			MAKE_SQLSTATE('K', 'F', '0', '0', '9')
#define ERRCODE_CF_EXAMPLE_FAILS		MAKE_SQLSTATE('K', 'F', '0', '1', '6')

/* drafts of the policy */
#define ERRCODE_CF_DRAFT_STEP			MAKE_SQLSTATE('K', 'F', '0', '1', '5')
#define ERRCODE_CF_POLICY_MOVED			MAKE_SQLSTATE('K', 'F', '0', '1', '7')

/* the desk as a whole */
#define ERRCODE_CF_DAMAGED_DESK			MAKE_SQLSTATE('K', 'F', '0', '1', '0')
#define ERRCODE_CF_IN_USE				MAKE_SQLSTATE('K', 'F', '0', '1', '3')
#define ERRCODE_CF_NO_SCHEDULER			MAKE_SQLSTATE('K', 'F', '0', '1', '4')
#define ERRCODE_CF_NOT_DISTRIBUTED		MAKE_SQLSTATE('K', 'F', '0', '1', '8')

/* the companies of a group */
#define ERRCODE_CF_NO_COMPANY			MAKE_SQLSTATE('K', 'F', '0', '1', '9')

#endif							/* CF_ERRORS_H */
