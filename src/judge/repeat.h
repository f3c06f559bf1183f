/*
 * repeat.h -- a customer complains again about the same matter
 */
#ifndef CF_REPEAT_H
#define CF_REPEAT_H

#include "case/write.h"
#include "judge/customer_cases.h"

extern bool cf_repeat_knows(int fact);
extern CfCustomerCase *cf_repeated_case(CfWrite *write, List *cases,
										List *keys);
extern const char *cf_repeat_kind(CfWrite *write, CfCustomerCase *earlier);
extern void cf_find_repeat(CfWrite *write);
extern void cf_join(CfWrite *write, const CfCustomerCase *earlier);

#endif							/* CF_REPEAT_H */
