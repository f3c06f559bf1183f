/*
 * at_commit.h -- what a transaction wrote, looked at once at its end
 */
#ifndef CF_AT_COMMIT_H
#define CF_AT_COMMIT_H

typedef void (*CfCommitCheck) (Oid schema);

extern void cf_check_at_commit(CfCommitCheck check, Oid schema);
extern void cf_at_commit_init(void);

#endif							/* CF_AT_COMMIT_H */
