/*
 * svm.c -- a linear classifier that tells one code from the others
 *
 * A support vector machine with squared hinge loss, trained by dual coordinate
 * descent with shrinking, as Hsieh, Chang, Lin, Keerthi and Sundararajan
 * describe it ("A Dual Coordinate Descent Method for Large-scale Linear SVM",
 * 2008).  The order of the steps follows from a fixed seed.
 */
#include "postgres.h"

#include <float.h>

#include "miscadmin.h"

#include "model/svm.h"

/* how much an error costs; that of a code with few texts costs more */
#define COST		1.0

/* the gradients of all rows lie so close together, or so many rounds */
#define TOLERANCE	0.1
#define ROUNDS_MAX	300

typedef struct Problem
{
	const CfCorpus *corpus;
	const float *values;
	int			count;			/* rows to learn from */
	int		   *rows;			/* those still looked at come first */
	double	   *alpha;			/* by row of the corpus */
	double	   *square;			/* by row: of its length, with the bias */
	float	   *weights;
	double		bias;
	int			code;
	double		cost_of_code;
	uint64		seed;
} Problem;

static uint32
below(Problem *problem, uint32 limit)
{
	uint64		x = problem->seed;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	problem->seed = x;
	return (uint32) ((x >> 32) * limit >> 32);
}

static void
swap(int *a, int *b)
{
	int			other = *a;

	*a = *b;
	*b = other;
}

static void
shuffle(Problem *problem, int count)
{
	for (int i = count - 1; i > 0; i--)
		swap(&problem->rows[i], &problem->rows[below(problem, i + 1)]);
}

static double
product(const Problem *problem, int row)
{
	const CfCorpus *corpus = problem->corpus;
	double		sum = problem->bias;

	for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
		sum += problem->values[i] * problem->weights[corpus->ngram[i]];
	return sum;
}

static void
move(Problem *problem, int row, double step)
{
	const CfCorpus *corpus = problem->corpus;

	for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
		problem->weights[corpus->ngram[i]] += (float) step * problem->values[i];
	problem->bias += step;
}

/* the projected gradients of a round */
typedef struct Gradients
{
	double		highest;
	double		lowest;
} Gradients;

/*
 * One step for one row.  False when it need not be looked at again: it is on
 * the right side by more than any row was wrong in the round before.
 */
static bool
step(Problem *problem, int row, double limit, Gradients *now)
{
	bool		is_code = problem->corpus->code[row] == problem->code;
	double		sign = is_code ? 1 : -1;
	double		penalty = 0.5 / (is_code ? problem->cost_of_code : COST);
	double		alpha = problem->alpha[row];
	double		gradient = sign * product(problem, row) - 1 + alpha * penalty;

	if (alpha == 0 && gradient > limit)
		return false;
	if (alpha > 0 || gradient < 0)
	{
		now->highest = Max(now->highest, gradient);
		now->lowest = Min(now->lowest, gradient);
	}
	if (alpha == 0 && gradient >= 0)
	{
		now->highest = Max(now->highest, 0);
		now->lowest = Min(now->lowest, 0);
		return true;
	}
	problem->alpha[row] = Max(alpha - gradient /
							  (problem->square[row] + penalty), 0);
	move(problem, row, (problem->alpha[row] - alpha) * sign);
	return true;
}

/* a round over the first *active rows; those that are done go to the end */
static Gradients
round_over(Problem *problem, int *active, double limit)
{
	Gradients	now = {-DBL_MAX, DBL_MAX};
	int			i = 0;

	CHECK_FOR_INTERRUPTS();
	shuffle(problem, *active);
	while (i < *active)
	{
		if (step(problem, problem->rows[i], limit, &now))
			i++;
		else
			swap(&problem->rows[i], &problem->rows[--*active]);
	}
	return now;
}

static void
solve(Problem *problem)
{
	int			active = problem->count;
	double		limit = DBL_MAX;

	for (int round = 0; round < ROUNDS_MAX; round++)
	{
		bool		all = active == problem->count;
		Gradients	now = round_over(problem, &active, limit);

		if (now.highest - now.lowest <= TOLERANCE)
		{
			if (all)
				return;
			active = problem->count;	/* a last look at all of them */
			limit = DBL_MAX;
		}
		else
			limit = now.highest > 0 ? now.highest : DBL_MAX;
	}
}

static void
prepare(Problem *problem, int left_out)
{
	const CfCorpus *corpus = problem->corpus;
	int			of_code = 0;

	problem->rows = palloc(corpus->ntexts * sizeof(int));
	problem->alpha = palloc0(corpus->ntexts * sizeof(double));
	problem->square = palloc(corpus->ntexts * sizeof(double));
	for (int row = 0; row < corpus->ntexts; row++)
	{
		double		sum = 1;

		if (corpus->fold[row] == left_out)
			continue;
		for (Size i = corpus->start[row]; i < corpus->start[row + 1]; i++)
			sum += problem->values[i] * problem->values[i];
		problem->square[row] = sum;
		problem->rows[problem->count++] = row;
		of_code += corpus->code[row] == problem->code;
	}
	problem->cost_of_code = COST * problem->count /
		((double) corpus->ncodes * Max(of_code, 1));
}

/*
 * cf_svm_train -- weights by n-gram, and a bias, whose sum is above 0 for
 * texts of the code; learned from the rows outside of the fold "left_out"
 */
void
cf_svm_train(const CfCorpus *corpus, const float *values, int left_out,
			 int code, float *weights, double *bias)
{
	Problem		problem = {
		.corpus = corpus,.values = values,.weights = weights,.code = code,
		.seed = UINT64CONST(0x2545F4914F6CDD1D) + code
	};

	memset(weights, 0, corpus->nngrams * sizeof(float));
	prepare(&problem, left_out);
	solve(&problem);
	*bias = problem.bias;
	pfree(problem.rows);
	pfree(problem.alpha);
	pfree(problem.square);
}
