/*
 * retyped_value.h -- values that the history wrote before their column got
 * another type
 */
#ifndef CF_RETYPED_VALUE_H
#define CF_RETYPED_VALUE_H

#include "utils/jsonb.h"

extern bool cf_same_in_type(Form_pg_attribute column, JsonbValue *value,
							JsonbValue *event);

#endif							/* CF_RETYPED_VALUE_H */
