/*
 * cases.c -- changes of cases that stand in the initial state, and contacts
 */
#include <stdio.h>
#include <stdlib.h>

#include "rows.h"

static long *cases = NULL;
static long ncases;

/* those of a desk; whoever is compared has cases of the same numbers */
void
find_cases(const Session *session)
{
	PGresult   *result = PQexec(session->conn, "SELECT id FROM complaint"
								" WHERE state = 'registered' ORDER BY id");

	ncases = PQntuples(result);
	free(cases);
	cases = malloc((ncases + 1) * sizeof(long));
	for (long i = 0; i < ncases; i++)
		cases[i] = atol(PQgetvalue(result, i, 0));
	PQclear(result);
}

void
prepare_cases(const Session *session)
{
	prepare(session, "change_state",
			"UPDATE complaint SET state = 'verifying', updated_by = 'agent7'"
			" WHERE id = $1");
	prepare(session, "add_contact", "INSERT INTO contact"
			" (complaint_id, direction, channel, purpose, result)"
			" VALUES ($1, 'out', 'hotline', 'first_response', 'reached')");
}

static void
case_slice(const Variant *variant, const char *statement, long first,
		   int count)
{
	char		id[24];
	const char *args[] = {id};

	if (first + count > ncases)
		fail("only %ld cases are in the initial state", ncases);
	for (int i = 0; i < count; i++)
	{
		snprintf(id, sizeof(id), "%ld", cases[first + i]);
		free(execute(&variant->session, statement, 1, args));
	}
}

void
change_slice(const Variant *variant, long first, int count)
{
	case_slice(variant, "change_state", first, count);
}

void
contact_slice(const Variant *variant, long first, int count)
{
	case_slice(variant, "add_contact", first, count);
}
