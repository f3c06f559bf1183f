/*
 * clients.h -- many clients at once
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#include "bench.h"

typedef struct Work
{
	const char *schema;			/* NULL: leave the search path */
	void		(*begin) (const Session *session, int client,
						  const void *argument);
	void		(*step) (const Session *session, int client, long number);
	const void *argument;
} Work;

extern double work_rate(int clients, const Work *work, double seconds,
						long *total);

#endif							/* CLIENTS_H */
