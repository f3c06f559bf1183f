/*
 * bench.h -- connections, CPU time of their backends, and the table of results
 *
 * A shared machine is noisy: what is compared runs in short slices that take
 * turns, a slice is measured in CPU time of its backend, and the result is
 * the median over the rounds of the ratio inside one round.
 */
#ifndef BENCH_H
#define BENCH_H

#include <libpq-fe.h>
#include <stdbool.h>

#define MAX_ROUNDS 400

typedef struct Session
{
	PGconn	   *conn;
	char		schedstat[64];	/* file with the backend's CPU time */
} Session;

/* one value a round */
typedef struct Series
{
	int			count;
	double		value[MAX_ROUNDS];
} Series;

typedef enum Aim
{
	AT_MOST, AT_LEAST, NO_AIM
} Aim;

extern bool quick;
extern long kpi_cases;

/* sessions; path NULL leaves the search path */
extern Session open_session(const char *path);
extern Session open_session_in(const char *database, const char *path);
extern void close_session(Session *session);
extern void flush_wal(const Session *session);
extern double cpu_us(const Session *session);
extern double wall_us(void);
extern void run(const Session *session, const char *sql);
extern void runf(const Session *session, const char *format,...)
	__attribute__((format(printf, 2, 3)));
extern char *ask(const Session *session, const char *sql);	/* to be freed */
extern void prepare(const Session *session, const char *name, const char *sql);
extern char *execute(const Session *session, const char *name, int nargs,
					 const char *const *args);	/* to be freed, or NULL */
extern void copy_line(const Session *session, const char *line, int length);
extern void end_copy(const Session *session);
extern double timed(const Session *session, const char *sql);
extern void fail(const char *format,...) __attribute__((noreturn))
	__attribute__((format(printf, 1, 2)));

extern void add(Series *series, double value);
extern double median(const Series *series);
extern double median_ratio(const Series *a, const Series *b);

extern void say(const char *format,...) __attribute__((format(printf, 1, 2)));
extern void report(const char *what, double value, const char *unit, Aim aim,
				   double limit);
extern void print_table(void);

/* one function a file of measurements */
extern void bench_writes(void);
extern void bench_rival(void);
extern void bench_clients(void);
extern void bench_boards(void);
extern void bench_start(void);
extern void bench_calls(void);
extern void bench_model(void);
extern void bench_jobs(void);
extern void bench_claims(void);
extern void bench_life_cycle(void);
extern void bench_kpi(void);
extern void bench_note(void);
extern void bench_policy(void);

#endif							/* BENCH_H */
