/*
 * kpi_note.c -- tells that the figures of a case may have changed
 *
 * What they are now is worked out by those who read or fold them, in SQL: see
 * view kpi_now of the desk.  A writer leaves only the number of the case,
 * which makes nobody wait.
 */
#include "postgres.h"

#include "complaint/kpi_note.h"
#include "store/store.h"

void
cf_kpi_note(CfWrite *write)
{
	CfStoreTable *table = cf_store_open(write->desk, write->direct,
										CF_T_KPI_CHANGE);
	Datum		values[CF_KC_COLUMNS];
	bool		nulls[CF_KC_COLUMNS] = {0};

	values[CF_KC_COMPLAINT_ID] = cf_value(&write->row, CF_ID);
	cf_store_insert(table, values, nulls);
	cf_store_close(table);
}
