/*
 * fold.h -- texts that people read as the same become the same bytes
 */
#ifndef CF_FOLD_H
#define CF_FOLD_H

/*
 * cf_fold -- one form for capital and small, full-width and half-width,
 * traditional and simplified, regional variants of a character, and quotes
 *
 * Works on UTF-8; what is no character passes as it is.  "out" has room for
 * len bytes and is another place than "in"; returns how many were written,
 * never more than len.  What was folded stays as it is.
 */
extern int	cf_fold(const char *in, int len, char *out);

/* the same for a value; KF011 in a database of another encoding than UTF-8 */
extern text *cf_fold_text(text *content);

#endif							/* CF_FOLD_H */
