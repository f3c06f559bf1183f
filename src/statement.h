/*
 * statement.h -- one desk for all rows of a statement
 */
#ifndef CF_STATEMENT_H
#define CF_STATEMENT_H

#include "utils/rel.h"

#include "desk.h"

extern CfDesk *cf_desk_before(Relation rel);
extern CfDesk *cf_desk_after(Relation rel);

#endif							/* CF_STATEMENT_H */
