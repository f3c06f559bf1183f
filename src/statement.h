/*
 * statement.h -- one desk for all rows of a statement, and what waits for its end
 */
#ifndef CF_STATEMENT_H
#define CF_STATEMENT_H

#include "utils/rel.h"

#include "desk.h"
#include "pending.h"

extern CfDesk *cf_desk_before(Relation rel);
extern CfDesk *cf_desk_after(Relation rel);

/* what its AFTER STATEMENT trigger will do */
extern void cf_pending_begin(Relation rel);
extern CfPending *cf_pending_before(Relation rel);
extern CfPending *cf_pending_after(Relation rel);
extern CfPending *cf_pending_end(Relation rel);

extern void cf_case_held(void);
extern bool cf_holds_case(void);

#endif							/* CF_STATEMENT_H */
