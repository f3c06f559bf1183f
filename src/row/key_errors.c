/*
 * key_errors.c -- hiding the values of keys in error messages
 *
 * Whether a row violates a unique, exclusion or foreign key is known only when
 * it is written, and ON CONFLICT may expect it: a trigger cannot check first,
 * as constraint_check.c does.  PostgreSQL's DETAIL quotes the values of the
 * key.  For tables whose rows we check, emit_log_hook replaces it on its way
 * to the log and to the client.  An error context of ours would be gone by the
 * time the key is checked.
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/relation_watch.h"
#include "base/shard.h"
#include "base/template.h"
#include "row/key_errors.h"

/* as an error names it; catalogs cannot be read after an error */
typedef struct TableName
{
	NameData	schema;
	NameData	table;
} TableName;

static HTAB *tables = NULL;		/* of TableName */
static HTAB *named = NULL;		/* of OIDs of the same tables, or NULL */
static emit_log_hook_type next_hook = NULL;

static HTAB *
make_table(const char *name, Size key)
{
	HASHCTL		ctl = {.keysize = key, .entrysize = key};

	return hash_create(name, 32, &ctl, HASH_ELEM | HASH_BLOBS);
}

static void
hide(Oid relid)
{
	TableName	name = {0};
	char	   *schema = get_namespace_name(get_rel_namespace(relid));
	char	   *table = get_rel_name(relid);

	if (schema == NULL || table == NULL)
		return;					/* gone meanwhile */
	namestrcpy(&name.schema, schema);
	namestrcpy(&name.table, table);
	(void) hash_search(tables, &name, HASH_ENTER, NULL);
}

/*
 * cf_hide_keys -- from now on, errors about keys of this table quote no values
 *
 * Nor do those of tables that refer to it: a foreign key that an update breaks
 * is an error of theirs, about values of ours.
 */
void
cf_hide_keys(Relation rel)
{
	TriggerDesc *triggers = rel->trigdesc;
	bool		found;

	if (named == NULL)
		named = make_table("complaint_flow tables named", sizeof(Oid));
	(void) hash_search(named, &RelationGetRelid(rel), HASH_ENTER, &found);
	if (found)
		return;
	hide(RelationGetRelid(rel));
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		Trigger    *trigger = &triggers->triggers[i];

		if (RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_PK)
			hide(trigger->tgconstrrelid);
	}
}

static bool
is_hidden(const char *schema, const char *table)
{
	TableName	name = {0};

	if (schema == NULL || table == NULL)
		return false;
	namestrcpy(&name.schema, schema);
	namestrcpy(&name.table, table);
	return hash_search(tables, &name, HASH_FIND, NULL) != NULL;
}

/*
 * In every language the detail has the form (columns)=(values).  Numbers of
 * cases, customers and entries stay.
 */
static void
hide_values(ErrorData *error)
{
	char	   *key = error->detail ? strchr(error->detail, '(') : NULL;
	char	   *values = key ? strstr(key, ")=(") : NULL;

	if (values != NULL && is_hidden(error->schema_name, error->table_name) &&
		!cf_template_numbers(key + 1, values - key - 1))
		error->detail = psprintf("The values of key %.*s) are not shown; they may be personal.",
								 (int) (values - key), key);
}

static void
at_error(ErrorData *error)
{
	if (error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION ||
		error->sqlerrcode == ERRCODE_EXCLUSION_VIOLATION ||
		error->sqlerrcode == ERRCODE_FOREIGN_KEY_VIOLATION)
		hide_values(error);
	cf_name_as_users(error);
	if (next_hook != NULL)
		next_hook(error);
}

static void
forget_names(void)
{
	hash_destroy(named);
	named = NULL;
}

static void
forget_relation(Datum arg, Oid relid)
{
	forget_names();
}

static void
forget_schema(Datum arg, int cacheid, uint32 hashvalue)
{
	forget_names();
}

void
cf_key_errors_init(void)
{
	tables = make_table("complaint_flow tables with hidden keys",
						sizeof(TableName));
	cf_watch_relations(forget_relation, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, forget_schema, (Datum) 0);
	next_hook = emit_log_hook;
	emit_log_hook = at_error;
}
