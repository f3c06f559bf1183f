/*
 * keyword_load.h -- the keyword sets of a desk
 */
#ifndef CF_KEYWORD_LOAD_H
#define CF_KEYWORD_LOAD_H

#include "desk/desk.h"

extern void cf_keywords_load(CfDesk *desk);

#endif							/* CF_KEYWORD_LOAD_H */
