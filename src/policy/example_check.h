/*
 * example_check.h -- examples that the policy of a desk has to pass
 */
#ifndef CF_EXAMPLE_CHECK_H
#define CF_EXAMPLE_CHECK_H

extern void cf_require_examples(Oid schema);

#endif							/* CF_EXAMPLE_CHECK_H */
