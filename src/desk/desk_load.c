/*
 * desk_load.c -- settings, people, codes and keywords of a desk, from its
 * tables
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "condition/keyword.h"
#include "desk/codes.h"
#include "desk/desk_load.h"
#include "desk/query.h"
#include "rights/login.h"

typedef struct Reading
{
	CfDesk	   *desk;
	CfDeskReader reader;
	void	   *arg;
} Reading;

static void
read_row(CfQueryRow *row, void *arg)
{
	Reading    *reading = arg;
	MemoryContext caller = MemoryContextSwitchTo(reading->desk->cxt);

	reading->reader(reading->desk, row, reading->arg);
	MemoryContextSwitchTo(caller);
}

/* cf_desk_each -- each row of a query, as it is committed by now */
void
cf_desk_each(CfDesk *desk, const char *sql, CfDeskReader reader, void *arg)
{
	Reading		reading = {desk, reader, arg};

	cf_query_each(desk, CF_QUERY_LATEST | CF_QUERY_ONCE,
				  psprintf("%s%s", desk->source, sql), 0, NULL, NULL,
				  read_row, &reading);
}

static HTAB *
code_table(CfDesk *desk, const char *name, Size entrysize)
{
	HASHCTL		ctl = {0};

	ctl.keysize = CF_CODE_LEN;
	ctl.entrysize = entrysize;
	ctl.hcxt = desk->cxt;
	return hash_create(name, 32, &ctl,
					   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

/* (code, rank, active, attribute) into the table "arg" */
static void
read_code(CfDesk *desk, CfQueryRow *row, void *arg)
{
	char	   *code = cf_query_word(row, 1);
	CfCode	   *entry = hash_search((HTAB *) arg, code, HASH_ENTER, NULL);

	entry->rank = cf_query_int(row, 2);
	entry->active = cf_query_bool(row, 3);
	entry->attribute = cf_query_text(row, 4);
}

/* code, rank, active and attribute of each kind of code */
static const struct
{
	Size		table;			/* of CfDesk */
	const char *sql;
}			kinds[] = {
	{offsetof(CfDesk, roles), "SELECT code, rank, true, NULL FROM staff_role"},
	{offsetof(CfDesk, urgencies), "SELECT code, rank, true, NULL FROM urgency"},
	{offsetof(CfDesk, levels), "SELECT code, rank, true, NULL FROM level"},
	{offsetof(CfDesk, categories), "SELECT code, 0, active, coalesce(level, (SELECT default_level FROM desk)) FROM category"},
	{offsetof(CfDesk, channels), "SELECT code, 0, active, NULL FROM channel"},
	{offsetof(CfDesk, states), "SELECT code, 0, true, coalesce(kind, 'working') FROM state"},
	{offsetof(CfDesk, purposes), "SELECT code, 0, true, NULL FROM contact_purpose"},
	{offsetof(CfDesk, causes), "SELECT code, 0, true, NULL FROM cause"},
	{offsetof(CfDesk, remedy_kinds), "SELECT code, 0, active, CASE WHEN has_amount THEN 'amount' END FROM remedy_kind"},
	{offsetof(CfDesk, groups), "SELECT code, 0, true, NULL FROM complainant_group"},
	{offsetof(CfDesk, tiers), "SELECT code, 0, true, NULL FROM customer_tier"},
	{offsetof(CfDesk, risks), "SELECT code, 0, true, NULL FROM risk"}
};

static void
load_codes(CfDesk *desk)
{
	for (int i = 0; i < lengthof(kinds); i++)
	{
		HTAB	   *codes = code_table(desk, "complaint_flow codes",
									   sizeof(CfCode));

		cf_desk_each(desk, kinds[i].sql, read_code, codes);
		*(HTAB **) ((char *) desk + kinds[i].table) = codes;
	}
}

static void
read_department(CfDesk *desk, CfQueryRow *row, void *arg)
{
	char	   *code = cf_query_word(row, 1);
	CfDepartment *entry = hash_search(desk->departments, code, HASH_ENTER,
									  NULL);

	entry->head.rank = 0;
	entry->head.active = cf_query_bool(row, 2);
	entry->head.attribute = NULL;
	entry->liaison = cf_query_text(row, 3);
	entry->overseer = cf_query_text(row, 4);
}

static void
read_staff(CfDesk *desk, CfQueryRow *row, void *arg)
{
	char	   *code = cf_query_word(row, 1);
	CfStaff    *entry = hash_search(desk->staff, code, HASH_ENTER, NULL);

	entry->role = cf_query_word(row, 2);
	entry->rank = cf_query_int(row, 3);
	entry->grade = cf_query_int(row, 4);
	entry->department = cf_query_text(row, 5);
	entry->manager = cf_query_text(row, 6);
	entry->login = cf_login_role(cf_query_text(row, 7),
								 cf_query_text(row, 11));
	entry->speaks_for_others = cf_query_bool(row, 8);
	entry->reachable = cf_query_bool(row, 9);
	entry->active = cf_query_bool(row, 10);
	entry->absences = NIL;
}

static void
read_absence(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfStaff    *staff = cf_staff(desk, cf_query_word(row, 1));
	CfAbsence  *absence;

	if (staff == NULL)
		return;
	absence = palloc(sizeof(CfAbsence));
	absence->from = DatumGetTimestampTz(cf_query_needed(row, 2,
														TIMESTAMPTZOID));
	absence->until = DatumGetTimestampTz(cf_query_needed(row, 3,
														 TIMESTAMPTZOID));
	absence->deputy = cf_query_text(row, 4);
	staff->absences = lappend(staff->absences, absence);
}

static void
read_settings(CfDesk *desk, CfQueryRow *row, void *arg)
{
	desk->time_zone = cf_query_word(row, 1);
	desk->language = cf_query_word(row, 2);
	desk->calendar = cf_query_word(row, 3);
	desk->sheet_prefix = cf_query_word(row, 4);
	desk->currency = cf_query_word(row, 5);
	desk->default_urgency = cf_query_word(row, 6);
	desk->default_level = cf_query_word(row, 7);
	desk->fallback_role = cf_query_text(row, 8);
	desk->reclassification_roles = cf_query_list(row, 9);
	desk->personal_columns = cf_query_list(row, 10);
	desk->clock_tolerance = cf_query_int64(row, 11);
	desk->rules_version = cf_query_int(row, 12);
	desk->handover_needs_acceptance = cf_query_bool(row, 13);
	desk->notify = cf_query_bool(row, 14);
	desk->extension_roles = cf_query_list(row, 15);
	desk->repeat_window = cf_query_int64(row, 16);
	desk->joined_state = cf_query_text(row, 17);
	desk->joined_purpose = cf_query_text(row, 18);
	desk->personal_entries = cf_query_list(row, 19);
	desk->policy->initial_state = cf_query_text(row, 20);
	desk->wanted_precision = DatumGetFloat8(cf_query_needed(row, 21,
															FLOAT8OID));
	*(bool *) arg = true;
}

static void
load_settings(CfDesk *desk)
{
	bool		found = false;

	cf_desk_each(desk,
				 "SELECT time_zone, language, calendar, sheet_prefix,"
				 " currency, default_urgency, default_level, fallback_role,"
				 " reclassification_roles, personal_columns,"
				 " (extract(epoch FROM clock_tolerance) * 1000000)::bigint,"
				 " rules_version, handover_needs_acceptance, notify,"
				 " extension_roles,"
				 " (extract(epoch FROM repeat_window) * 1000000)::bigint,"
				 " (SELECT code FROM state WHERE code = joined_state AND kind = 'final'),"
				 " joined_purpose, (SELECT array_agg(table_name || '.' || column_name)"
				 "  FROM personal_column),"
				 " (SELECT min(code) FROM state WHERE kind = 'initial'),"
				 " wanted_precision::float8 FROM desk",
				 read_settings, &found);
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has no settings", desk->name),
				 errdetail("Its table \"desk\" is empty."),
				 errhint("Insert the row of settings again.")));
}

typedef struct KeywordLoad
{
	CfKeywordSet *sets;
	int			nsets;
	CfKeyword  *words;
	int			nwords;
	bool		negations;		/* does a set ask for them? */
} KeywordLoad;

/* room for one element more than "count", doubled where it is full */
static void *
make_room(void *list, int count, Size size)
{
	if (count == 0)
		return palloc(size);
	return (count & (count - 1)) == 0 ?
		repalloc_huge(list, 2 * count * size) : list;
}

/* a blank one, which only a desk without its constraint can hold, is nothing */
static void
add_word(KeywordLoad *load, const char *text, CfKeywordKind kind, int set,
		 int reach)
{
	if (*text == '\0')
		return;
	load->words = make_room(load->words, load->nwords, sizeof(CfKeyword));
	load->words[load->nwords++] = (CfKeyword)
	{
		text	   ,
					strlen(text),
					kind,
					set,
					reach
	};
}

static void
read_keyword_set(CfDesk *desk, CfQueryRow *row, void *arg)
{
	KeywordLoad *load = arg;
	CfKeywordSet set = {cf_query_word(row, 1), cf_query_int(row, 4)};
	ListCell   *cell;

	foreach(cell, cf_query_list(row, 2))
		add_word(load, lfirst(cell), CF_KEYWORD, load->nsets, -1);
	foreach(cell, cf_query_list(row, 3))
		add_word(load, lfirst(cell), CF_KEYWORD_EXCEPTION, load->nsets, -1);
	load->negations |= set.reach >= 0;
	load->sets = make_room(load->sets, load->nsets, sizeof(CfKeywordSet));
	load->sets[load->nsets++] = set;
}

static void
read_negation(CfDesk *desk, CfQueryRow *row, void *arg)
{
	char	   *effect = cf_query_word(row, 2);

	add_word(arg, cf_query_word(row, 1),
			 strcmp(effect, "negates") == 0 ? CF_NEGATION :
			 strcmp(effect, "ends") == 0 ? CF_NEGATION_END :
			 CF_KEYWORD_EXCEPTION,
			 CF_NEGATION_SET, cf_query_int(row, 3));
}

static void
load_keywords(CfDesk *desk)
{
	KeywordLoad load = {0};

	cf_desk_each(desk,
				 "SELECT name, keywords, exceptions,"
				 " coalesce(negation_reach, -1) FROM keyword_set ORDER BY name",
				 read_keyword_set, &load);
	if (load.negations)
		cf_desk_each(desk,
					 "SELECT word, effect, coalesce(reach, -1)"
					 " FROM negation_word ORDER BY word",
					 read_negation, &load);
	desk->keywords = cf_keywords_build(desk->cxt, load.sets, load.nsets,
									   load.words, load.nwords);
	if (load.nsets > 0)
		pfree(load.sets);
	if (load.nwords > 0)
		pfree(load.words);
}

void
cf_desk_load(CfDesk *desk)
{
	desk->policy = MemoryContextAllocZero(desk->cxt, sizeof(CfPolicy));
	load_settings(desk);
	load_codes(desk);
	desk->departments = code_table(desk, "complaint_flow departments",
								   sizeof(CfDepartment));
	cf_desk_each(desk,
				 "SELECT code, active, liaison, overseer FROM department",
				 read_department, NULL);
	desk->staff = code_table(desk, "complaint_flow staff", sizeof(CfStaff));
	cf_desk_each(desk,
				 "SELECT s.code, s.role, r.rank, s.grade, s.department,"
				 " s.manager, s.database_role, s.speaks_for_others,"
				 " s.reachable, s.active, s.database_role_id FROM staff s"
				 " JOIN staff_role r ON r.code = s.role",
				 read_staff, NULL);
	/* else only jobs that run late ask about the past */
	cf_desk_each(desk,
				 psprintf("SELECT staff, from_at,"
						  " coalesce(until_at, 'infinity'), deputy"
						  " FROM absence WHERE %s"
						  " ORDER BY from_at DESC, id DESC",
						  desk->looks_back ? "true" :
						  "until_at > now() - interval '1 month'"
						  " OR until_at IS NULL"),
				 read_absence, NULL);
	load_keywords(desk);
}
