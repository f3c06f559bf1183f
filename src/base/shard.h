/*
 * shard.h -- tables of a desk whose rows a distributed engine keeps
 */
#ifndef CF_SHARD_H
#define CF_SHARD_H

extern bool cf_has_shards(void);
extern Oid	cf_shard_of(Oid relid);
extern Oid	cf_shell_of(Oid relid);
extern Oid	cf_relid_of(const char *name, Oid schema);
extern Oid	cf_index_of(const char *name, Oid relid);
extern bool cf_is_elsewhere(Oid schema);
extern void cf_write_is_held(void);
extern void cf_hold_shard(Oid relid);
extern void cf_name_as_users(ErrorData *error);

#endif							/* CF_SHARD_H */
