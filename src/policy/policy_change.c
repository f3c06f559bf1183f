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
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/at_commit.h"
#include "base/errors.h"
#include "base/shard.h"
#include "case/engine_update.h"
#include "desk/query.h"
#include "policy/example_check.h"
#include "policy/keyword_check.h"
#include "policy/model_check.h"
#include "policy/policy_errors.h"
#include "rights/as_owner.h"
#include "row/sequence_check.h"
#include "row/table_row.h"
#include "row/value_check.h"

/* version_policy itself writes a table that nobody else may change */
static bool versioning = false;

/* what is written into a row of policy */
static void
check_policy(TriggerData *trigger)
{
	const char *table;
	CfTableRow	old;
	CfTableRow	row;

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) ||
		TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		return;
	table = trigger->tg_trigger->tgargs[0];
	old = cf_trigger_row_before(trigger);
	row = cf_trigger_row(trigger);
	cf_check_number(row.rel, row.tuple, old.tuple);
	/* lists of keywords are long, and have limits of their own */
	if (strcmp(table, "keyword_set") == 0)
		cf_check_keywords(row.rel, row.tuple);
	else if (strcmp(table, "text_model") == 0)
	{
		cf_check_values(row.rel, row.tuple, old.tuple, CF_MODEL_MAX);
		cf_check_model(row.rel, row.tuple);
	}
	else
		cf_check_values(row.rel, row.tuple, old.tuple, CF_POLICY_TEXT_MAX);
	if (strcmp(table, "negation_word") == 0)
		cf_check_negation_words(row.rel);
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
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	Oid			desk = cf_relid_of("desk", schema);

	if (SessionReplicationRole != SESSION_REPLICATION_ROLE_REPLICA)
		check_policy(trigger);
	if (OidIsValid(desk))
		CacheInvalidateRelcacheByRelid(desk);
	return PointerGetDatum(NULL);
}

/* a statement as the desk's owner, whose plan is not kept */
static void
run(CfQueryPlace place, const char *sql, int nargs, const Oid *types,
	const Datum *values)
{
	cf_query_run(place, CF_QUERY_ONCE, sql, nargs, types, values, NULL, NULL,
				 NULL);
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
	CfQueryPlace place = cf_place_of_schema(schema);

	(void) cf_table_of_owner("desk", schema, place.user);
	run(place, "SELECT FROM desk FOR NO KEY UPDATE", 0, NULL, NULL);
	return PointerGetDatum(NULL);
}

/* a new number for the policy, once a transaction */
static void
raise_version(CfQueryPlace place)
{
	run(place,
		"WITH raised AS (UPDATE desk SET rules_version = rules_version + 1,"
		" rules_changed_at = now(), rules_changed_xid = pg_current_xact_id()"
		" WHERE (rules_changed_xid, rules_changed_at)"
		" IS DISTINCT FROM (pg_current_xact_id(), now())"
		" RETURNING rules_version)"
		" INSERT INTO policy_version (version, at, changed_by, reason)"
		" SELECT rules_version, now(), session_user,"
		" nullif(left(current_setting('complaint_flow.policy_reason'), 1200), '')"
		" FROM raised",
		0, NULL, NULL);
}

/*
 * What was before this transaction ends with the new version: of a table, or,
 * where the key has two parts, of one row
 */
static void
end_history(CfQueryPlace place, const Datum *key, int nparts)
{
	static const Oid types[] = {TEXTOID, TEXTOID};
	const char *open = psprintf("table_name = $1%s AND to_version IS NULL",
								nparts > 1 ? " AND rule_key = $2" : "");

	run(place,
		psprintf("DELETE FROM rule_history WHERE %s"
				 " AND from_version >= (SELECT rules_version FROM desk)",
				 open),
		nparts, types, key);
	run(place,
		psprintf("UPDATE rule_history"
				 " SET to_version = (SELECT rules_version FROM desk)"
				 " WHERE %s", open),
		nparts, types, key);
}

/* "hidden": an array of the columns that the history leaves out */
static void
begin_history(CfQueryPlace place, const CfTableRow *row, const Datum *key,
			  const char *hidden)
{
	Oid			types[] = {
		TEXTOID, TEXTOID, row->rel->rd_rel->reltype, TEXTOID
	};
	Datum		values[] = {
		key[0], key[1],
		heap_copy_tuple_as_datum(row->tuple, RelationGetDescr(row->rel)),
		CStringGetTextDatum(hidden)
	};

	run(place,
		"INSERT INTO rule_history (table_name, rule_key, from_version,"
		" content, changed_at, changed_by) VALUES ($1, $2,"
		" coalesce((SELECT rules_version FROM desk), 1),"
		" to_jsonb($3) - $4::text[], now(), session_user)",
		4, types, values);
}

/* a column of the key as text, whatever the DateStyle */
static char *
key_part(const CfTableRow *row, const char *column)
{
	bool		isnull;
	Datum		day;

	if (SPI_gettypeid(RelationGetDescr(row->rel),
					  cf_attno_of(row->rel, column)) != DATEOID)
		return cf_field_string(row, column);
	day = cf_field_value(row, column, DATEOID, &isnull);
	return isnull ? NULL : JsonEncodeDateTime(NULL, day, DATEOID, NULL);
}

/* what tells a row from others of its table, a blank between two columns */
static Datum
key_of(const CfTableRow *row, char **columns, int count)
{
	StringInfoData key;

	initStringInfo(&key);
	for (int i = 0; i < count; i++)
	{
		char	   *part = key_part(row, columns[i]);

		appendStringInfo(&key, "%s%s", i > 0 ? " " : "", part ? part : "");
	}
	return CStringGetTextDatum(key.data);
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

static bool
is_truncate(FunctionCallInfo fcinfo)
{
	return CALLED_AS_TRIGGER(fcinfo) &&
		TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
}

/* the row's place in rule_history, under the key columns */
static void
note_row(CfQueryPlace place, const CfTableRow *old, const CfTableRow *row,
		 char **args, int nkeys)
{
	Datum		key[2] = {CStringGetTextDatum(args[0])};

	if (old->tuple != NULL)
	{
		key[1] = key_of(old, args + 2, nkeys);
		end_history(place, key, 2);
	}
	if (row->tuple != NULL)
	{
		key[1] = key_of(row, args + 2, nkeys);
		if (old->tuple != NULL)
			end_history(place, key, 2);
		begin_history(place, row, key, args[1]);
	}
}

PG_FUNCTION_INFO_V1(version_policy);

/*
 * version_policy(table, hidden columns, key column, ...) -- AFTER ROW or
 * TRUNCATE trigger: new version number, and the rows' place in rule_history
 */
Datum
version_policy(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "version_policy",
											is_truncate(fcinfo) ?
											CF_TRIGGER_ANY_TIME :
											CF_TRIGGER_AFTER_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE |
											CF_TRIGGER_TRUNCATE);
	Relation	rel = trigger->tg_relation;
	char	  **args = trigger->tg_trigger->tgargs;
	int			nkeys = trigger->tg_trigger->tgnargs - 2;
	CfQueryPlace place = cf_place_of_schema(RelationGetNamespace(rel));
	CfTableRow	old = {0};
	CfTableRow	row = {0};

	if (nkeys < 1 || rel->rd_rel->relowner != place.user)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("table \"%s\" is no policy table of a desk",
						RelationGetRelationName(rel))));
	if (!is_truncate(fcinfo))
	{
		old = cf_trigger_row_before(trigger);
		row = cf_trigger_row(trigger);
	}
	/* a new version is itself a change of table "desk" */
	if (versioning || (old.tuple != NULL && row.tuple != NULL &&
					   same_row(old.tuple, row.tuple)))
		return PointerGetDatum(NULL);
	(void) cf_table_of_owner("rule_history", place.schema, place.user);
	(void) cf_table_of_owner("policy_version", place.schema, place.user);
	cf_policy_written(place.schema, args[0]);
	cf_check_at_commit(cf_require_examples, place.schema);
	versioning = true;
	PG_TRY();
	{
		raise_version(place);
		if (is_truncate(fcinfo))
		{
			Datum		table = CStringGetTextDatum(args[0]);

			end_history(place, &table, 1);
		}
		else
			note_row(place, &old, &row, args, nkeys);
	}
	PG_FINALLY();
	{
		versioning = false;
	}
	PG_END_TRY();
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(refuse_change);

/* why the row stays as it is, or does not come in; never returns */
static void
refuse_row(TriggerData *trigger, const char *table)
{
	bool		closed = strcmp(table, "complaint") == 0 &&
		!TRIGGER_FIRED_BY_DELETE(trigger->tg_event) &&
		!TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event);
	const char *what = TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? "added" :
		TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? "changed" : "removed";

	if (closed)
		ereport(ERROR,
				(errcode(ERRCODE_CF_APPEND_ONLY),
				 errmsg("table \"%s\" of cases is closed",
						RelationGetRelationName(trigger->tg_relation)),
				 errdetail("Rows cannot be %s.", what),
				 errhint("The desk's owner opens it: DROP TRIGGER %s.",
						 trigger->tg_trigger->tgname),
				 errtable(trigger->tg_relation)));
	ereport(ERROR,
			(errcode(ERRCODE_CF_APPEND_ONLY),
			 errmsg("rows of table \"%s\" cannot be %s", table, what),
			 errhint(strcmp(table, "complaint") == 0 ?
					 "Take the case to a final state; complaint_flow.drop_desk() removes a whole desk." :
					 "A correction is a new row."),
			 errtable(trigger->tg_relation)));
}

/*
 * refuse_change() -- for rows that stay as they are (KF007), but for what the
 * engine itself changes or forgets
 *
 * On a partition of complaint it also keeps cases from coming in.
 */
Datum
refuse_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "refuse_change",
											CF_TRIGGER_ANY_TIME,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE |
											CF_TRIGGER_DELETE |
											CF_TRIGGER_TRUNCATE);
	char	   *table = trigger->tg_trigger->tgargs[0];
	HeapTuple	passed = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
		trigger->tg_newtuple : trigger->tg_trigtuple;
	/* a case is not removed, and no update may move it elsewhere */
	bool		engines = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ||
		(TRIGGER_FIRED_BY_DELETE(trigger->tg_event) &&
		 strcmp(table, "complaint") != 0);

	if (engines && cf_engine_writes())
		return PointerGetDatum(passed);
	if (versioning && strcmp(table, "rule_history") == 0)
		return PointerGetDatum(passed);
	refuse_row(trigger, table);
	return PointerGetDatum(NULL);
}
