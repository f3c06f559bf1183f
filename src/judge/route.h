/*
 * route.h -- who handles a case
 */
#ifndef CF_ROUTE_H
#define CF_ROUTE_H

#include "case/write.h"

extern CfStaff *cf_stand_in(CfWrite *write, const char *code, int rank);
extern bool cf_is_accused(CfWrite *write, CfStaff *staff);
extern CfRoutingRule *cf_choose_route(CfWrite *write);
extern void cf_route(CfWrite *write);
extern void cf_route_alone(CfWrite *write);
extern void cf_route_again(CfWrite *write);
extern void cf_hand_to(CfWrite *write, const char *audience);

#endif							/* CF_ROUTE_H */
