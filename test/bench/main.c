/*
 * main.c -- measure [quick]: everything in turn, then one table
 */
#include <string.h>

#include "bench.h"

int
main(int argc, char **argv)
{
	quick = argc > 1 && strcmp(argv[1], "quick") == 0;
	bench_writes();
	print_table();
	return 0;
}
