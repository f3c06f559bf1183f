/*
 * compat.h -- differences between PostgreSQL 15 and its successors
 *
 * The only file that looks at PG_VERSION_NUM.
 */
#ifndef CF_COMPAT_H
#define CF_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "complaint_flow needs PostgreSQL 15 or later"
#endif

#include "utils/jsonb.h"

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

#if PG_VERSION_NUM >= 190000
#define cf_insert_index_tuples(result, slot, estate, conflict) \
	ExecInsertIndexTuples(result, estate, EIIT_NO_DUPE_ERROR, slot, NIL, \
						  conflict)
#elif PG_VERSION_NUM >= 160000
#define cf_insert_index_tuples(result, slot, estate, conflict) \
	ExecInsertIndexTuples(result, slot, estate, false, true, conflict, NIL, \
						  false)
#else
#define cf_insert_index_tuples(result, slot, estate, conflict) \
	ExecInsertIndexTuples(result, slot, estate, false, true, conflict, NIL)
#endif

#if PG_VERSION_NUM >= 160000
#define cf_make_range(type, lower, upper) \
	make_range(type, lower, upper, false, NULL)
#define cf_eval_plan_qual_init(state, estate) \
	EvalPlanQualInit(state, estate, NULL, NIL, -1, NIL)
#else
#define cf_eval_plan_qual_init(state, estate) \
	EvalPlanQualInit(state, estate, NULL, NIL, -1)
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

#if PG_VERSION_NUM >= 190000
#define cf_index_beginscan(rel, index, snapshot, nkeys) \
	index_beginscan(rel, index, snapshot, NULL, nkeys, 0, SO_NONE)
#elif PG_VERSION_NUM >= 180000
#define cf_index_beginscan(rel, index, snapshot, nkeys) \
	index_beginscan(rel, index, snapshot, NULL, nkeys, 0)
#else
#define cf_index_beginscan(rel, index, snapshot, nkeys) \
	index_beginscan(rel, index, snapshot, nkeys, 0)
#endif

#if PG_VERSION_NUM >= 180000
#define cf_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel, false)
#define cf_check_enforced(check) ((check)->ccenforced)
#define cf_has_generated(constraints) \
	((constraints)->has_generated_stored || (constraints)->has_generated_virtual)
#else
#define cf_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel)
#define cf_check_enforced(check) true
#define cf_has_generated(constraints) ((constraints)->has_generated_stored)
#endif

/*
 * CfJson: JSON as it grows, all zero at first.
 * cf_foreach_result_relation: what a plan writes, by index in its range table.
 */
#if PG_VERSION_NUM >= 190000
typedef JsonbInState CfJson;
#define cf_push_json(json, token, value) pushJsonbValue(json, token, value)
#define cf_table_beginscan(rel, snapshot) \
	table_beginscan(rel, snapshot, 0, NULL, SO_NONE)
#define CF_PLANNER_PARAMETERS \
	Query *query, const char *text, int options, ParamListInfo params, \
	ExplainState *explain
#define CF_PLANNER_ARGUMENTS query, text, options, params, explain
#define cf_foreach_result_relation(plan, index) \
	for (index = -1; \
		 (index = bms_next_member((plan)->resultRelationRelids, index)) >= 0;)
#else
typedef struct CfJson
{
	JsonbValue *result;			/* NULL until it is complete */
	JsonbParseState *parseState;	/* NULL outside of objects and arrays */
} CfJson;

#define cf_push_json(json, token, value) \
	((json)->result = pushJsonbValue(&(json)->parseState, token, value))
#define cf_table_beginscan(rel, snapshot) \
	table_beginscan(rel, snapshot, 0, NULL)
#define CF_PLANNER_PARAMETERS \
	Query *query, const char *text, int options, ParamListInfo params
#define CF_PLANNER_ARGUMENTS query, text, options, params
#define cf_foreach_result_relation(plan, index) \
	for (int nth = 0; nth < list_length((plan)->resultRelations) && \
		 (index = list_nth_int((plan)->resultRelations, nth), true); nth++)
#define pg_fallthrough __attribute__((fallthrough))
#endif

#endif							/* CF_COMPAT_H */
