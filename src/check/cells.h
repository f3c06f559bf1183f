/*
 * cells.h -- the values of variables that are worth telling apart
 */
#ifndef CF_CELLS_H
#define CF_CELLS_H

#include "check/variable.h"

extern void cf_variables_settle(CfVariables *variables);
extern bool cf_variable_is_null(const CfVariable *variable, const int *cells);
extern bool cf_variable_can_be(const CfVariable *variable, int cell,
							   const int *cells);
extern int	cf_variable_cell(CfVariable *variable, Datum point);

#endif							/* CF_CELLS_H */
