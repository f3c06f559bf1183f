/*
 * floor.c -- the same rows into the same tables by plain SQL, without a trigger
 *
 * What desk "shipped" has written is read from the WAL and written into schema
 * "floor".  A transaction of single writes becomes one prepared statement, a
 * rewritten row sets the columns that differ.  A COPY becomes a COPY for each
 * table, and for rows that changed an INSERT ... ON CONFLICT DO UPDATE from a
 * table that has them ready.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "rows.h"

#define MAX_STATEMENTS 2000
#define MAX_ARGS 4000
#define MAX_ROWS 100			/* of one write */
#define SLOT "floor"

typedef struct Text
{
	char	   *data;
	size_t		length;
	size_t		size;
} Text;

/* what to run: a prepared statement, a COPY of lines, or plain SQL */
typedef struct Step
{
	char		name[16];		/* of the prepared statement */
	const char **args;
	int			nargs;			/* 0: it is none */
	Text		sql;
	Text		lines;
} Step;

static Session reader;
static Change *changes;
static int	nchanges;
static Step *steps;
static int	nsteps = 0;
static char *prepared[MAX_STATEMENTS];
static int	nprepared = 0;

static void
append(Text *text, const char *format,...)
{
	va_list		args;
	int			length;

	for (;;)
	{
		size_t		room = text->size - text->length;

		va_start(args, format);
		length = vsnprintf(text->data ? text->data + text->length : NULL, room,
						   format, args);
		va_end(args);
		if ((size_t) length < room)
			break;
		text->size = 2 * text->size + length + 1000;
		text->data = realloc(text->data, text->size);
		if (text->data == NULL)
			fail("out of memory");
	}
	text->length += length;
}

static Step *
add_step(void)
{
	if (nsteps % 1000 == 0)
		steps = realloc(steps, (nsteps + 1000) * sizeof(Step));
	if (steps == NULL)
		fail("out of memory");
	memset(&steps[nsteps], 0, sizeof(Step));
	return &steps[nsteps++];
}

static void
forget_steps(void)
{
	while (nsteps > 0)
	{
		Step	   *step = &steps[--nsteps];

		free(step->args);
		free(step->sql.data);
		free(step->lines.data);
	}
}

/* does "later" rewrite what "earlier" has left? */
static bool
rewrites(const Change *later, const Change *earlier)
{
	const Relation *relation = later->relation;

	if (!later->update || relation != earlier->relation)
		return false;
	for (int i = 0; i < relation->ncolumns; i++)
		if (relation->key[i] &&
			strcmp(later->moved ? later->old_key[i] : later->value[i],
				   earlier->value[i]) != 0)
			return false;
	return true;
}

static void
append_key(Text *sql, const Change *change, const char **args, int *nargs)
{
	const char *word = "WHERE";

	for (int i = 0; i < change->relation->ncolumns; i++)
		if (change->relation->key[i])
		{
			args[(*nargs)++] = change->moved ? change->old_key[i] :
				change->value[i];
			append(sql, " %s %s = $%d", word, change->relation->column[i],
				   *nargs);
			word = "AND";
		}
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* which columns the update changes; all if it changes none */
static void
find_changed(const Session *session, const Change *change, bool *changed)
{
	const Relation *relation = change->relation;
	const Change *earlier = change;
	const char *args[MAX_COLUMNS];
	int			nargs = 0;
	Text		sql = {0};
	PGresult   *row = NULL;
	bool		any = false;
	bool		found = false;

	while (earlier > changes && !found)
		found = rewrites(change, --earlier);
	if (!found)
	{
		append(&sql, "SELECT * FROM %s", relation->name);
		append_key(&sql, change, args, &nargs);
		row = PQexecParams(session->conn, sql.data, nargs, NULL, args, NULL,
						   NULL, 0);
		if (PQresultStatus(row) != PGRES_TUPLES_OK || PQntuples(row) != 1)
			fail("no row of %s: %s", relation->name,
				 PQerrorMessage(session->conn));
	}
	for (int i = 0; i < relation->ncolumns; i++)
	{
		const char *old = row == NULL ? earlier->value[i] :
			PQgetisnull(row, 0, i) ? NULL : PQgetvalue(row, 0, i);

		changed[i] = !same(old, change->value[i]);
		any |= changed[i];
	}
	for (int i = 0; !any && i < relation->ncolumns; i++)
		changed[i] = true;
	PQclear(row);
	free(sql.data);
}

static void
append_update(const Session *session, Text *sql, const Change *change,
			  const char **args, int *nargs)
{
	const Relation *relation = change->relation;
	bool		changed[MAX_COLUMNS];
	const char *separator = "";

	find_changed(session, change, changed);
	append(sql, "UPDATE %s SET ", relation->name);
	for (int i = 0; i < relation->ncolumns; i++)
		if (changed[i])
		{
			args[(*nargs)++] = change->value[i];
			append(sql, "%s%s = $%d", separator, relation->column[i], *nargs);
			separator = ", ";
		}
	append_key(sql, change, args, nargs);
}

static void
append_values(Text *sql, const Change *change, const char **args, int *nargs)
{
	for (int i = 0; i < change->relation->ncolumns; i++)
	{
		args[(*nargs)++] = change->value[i];
		append(sql, "%s$%d", i == 0 ? "(" : ", ", *nargs);
	}
	append(sql, ")");
}

static void
prepare_once(const Session *session, Step *step)
{
	int			i = 0;

	while (i < nprepared && strcmp(prepared[i], step->sql.data) != 0)
		i++;
	snprintf(step->name, sizeof(step->name), "floor_%d", i);
	if (i < nprepared)
		return;
	if (nprepared == MAX_STATEMENTS)
		fail("too many statements");
	prepared[nprepared++] = strdup(step->sql.data);
	prepare(session, step->name, step->sql.data);
}

/* one statement of changes, all in one transaction; those done are marked */
static void
add_statement(const Session *session, const Change *first, int count,
			  bool *done)
{
	const char *args[MAX_ARGS];
	int			nargs = 0;
	const char *separator = "WITH";
	Step	   *step = add_step();
	bool		now[MAX_ROWS] = {false};

	/* a statement does not see the rows that it has written itself */
	for (int i = 0; i < count; i++)
	{
		now[i] = !done[i];
		for (int j = 0; j < i && now[i]; j++)
			now[i] = done[j] || !rewrites(&first[i], &first[j]);
	}
	for (int i = 0; i < count; i++)
	{
		if (!now[i] || done[i])
			continue;
		append(&step->sql, "%s c%d AS (", separator, i);
		separator = ",";
		if (first[i].update)
			append_update(session, &step->sql, &first[i], args, &nargs);
		else
		{
			append(&step->sql, "INSERT INTO %s VALUES ",
				   first[i].relation->name);
			append_values(&step->sql, &first[i], args, &nargs);
			for (int j = i + 1; j < count; j++)
				if (now[j] && !first[j].update &&
					first[j].relation == first[i].relation)
				{
					append(&step->sql, ", ");
					append_values(&step->sql, &first[j], args, &nargs);
					done[j] = true;
				}
		}
		append(&step->sql, ")");
		done[i] = true;
	}
	append(&step->sql, " SELECT NULL");
	step->args = malloc(nargs * sizeof(char *));
	memcpy(step->args, args, nargs * sizeof(char *));
	step->nargs = nargs;
	prepare_once(session, step);
}

/* a row that the transaction writes twice needs a statement more */
static void
add_transaction(const Session *session, const Change *first, int count)
{
	bool		done[MAX_ROWS] = {false};

	if (count > MAX_ROWS)
		fail("a transaction of %d rows is no single write", count);
	for (int i = 0; i < count; i++)
		if (!done[i])
			add_statement(session, first, count, done);
}

static void
append_line(Text *lines, const Change *change)
{
	for (int i = 0; i < change->relation->ncolumns; i++)
	{
		if (i > 0)
			append(lines, "\t");
		if (change->value[i] == NULL)
			append(lines, "\\N");
		else
			for (const char *c = change->value[i]; *c; c++)
				append(lines, *c == '\\' ? "\\\\" : *c == '\t' ? "\\t" :
					   *c == '\n' ? "\\n" : "%c", *c);
	}
	append(lines, "\n");
}

static bool
is_rewritten(const Change *change)
{
	for (const Change *later = change + 1; later < changes + nchanges; later++)
		if (rewrites(later, change))
			return true;
	return false;
}

static void
copy_lines(const Session *session, const char *sql, const Text *lines)
{
	run(session, sql);
	copy_line(session, lines->data, lines->length);
	end_copy(session);
}

static void
add_upsert(const Session *session, const Relation *relation, const Text *lines)
{
	const char *separator = " ON CONFLICT (";
	char		sql[200];
	Step	   *step = add_step();

	runf(session, "CREATE TEMP TABLE IF NOT EXISTS changed_%s (LIKE %s)",
		 relation->name, relation->name);
	runf(session, "TRUNCATE changed_%s", relation->name);
	snprintf(sql, sizeof(sql), "COPY changed_%s FROM STDIN", relation->name);
	copy_lines(session, sql, lines);
	append(&step->sql, "INSERT INTO %s SELECT * FROM changed_%s",
		   relation->name, relation->name);
	for (int i = 0; i < relation->ncolumns; i++)
		if (relation->key[i])
		{
			append(&step->sql, "%s%s", separator, relation->column[i]);
			separator = ", ";
		}
	separator = ") DO UPDATE SET ";
	for (int i = 0; i < relation->ncolumns; i++)
		if (!relation->key[i])
		{
			append(&step->sql, "%s%s = excluded.%s", separator,
				   relation->column[i], relation->column[i]);
			separator = ", ";
		}
}

/* all rows of one table in a COPY */
static void
add_table(const Session *session, const Relation *relation)
{
	Text		updated = {0};
	Step	   *step = add_step();

	append(&step->sql, "COPY %s FROM STDIN", relation->name);
	for (int i = 0; i < nchanges; i++)
		if (changes[i].relation == relation)
		{
			if (!changes[i].update)
				append_line(&step->lines, &changes[i]);
			else if (!changes[i].moved && !is_rewritten(&changes[i]))
				append_line(&updated, &changes[i]);
		}
	if (step->lines.length == 0)
		append(&step->lines, "");
	if (updated.length > 0)
		add_upsert(session, relation, &updated);
	free(updated.data);
}

static void
add_copies(const Session *session)
{
	for (int i = 0; i < nchanges; i++)
	{
		bool		known = false;

		for (int j = 0; j < i && !known; j++)
			known = changes[j].relation == changes[i].relation;
		if (!known)
			add_table(session, changes[i].relation);
	}
	for (int i = 0; i < nchanges; i++)
		if (changes[i].moved)
			add_transaction(session, &changes[i], 1);
}

/* what the desk has written since the last time is made ready to be written */
void
ready_floor(const Session *session, bool copied)
{
	forget_steps();
	flush_wal(&reader);
	changes = read_changes(&reader, SLOT, &nchanges);
	if (copied)
	{
		add_copies(session);
		return;
	}
	for (int first = 0, next; first < nchanges; first = next)
	{
		for (next = first + 1; next < nchanges &&
			 changes[next].transaction == changes[first].transaction;)
			next++;
		add_transaction(session, &changes[first], next - first);
	}
}

void
write_floor(const Session *session)
{
	for (int i = 0; i < nsteps; i++)
	{
		const Step *step = &steps[i];

		if (step->nargs > 0)
			free(execute(session, step->name, step->nargs, step->args));
		else if (step->lines.data != NULL)
			copy_lines(session, step->sql.data, &step->lines);
		else
			run(session, step->sql.data);
	}
}

void
open_floor(void)
{
	reader = open_session(NULL);
	run(&reader, "CREATE PUBLICATION " SLOT " FOR TABLES IN SCHEMA shipped"
		" WITH (publish = 'insert, update')");
	run(&reader, "SELECT pg_create_logical_replication_slot('" SLOT "', 'pgoutput')");
}

void
close_floor(void)
{
	forget_steps();
	run(&reader, "SELECT pg_drop_replication_slot('" SLOT "')");
	run(&reader, "DROP PUBLICATION " SLOT);
	close_session(&reader);
}

/* rows of the desk that floor has not, or not so */
long
floor_differences(const Session *session)
{
	static const char *const tables[] = {
		"complaint", "complaint_event", "clock", "queue", "outbox", "contact",
		"issue_count", "customer_turn", "kpi_change", "work_order",
		"account_action"
	};
	long		differences = 0;

	for (int i = 0; i < (int) (sizeof(tables) / sizeof(*tables)); i++)
	{
		char		sql[300];
		char	   *count;

		snprintf(sql, sizeof(sql), "SELECT count(*) FROM"
				 " (SELECT t::text FROM shipped.%s AS t"
				 " EXCEPT SELECT t::text FROM floor.%s AS t) AS d",
				 tables[i], tables[i]);
		count = ask(session, sql);
		differences += atol(count);
		free(count);
	}
	return differences;
}
