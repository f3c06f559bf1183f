/*
 * codes.h -- codes, people and rules of a desk, looked up
 */
#ifndef CF_CODES_H
#define CF_CODES_H

#include "desk/desk.h"
#include "desk/policy.h"

extern CfCode *cf_code(HTAB *codes, const char *code);
extern bool cf_is_final(CfDesk *desk, const char *state);
extern CfStaff *cf_staff(CfDesk *desk, const char *code);
extern CfAbsence *cf_absence_at(CfStaff *staff, TimestampTz at);
extern CfDepartment *cf_department(CfDesk *desk, const char *code);
extern bool cf_role_in(CfStaff *actor, List *roles);
extern bool cf_list_has(List *names, const char *name);
extern bool cf_activity_in(List *names, const char *activity);
extern bool cf_any_activity_in(List *names, List *activities);
extern CfClockRule *cf_clock_rule(CfPolicy *policy, int64 id);
extern bool cf_is_routing_rule(CfPolicy *policy, int64 id);
extern bool cf_is_repeat_rule(CfPolicy *policy, int64 id);

#endif							/* CF_CODES_H */
