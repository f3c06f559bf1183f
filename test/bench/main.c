/*
 * main.c -- measure [quick] [PART...]: all parts or some, then one table
 */
#include <string.h>

#include "bench.h"

static const struct
{
	const char *name;
	void		(*run) (void);
}			parts[] = {
	{"writes", bench_writes},
	{"start", bench_start},
	{"calls", bench_calls},
	{"life", bench_life_cycle},
	{"jobs", bench_jobs},
	{"claims", bench_claims}
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
		if (!known)
			fail("usage: measure [quick] [writes|start|calls|life|jobs|claims]...");
	}
	for (int i = 0; i < NPARTS; i++)
		if (all || wanted[i])
			parts[i].run();
	print_table();
	return 0;
}
