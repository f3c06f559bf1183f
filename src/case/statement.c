/*
 * statement.c -- one desk for all rows of a statement
 *
 * What a BEFORE trigger decides its AFTER trigger records, and between the
 * two the policy may change: another session commits a rule while this one
 * waits for a lock.  Both must work from the same copy of the desk, else the
 * clocks, the queue and the hash of the event would follow other rules than
 * the row.  So the first BEFORE trigger of a statement opens the desk, and
 * everything else that the statement fires on this desk uses that copy.
 *
 * A statement is known by its executor's memory, in which the trigger's own
 * context lies; it is freed when the AFTER triggers have run, and on error.
 * A statement inside a trigger runs from beginning to end while the outer one
 * waits: the latest statement of a desk is the one whose triggers fire.
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
	CfWorklist *worklist;		/* NULL: no trigger will come for it yet */
	MemoryContextCallback forget;
} Statement;

/* the latest transaction that holds what others may wait for */
static LocalTransactionId holder = InvalidLocalTransactionId;

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

/* what the engine writes for a table has the rights of the desk's owner */
static CfDesk *
checked(CfDesk *desk, Relation rel)
{
	if (rel->rd_rel->relowner != desk->owner)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("table \"%s\" does not belong to the owner of desk \"%s\"",
						RelationGetRelationName(rel), desk->name),
				 errdetail("Only the desk's own tables may have the engine's triggers."),
				 errtable(rel)));
	return desk;
}

/* the statement whose BEFORE trigger was called in this memory, or NULL */
static Statement *
statement_before(Oid schema)
{
	MemoryContext cxt = MemoryContextGetParent(CurrentMemoryContext);
	dlist_iter	iter;

	/* somebody else's executor: nothing to hang a statement on */
	if (cxt == NULL || strcmp(cxt->name, "ExecutorState") != 0)
		return NULL;
	dlist_foreach(iter, &statements)
	{
		Statement  *statement = dlist_container(Statement, node, iter.cur);

		if (statement->cxt == cxt && statement->schema == schema)
			return statement;
	}
	return begin(cxt, schema);
}

static CfDesk *
desk_before(Oid schema)
{
	Statement  *statement = statement_before(schema);

	return statement ? statement->desk : cf_desk_open(schema);
}

/*
 * cf_desk_before -- the desk for a BEFORE ROW trigger of a table
 *
 * To be called in the memory context in which the trigger was called.  The
 * result stays readable until the statement ends.  KF003 for a table of
 * somebody else than the desk's owner.
 */
CfDesk *
cf_desk_before(Relation rel)
{
	return checked(desk_before(RelationGetNamespace(rel)), rel);
}

/* the latest statement of a desk, or NULL */
static Statement *
statement_after(Oid schema)
{
	dlist_iter	iter;

	dlist_foreach(iter, &statements)
	{
		Statement  *statement = dlist_container(Statement, node, iter.cur);

		if (statement->schema == schema)
			return statement;
	}
	return NULL;
}

static CfDesk *
desk_after(Oid schema)
{
	Statement  *statement = statement_after(schema);

	return statement ? statement->desk : cf_desk_open(schema);
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
	return checked(desk_after(RelationGetNamespace(rel)), rel);
}

static bool
has_settle(Relation rel)
{
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		Trigger    *trigger = &rel->trigdesc->triggers[i];

		if (cf_fires(trigger, "zzz_settle"))
			return TRIGGER_FOR_INSERT(trigger->tgtype) &&
				TRIGGER_FOR_UPDATE(trigger->tgtype);
	}
	return false;
}

/*
 * From a BEFORE STATEMENT trigger: its AFTER STATEMENT trigger will do what the
 * rows leave to it
 *
 * Rows that are written into a partition by its own name have no such
 * triggers; for their BEFORE triggers nothing waits.
 */
static void
expect_settle(Relation rel)
{
	Statement  *statement = has_settle(rel) ?
		statement_before(RelationGetNamespace(rel)) : NULL;

	if (statement == NULL)
		return;
	if (statement->worklist == NULL)
		statement->worklist = cf_worklist_create(statement->cxt);
	/* MERGE and ON CONFLICT DO UPDATE insert and update */
	statement->worklist->events++;
}

/* cf_worklist_before -- for a BEFORE ROW trigger, as cf_desk_before */
CfWorklist *
cf_worklist_before(Relation rel)
{
	Statement  *statement = statement_before(RelationGetNamespace(rel));

	return statement ? statement->worklist : NULL;
}

/*
 * Has the trigger called once more, as if for a TRUNCATE, when those that wait
 * in the queue have fired: the triggers on the other rows are among them.
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
 * cf_worklist_after -- for an AFTER ROW trigger, called in its own memory:
 * what its row leaves to the end
 *
 * Where no AFTER STATEMENT trigger comes, as for a partition, or none after
 * the rows of a foreign key, the trigger itself is called again; then it has
 * to call cf_statement_settle.
 */
CfWorklist *
cf_worklist_after(TriggerData *trigger)
{
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	Statement  *statement = statement_after(schema);

	if (statement == NULL)
		statement = begin(MemoryContextGetParent(CurrentMemoryContext),
						  schema);
	if (statement->worklist == NULL)
	{
		statement->worklist = cf_worklist_create(statement->cxt);
		statement->worklist->events = 1;
		call_again(trigger);
	}
	return statement->worklist;
}

/*
 * cf_worklist_take -- what waits; NULL: nothing, or the triggers of another
 * event are to come
 */
CfWorklist *
cf_worklist_take(Relation rel)
{
	Statement  *statement = statement_after(RelationGetNamespace(rel));
	CfWorklist *worklist = statement ? statement->worklist : NULL;

	if (worklist == NULL || --worklist->events > 0)
		return NULL;
	statement->worklist = NULL;
	return worklist;
}

/*
 * cf_case_held -- from now on the transaction holds a case that others may
 * wait for, or a counter
 *
 * So it does after a statement that wrote cases.  A statement inside another
 * one that has not settled yet, as one of a trigger, does not count as an
 * earlier one: new cases of their own nobody waits for.
 */
void
cf_case_held(void)
{
	holder = cf_local_xid();
}

bool
cf_holds_case(void)
{
	return holder == cf_local_xid();
}

/* cf_statement_is_inner -- does a statement further out wait to be settled? */
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
 * begin_statement() -- BEFORE STATEMENT trigger of complaint: its end will be
 * noticed
 */
Datum
begin_statement(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "begin_statement",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);

	expect_settle(trigger->tg_relation);
	return PointerGetDatum(NULL);
}
