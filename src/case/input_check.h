/*
 * input_check.h -- what a client may write into a case
 */
#ifndef CF_INPUT_CHECK_H
#define CF_INPUT_CHECK_H

#include "case/write.h"

extern void cf_check_input(CfWrite *write);

#endif							/* CF_INPUT_CHECK_H */
