-- What found the faults, kind by kind; what nothing found; what harmless edits
-- were taken for.

\pset footer off
\pset null ''
\echo
SELECT coalesce(kind, 'all') AS fault, count(*) AS tried, count(*) FILTER (WHERE was_refused) AS refused,
       count(*) FILTER (WHERE worst = 'error') AS error, count(*) FILTER (WHERE worst = 'warning') AS warning, count(*) FILTER (WHERE worst = 'note') AS note,
       count(*) FILTER (WHERE by_examples) AS examples,
       count(*) FILTER (WHERE missed) AS missed
  FROM judged WHERE fault GROUP BY ROLLUP (kind) ORDER BY kind IS NULL, missed DESC, kind;
\echo Left out, because no case was found that would be treated differently
SELECT pack, kind, count(*) FROM left_out GROUP BY pack, kind ORDER BY pack, kind;
\echo Found by nothing
SELECT pack, kind, table_name, rule, statement FROM judged WHERE fault AND missed ORDER BY kind, pack, statement;
\echo Harmless edits that were taken for errors, or refused
SELECT pack, kind, rule, statement, coalesce(refused, array_to_string(findings, E'\n')) AS said
  FROM judged WHERE NOT fault AND (worst = 'error' OR was_refused) ORDER BY pack, kind, statement;
SELECT pack, count(*) FILTER (WHERE fault) AS faults, count(*) FILTER (WHERE fault AND NOT missed) AS found,
       round(100.0 * count(*) FILTER (WHERE fault AND NOT missed) / nullif(count(*) FILTER (WHERE fault), 0), 1) AS "found %",
       count(*) FILTER (WHERE NOT fault) AS harmless, count(*) FILTER (WHERE NOT fault AND (worst = 'error' OR was_refused)) AS "false errors",
       count(*) FILTER (WHERE NOT fault AND worst = 'warning') AS "with a warning"
  FROM judged GROUP BY ROLLUP (pack) ORDER BY pack;
