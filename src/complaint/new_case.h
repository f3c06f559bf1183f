/*
 * new_case.h -- a case comes in
 */
#ifndef CF_NEW_CASE_H
#define CF_NEW_CASE_H

#include "complaint/decision.h"

extern void cf_judge_new_case(CfWrite *write, CfClocks *clocks);
extern void cf_decide_new_case(CfWrite *write, CfClocks *clocks);
extern void cf_intake(CfWrite *write, CfDecision *decision);
extern void cf_fill_from_customer(CfWrite *write);
extern void cf_number_sheet(CfWrite *write);

#endif							/* CF_NEW_CASE_H */
