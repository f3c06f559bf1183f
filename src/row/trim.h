/*
 * trim.h -- white space and invisible characters of Unicode
 */
#ifndef CF_TRIM_H
#define CF_TRIM_H

extern Datum cf_trimmed(Datum text);
extern bool cf_blank(const char *text, int len);

#endif							/* CF_TRIM_H */
