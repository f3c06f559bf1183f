/*
 * decide.h -- what the rules say about a case
 */
#ifndef CF_DECIDE_H
#define CF_DECIDE_H

#include "case/write.h"

extern void cf_decide(CfWrite *write);
extern bool cf_owner_is_accused(CfWrite *write);
extern bool cf_facts_changed(CfWrite *write);
extern void cf_reroute(CfWrite *write);
extern bool cf_is_first_category(CfWrite *write);
extern const char *cf_reclassification(CfWrite *write);
extern void cf_follow_facts(CfWrite *write);
extern void cf_separate(CfWrite *write);

#endif							/* CF_DECIDE_H */
