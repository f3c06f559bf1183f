/*
 * outbox.c -- when messages go out, and how workers take them
 *
 * A worker takes messages for a while: nobody else sees them until then.  It
 * acknowledges them when they are delivered; those of a worker that died come
 * again.  So each is delivered at least once, by any number of workers.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/array.h"
#include "base/errors.h"
#include "case/statement.h"
#include "desk/actor.h"
#include "desk/desk_cache.h"
#include "desk/desk_calendar.h"
#include "desk/policy.h"
#include "desk/query.h"
#include "rights/as_owner.h"
#include "rights/elsewhere.h"
#include "row/constraint_check.h"
#include "row/table_row.h"
#include "time/worktime.h"

/* "*", the audience itself, or "person *" for "person li.na" */
static bool
covers(const char *pattern, const char *audience)
{
	size_t		len = strlen(pattern);

	if (strcmp(pattern, "*") == 0)
		return true;
	if (audience == NULL)
		return false;
	if (len > 2 && strcmp(pattern + len - 2, " *") == 0)
		return strncmp(pattern, audience, len - 1) == 0;
	return strcmp(pattern, audience) == 0;
}

/* the urgency of the case that a message is about, or NULL */
static char *
urgency_in(Datum content)
{
	Jsonb	   *jsonb = DatumGetJsonbP(content);
	JsonbValue	value;
	JsonbValue *found = NULL;

	if (JB_ROOT_IS_OBJECT(jsonb))
		found = getKeyJsonValueFromContainer(&jsonb->root, "urgency",
											 strlen("urgency"), &value);
	if (found == NULL || found->type != jbvString)
		return NULL;
	return pnstrdup(found->val.string.val, found->val.string.len);
}

static CfMessageRule *
rule_for(CfDesk *desk, const char *topic, const char *audience,
		 Datum content)
{
	char	   *urgency = urgency_in(content);
	ListCell   *cell;

	foreach(cell, desk->policy->messages)
	{
		CfMessageRule *rule = lfirst(cell);

		if (strcmp(rule->topic, "*") != 0 && strcmp(rule->topic, topic) != 0)
			continue;
		if (!covers(rule->audience, audience))
			continue;
		if (rule->urgency != NULL &&
			(urgency == NULL || strcmp(rule->urgency, urgency) != 0))
			continue;
		return rule;
	}
	return NULL;
}

/* when a message of "rule" may be read; sets *waits for a digest */
static TimestampTz
visible_from(CfDesk *desk, CfMessageRule *rule, const char *topic,
			 TimestampTz at, bool *waits)
{
	*waits = rule != NULL && rule->digest && strcmp(topic, "digest") != 0;
	if (*waits)
		return DT_NOEND;
	if (rule == NULL || rule->quiet_calendar == NULL ||
		TIMESTAMP_NOT_FINITE(at))
		return at;
	return cf_roll_forward(cf_clock_calendar(desk, rule->quiet_calendar,
											 NULL), at, NULL);
}

/* messengers hold the right to do so, which ack_outbox asks for; owners may */
static void
refuse_by_hand(Relation outbox)
{
	if (has_privs_of_role(GetUserId(), outbox->rd_rel->relowner))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_CF_COMPUTED_COLUMN),
			 errmsg("column \"acked_at\" of a message cannot be written"),
			 errhint("Call complaint_flow.ack_outbox(): it writes down what the customer was told."),
			 cf_errcolumn(outbox, "acked_at")));
}

PG_FUNCTION_INFO_V1(decide_message);

/*
 * decide_message() -- BEFORE ROW trigger of outbox: when it goes out, and that
 * nobody acknowledges it but by ack_outbox
 *
 * Tells listeners where the desk wants that.  A message that comes with a
 * time of its own keeps it.
 */
Datum
decide_message(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = cf_check_trigger(fcinfo, "decide_message",
											CF_TRIGGER_BEFORE_ROW,
											CF_TRIGGER_INSERT |
											CF_TRIGGER_UPDATE);
	CfTableRow	row = cf_trigger_row(trigger);
	CfDesk	   *desk;
	CfMessageRule *rule;
	bool		isnull;
	Datum		content = cf_field_value(&row, "content", JSONBOID, &isnull);
	char	   *topic = cf_field_string(&row, "topic");
	bool		waits;
	TimestampTz visible_at;

	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		refuse_by_hand(row.rel);
		return PointerGetDatum(row.tuple);
	}
	desk = cf_desk_before(row.rel);
	if (!isnull && topic != NULL && !cf_field_is_null(&row, "created_at") &&
		cf_field_is_null(&row, "visible_at"))
	{
		if (desk->notify)
			Async_Notify("complaint_flow", desk->name);
		rule = rule_for(desk, topic, cf_field_string(&row, "audience"),
						content);
		visible_at = visible_from(desk, rule, topic,
								  cf_field_time(&row, "created_at"), &waits);
		cf_field_set(&row, "visible_at", TIMESTAMPTZOID,
					 TimestampTzGetDatum(visible_at));
		if (waits)
			cf_field_set(&row, "digest_rule", INT8OID,
						 Int64GetDatum(rule->id));
		else if (!cf_field_is_null(&row, "digest_rule"))
			cf_field_set_null(&row, "digest_rule");
	}
	cf_check_row(fcinfo->flinfo, row.rel, row.tuple, true);
	return PointerGetDatum(row.tuple);
}

/* the right of a messenger is to acknowledge */
static CfDesk *
open_for_messenger(const char *name)
{
	CfDesk	   *desk = cf_desk_open_named(name);
	Oid			outbox = cf_table_of_owner("outbox", desk->schema,
										   desk->owner);
	AttrNumber	attno = get_attnum(outbox, "acked_at");

	if (pg_class_aclcheck(outbox, GetUserId(), ACL_UPDATE) != ACLCHECK_OK &&
		pg_attribute_aclcheck(outbox, attno, GetUserId(),
							  ACL_UPDATE) != ACLCHECK_OK)
		ereport(ERROR,
				(errcode(ERRCODE_CF_NOT_AUTHORISED),
				 errmsg("role \"%s\" may not take messages of desk \"%s\"",
						GetUserNameFromId(GetUserId(), false), desk->name),
				 errhint("The owner grants it: SELECT complaint_flow.grant_desk('%s', 'messenger', '%s').",
						 desk->name,
						 GetUserNameFromId(GetUserId(), false))));
	return desk;
}

static void
return_row(CfQueryRow *row, void *result)
{
	tuplestore_puttuple(((ReturnSetInfo *) result)->setResult, row->tuple);
}

static void
read_id(CfQueryRow *row, void *arg)
{
	List	  **ids = arg;
	int64	   *id = palloc(sizeof(int64));

	*id = DatumGetInt64(cf_query_needed(row, 1, INT8OID));
	*ids = lappend(*ids, id);
}

static void
require_argument(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR,
				(errcode(ERRCODE_CF_VALUE_REQUIRED),
				 errmsg("argument \"%s\" must not be NULL", name)));
}

/* messages that wait for a digest are visible from infinity on */
static void
require_finite(TimestampTz as_of)
{
	if (TIMESTAMP_NOT_FINITE(as_of))
		ereport(ERROR,
				(errcode(ERRCODE_CF_INVALID_VALUE),
				 errmsg("messages cannot be handled at an infinite time"),
				 errhint("Leave as_of out: the present time is taken.")));
}

PG_FUNCTION_INFO_V1(read_outbox);

/*
 * read_outbox(desk, max, visibility, audience, language, as_of) -- messages
 * for a worker, who has them alone until as_of + visibility
 */
CF_WHERE_THE_DESK_IS(read_outbox)
{
	static const Oid take_types[] = {
		INT4OID, INTERVALOID, TEXTOID, TIMESTAMPTZOID, NAMEOID
	};
	static const Oid show_types[] = {NAMEOID, INT8ARRAYOID, TEXTOID};
	CfDesk	   *desk;
	NameData	reader;
	List	   *taken = NIL;
	Datum		values[5];
	char		nulls[] = "     ";

	require_argument(fcinfo, 0, "desk");
	require_argument(fcinfo, 1, "max");
	require_argument(fcinfo, 2, "visibility");
	require_argument(fcinfo, 5, "as_of");
	require_finite(PG_GETARG_TIMESTAMPTZ(5));
	desk = open_for_messenger(NameStr(*PG_GETARG_NAME(0)));
	InitMaterializedSRF(fcinfo, 0);
	namestrcpy(&reader, cf_db_role(desk));
	for (int i = 0; i < 4; i++)
		values[i] = PG_GETARG_DATUM(i == 3 ? 5 : i + 1);
	nulls[2] = PG_ARGISNULL(3) ? 'n' : ' ';
	values[4] = NameGetDatum(&reader);
	cf_query_run(cf_place_of_desk(desk), CF_QUERY_SNAPSHOT,
				 "WITH taken AS MATERIALIZED (SELECT id FROM outbox"
				 " WHERE acked_at IS NULL AND visible_at <= $4"
				 " AND ($3 IS NULL OR audience = $3"
				 " OR split_part(audience, ' ', 1) = $3)"
				 " ORDER BY visible_at, id LIMIT greatest($1, 0)"
				 " FOR NO KEY UPDATE SKIP LOCKED)"
				 " UPDATE outbox o SET visible_at = $4 + $2,"
				 " attempts = o.attempts + 1, read_by = $5"
				 " FROM taken WHERE o.id = taken.id RETURNING o.id",
				 5, take_types, values, nulls, read_id, &taken);
	values[0] = PG_GETARG_DATUM(0);
	values[1] = cf_array_of_ids(taken);
	values[2] = PG_GETARG_DATUM(4);
	nulls[2] = PG_ARGISNULL(4) ? 'n' : ' ';
	cf_query_run(cf_place_of_desk(desk), CF_QUERY_SNAPSHOT,
				 "SELECT * FROM complaint_flow.render_messages($1, $2, $3)",
				 3, show_types, values, nulls, return_row, fcinfo->resultinfo);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(ack_outbox);

/*
 * ack_outbox(desk, ids, as_of) -- these messages are delivered
 *
 * One to a customer whose topic is a purpose of contacts is a contact now.
 * Rows of cases are locked before those of the outbox.
 */
CF_WHERE_THE_DESK_IS(ack_outbox)
{
	static const Oid types[] = {INT8ARRAYOID, TIMESTAMPTZOID};
	CfDesk	   *desk = open_for_messenger(NameStr(*PG_GETARG_NAME(0)));
	Datum		values[] = {PG_GETARG_DATUM(1), PG_GETARG_DATUM(2)};
	int			settings;

	require_finite(PG_GETARG_TIMESTAMPTZ(2));
	InitMaterializedSRF(fcinfo, 0);
	/* nobody made the contact: the owner could speak for anybody */
	settings = NewGUCNestLevel();
	(void) set_config_option("complaint_flow.actor", "", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	cf_query_execute(desk,
					 "SELECT FROM complaint WHERE id IN (SELECT complaint_id FROM outbox"
					 " WHERE id = ANY ($1) AND audience = 'customer' AND acked_at IS NULL)"
					 " ORDER BY id FOR NO KEY UPDATE",
					 1, types, values, NULL);
	cf_query_each(desk, CF_QUERY_SNAPSHOT,
				  "WITH found AS MATERIALIZED (SELECT id FROM outbox"
				  " WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE),"
				  " done AS (UPDATE outbox o SET acked_at = $2"
				  " FROM found f WHERE o.id = f.id AND o.acked_at IS NULL"
				  " RETURNING o.id, o.complaint_id, o.audience, o.topic),"
				  " told AS (INSERT INTO contact (complaint_id, direction, channel,"
				  " purpose, contacted_at, result)"
				  " SELECT c.id, 'out', c.channel, p.code,"
				  " greatest($2, c.received_at), 'reached'"
				  " FROM done d JOIN complaint c ON c.id = d.complaint_id"
				  " JOIN contact_purpose p ON p.code = d.topic"
				  " JOIN customer u ON u.id = c.customer_id"
				  " WHERE d.audience = 'customer'"
				  " AND num_nonnulls(u.phone, u.email, u.address) > 0"
				  " ORDER BY c.id)"
				  " SELECT a.id, CASE WHEN d.id IS NOT NULL THEN 'acknowledged'"
				  " WHEN f.id IS NOT NULL THEN 'acknowledged before'"
				  " ELSE 'unknown' END"
				  " FROM (SELECT DISTINCT unnest($1) AS id) a"
				  " LEFT JOIN found f ON f.id = a.id LEFT JOIN done d ON d.id = a.id"
				  " WHERE a.id IS NOT NULL ORDER BY a.id",
				  2, types, values, return_row, fcinfo->resultinfo);
	AtEOXact_GUC(false, settings);
	return (Datum) 0;
}
