/*
 * compat.h -- differences between PostgreSQL 15, 17 and 18
 *
 * The only file that looks at PG_VERSION_NUM.
 */
#ifndef CF_COMPAT_H
#define CF_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "complaint_flow needs PostgreSQL 15 or later"
#endif

#if PG_VERSION_NUM >= 160000
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "varatt.h"
#define cf_schema_aclcheck(schema, role, mode) \
	object_aclcheck(NamespaceRelationId, schema, role, mode)
#define cf_function_aclcheck(function, role, mode) \
	object_aclcheck(ProcedureRelationId, function, role, mode)
#define cf_selected_columns(query, entry) \
	((entry)->perminfoindex == 0 ? NULL : \
	 getRTEPermissionInfo((query)->rteperminfos, entry)->selectedCols)
#define cf_rename_permissions(query, entry, relation) \
	((entry)->perminfoindex == 0 ? (void) 0 : \
	 (void) (getRTEPermissionInfo((query)->rteperminfos, entry)->relid = (relation)))
#else
#define cf_schema_aclcheck(schema, role, mode) \
	pg_namespace_aclcheck(schema, role, mode)
#define cf_function_aclcheck(function, role, mode) \
	pg_proc_aclcheck(function, role, mode)
#define cf_selected_columns(query, entry) ((entry)->selectedCols)
#define cf_rename_permissions(query, entry, relation) ((void) (query))
#endif

#if PG_VERSION_NUM >= 160000
#define cf_make_range(type, lower, upper) \
	make_range(type, lower, upper, false, NULL)
#define cf_eval_plan_qual_init(state, estate) \
	EvalPlanQualInit(state, estate, NULL, NIL, -1, NIL)
#define cf_insert_index_tuples(result, slot, estate, conflict) \
	ExecInsertIndexTuples(result, slot, estate, false, true, conflict, NIL, \
						  false)
#else
#define cf_eval_plan_qual_init(state, estate) \
	EvalPlanQualInit(state, estate, NULL, NIL, -1)
#define cf_insert_index_tuples(result, slot, estate, conflict) \
	ExecInsertIndexTuples(result, slot, estate, false, true, conflict, NIL)
#define cf_make_range(type, lower, upper) make_range(type, lower, upper, false)
#endif

#if PG_VERSION_NUM >= 170000
#define CF_JSON_EXPR_TAG T_JsonExpr
#define cf_local_xid() (MyProc->vxid.lxid)
#define cf_identity_sequence(rel, attno) getIdentitySequence(rel, attno, true)
#else
#define CF_JSON_EXPR_TAG
#define cf_local_xid() (MyProc->lxid)
#define cf_identity_sequence(rel, attno) \
	getIdentitySequence(RelationGetRelid(rel), attno, true)
#endif

#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

#if PG_VERSION_NUM >= 180000
#define cf_index_beginscan(rel, index, snapshot, nkeys) \
	index_beginscan(rel, index, snapshot, NULL, nkeys, 0)
#define cf_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel, false)
#define cf_check_enforced(check) ((check)->ccenforced)
#define cf_has_generated(constraints) \
	((constraints)->has_generated_stored || (constraints)->has_generated_virtual)
#else
#define cf_index_beginscan(rel, index, snapshot, nkeys) \
	index_beginscan(rel, index, snapshot, nkeys, 0)
#define cf_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel)
#define cf_check_enforced(check) true
#define cf_has_generated(constraints) ((constraints)->has_generated_stored)
#endif

#endif							/* CF_COMPAT_H */
