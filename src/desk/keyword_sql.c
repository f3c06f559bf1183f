/*
 * keyword_sql.c -- the SQL function mentions(desk, content, keyword_set)
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/errors.h"
#include "condition/keyword.h"
#include "desk/desk_cache.h"

PG_FUNCTION_INFO_V1(cf_mentions_of_desk);

/* mentions(desk name, content text, keyword_set text) -> boolean */
Datum
cf_mentions_of_desk(PG_FUNCTION_ARGS)
{
	CfDesk	   *desk = cf_desk_open_named(NameStr(*PG_GETARG_NAME(0)));
	text	   *content = PG_GETARG_TEXT_PP(1);
	text	   *name = PG_GETARG_TEXT_PP(2);
	uint64	   *hits;
	int			nsets;
	int			set;

	set = desk->keywords == NULL ? -1 :
		cf_keywords_set_number(desk->keywords, VARDATA_ANY(name),
							   VARSIZE_ANY_EXHDR(name));
	if (set < 0)
		ereport(ERROR,
				(errcode(ERRCODE_CF_UNKNOWN_CODE),
				 errmsg("keyword set \"%s\" does not exist",
						text_to_cstring(name)),
				 errhint("Table keyword_set of the desk lists the sets.")));

	nsets = cf_keywords_set_count(desk->keywords);
	hits = palloc(sizeof(uint64) * CF_KEYWORD_BITMAP_WORDS(nsets));
	cf_keywords_scan(desk->keywords, VARDATA_ANY(content),
					 VARSIZE_ANY_EXHDR(content), hits);
	PG_RETURN_BOOL(CF_KEYWORD_HIT(hits, set));
}
