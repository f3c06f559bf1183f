/*
 * unknown_code.c -- refusing a code that a table of the desk does not hold,
 * with a word about the one that was perhaps meant
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "base/errors.h"
#include "desk/query.h"
#include "desk/unknown_code.h"

/*
 * Codes whose names or labels are the word $1, in either language; else those
 * that have a part in common with it; else those that a short Chinese word
 * abbreviates.  And all codes, if they are few.
 */
static const char lookup[] =
"%s code AS (SELECT code, to_jsonb(c) AS names FROM %s c"
" WHERE to_jsonb(c) ->> 'active' IS DISTINCT FROM 'false'), near AS"
" (SELECT code, min(CASE WHEN part = lower($1) THEN 1"
"   WHEN char_length($1) > 1 AND char_length(part) > 1"
"    AND (strpos(part, lower($1)) > 0 OR strpos(lower($1), part) > 0) THEN 2"
"   WHEN char_length($1) BETWEEN 2 AND 4 AND octet_length($1) > 4"
"    AND part LIKE regexp_replace(lower($1), '(.)', '%%\\1', 'g') || '%%' THEN 3"
"   END) AS distance"
"  FROM code, jsonb_each_text(names) AS n (kind, name),"
"   regexp_split_to_table(lower(name), '\\s*[/／]\\s*') AS part"
"  WHERE kind IN ('code', 'key', 'name', 'label', 'label_zh')"
"  GROUP BY code ORDER BY distance, code LIMIT 3)"
" SELECT (SELECT string_agg(code, ' or ') FROM near"
"  WHERE distance = (SELECT min(distance) FROM near)),"
" (SELECT string_agg(code, ', ' ORDER BY code) FROM code"
"  HAVING count(*) <= 30 AND '%s' <> 'staff')";

/* cf_code_hint -- which code of a table was perhaps meant, in a sentence */
char *
cf_code_hint(CfDesk *desk, const char *code, const char *table)
{
	static const Oid types[] = {TEXTOID};
	Datum		word = CStringGetTextDatum(code);
	const char *with = desk->source[0] == '\0' ? "WITH" :
		psprintf("%s,", desk->source);
	CfQueryRow *found = cf_query_first(cf_place_of_desk(desk),
									   desk->source[0] == '\0' ?
									   CF_QUERY_READ_ONLY :
									   CF_QUERY_READ_ONLY | CF_QUERY_ONCE,
									   psprintf(lookup, with, table, table),
									   1, types, &word);
	char	   *meant = cf_query_text(found, 1);
	char	   *all = cf_query_text(found, 2);

	if (meant != NULL)
		return psprintf("Did you mean %s?", meant);
	if (all != NULL)
		return psprintf("Use one of %s, or add the code to the table.", all);
	return pstrdup("Add the code to the table, or use one that is there.");
}

/*
 * cf_unknown_code -- refuse a code that "table" does not hold, or holds as
 * not active
 */
void
cf_unknown_code(CfDesk *desk, Relation rel, AttrNumber attno,
				const char *code, const char *table, bool inactive)
{
	const char *column = NameStr(TupleDescAttr(RelationGetDescr(rel),
											   attno - 1)->attname);
	int			shown = pg_mbcliplen(code, strlen(code), CF_CODE_LEN - 1);
	char	   *word = pnstrdup(code, shown);
	const char *hint = inactive ?
		"Use another code, or make this one active again." :
		cf_code_hint(desk, word, table);

	ereport(ERROR,
			(errcode(ERRCODE_CF_UNKNOWN_CODE),
			 inactive ?
			 errmsg("%s \"%s\" is not active", column, code) :
			 errmsg("unknown %s \"%s%s\"", column, word,
					code[shown] == '\0' ? "" : "..."),
			 inactive ?
			 errdetail("Table \"%s.%s\" says so.", desk->name, table) :
			 errdetail("Table \"%s.%s\" has no such code.", desk->name,
					   table),
			 errhint("%s", hint),
			 errtablecol(rel, attno)));
}
