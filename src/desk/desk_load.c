/*
 * desk_load.c -- settings, people and codes of a desk, from its tables
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "base/errors.h"
#include "desk/codes.h"
#include "desk/desk_load.h"
#include "desk/desk_rows.h"
#include "desk/keyword_load.h"
#include "desk/text_model.h"
#include "rights/login.h"

static HTAB *
code_table(CfDesk *desk, const char *name, Size entrysize)
{
	HASHCTL		ctl = {0};

	ctl.keysize = CF_CODE_LEN;
	ctl.entrysize = entrysize;
	ctl.hcxt = desk->cxt;
	return hash_create(name, 8, &ctl,
					   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

/* the codes of one kind, and what is done with a row of it */
typedef struct CodeLoad
{
	HTAB	   *codes;
	void		(*read) (CfDesk *desk, CfQueryRow *row, CfCode *code);
} CodeLoad;

static void
read_rank(CfDesk *desk, CfQueryRow *row, CfCode *code)
{
	code->rank = cf_query_int(row, 2);
}

static void
read_active(CfDesk *desk, CfQueryRow *row, CfCode *code)
{
	code->active = cf_query_bool(row, 2);
}

static void
read_category(CfDesk *desk, CfQueryRow *row, CfCode *code)
{
	read_active(desk, row, code);
	code->attribute = cf_query_text(row, 3);
	if (code->attribute == NULL)
		code->attribute = desk->default_level;
}

static void
read_state(CfDesk *desk, CfQueryRow *row, CfCode *code)
{
	code->attribute = cf_query_text(row, 2);
	if (code->attribute == NULL)
		code->attribute = pstrdup("working");
	if (strcmp(code->attribute, "initial") == 0 &&
		(desk->policy->initial_state == NULL ||
		 strcmp(code->code, desk->policy->initial_state) < 0))
		desk->policy->initial_state = code->code;
}

static void
read_remedy_kind(CfDesk *desk, CfQueryRow *row, CfCode *code)
{
	read_active(desk, row, code);
	code->attribute = cf_query_bool(row, 3) ? pstrdup("amount") : NULL;
}

static const struct
{
	Size		list;			/* of CfDesk */
	CfDeskTable table;			/* its code first */
	void		(*read) (CfDesk *desk, CfQueryRow *row, CfCode *code);
}			kinds[] = {
	{offsetof(CfDesk, roles), {"staff_role", "code, rank"}, read_rank},
	{offsetof(CfDesk, urgencies), {"urgency", "code, rank"}, read_rank},
	{offsetof(CfDesk, levels), {"level", "code, rank"}, read_rank},
	{offsetof(CfDesk, categories), {"category", "code, active, level"}, read_category},
	{offsetof(CfDesk, channels), {"channel", "code, active"}, read_active},
	{offsetof(CfDesk, states), {"state", "code, kind"}, read_state},
	{offsetof(CfDesk, purposes), {"contact_purpose", "code"}, NULL},
	{offsetof(CfDesk, causes), {"cause", "code"}, NULL},
	{offsetof(CfDesk, remedy_kinds), {"remedy_kind", "code, active, has_amount"}, read_remedy_kind},
	{offsetof(CfDesk, groups), {"complainant_group", "code"}, NULL},
	{offsetof(CfDesk, tiers), {"customer_tier", "code"}, NULL},
	{offsetof(CfDesk, risks), {"risk", "code"}, NULL}
};

static void
read_code(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CodeLoad   *load = arg;
	char	   *name = cf_query_word(row, 1);
	CfCode	   *code = hash_search(load->codes, name, HASH_ENTER, NULL);

	pfree(name);
	code->rank = 0;
	code->active = true;
	code->attribute = NULL;
	if (load->read != NULL)
		load->read(desk, row, code);
}

static void
load_codes(CfDesk *desk)
{
	for (int i = 0; i < lengthof(kinds); i++)
	{
		CodeLoad	load = {code_table(desk, "complaint_flow codes",
									   sizeof(CfCode)), kinds[i].read};

		cf_desk_load_each(desk, &kinds[i].table, read_code, &load);
		*(HTAB **) ((char *) desk + kinds[i].list) = load.codes;
	}
	if (!cf_is_final(desk, desk->joined_state))
		desk->joined_state = NULL;
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
	char	   *role = cf_query_word(row, 2);
	CfCode	   *known_role = cf_code(desk->roles, role);
	CfStaff    *entry;

	if (known_role == NULL)
		return;
	entry = hash_search(desk->staff, code, HASH_ENTER, NULL);
	entry->role = known_role->code;
	entry->rank = known_role->rank;
	entry->grade = cf_query_int(row, 3);
	entry->department = cf_query_text(row, 4);
	entry->manager = cf_query_text(row, 5);
	entry->login = cf_login_role(cf_query_text(row, 6),
								 cf_query_text(row, 10));
	entry->speaks_for_others = cf_query_bool(row, 7);
	entry->reachable = cf_query_bool(row, 8);
	entry->active = cf_query_bool(row, 9);
	entry->absences = NIL;
	pfree(code);
	pfree(role);
}

/* the moment since which absences matter to who does not look back */
static TimestampTz
a_month_ago(void)
{
	Interval	month = {.month = 1};

	return DatumGetTimestampTz(DirectFunctionCall2(timestamptz_mi_interval,
												   TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()),
												   IntervalPGetDatum(&month)));
}

/* jobs that run late ask about the past month */
static void
read_absence(CfDesk *desk, CfQueryRow *row, void *arg)
{
	CfStaff    *staff = cf_staff(desk, cf_query_word(row, 1));
	TimestampTz since = *(TimestampTz *) arg;
	CfAbsence  *absence;
	bool		no_end;
	Datum		until = cf_query_value(row, 3, TIMESTAMPTZOID, &no_end);

	if (staff == NULL || (!no_end && DatumGetTimestampTz(until) <= since))
		return;
	absence = palloc(sizeof(CfAbsence));
	absence->from = DatumGetTimestampTz(cf_query_needed(row, 2,
														TIMESTAMPTZOID));
	absence->until = no_end ? DT_NOEND : DatumGetTimestampTz(until);
	absence->deputy = cf_query_text(row, 4);
	staff->absences = lappend(staff->absences, absence);
}

/* microseconds, as extract(epoch FROM ...) counts them; 0 for NULL */
static int64
microseconds(const CfQueryRow *row, int column)
{
	bool		isnull;
	Datum		interval = cf_query_value(row, column, INTERVALOID, &isnull);
	Datum		million = NumericGetDatum(int64_to_numeric(1000000));
	Datum		seconds;

	if (isnull)
		return 0;
	seconds = DirectFunctionCall2(extract_interval,
								  CStringGetTextDatum("epoch"), interval);
	return DatumGetInt64(DirectFunctionCall1(numeric_int8,
											 DirectFunctionCall2(numeric_mul, seconds, million)));
}

static const CfDeskTable settings = {
	"desk",
	"time_zone, language, calendar, sheet_prefix, currency, default_urgency, "
	"default_level, fallback_role, reclassification_roles, personal_columns, "
	"clock_tolerance, rules_version, handover_needs_acceptance, notify, "
	"extension_roles, repeat_window, joined_state, joined_purpose, "
	"wanted_precision"
};

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
	desk->clock_tolerance = microseconds(row, 11);
	desk->rules_version = cf_query_int(row, 12);
	desk->handover_needs_acceptance = cf_query_bool(row, 13);
	desk->notify = cf_query_bool(row, 14);
	desk->extension_roles = cf_query_list(row, 15);
	desk->repeat_window = microseconds(row, 16);
	desk->joined_state = cf_query_text(row, 17);
	desk->joined_purpose = cf_query_text(row, 18);
	desk->wanted_precision =
		DatumGetFloat8(DirectFunctionCall1(numeric_float8,
										   cf_query_needed(row, 19,
														   NUMERICOID)));
	*(bool *) arg = true;
}

static void
load_settings(CfDesk *desk)
{
	bool		found = false;

	cf_desk_load_each(desk, &settings, read_settings, &found);
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_CF_DAMAGED_DESK),
				 errmsg("desk \"%s\" has no settings", desk->name),
				 errdetail("Its table \"desk\" is empty."),
				 errhint("Insert the row of settings again.")));
}

static void
read_personal_column(CfDesk *desk, CfQueryRow *row, void *arg)
{
	desk->personal_entries = lappend(desk->personal_entries,
									 psprintf("%s.%s", cf_query_word(row, 1),
											  cf_query_word(row, 2)));
}

void
cf_desk_load(CfDesk *desk)
{
	static const CfDeskTable departments = {
		"department", "code, active, liaison, overseer"
	};
	static const CfDeskTable people = {
		"staff",
		"code, role, grade, department, manager, database_role, "
		"speaks_for_others, reachable, active, database_role_id"
	};
	static const CfDeskTable absences = {
		"absence", "staff, from_at, until_at, deputy", {"from_at", "id"}, true
	};
	static const CfDeskTable personal_columns = {
		"personal_column", "table_name, column_name"
	};
	TimestampTz since = desk->looks_back ? DT_NOBEGIN : a_month_ago();

	desk->policy = MemoryContextAllocZero(desk->cxt, sizeof(CfPolicy));
	load_settings(desk);
	load_codes(desk);
	desk->departments = code_table(desk, "complaint_flow departments",
								   sizeof(CfDepartment));
	cf_desk_load_each(desk, &departments, read_department, NULL);
	desk->staff = code_table(desk, "complaint_flow staff", sizeof(CfStaff));
	cf_desk_load_each(desk, &people, read_staff, NULL);
	cf_desk_load_each(desk, &absences, read_absence, &since);
	cf_desk_load_each(desk, &personal_columns, read_personal_column, NULL);
	cf_text_models_load(desk);
	cf_keywords_load(desk);
}
