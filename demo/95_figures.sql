SET TimeZone = 'Asia/Shanghai';
\echo 'The figures of ten weeks, month by month:'
SELECT to_char(month, 'YYYY-MM') AS month, sum(complaints) AS complaints, sum(closed) AS closed, sum(reopened) AS reopened, sum(repeats) AS repeats,
       round(100.0 * sum(promises_met) / nullif(sum(promises_met + promises_late + promises_overdue), 0), 1) AS on_time_percent,
       round(100.0 * sum(satisfied) / nullif(sum(scored), 0), 1) AS satisfied_percent, sum(cost) AS cost
  FROM support.kpi_month GROUP BY month ORDER BY month;

\echo 'Every view that an analyst may read has rows.  If one had none, the demo would end here.'
DO $$
DECLARE
    view name;
    found boolean;
    seen int := 0;
    empty text := '';
BEGIN
    FOR view IN SELECT c.relname FROM pg_catalog.pg_class c
                 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'v' AND c.relname ~ '^(kpi|fact|dim)_|^(rule_use|training_effect|open_coaching|promise|work_queue|mining_event|event_log|ocel_.*)$'
                   -- what is not folded yet may be nothing
                   AND c.relname !~ '^kpi_(pending|changed)'
                 ORDER BY c.relname
    LOOP
        EXECUTE pg_catalog.format('SELECT EXISTS (SELECT FROM support.%I)', view) INTO found;
        seen := seen + 1;
        IF NOT found THEN
            empty := empty || ' ' || view;
        END IF;
    END LOOP;
    IF empty <> '' THEN
        RAISE EXCEPTION 'views without a row:%', empty;
    END IF;
    RAISE INFO '% views, none empty', seen;
END
$$;
