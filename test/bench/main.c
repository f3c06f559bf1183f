/*
 * main.c -- measure [quick] [PART...]: all parts or some, then one table; a
 * number is that of the cases of part kpi
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const struct
{
	const char *name;
	void		(*run) (void);
}			parts[] = {
	{"writes", bench_writes},
	{"clients", bench_clients},
	{"start", bench_start},
	{"boards", bench_boards},
	{"rival", bench_rival},
	{"note", bench_note},
	{"calls", bench_calls},
	{"model", bench_model},
	{"life", bench_life_cycle},
	{"jobs", bench_jobs},
	{"claims", bench_claims},
	{"policy", bench_policy},
	{"kpi", bench_kpi}
};

#define NPARTS ((int) (sizeof(parts) / sizeof(*parts)))

int
main(int argc, char **argv)
{
	bool		wanted[NPARTS] = {false};
	bool		all = true;

	for (int a = 1; a < argc; a++)
	{
		bool		known = strcmp(argv[a], "quick") == 0;

		quick |= known;
		for (int i = 0; i < NPARTS; i++)
			if (strcmp(argv[a], parts[i].name) == 0)
			{
				wanted[i] = known = true;
				all = false;
			}
		if (atol(argv[a]) > 0)
		{
			kpi_cases = atol(argv[a]);
			known = true;
		}
		if (!known)
			fail("usage: measure [quick] [writes|clients|start|boards|rival|note|calls|model|life|jobs|claims|policy|kpi]... [CASES]");
	}
	for (int i = 0; i < NPARTS; i++)
		if (all || wanted[i])
			parts[i].run();
	print_table();
	return 0;
}
