/*
 * harness.c -- connections, CPU time of their backends, and the table of results
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

#define MAX_LINES 300

typedef struct Line
{
	char		what[96];
	char		value[48];
	char		aim[32];
	const char *verdict;
} Line;

bool		quick = false;

static Line lines[MAX_LINES];
static int	nlines = 0;

void
fail(const char *format,...)
{
	va_list		args;

	va_start(args, format);
	fputs("error: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static PGresult *
checked(const Session *session, PGresult *result, const char *what)
{
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
		status != PGRES_COPY_IN)
		fail("%s\n%s", what, PQerrorMessage(session->conn));
	return result;
}

void
run(const Session *session, const char *sql)
{
	PQclear(checked(session, PQexec(session->conn, sql), sql));
}

void
runf(const Session *session, const char *format,...)
{
	char		sql[4096];
	va_list		args;

	va_start(args, format);
	vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	run(session, sql);
}

static char *
first_value(PGresult *result)
{
	char	   *value = NULL;

	if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		value = strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return value;
}

/* the first value of the first row, or NULL */
char *
ask(const Session *session, const char *sql)
{
	return first_value(checked(session, PQexec(session->conn, sql), sql));
}

void
prepare(const Session *session, const char *name, const char *sql)
{
	PQclear(checked(session, PQprepare(session->conn, name, sql, 0, NULL),
					sql));
}

char *
execute(const Session *session, const char *name, int nargs,
		const char *const *args)
{
	return first_value(checked(session,
							   PQexecPrepared(session->conn, name, nargs,
											  args, NULL, NULL, 0), name));
}

void
copy_line(const Session *session, const char *line, int length)
{
	if (PQputCopyData(session->conn, line, length) != 1)
		fail("COPY: %s", PQerrorMessage(session->conn));
}

void
end_copy(const Session *session)
{
	PGresult   *result;

	if (PQputCopyEnd(session->conn, NULL) != 1)
		fail("COPY: %s", PQerrorMessage(session->conn));
	while ((result = PQgetResult(session->conn)) != NULL)
		PQclear(checked(session, result, "COPY"));
}

/* database NULL: that of the environment; path NULL: leave it */
Session
open_session_in(const char *database, const char *path)
{
	Session		session;

	session.conn = PQsetdb(NULL, NULL, NULL, NULL, database);
	if (PQstatus(session.conn) != CONNECTION_OK)
		fail("%s", PQerrorMessage(session.conn));
	snprintf(session.schedstat, sizeof(session.schedstat),
			 "/proc/%d/schedstat", PQbackendPID(session.conn));
	run(&session, "SET synchronous_commit = off;"
		"SET client_min_messages = warning");
	if (path != NULL)
		runf(&session, "SET search_path = %s, pg_catalog;"
			 "SET application_name = 'bench %s'", path, path);
	return session;
}

Session
open_session(const char *path)
{
	return open_session_in(NULL, path);
}

void
close_session(Session *session)
{
	PQfinish(session->conn);
}

/* of what was committed without waiting for it, all can be read from the WAL */
void
flush_wal(const Session *session)
{
	run(session, "BEGIN; SET LOCAL synchronous_commit = on;"
		"SELECT pg_logical_emit_message(true, '', ''); COMMIT");
}

/* CPU time that the session's backend has used */
double
cpu_us(const Session *session)
{
	FILE	   *file = fopen(session->schedstat, "r");
	double		ns;

	if (file == NULL || fscanf(file, "%lf", &ns) != 1)
		fail("cannot read %s: %s", session->schedstat, strerror(errno));
	fclose(file);
	return ns / 1000;
}

double
wall_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

/* CPU of one statement, in microseconds */
double
timed(const Session *session, const char *sql)
{
	double		before = cpu_us(session);

	run(session, sql);
	return cpu_us(session) - before;
}

void
add(Series *series, double value)
{
	if (series->count < MAX_ROUNDS)
		series->value[series->count++] = value;
}

static int
compare(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return x < y ? -1 : x > y;
}

double
median(const Series *series)
{
	Series		sorted = *series;
	int			n = sorted.count;

	if (n == 0)
		fail("nothing was measured");
	qsort(sorted.value, n, sizeof(double), compare);
	return n % 2 ? sorted.value[n / 2] :
		(sorted.value[n / 2 - 1] + sorted.value[n / 2]) / 2;
}

/* median over the rounds of a / b inside one round */
double
median_ratio(const Series *a, const Series *b)
{
	Series		ratios = {0};

	for (int i = 0; i < a->count && i < b->count; i++)
		add(&ratios, a->value[i] / b->value[i]);
	return median(&ratios);
}

/* progress, for whoever waits */
void
say(const char *format,...)
{
	va_list		args;

	va_start(args, format);
	fputs("== ", stdout);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
	fflush(stdout);
}

void
report(const char *what, double value, const char *unit, Aim aim,
	   double limit)
{
	Line	   *line = &lines[nlines++];
	bool		met = aim == AT_MOST ? value <= limit : value >= limit;

	if (nlines > MAX_LINES)
		fail("too many lines");
	snprintf(line->what, sizeof(line->what), "%s", what);
	snprintf(line->value, sizeof(line->value),
			 value >= 1000 ? "%.0f %s" : value >= 10 ? "%.1f %s" : "%.2f %s",
			 value, unit);
	if (aim == NO_AIM)
	{
		line->verdict = "";
		return;
	}
	snprintf(line->aim, sizeof(line->aim), "%s %g",
			 aim == AT_MOST ? "at most" : "at least", limit);
	line->verdict = met ? "met" : "MISSED";
}

void
print_table(void)
{
	printf("\n%-62s %20s   %-16s\n", "CPU of the backend, medians over rounds",
		   "measured", "aim");
	for (int i = 0; i < nlines; i++)
		printf("%-62s %20s   %-16s %s\n", lines[i].what, lines[i].value,
			   lines[i].aim, lines[i].verdict);
}
