-- Cases made at random from what the conditions of the desk ask for, to tell
-- whether two conditions differ, or can hold together: a table "probe" with the
-- columns of complaint and the facts of conditions.

-- conditions say mentions(text, set), without a desk
CREATE FUNCTION mentions(content text, keyword_set text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT complaint_flow.mentions(current_setting('mutation.pack'), content, keyword_set)
$$;

CREATE TABLE pool (name text, value text);
INSERT INTO pool
SELECT DISTINCT n, v
  FROM guarded AS g, unnest(complaint_flow.condition_columns(current_setting('mutation.pack'), g.condition)) AS n,
       LATERAL (SELECT literals(g.condition) AS v
                UNION ALL SELECT (m[1]::int + d)::text FROM regexp_matches(g.condition, '(?<![''\w.])(\d+)(?![\w.])', 'g') AS m, unnest('{-1,0,1}'::int[]) AS d) AS w
 WHERE g.condition IS NOT NULL;
-- a column of codes has the codes of its table, others what stands beside them
DELETE FROM pool AS p WHERE p.name IN (SELECT table_name FROM code) AND p.value NOT IN (SELECT c.code FROM code AS c WHERE c.table_name = p.name);
INSERT INTO pool SELECT table_name, code FROM code WHERE table_name IN (SELECT name FROM pool) EXCEPT SELECT * FROM pool;
-- texts are made of keywords
DELETE FROM pool WHERE name IN ('title', 'description', 'remedy_sought');
INSERT INTO pool
SELECT n, word FROM keyword_set, unnest(keywords) WITH ORDINALITY AS k (word, i), unnest('{title,description,remedy_sought}'::text[]) AS n WHERE i <= 4;
INSERT INTO pool SELECT DISTINCT n, 'x' FROM guarded AS g, unnest(complaint_flow.condition_columns(current_setting('mutation.pack'), g.condition)) AS n;

-- a random value: known words three times of four
CREATE FUNCTION any_of(wanted text, n int) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN random() < 0.75 THEN (SELECT string_agg(v, ' ') FROM (SELECT value AS v FROM pool WHERE name = wanted ORDER BY random() LIMIT n) AS p) END
$$;

CREATE FUNCTION random_value(name text, type regtype) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format(CASE type
        WHEN 'boolean'::regtype THEN '(ARRAY[true, false, NULL])[1 + floor(random() * 3 + 0 * n)::int]'
        WHEN 'timestamptz'::regtype THEN 'CASE WHEN random() + 0 * n < 0.75 THEN now() - random() * interval ''200 days'' END'
        WHEN 'text[]'::regtype THEN 'string_to_array(any_of(%1$L, 1 + n %% 2), '' '')'
        WHEN 'text'::regtype THEN CASE WHEN name IN ('title', 'description', 'remedy_sought') THEN 'any_of(%1$L, 1 + n %% 8)' ELSE 'any_of(%1$L, n - n + 1)' END
        ELSE '(SELECT CASE WHEN random() + 0 * n < 0.75 THEN value::numeric END FROM pool WHERE name = %1$L AND value ~ ''^-?[0-9.]+$'' ORDER BY random() + 0 * n LIMIT 1)'
        END || '::%2$s AS %1$I', name, type)
$$;

SELECT format('CREATE TABLE probe AS SELECT %s FROM generate_series(1, 3000) AS n', string_agg(random_value(name, type), ', '))
  FROM (SELECT DISTINCT ON (attname) attname::text AS name, atttypid::regtype AS type
          FROM pg_attribute
         WHERE attrelid IN ('complaint_flow.case_facts'::regclass, 'complaint'::regclass) AND attnum > 0 AND NOT attisdropped
           AND attname IN (SELECT p.name FROM pool AS p UNION SELECT unnest(complaint_flow.condition_columns(current_setting('mutation.pack'), g.condition)) FROM guarded AS g)
         ORDER BY attname, attrelid = 'complaint'::regclass) AS a
\gexec
