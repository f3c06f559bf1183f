/*
 * statement.c -- what a statement keeps: its copy of the desk and its worklist
 *
 * A BEFORE trigger decides what its AFTER trigger records, and between the two
 * the policy may change: another session commits a rule while this one waits
 * for a lock.  Both must work with the same copy of the desk, else the clocks,
 * the queue and the hash of the event would follow other rules than the row.
 * So the first BEFORE trigger of a statement opens the desk, and all triggers
 * of the statement use that copy.
 *
 * AFTER ROW triggers put on the worklist what has to wait until all rows are
 * written, see worklist.h.  Usually the AFTER STATEMENT trigger zzz_settle
 * takes the list and does what stands on it; MERGE and ON CONFLICT DO UPDATE
 * fire it twice, for INSERT and for UPDATE, and the last one takes the list.
 * begin_statement(), a BEFORE STATEMENT trigger, counts how many will come.
 * Where none will, because rows are written into a partition by its own name
 * or by a foreign key's action, the first AFTER ROW trigger puts itself once
 * more at the end of the queue of triggers, and takes the list then.
 *
 * A statement is known by its executor's memory context, in which the
 * trigger's own context lies; it is freed when the AFTER triggers have run,
 * and on error.  A statement inside a trigger runs from beginning to end while
 * the outer one waits: of a desk's statements the latest is the one whose
 * triggers fire.
 */
#include "postgres.h"

#include "catalog/pg_trigger.h"
#include "lib/ilist.h"
#include "storage/proc.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/trigger.h"
#include "case/statement.h"
#include "desk/desk_cache.h"

typedef struct Statement
{
	dlist_node	node;
	MemoryContext cxt;
	Oid			schema;
	CfDesk	   *desk;			/* pinned by a callback of cxt */
	CfWorklist *worklist;		/* NULL: no trigger would take it yet */
	MemoryContextCallback forget;
} Statement;

/* the latest transaction that called cf_case_held */
static LocalTransactionId holder = InvalidLocalTransactionId;

/* writes of cases that this backend has decided */
static uint64 decided = 0;

/* the latest first */
static dlist_head statements = DLIST_STATIC_INIT(statements);

static void
forget(void *arg)
{
	Statement  *statement = arg;

	dlist_delete(&statement->node);
}

static Statement *
begin(MemoryContext cxt, Oid schema)
{
	MemoryContext caller = MemoryContextSwitchTo(cxt);
	Statement  *statement = palloc(sizeof(Statement));

	statement->cxt = cxt;
	statement->schema = schema;
	statement->desk = cf_desk_open(schema);
	statement->worklist = NULL;
	statement->forget.func = forget;
	statement->forget.arg = statement;
	dlist_push_head(&statements, &statement->node);
	MemoryContextRegisterResetCallback(cxt, &statement->forget);
	MemoryContextSwitchTo(caller);
	return statement;
}

/*
 * The latest statement of a desk, or NULL; with "cxt", the one of this
 * executor.
 */
static Statement *
find(Oid schema, MemoryContext cxt)
{
	dlist_iter	iter;

	dlist_foreach(iter, &statements)
	{
		Statement  *statement = dlist_container(Statement, node, iter.cur);

		if (statement->schema == schema &&
			(cxt == NULL || statement->cxt == cxt))
			return statement;
	}
	return NULL;
}

/*
 * The statement whose BEFORE trigger was called in this memory; NULL where
 * that is not an executor's.
 */
static Statement *
statement_before(Relation rel)
{
	Oid			schema = RelationGetNamespace(rel);
	MemoryContext cxt = MemoryContextGetParent(CurrentMemoryContext);
	Statement  *statement;

	if (cxt == NULL || strcmp(cxt->name, "ExecutorState") != 0)
		return NULL;
	statement = find(schema, cxt);
	return statement ? statement : begin(cxt, schema);
}

/* the statement whose AFTER trigger fires, or NULL */
static Statement *
statement_after(Relation rel)
{
	return find(RelationGetNamespace(rel), NULL);
}

/* the engine writes for a table with the rights of the desk's owner */
static CfDesk *
desk_for(Statement *statement, Relation rel)
{
	CfDesk	   *desk = statement ? statement->desk :
		cf_desk_open(RelationGetNamespace(rel));

	if (rel->rd_rel->relowner != desk->owner)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("table \"%s\" does not belong to the owner of desk \"%s\"",
						RelationGetRelationName(rel), desk->name),
				 errdetail("Only the desk's own tables may have the engine's triggers."),
				 errtable(rel)));
	return desk;
}

/*
 * cf_desk_before -- the desk for a BEFORE ROW trigger of a table
 *
 * To be called in the memory context in which the trigger was called.  The
 * result stays readable until the statement ends.  KF003 for a table that
 * another role owns than the desk.
 */
CfDesk *
cf_desk_before(Relation rel)
{
	return desk_for(statement_before(rel), rel);
}

/*
 * cf_desk_after -- the desk with which the BEFORE trigger of a row decided
 *
 * The desk as it is now where that trigger did not fire, or fired in a
 * statement of a foreign key, whose AFTER triggers the outer one fires.
 */
CfDesk *
cf_desk_after(Relation rel)
{
	return desk_for(statement_after(rel), rel);
}

/* will an AFTER STATEMENT trigger take the worklist? */
static bool
has_settle(Relation rel)
{
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		Trigger    *trigger = &rel->trigdesc->triggers[i];

		if (cf_fires(rel, trigger, "zzz_settle"))
			return TRIGGER_FOR_INSERT(trigger->tgtype) &&
				TRIGGER_FOR_UPDATE(trigger->tgtype);
	}
	return false;
}

/* cf_worklist_before -- the worklist for a BEFORE ROW trigger, or NULL */
CfWorklist *
cf_worklist_before(Relation rel)
{
	Statement  *statement = statement_before(rel);

	return statement ? statement->worklist : NULL;
}

/*
 * Puts the trigger once more at the end of the queue of triggers, as if for a
 * TRUNCATE: it is called when those of all rows have fired.
 */
static void
call_again(TriggerData *trigger)
{
	ResultRelInfo *result = makeNode(ResultRelInfo);
	TriggerDesc *all = palloc0(sizeof(TriggerDesc));
	Trigger    *self = palloc(sizeof(Trigger));

	*self = *trigger->tg_trigger;
	self->tgtype = TRIGGER_TYPE_STATEMENT | TRIGGER_TYPE_AFTER |
		TRIGGER_TYPE_TRUNCATE;
	self->tgqual = NULL;
	all->triggers = self;
	all->numtriggers = 1;
	all->trig_truncate_after_statement = true;
	result->ri_RelationDesc = trigger->tg_relation;
	result->ri_TrigDesc = all;
	ExecASTruncateTriggers(NULL, result);
}

/*
 * cf_worklist_after -- the worklist for an AFTER ROW trigger
 *
 * To be called in the memory context in which the trigger was called.
 * Where no AFTER STATEMENT trigger will take the list, the AFTER ROW trigger
 * itself is called once more, for a TRUNCATE; then it must call
 * cf_statement_settle.
 */
CfWorklist *
cf_worklist_after(TriggerData *trigger)
{
	Statement  *statement = statement_after(trigger->tg_relation);

	if (statement == NULL)
		statement = begin(MemoryContextGetParent(CurrentMemoryContext),
						  RelationGetNamespace(trigger->tg_relation));
	if (statement->worklist == NULL)
	{
		statement->worklist = cf_worklist_create(statement->cxt);
		statement->worklist->takers = 1;
		call_again(trigger);
	}
	return statement->worklist;
}

/*
 * cf_worklist_take -- the worklist, for the trigger that does what stands on
 * it; NULL when there is none, or another trigger is still to take it
 */
CfWorklist *
cf_worklist_take(Relation rel)
{
	Statement  *statement = statement_after(rel);
	CfWorklist *worklist = statement ? statement->worklist : NULL;

	if (worklist == NULL || --worklist->takers > 0)
		return NULL;
	statement->worklist = NULL;
	return worklist;
}

/* cf_case_decided -- a write of a case, by a statement with that worklist */
void
cf_case_decided(CfWorklist *worklist, bool insert)
{
	decided++;
	if (insert && worklist != NULL)
		worklist->inserts++;
}

/* cf_other_writes -- of this backend so far, but for new cases of a statement */
uint64
cf_other_writes(const CfWorklist *worklist)
{
	return decided - worklist->inserts;
}

/*
 * cf_case_held -- from now on the transaction holds a row that others may wait
 * for: a case that was there before, or a counter
 *
 * The same holds after a statement that wrote cases, unless it ran inside a
 * trigger of a statement that is not settled yet: nobody waits for new cases.
 */
void
cf_case_held(void)
{
	holder = cf_local_xid();
}

/* cf_holds_case -- was cf_case_held called in this transaction? */
bool
cf_holds_case(void)
{
	return holder == cf_local_xid();
}

/* cf_statement_is_inner -- is an outer statement's worklist still open? */
bool
cf_statement_is_inner(void)
{
	dlist_iter	iter;

	dlist_foreach(iter, &statements)
		if (dlist_container(Statement, node, iter.cur)->worklist != NULL)
			return true;
	return false;
}

PG_FUNCTION_INFO_V1(begin_statement);

/*
 * begin_statement() -- BEFORE STATEMENT trigger of complaint: opens the
 * worklist where an AFTER STATEMENT trigger will take it
 */
Datum
begin_statement(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "begin_statement",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	Statement  *statement = has_settle(trigger->tg_relation) ?
		statement_before(trigger->tg_relation) : NULL;

	if (statement != NULL)
	{
		if (statement->worklist == NULL)
			statement->worklist = cf_worklist_create(statement->cxt);
		statement->worklist->takers++;
	}
	return PointerGetDatum(NULL);
}
