/*
 * policy_change.c -- changes of policy: announced, versioned, checked; and
 * tables that do not change at all
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/errors.h"
#include "base/trigger.h"
#include "case/engine_update.h"
#include "policy/keyword_check.h"
#include "rights/as_owner.h"
#include "row/sequence_check.h"
#include "row/value_check.h"

/* version_policy itself writes a table that nobody else may change */
static bool versioning = false;

/* what is written into a row of policy */
static void
check_policy(TriggerData *trigger)
{
	bool		update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	HeapTuple	row = update ? trigger->tg_newtuple : trigger->tg_trigtuple;
	HeapTuple	old = update ? trigger->tg_trigtuple : NULL;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		return;
	cf_check_number(trigger->tg_relation, row, old);
	/* lists of keywords are long, and have limits of their own */
	if (strcmp(trigger->tg_trigger->tgargs[0], "keyword_set") == 0)
		cf_check_keywords(trigger->tg_relation, row);
	else
		cf_check_values(trigger->tg_relation, row, old, CF_POLICY_TEXT_MAX);
}

PG_FUNCTION_INFO_V1(announce_policy);

/*
 * announce_policy() -- tell every connection that the desk's policy changed
 *
 * Writes nothing, so it may also fire during restore and replication; how much
 * a row holds is looked at where it is written.
 */
Datum
announce_policy(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "announce_policy",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE |
											CF_TRIGGER_TRUNCATE);
	Oid			desk = get_relname_relid("desk",
										 RelationGetNamespace(trigger->tg_relation));

	if (SessionReplicationRole != SESSION_REPLICATION_ROLE_REPLICA)
		check_policy(trigger);
	if (OidIsValid(desk))
		CacheInvalidateRelcacheByRelid(desk);
	return PointerGetDatum(NULL);
}

static void
run(const char *sql, int nargs, const Oid *types, const Datum *values,
	const char *nulls)
{
	int			rc = SPI_execute_with_args(sql, nargs, unconstify(Oid *, types),
										   unconstify(Datum *, values), nulls,
										   false, 0);

	if (rc < 0)
		elog(ERROR, "SPI_execute_with_args returned %s",
			 SPI_result_code_string(rc));
}

/* a query under the active snapshot */
static void
look(const char *sql, int nargs, const Oid *types, const Datum *values)
{
	int			rc = SPI_execute_with_args(sql, nargs, unconstify(Oid *, types),
										   unconstify(Datum *, values), NULL,
										   true, 0);

	if (rc != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute_with_args returned %s",
			 SPI_result_code_string(rc));
}

PG_FUNCTION_INFO_V1(lock_policy);

/*
 * lock_policy() -- BEFORE STATEMENT trigger: one transaction changes the
 * policy of a desk at a time
 *
 * Before the statement locks a row of its own it locks the row of settings,
 * which a new version updates anyway; whoever waits here holds no rule yet.
 * Writers of cases read the policy and never lock it.
 */
Datum
lock_policy(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "lock_policy",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE);
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	Oid			owner = cf_owner_of_desk(schema);
	CfOwnerScope scope;

	(void) cf_table_of_owner("desk", schema, owner);
	cf_owner_begin(&scope, get_namespace_name(schema), owner);
	SPI_connect();
	run("SELECT FROM desk FOR NO KEY UPDATE", 0, NULL, NULL, NULL);
	SPI_finish();
	cf_owner_end(&scope);
	return PointerGetDatum(NULL);
}

/* a new number for the policy, once a transaction */
static void
raise_version(void)
{
	run("UPDATE desk SET rules_version = rules_version + 1,"
		" rules_changed_at = now(), rules_changed_xid = pg_current_xact_id()"
		" WHERE (rules_changed_xid, rules_changed_at)"
		" IS DISTINCT FROM (pg_current_xact_id(), now())",
		0, NULL, NULL, NULL);
}

/* the rule's row before this transaction ends with the new version */
static void
end_history(const Datum *key)
{
	static const Oid types[] = {TEXTOID, TEXTOID};

	run("DELETE FROM rule_history WHERE table_name = $1 AND rule_key = $2"
		" AND to_version IS NULL"
		" AND from_version >= (SELECT rules_version FROM desk)",
		2, types, key, NULL);
	run("UPDATE rule_history"
		" SET to_version = (SELECT rules_version FROM desk)"
		" WHERE table_name = $1 AND rule_key = $2 AND to_version IS NULL",
		2, types, key, NULL);
}

static void
begin_history(Relation rel, HeapTuple row, const Datum *key)
{
	Oid			types[3] = {TEXTOID, TEXTOID, InvalidOid};
	Datum		values[3];

	types[2] = rel->rd_rel->reltype;
	values[0] = key[0];
	values[1] = key[1];
	values[2] = heap_copy_tuple_as_datum(row, RelationGetDescr(rel));
	run("INSERT INTO rule_history (table_name, rule_key, from_version,"
		" content, changed_at, changed_by) VALUES ($1, $2,"
		" coalesce((SELECT rules_version FROM desk), 1), to_jsonb($3),"
		" now(), session_user)",
		3, types, values, NULL);
}

static Datum
key_of(Relation rel, HeapTuple row, const char *column)
{
	char	   *key = SPI_getvalue(row, RelationGetDescr(rel),
								   cf_attno_of(rel, column));

	return CStringGetTextDatum(key ? key : "");
}

/* an update that changes nothing, as programs write that save whole forms */
static bool
same_row(HeapTuple a, HeapTuple b)
{
	return a->t_len == b->t_len &&
		a->t_data->t_hoff == b->t_data->t_hoff &&
		memcmp((char *) a->t_data + SizeofHeapTupleHeader,
			   (char *) b->t_data + SizeofHeapTupleHeader,
			   a->t_len - SizeofHeapTupleHeader) == 0;
}

PG_FUNCTION_INFO_V1(version_policy);

/*
 * version_policy(table, key column) -- AFTER ROW trigger: new version number,
 * and the row's place in rule_history
 */
Datum
version_policy(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "version_policy",
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE);
	Relation	rel = trigger->tg_relation;
	char	  **args = trigger->tg_trigger->tgargs;
	Oid			schema = RelationGetNamespace(rel);
	Oid			owner = cf_owner_of_desk(schema);
	CfOwnerScope scope;
	Datum		key[2];

	if (trigger->tg_trigger->tgnargs < 2 || rel->rd_rel->relowner != owner)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("table \"%s\" is no policy table of a desk",
						RelationGetRelationName(rel))));
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) &&
		same_row(trigger->tg_trigtuple, trigger->tg_newtuple))
		return PointerGetDatum(NULL);
	(void) cf_table_of_owner("rule_history", schema, owner);
	cf_owner_begin(&scope, get_namespace_name(schema), owner);
	SPI_connect();
	versioning = true;
	PG_TRY();
	{
		raise_version();
		key[0] = CStringGetTextDatum(args[0]);
		key[1] = key_of(rel, trigger->tg_trigtuple, args[1]);
		if (!TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
			end_history(key);
		if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		{
			key[1] = key_of(rel, trigger->tg_newtuple, args[1]);
			end_history(key);
			begin_history(rel, trigger->tg_newtuple, key);
		}
		else if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
			begin_history(rel, trigger->tg_trigtuple, key);
	}
	PG_FINALLY();
	{
		versioning = false;
	}
	PG_END_TRY();
	SPI_finish();
	cf_owner_end(&scope);
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(refuse_change);

/*
 * refuse_change() -- for rows that stay as they are (KF007)
 */
Datum
refuse_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "refuse_change",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE |
											CF_TRIGGER_TRUNCATE);
	char	   *table = trigger->tg_trigger->tgargs[0];
	bool		update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);

	if (update && cf_engine_writes())
		return PointerGetDatum(trigger->tg_newtuple);
	if (versioning && strcmp(table, "rule_history") == 0)
		return PointerGetDatum(update ? trigger->tg_newtuple :
							   trigger->tg_trigtuple);
	ereport(ERROR,
			(errcode(ERRCODE_CF_APPEND_ONLY),
			 errmsg("rows of table \"%s\" cannot be %s", table,
					update ? "changed" : "removed"),
			 errhint(strcmp(table, "complaint") == 0 ?
					 "Take the case to a final state; complaint_flow.drop_desk() removes a whole desk." :
					 "A correction is a new row."),
			 errtable(trigger->tg_relation)));
}

PG_FUNCTION_INFO_V1(check_staff);

/*
 * check_staff() -- BEFORE ROW trigger of staff: chains of managers end
 */
Datum
check_staff(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "check_staff",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	static const Oid types[] = {TEXTOID, TEXTOID};
	Relation	rel = trigger->tg_relation;
	HeapTuple	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
		trigger->tg_newtuple : trigger->tg_trigtuple;
	CfOwnerScope scope;
	Datum		values[2];
	bool		isnull;
	bool		loops;

	values[0] = SPI_getbinval(row, RelationGetDescr(rel),
							  cf_typed_attno(rel, "code", TEXTOID), &isnull);
	if (isnull)
		return PointerGetDatum(row);
	values[1] = SPI_getbinval(row, RelationGetDescr(rel),
							  cf_typed_attno(rel, "manager", TEXTOID),
							  &isnull);
	if (isnull)
		return PointerGetDatum(row);
	(void) cf_table_of_owner("staff", RelationGetNamespace(rel),
							 rel->rd_rel->relowner);
	cf_owner_begin(&scope, get_namespace_name(RelationGetNamespace(rel)),
				   rel->rd_rel->relowner);
	SPI_connect();

	/*
	 * lock_policy lets one change of chains in at a time, two could close a
	 * loop together; the transaction's own snapshot may be older than that
	 */
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	look("WITH RECURSIVE chain(code) AS (SELECT $2"
		 " UNION SELECT s.manager FROM staff s JOIN chain c ON s.code = c.code"
		 " WHERE s.manager IS NOT NULL AND s.code <> $1)"
		 " SELECT 1 FROM chain WHERE code = $1",
		 2, types, values);
	loops = SPI_processed > 0;
	PopActiveSnapshot();
	SPI_finish();
	cf_owner_end(&scope);
	if (loops)
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("staff member \"%s\" would be above themselves",
						TextDatumGetCString(values[0])),
				 errdetail("The chain of managers that begins with \"%s\" comes back.",
						   TextDatumGetCString(values[1])),
				 errtablecol(rel, cf_attno_of(rel, "manager"))));
	return PointerGetDatum(row);
}
