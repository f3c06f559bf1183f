/*
 * reader_guard.h -- a desk is entered without running anybody's code with other rights
 */
#ifndef CF_READER_GUARD_H
#define CF_READER_GUARD_H

/* what a desk is entered for */
typedef enum CfManner
{
	CF_AS_OWNER,
	CF_AS_READER,
	CF_AS_WRITER
} CfManner;

extern uint64 cf_guard(Oid schema, const char *desk, CfManner manner);
extern uint64 cf_guard_changes(void);
extern void cf_guard_relation(Oid relid, const char *desk);

#endif							/* CF_READER_GUARD_H */
