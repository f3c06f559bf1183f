/*
 * clients.c -- how much several clients do in a second, and how many inserts
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients.h"
#include "rows.h"

#define WARM_STEPS 20

/* one client: connects, says so, waits for the start, works until the time is
 * over, and writes into the pipe how much it did */
static void
be_client(int client, const Work *work, double seconds, int go, int out)
{
	Session		session = open_session(work->schema);
	long		done = 0;
	double		end;
	char		signal = 0;

	work->begin(&session, client, work->argument);
	for (int i = 0; i < WARM_STEPS; i++)	/* plans are made */
		work->step(&session, client, done++);
	if (write(out, &done, sizeof(done)) != sizeof(done) ||
		read(go, &signal, 1) < 0)
		fail("cannot talk to the parent");
	end = wall_us() + seconds * 1e6;
	for (done = 0; wall_us() < end; done++)
		work->step(&session, client, WARM_STEPS + done);
	if (write(out, &done, sizeof(done)) != sizeof(done))
		fail("cannot tell the parent");
	close_session(&session);
}

/* steps a second of all clients together; the number of steps, also of those
 * that only warm up, is added to *total unless it is NULL */
double
work_rate(int clients, const Work *work, double seconds, long *total)
{
	int			go[2];
	int			out[2];
	long		sum = 0;

	if (pipe(go) != 0 || pipe(out) != 0)
		fail("no pipe");
	for (int i = 0; i < clients; i++)
	{
		pid_t		pid = fork();

		if (pid < 0)
			fail("no process");
		if (pid == 0)
		{
			close(go[1]);
			alarm((unsigned int) seconds + 60);	/* if another one fails */
			be_client(i, work, seconds, go[0], out[1]);
			_exit(0);
		}
	}
	close(out[1]);
	for (int i = 0; i < 2 * clients; i++)
	{
		long		done;

		if (read(out[0], &done, sizeof(done)) != sizeof(done))
			fail("a client failed");
		if (total != NULL)
			*total += done;
		if (i >= clients)
			sum += done;
		else if (i == clients - 1)
			close(go[1]);		/* all are ready: go */
	}
	close(go[0]);
	close(out[0]);
	while (wait(NULL) > 0)
		;
	return sum / seconds;
}

static int	turn = 0;			/* no row comes twice */

static void
begin_inserting(const Session *session, int client, const void *argument)
{
	prepare_insert(session, argument != NULL);
}

static void
insert_one(const Session *session, int client, long number, bool numbers)
{
	Row			row;

	make_shipped_row(row, 10000000 + (turn * 8 + client) * 100000 + number);
	insert_row(session, row, numbers);
}

static void
insert_bare(const Session *session, int client, long number)
{
	insert_one(session, client, number, true);
}

static void
insert_shipped(const Session *session, int client, long number)
{
	insert_one(session, client, number, false);
}

enum
{
	BARE, ENGINE, VARIANTS
};

static const Work works[VARIANTS] = {
	{"bare", begin_inserting, insert_bare, "numbers sheets"},
	{"shipped", begin_inserting, insert_shipped, NULL}
};

static void
report_rates(const int *clients, const Series (*rates)[VARIANTS], int count)
{
	char		label[96];

	for (int i = 0; i < count; i++)
	{
		const Series *bare = &rates[i][BARE];
		const Series *engine = &rates[i][ENGINE];
		const bool	most = i == count - 1;

		snprintf(label, sizeof(label), "INSERT, bare, clients: %d", clients[i]);
		report(label, median(bare), "/s", NO_AIM, 0);
		snprintf(label, sizeof(label), "INSERT, clients: %d", clients[i]);
		report(label, median(engine), "/s", NO_AIM, 0);
		snprintf(label, sizeof(label), "INSERT over bare, clients: %d",
				 clients[i]);
		report(label, median_ratio(engine, bare), "times",
			   most ? AT_LEAST : NO_AIM, 0.5);
	}
	report("INSERT, 8 clients over 2",
		   median_ratio(&rates[3][ENGINE], &rates[1][ENGINE]), "times",
		   AT_LEAST, 0.9);
	report("INSERT, bare, 8 clients over 2",
		   median_ratio(&rates[3][BARE], &rates[1][BARE]), "times", NO_AIM, 0);
}

void
bench_clients(void)
{
	static const int clients[] = {1, 2, 4, 8};
	static Series rates[4][VARIANTS];
	const int	rounds = quick ? 5 : 11;

	say("INSERT by many clients");
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < 4; i++)
			for (int v = 0; v < VARIANTS; v++, turn++)
				add(&rates[i][v], work_rate(clients[i], &works[v],
											quick ? 0.7 : 2, NULL));
	report_rates(clients, (const Series (*)[VARIANTS]) rates, 4);
}
