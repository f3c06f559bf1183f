/*
 * bounds.h -- limits of what a client may write; beyond them KF011
 *
 * Far above any honest use.  docs/RULES.md lists them.
 */
#ifndef CF_BOUNDS_H
#define CF_BOUNDS_H

/* bytes of any long text: descriptions, notes, reasons, an owner's own
 * columns; and of a short one */
#define CF_LONG_TEXT_MAX	(1024 * 1024)
#define CF_SHORT_TEXT_MAX	1000

/* longest code, with its terminating zero; the tables check it */
#define CF_CODE_LEN NAMEDATALEN

/* elements of a list */
#define CF_LIST_MAX			1000

/* amounts of money are below, with so many decimals at most */
#define CF_AMOUNT_LIMIT		INT64CONST(1000000000000000)
#define CF_AMOUNT_DECIMALS	6

/* days since 2000: times lie from 1900 to the end of 2999; and an interval */
#define CF_LAST_DAY			INT64CONST(365242)
#define CF_DAYS_MAX			36525

/*
 * numbers of rows: JSON and spreadsheets hold them exactly; node n of a
 * distributed engine begins at n * 2^48, so 31 nodes
 */
#define CF_NUMBER_MAX		INT64CONST(9007199254740991)
#define CF_NUMBERS_OF_NODE	INT64CONST(281474976710656)

/* a row of policy: bytes of a text or a list */
#define CF_POLICY_TEXT_MAX	(64 * 1024)

/* bytes of a learned model */
#define CF_MODEL_MAX		(16 * 1024 * 1024)

/* keyword sets of a desk: sets, words with their exceptions, bytes of a word
 * and of all words; and words of negation */
#define CF_KEYWORD_SETS_MAX	1000
#define CF_KEYWORDS_MAX		10000
#define CF_KEYWORD_MAX		200
#define CF_KEYWORD_BYTES_MAX	100000
#define CF_NEGATION_WORDS_MAX	1000

/* a condition: bytes of its text, and see condition_cost.c */
#define CF_CONDITION_MAX	10000

#endif							/* CF_BOUNDS_H */
