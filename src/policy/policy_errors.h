/*
 * policy_errors.h -- what a transaction broke in a policy, told at its end
 */
#ifndef CF_POLICY_ERRORS_H
#define CF_POLICY_ERRORS_H

extern void cf_policy_written(Oid schema, const char *table);

#endif							/* CF_POLICY_ERRORS_H */
