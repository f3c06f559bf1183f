/*
 * condition_risk.h -- conditions that may fail, or read settings
 */
#ifndef CF_CONDITION_RISK_H
#define CF_CONDITION_RISK_H

#include "nodes/nodes.h"

extern bool cf_condition_may_raise(Node *expr);
extern bool cf_condition_needs_pins(Node *expr);

#endif							/* CF_CONDITION_RISK_H */
