/*
 * template.h -- the columns that the tables of a desk must have
 */
#ifndef CF_TEMPLATE_H
#define CF_TEMPLATE_H

#include "base/compat.h"

typedef struct CfTemplateColumn
{
	const char *table;
	const char *name;
	Oid			type;			/* of the elements of an array */
	const char *own;			/* name of a type of ours instead, or NULL */
	bool		is_array;
	bool		needed;			/* NOT NULL */
} CfTemplateColumn;

extern const CfTemplateColumn *cf_template(const char *table, int *count);
extern Oid	cf_template_type(const CfTemplateColumn *column);
extern bool cf_template_numbers(const char *names, int length);
extern Oid	cf_own_type(const char *name);
pg_noreturn extern void cf_refuse_missing(const char *table,
										  const char *column);
pg_noreturn extern void cf_refuse_retyped(const char *table,
										  const char *column, Oid type,
										  Oid wanted);

#endif							/* CF_TEMPLATE_H */
