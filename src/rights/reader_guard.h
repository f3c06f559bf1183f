/*
 * reader_guard.h -- keeps other roles' code from running with the rights of
 * whoever enters a desk
 */
#ifndef CF_READER_GUARD_H
#define CF_READER_GUARD_H

/* with whose rights a desk is entered, and for what */
typedef enum CfManner
{
	CF_AS_OWNER,
	CF_AS_READER,
	CF_AS_WRITER,
	CF_AS_DRAFTER
} CfManner;

extern uint64 cf_guard(Oid schema, const char *desk, CfManner manner);
extern uint64 cf_guard_changes(void);
extern void cf_guard_relation(Oid relid, const char *desk);

#endif							/* CF_READER_GUARD_H */
