/*
 * condition_eval.c -- evaluating conditions on a row
 *
 * A condition that fails on odd data must not lose the complaint: it runs in
 * an internal subtransaction, and an error makes it count as not matched.  One
 * subtransaction serves all conditions until one fails.
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "base/compat.h"
#include "base/errors.h"
#include "condition/condition_build.h"
#include "condition/condition_eval.h"
#include "condition/condition_names.h"
#include "condition/keyword.h"
#include "condition/keyword_scan.h"

/* what a text mentions */
typedef struct CfScanned
{
	Datum		content;		/* as passed, or a copy for CfScans */
	uint64		digest;			/* of the keywords */
	CfKeywordScan what;
	const uint64 *hits;
	struct CfScanned *next;
} CfScanned;

/* which set a call means, kept in its fn_extra */
typedef struct CfMentionsCall
{
	uint64		serial;			/* of the automaton */
	int			set;
} CfMentionsCall;

/* the settings that evaluation pins, as core keeps them */
typedef struct CfSettings
{
	pg_tz	   *zone;
	int			date_style;
	int			date_order;
	int			interval_style;
	int			float_digits;
} CfSettings;

/* set between begin and end only; mentions() finds its keywords by it */
static CfEval *eval_in_progress = NULL;
/* nesting of subtransactions in which it began; also when its memory is gone */
static int	eval_nesting;

static void
forget_at_abort(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_ABORT)
		eval_in_progress = NULL;
}

static void
forget_at_subabort(SubXactEvent event, SubTransactionId subxact,
				   SubTransactionId parent, void *arg)
{
	/* a condition that is built, or fails, rolls back one of its own */
	if (event == SUBXACT_EVENT_ABORT_SUB &&
		GetCurrentTransactionNestLevel() <= eval_nesting)
		eval_in_progress = NULL;
}

void
cf_condition_init(void)
{
	RegisterXactCallback(forget_at_abort, NULL);
	RegisterSubXactCallback(forget_at_subabort, NULL);
}

static TupleTableSlot *
make_slot(TupleDesc desc)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(CreateTupleDescCopy(desc),
													&TTSOpsVirtual);

	memset(slot->tts_isnull, true, sizeof(bool) * desc->natts);
	return ExecStoreVirtualTuple(slot);
}

CfEval *
cf_eval_create(MemoryContext cxt, TupleDesc row, TupleDesc facts,
			   const char *time_zone, const CfKeywords *keywords)
{
	MemoryContext old = MemoryContextSwitchTo(cxt);
	CfEval	   *eval = palloc0(sizeof(CfEval));

	eval->zone = pg_tzset(time_zone);
	if (eval->zone == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("time zone \"%s\" does not exist", time_zone),
				 errhint("Use a name of pg_timezone_names.")));
	eval->row = make_slot(row);
	eval->facts = make_slot(facts);
	eval->econtext = CreateStandaloneExprContext();
	eval->econtext->ecxt_scantuple = eval->row;
	eval->econtext->ecxt_outertuple = eval->facts;
	eval->keywords = keywords;
	MemoryContextSwitchTo(old);
	return eval;
}

/*
 * cf_eval_begin -- a new row: its values and facts are all NULL
 *
 * "scans" remembers what its texts mention for the next evaluation of the same
 * row, or is NULL.
 */
void
cf_eval_begin(CfEval *eval, CfScans *scans)
{
	ResetExprContext(eval->econtext);
	eval->scans = scans;
	eval->failures = NIL;
	eval->scanned = NULL;
	eval->in_subxact = false;
	memset(eval->row->tts_isnull, true,
		   sizeof(bool) * eval->row->tts_tupleDescriptor->natts);
	memset(eval->facts->tts_isnull, true, sizeof(bool) * CF_FACT_COUNT);
	eval->nesting = GetCurrentTransactionNestLevel();
	cf_eval_resume(eval);
}

void
cf_eval_set_fact(CfEval *eval, CfFact fact, Datum value, bool isnull)
{
	eval->facts->tts_values[fact - 1] = value;
	eval->facts->tts_isnull[fact - 1] = isnull;
}

void
cf_eval_end(CfEval *eval)
{
	eval_in_progress = NULL;
	if (eval->in_subxact)
	{
		MemoryContext cxt = CurrentMemoryContext;

		ReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(cxt);
		CurrentResourceOwner = eval->outer_owner;
		eval->in_subxact = false;
	}
}

void
cf_eval_resume(CfEval *eval)
{
	eval_in_progress = eval;
	eval_nesting = eval->nesting;
}

static void
open_subxact(CfEval *eval)
{
	eval->outer_cxt = CurrentMemoryContext;
	eval->outer_owner = CurrentResourceOwner;
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(eval->outer_cxt);
	eval->in_subxact = true;
}

/* records a failure in memory that lasts until the next row */
static void
note_failure(CfEval *eval, const CfCondition *condition, int sqlstate,
			 const char *message)
{
	MemoryContext old;
	CfFailure  *failure;

	old = MemoryContextSwitchTo(eval->econtext->ecxt_per_tuple_memory);
	failure = palloc(sizeof(CfFailure));
	failure->condition = condition;
	failure->sqlstate = sqlstate;
	failure->message = pstrdup(message);
	eval->failures = lappend(eval->failures, failure);
	MemoryContextSwitchTo(old);
}

/* takes the current error off the stack; the subtransaction ends with it */
static void
absorb_error(CfEval *eval, const CfCondition *condition)
{
	ErrorData  *error;

	MemoryContextSwitchTo(eval->econtext->ecxt_per_tuple_memory);
	error = CopyErrorData();
	FlushErrorState();
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(eval->outer_cxt);
	CurrentResourceOwner = eval->outer_owner;
	eval->in_subxact = false;
	if (cf_error_must_pass(error->sqlerrcode))
		ReThrowError(error);
	note_failure(eval, condition, error->sqlerrcode, error->message);
}

static CfSettings
current_settings(void)
{
	CfSettings	settings;

	settings.zone = session_timezone;
	settings.date_style = DateStyle;
	settings.date_order = DateOrder;
	settings.interval_style = IntervalStyle;
	settings.float_digits = extra_float_digits;
	return settings;
}

static void
use_settings(const CfSettings *settings)
{
	session_timezone = settings->zone;
	DateStyle = settings->date_style;
	DateOrder = settings->date_order;
	IntervalStyle = settings->interval_style;
	extra_float_digits = settings->float_digits;
}

static Datum
evaluate(CfEval *eval, CfCondition *condition, bool *isnull)
{
	/* tables of hashed IN lists live as long as the condition */
	eval->econtext->ecxt_per_query_memory = condition->cxt;
	return ExecEvalExprSwitchContext(condition->state, eval->econtext,
									 isnull);
}

static Datum
evaluate_guarded(CfEval *eval, CfCondition *condition, bool *isnull)
{
	CfSettings	pins = {eval->zone, USE_ISO_DATES, DATEORDER_YMD,
	INTSTYLE_POSTGRES, 1};
	CfSettings	outer = current_settings();
	volatile Datum result = (Datum) 0;

	if (condition->can_fail && !eval->in_subxact)
		open_subxact(eval);
	PG_TRY();
	{
		use_settings(&pins);
		result = evaluate(eval, condition, isnull);
		use_settings(&outer);
	}
	PG_CATCH();
	{
		use_settings(&outer);
		if (!condition->can_fail)
			PG_RE_THROW();
		absorb_error(eval, condition);
		*isnull = true;
	}
	PG_END_TRY();
	return result;
}

/* NULL also for a condition that is broken or fails; the text is not NULL */
static Datum
value_of(CfEval *eval, CfCondition *condition, bool *isnull)
{
	Assert(eval_in_progress == eval);
	if (condition->broken != NULL)
	{
		note_failure(eval, condition, ERRCODE_CF_BROKEN_RULE,
					 condition->broken);
		*isnull = true;
		return (Datum) 0;
	}
	if (condition->can_fail || condition->pinned)
		return evaluate_guarded(eval, condition, isnull);
	return evaluate(eval, condition, isnull);
}

bool
cf_condition_true(CfEval *eval, CfCondition *condition)
{
	bool		isnull;
	Datum		value;

	if (condition->text == NULL)
		return true;
	value = value_of(eval, condition, &isnull);
	return !isnull && DatumGetBool(value);
}

const CfCondition *
cf_condition_false_part(CfEval *eval, const CfCondition *condition)
{
	ListCell   *cell;

	if (condition->expr == NULL || condition->can_fail || condition->pinned)
		return NULL;
	foreach(cell, make_ands_implicit(condition->expr))
	{
		CfCondition *part = palloc(sizeof(CfCondition));

		*part = *condition;
		part->expr = lfirst(cell);
		part->state = ExecInitExpr(part->expr, NULL);
		part->columns = part->facts = NULL;
		cf_condition_collect_reads(part, (Node *) part->expr);
		if (!cf_condition_true(eval, part))
			return part;
	}
	return NULL;
}

char *
cf_condition_text(CfEval *eval, CfCondition *condition)
{
	bool		isnull;
	Datum		value;

	Assert(condition->text != NULL);
	value = value_of(eval, condition, &isnull);
	return isnull ? NULL : TextDatumGetCString(value);
}

static bool
same_text(Datum a, Datum b)
{
	text	   *one = DatumGetTextPP(a);
	text	   *other = DatumGetTextPP(b);

	return VARSIZE_ANY_EXHDR(one) == VARSIZE_ANY_EXHDR(other) &&
		memcmp(VARDATA_ANY(one), VARDATA_ANY(other),
			   VARSIZE_ANY_EXHDR(one)) == 0;
}

/* with "by_text", another datum of the same text will do */
static const CfScanned *
find_scanned(const CfEval *eval, const CfScanned *scanned, Datum content,
			 CfKeywordScan what, bool by_text)
{
	while (scanned != NULL &&
		   !(scanned->what == what &&
			 scanned->digest == eval->keywords->digest &&
			 (by_text ? same_text(scanned->content, content) :
			  scanned->content == content)))
		scanned = scanned->next;
	return scanned;
}

/* puts what was found in front of a list, all in CurrentMemoryContext */
static void
note_scanned(CfEval *eval, CfScanned **first, Datum content,
			 CfKeywordScan what, const uint64 *hits)
{
	CfScanned  *scanned = palloc(sizeof(CfScanned));

	scanned->content = content;
	scanned->digest = eval->keywords->digest;
	scanned->what = what;
	scanned->hits = hits;
	scanned->next = *first;
	*first = scanned;
}

/* what a text mentions that is in memory as it is, not compressed */
static const uint64 *
scan(CfEval *eval, text *plain, CfKeywordScan what)
{
	const CfScanned *found;
	const uint64 *hits;
	MemoryContext caller;

	if (eval->scans == NULL)
		return cf_keywords_scan(eval->keywords, what, VARDATA_ANY(plain),
								VARSIZE_ANY_EXHDR(plain));
	found = find_scanned(eval, eval->scans->first, PointerGetDatum(plain),
						 what, true);
	if (found != NULL)
		return found->hits;
	caller = MemoryContextSwitchTo(eval->scans->cxt);
	hits = cf_keywords_scan(eval->keywords, what, VARDATA_ANY(plain),
							VARSIZE_ANY_EXHDR(plain));
	note_scanned(eval, &eval->scans->first,
				 datumCopy(PointerGetDatum(plain), false, -1), what, hits);
	MemoryContextSwitchTo(caller);
	return hits;
}

/*
 * What does the text mention?  Scans it at most once per row for each purpose:
 * the same datum comes again from every rule that asks, and memory handed out
 * for this row is not reused before the next.  Where the caller keeps what was
 * found, it outlives the row.
 */
static const uint64 *
scan_once(CfEval *eval, Datum content, CfKeywordScan what)
{
	const CfScanned *found = find_scanned(eval, eval->scanned, content, what,
										  false);
	MemoryContext caller;
	const uint64 *hits;

	if (found != NULL)
		return found->hits;
	caller = MemoryContextSwitchTo(eval->econtext->ecxt_per_tuple_memory);
	hits = scan(eval, DatumGetTextPP(content), what);
	note_scanned(eval, &eval->scanned, content, what, hits);
	MemoryContextSwitchTo(caller);
	return hits;
}

/* the set that the second argument of mentions() or mentioned() names */
static int
set_of_call(FunctionCallInfo fcinfo)
{
	CfEval	   *eval = eval_in_progress;
	CfMentionsCall *call = fcinfo->flinfo->fn_extra;
	uint64		serial;

	if (eval == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("%s(text, text) works only in a condition of a rule",
						get_func_name(fcinfo->flinfo->fn_oid)),
				 errhint("Elsewhere name the desk: %s(desk, content, keyword_set).",
						 get_func_name(fcinfo->flinfo->fn_oid))));

	serial = eval->keywords != NULL ? cf_keywords_serial(eval->keywords) : 0;
	if (call == NULL || call->serial != serial)
	{
		text	   *name = PG_GETARG_TEXT_PP(1);

		if (call == NULL)
			call = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt,
									  sizeof(CfMentionsCall));
		call->serial = serial;
		call->set = eval->keywords == NULL ? -1 :
			cf_keywords_set_number(eval->keywords, VARDATA_ANY(name),
								   VARSIZE_ANY_EXHDR(name));
		fcinfo->flinfo->fn_extra = call;
	}
	if (call->set < 0)			/* building the condition checked the name */
		elog(ERROR, "condition was built with other keyword sets");
	return call->set;
}

PG_FUNCTION_INFO_V1(cf_mentions);

/* mentions(content text, keyword_set text) -> boolean */
Datum
cf_mentions(PG_FUNCTION_ARGS)
{
	int			set = set_of_call(fcinfo);

	PG_RETURN_BOOL(CF_KEYWORD_HIT(scan_once(eval_in_progress,
											PG_GETARG_DATUM(0), CF_SCAN_SETS),
								  set));
}

PG_FUNCTION_INFO_V1(cf_mentioned);

/* mentioned(content text, keyword_set text) -> text[] */
Datum
cf_mentioned(PG_FUNCTION_ARGS)
{
	int			set = set_of_call(fcinfo);
	const uint64 *hits = scan_once(eval_in_progress, PG_GETARG_DATUM(0),
								   CF_SCAN_WORDS);

	return cf_keywords_mentioned(eval_in_progress->keywords, set, hits);
}
