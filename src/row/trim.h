/*
 * trim.h -- white space and invisible characters, of all widths
 */
#ifndef CF_TRIM_H
#define CF_TRIM_H

/* shared with contacts: codes, times and texts of any table */
extern Datum cf_trimmed(Datum text);
extern bool cf_blank(const char *text, int len);

#endif							/* CF_TRIM_H */
