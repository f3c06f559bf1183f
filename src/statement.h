/*
 * statement.h -- one desk for all rows of a statement
 */
#ifndef CF_STATEMENT_H
#define CF_STATEMENT_H

#include "desk.h"

extern CfDesk *cf_desk_before(Oid schema);
extern CfDesk *cf_desk_after(Oid schema);

#endif							/* CF_STATEMENT_H */
