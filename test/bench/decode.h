/*
 * decode.h -- rows that transactions have written, as pgoutput tells them
 */
#ifndef DECODE_H
#define DECODE_H

#include "bench.h"

#define MAX_COLUMNS 80

typedef struct Relation
{
	unsigned	id;
	char		name[64];
	int			ncolumns;
	char		column[MAX_COLUMNS][64];
	bool		key[MAX_COLUMNS];	/* of the primary key */
} Relation;

/* an inserted or updated row; NULL is NULL */
typedef struct Change
{
	const Relation *relation;
	int			transaction;	/* 0 is the first */
	bool		update;
	bool		moved;			/* the key was another */
	char	   *old_key[MAX_COLUMNS];	/* if moved */
	char	   *value[MAX_COLUMNS];
} Change;

/* all since the last call; they and their number last until the next one */
extern Change *read_changes(const Session *session, const char *slot,
							int *count);

#endif							/* DECODE_H */
