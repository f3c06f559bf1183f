/*
 * array.h -- arrays of SQL from lists of C, and back
 */
#ifndef CF_ARRAY_H
#define CF_ARRAY_H

#include "nodes/pg_list.h"

/* of elements of type bigint, double precision, text, date or int */
extern Datum cf_array(Oid type, const Datum *elements, int count);
extern int	cf_array_elements(Datum array, Oid type, Datum **elements);

/* of elements of any type */
extern int	cf_array_parts(Datum array, Oid element, Datum **elements,
						   bool **nulls);

/* lists of int64 * and of char * */
extern Datum cf_array_of_ids(const List *ids);
extern Datum cf_array_of_texts(const List *texts);
extern List *cf_ids_of_array(Datum array);
extern List *cf_texts_of_array(Datum array);

#endif							/* CF_ARRAY_H */
