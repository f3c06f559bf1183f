/*
 * sequence_check.c -- ids must have come from their sequence
 *
 * An id ahead of the sequence would make a later insert, which is given the
 * same id, fail with a duplicate key.  So clients cannot choose one; ids that
 * the sequence has already handed out do no harm.  The owner of the table may
 * choose, to import a history that has ids, and advances the sequence then.
 *
 * The last number is read from the sequence's page, without asking for rights
 * on it: a client that lets the column take its default needs none.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/dependency.h"
#include "catalog/partition.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "base/bounds.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/shard.h"
#include "base/table_cache.h"
#include "row/sequence_check.h"

/* where the ids of a table come from */
typedef struct Numbered
{
	CfTableEntry head;
	AttrNumber	attno;			/* of column id, 0: it has none */
	Oid			sequence;		/* or InvalidOid */
} Numbered;

static HTAB *numbered = NULL;

/* only of nextval('...') itself, not of an expression that contains it */
static Oid
sequence_of_default(Node *node)
{
	FuncExpr   *call = (FuncExpr *) node;

	if (IsA(node, FuncExpr) && call->funcid == F_NEXTVAL &&
		IsA(linitial(call->args), Const))
		return DatumGetObjectId(linitial_node(Const, call->args)->constvalue);
	return InvalidOid;
}

static Oid
sequence_of(Relation rel, AttrNumber attno)
{
	TupleDesc	desc = RelationGetDescr(rel);

	if (TupleDescAttr(desc, attno - 1)->attidentity != '\0')
		return cf_identity_sequence(rel, attno);
	if (desc->constr == NULL)
		return InvalidOid;
	for (int i = 0; i < desc->constr->num_defval; i++)
	{
		AttrDefault *value = &desc->constr->defval[i];

		if (value->adnum == attno)
			return sequence_of_default(stringToNode(value->adbin));
	}
	return InvalidOid;
}

static AttrNumber
number_column(Relation rel)
{
	AttrNumber	attno = get_attnum(RelationGetRelid(rel), "id");

	if (attno == InvalidAttrNumber ||
		TupleDescAttr(RelationGetDescr(rel), attno - 1)->atttypid != INT8OID)
		return InvalidAttrNumber;
	return attno;
}

/* the table that people name, of a partition or a shard */
static Oid
whole_table(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);

	if (rel->rd_rel->relispartition)
		return llast_oid(get_partition_ancestors(relid));
	return cf_shell_of(relid);
}

static Oid
find_sequence(Relation rel, AttrNumber attno)
{
	Oid			sequence = sequence_of(rel, attno);
	Oid			relid = OidIsValid(sequence) ? RelationGetRelid(rel) :
		whole_table(rel);
	Relation	whole;

	if (relid == RelationGetRelid(rel))
		return sequence;
	whole = relation_open(relid, AccessShareLock);
	attno = number_column(whole);
	if (attno != InvalidAttrNumber)
		sequence = sequence_of(whole, attno);
	relation_close(whole, AccessShareLock);
	return sequence;
}

static Numbered
numbered_by(Relation rel)
{
	Oid			relid = RelationGetRelid(rel);
	Numbered   *entry;
	AttrNumber	attno;
	Oid			sequence = InvalidOid;

	if (numbered == NULL)
		numbered = cf_table_cache("complaint_flow sequences", sizeof(Numbered));
	entry = cf_table_entry(numbered, relid);
	if (entry != NULL)
		return *entry;
	/* first: it may read catalogs, and hear of changes */
	attno = number_column(rel);
	if (attno != InvalidAttrNumber)
		sequence = find_sequence(rel, attno);
	entry = cf_table_entry_add(numbered, relid, NULL, NIL);
	entry->attno = attno;
	entry->sequence = sequence;
	return *entry;
}

/* the last number that a sequence has handed out */
static int64
last_number(Oid sequence)
{
	Relation	rel = try_relation_open(sequence, AccessShareLock);
	int64		last = PG_INT64_MAX;
	Buffer		buffer;
	HeapTupleHeader header;
	Form_pg_sequence_data data;

	if (rel == NULL)
		return last;
	if (rel->rd_rel->relkind == RELKIND_SEQUENCE)
	{
		buffer = ReadBuffer(rel, 0);
		LockBuffer(buffer, BUFFER_LOCK_SHARE);
		header = (HeapTupleHeader)
			PageGetItem(BufferGetPage(buffer),
						PageGetItemId(BufferGetPage(buffer),
									  FirstOffsetNumber));
		data = (Form_pg_sequence_data) ((char *) header + header->t_hoff);
		last = data->is_called ? data->last_value : data->last_value - 1;
		UnlockReleaseBuffer(buffer);
	}
	relation_close(rel, AccessShareLock);
	return last;
}

static void
check(Relation rel, Numbered from, int64 id)
{
	Oid			owner = rel->rd_rel->relowner;

	if (id > CF_NUMBER_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("number of a row of table \"%s\" is too large",
						RelationGetRelationName(rel)),
				 errdetail("It is " INT64_FORMAT " at most.", CF_NUMBER_MAX),
				 errhint("Leave id out: the next number is taken."),
				 errtablecol(rel, from.attno)));
	if (!OidIsValid(from.sequence) || GetUserId() == owner ||
		id <= last_number(from.sequence) ||
		has_privs_of_role(GetUserId(), owner))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_INVALID_VALUE),
			 errmsg("number of a row of table \"%s\" was not handed out yet",
					RelationGetRelationName(rel)),
			 errdetail("Somebody else would be given it later, and refused."),
			 errhint("Leave id out: the next number is taken. Only the owner of the desk brings numbers along."),
			 errtablecol(rel, from.attno)));
}

/* cf_check_new_number -- KF011 for an id that was not handed out */
void
cf_check_new_number(Relation rel, int64 id)
{
	check(rel, numbered_by(rel), id);
}

/*
 * cf_check_number -- the same for the id of a row; "old" is its old version,
 * NULL for a new row
 */
void
cf_check_number(Relation rel, HeapTuple row, HeapTuple old)
{
	TupleDesc	desc = RelationGetDescr(rel);
	Numbered	from = numbered_by(rel);
	bool		isnull;
	Datum		id;

	if (from.attno == InvalidAttrNumber)
		return;
	id = heap_getattr(row, from.attno, desc, &isnull);
	if (isnull)
		return;
	if (old != NULL &&
		DatumGetInt64(heap_getattr(old, from.attno, desc, &isnull)) ==
		DatumGetInt64(id) && !isnull)
		return;
	check(rel, from, DatumGetInt64(id));
}
