/*
 * keyword_sql.c -- the SQL functions mentions and mentioned with the name of a
 * desk
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/errors.h"
#include "condition/keyword.h"
#include "condition/keyword_scan.h"
#include "desk/desk_cache.h"
#include "rights/elsewhere.h"

/* the number of a set that the desk has */
static int
set_of_desk(const CfDesk *desk, text *name)
{
	int			set = cf_keywords_set_number(desk->keywords, VARDATA_ANY(name),
											 VARSIZE_ANY_EXHDR(name));

	if (set < 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("keyword set \"%s\" does not exist",
						text_to_cstring(name)),
				 errhint("Table keyword_set of the desk lists the sets.")));
	return set;
}

static uint64 *
scan(const CfDesk *desk, CfKeywordScan what, text *content)
{
	return cf_keywords_scan(desk->keywords, what, VARDATA_ANY(content),
							VARSIZE_ANY_EXHDR(content));
}

PG_FUNCTION_INFO_V1(cf_mentions_of_desk);

/* mentions(desk name, content text, keyword_set text) -> boolean */
CF_WHERE_THE_DESK_IS(cf_mentions_of_desk)
{
	CfDesk	   *desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	int			set = set_of_desk(desk, PG_GETARG_TEXT_PP(2));

	PG_RETURN_BOOL(CF_KEYWORD_HIT(scan(desk, CF_SCAN_SETS,
									   PG_GETARG_TEXT_PP(1)), set));
}

PG_FUNCTION_INFO_V1(cf_mentioned_of_desk);

/* mentioned(desk name, content text, keyword_set text) -> text[] */
CF_WHERE_THE_DESK_IS(cf_mentioned_of_desk)
{
	CfDesk	   *desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	int			set = set_of_desk(desk, PG_GETARG_TEXT_PP(2));

	return cf_keywords_mentioned(desk->keywords, set,
								 scan(desk, CF_SCAN_WORDS,
									  PG_GETARG_TEXT_PP(1)));
}
