/*
 * decode.c -- rows that transactions have written, as pgoutput tells them
 */
#include <stdlib.h>
#include <string.h>

#include "decode.h"

#define MAX_RELATIONS 200

static Relation relations[MAX_RELATIONS];
static int	nrelations = 0;
static Change *changes = NULL;
static int	nchanges = 0;
static PGresult *messages = NULL;

/* values point into the message: it is cut behind them once it is read */
typedef struct Message
{
	char	   *at;
	char	   *cut[2 * MAX_COLUMNS];
	int			ncuts;
} Message;

static unsigned
get_number(Message *message, int bytes)
{
	unsigned	number = 0;

	while (bytes-- > 0)
		number = number << 8 | (unsigned char) *message->at++;
	return number;
}

static char *
get_string(Message *message)
{
	char	   *string = message->at;

	message->at += strlen(string) + 1;
	return string;
}

static void
get_row(Message *message, char **values)
{
	int			ncolumns = get_number(message, 2);

	for (int i = 0; i < ncolumns; i++)
	{
		char		kind = *message->at++;

		values[i] = NULL;
		if (kind == 't')
		{
			unsigned	length = get_number(message, 4);

			values[i] = message->at;
			message->at += length;
			message->cut[message->ncuts++] = message->at;
		}
		else if (kind != 'n')
			fail("a value of kind %c cannot be replayed", kind);
	}
}

static Relation *
find_relation(unsigned id)
{
	for (int i = 0; i < nrelations; i++)
		if (relations[i].id == id)
			return &relations[i];
	if (nrelations == MAX_RELATIONS)
		fail("too many relations");
	relations[nrelations].id = id;
	return &relations[nrelations++];
}

static void
get_relation(Message *message)
{
	Relation   *relation = find_relation(get_number(message, 4));

	get_string(message);		/* schema */
	strncpy(relation->name, get_string(message), 63);
	get_number(message, 1);		/* replica identity */
	relation->ncolumns = get_number(message, 2);
	if (relation->ncolumns > MAX_COLUMNS)
		fail("too many columns");
	for (int i = 0; i < relation->ncolumns; i++)
	{
		relation->key[i] = get_number(message, 1) & 1;
		strncpy(relation->column[i], get_string(message), 63);
		message->at += 8;		/* type and its modifier */
	}
}

static void
get_change(Message *message, bool update, int transaction)
{
	Change	   *change;

	if (nchanges % 1000 == 0)
	{
		changes = realloc(changes, (nchanges + 1000) * sizeof(Change));
		if (changes == NULL)
			fail("out of memory");
	}
	change = &changes[nchanges++];
	change->relation = find_relation(get_number(message, 4));
	change->transaction = transaction;
	change->update = update;
	change->moved = *message->at == 'K';
	if (*message->at++ != 'N')
	{
		get_row(message, change->old_key);
		message->at++;
	}
	get_row(message, change->value);
}

Change *
read_changes(const Session *session, const char *slot, int *count)
{
	const char *args[] = {slot};
	int			transaction = -1;

	PQclear(messages);
	messages = PQexecParams(session->conn,
							"SELECT data FROM pg_logical_slot_get_binary_changes($1::name, NULL, NULL,"
							" 'proto_version', '1', 'publication_names', $1::name::text)",
							1, NULL, args, NULL, NULL, 1);
	if (PQresultStatus(messages) != PGRES_TUPLES_OK)
		fail("%s", PQerrorMessage(session->conn));
	nchanges = 0;
	for (int i = 0; i < PQntuples(messages); i++)
	{
		Message		message = {.at = PQgetvalue(messages, i, 0)};
		char		kind = *message.at++;

		if (kind == 'B')
			transaction++;
		else if (kind == 'R')
			get_relation(&message);
		else if (kind == 'I' || kind == 'U')
			get_change(&message, kind == 'U', transaction);
		while (message.ncuts > 0)
			*message.cut[--message.ncuts] = '\0';
	}
	*count = nchanges;
	return changes;
}
