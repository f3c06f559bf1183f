/*
 * earlier_cases.h -- the cases that a customer had when another was judged
 */
#ifndef CF_EARLIER_CASES_H
#define CF_EARLIER_CASES_H

#include "compare/past_case.h"

extern void cf_earlier_begin(CfPastReader *reader);
extern List *cf_past_earlier(CfPastReader *reader, const CfPastCase *past);

#endif							/* CF_EARLIER_CASES_H */
