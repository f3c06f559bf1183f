/*
 * same_matter.h -- are two cases of a customer the same matter?
 */
#ifndef CF_SAME_MATTER_H
#define CF_SAME_MATTER_H

#include "case/row_type.h"
#include "condition/text_likeness.h"

/* a case that is compared with others */
typedef struct CfMatter
{
	const CfRow *row;
	List	   *keys;			/* of char *: issues that it may be about */
	CfLetterPairs *pairs;		/* of its texts, once they were compared */
} CfMatter;

extern CfSameMatterRule *cf_same_matter(CfDesk *desk, CfMatter *matter,
										const CfRow *earlier);

#endif							/* CF_SAME_MATTER_H */
