-- What became of the steps of a log, beside what the rules say of each.
SELECT outcome, count(*) AS steps, count(DISTINCT id) AS cases, count(*) FILTER (WHERE left_something) AS left_something
  FROM trace GROUP BY outcome ORDER BY outcome;
-- each as the rules say
SELECT count(*) AS steps, count(*) FILTER (WHERE t.outcome IS DISTINCT FROM e.outcome) AS differ
  FROM trace t FULL JOIN expected e USING (id, n);
-- why: what was tried, from where
SELECT t.outcome, coalesce(before.state, (SELECT code FROM state WHERE kind = 'initial')) AS from_state, s.state AS to_state, count(*) AS steps
  FROM trace t
  JOIN step s USING (id, n)
  LEFT JOIN expected before ON (before.id, before.n) = (t.id, t.n - 1)
 WHERE t.outcome LIKE 'KF%'
 GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3;
