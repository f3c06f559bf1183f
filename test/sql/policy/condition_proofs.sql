-- What condition_findings says of random rules, against what PostgreSQL says
-- of every combination of values.
\i test/helper/support_desk.sql
\set ECHO all
ALTER TABLE complaint ADD flag boolean, ADD visits int;
UPDATE routing_rule SET active = false;

CREATE FUNCTION pick(seed bigint, what text, upto int) RETURNS int
LANGUAGE sql IMMUTABLE
RETURN abs(hashtextextended(what, seed) % upto);

CREATE FUNCTION some_test(seed bigint) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN (ARRAY[
    format('urgency = %L', (ARRAY['urgent','ordinary'])[1 + pick(seed, 'a', 2)]),
    format('urgency <> %L', (ARRAY['urgent','ordinary'])[1 + pick(seed, 'a', 2)]),
    'urgency IS NULL', 'urgency LIKE ''ord%''', 'urgency IN (''urgent'', ''ordinary'')',
    format('urgency IS DISTINCT FROM %L', 'urgent'),
    format('coalesce(urgency, ''ordinary'') = %L', 'ordinary'),
    format('amount %s %s', (ARRAY['<','<=','=','>=','>','<>'])[1 + pick(seed, 'o', 6)], pick(seed, 'n', 4)),
    format('amount %s %s', (ARRAY['<','<=','=','>=','>','<>'])[1 + pick(seed, 'o', 6)], pick(seed, 'n', 4)),
    format('%s < amount', pick(seed, 'n', 3)),
    format('amount BETWEEN %s AND %s', pick(seed, 'n', 3), 1 + pick(seed, 'm', 3)),
    format('amount IN (%s, %s)', pick(seed, 'n', 4), pick(seed, 'm', 4)),
    format('amount NOT IN (%s, %s)', pick(seed, 'n', 4), (ARRAY['1','NULL'])[1 + pick(seed, 'm', 2)]),
    'amount IS NOT NULL', '10 / amount > 4', 'amount + 1 > 2',
    format('visits %s %s', (ARRAY['<','<=','=','>=','>'])[1 + pick(seed, 'o', 5)], pick(seed, 'n', 3)),
    format('visits > %s', pick(seed, 'n', 3)),
    'flag', 'NOT flag', 'flag IS TRUE', 'flag IS NOT TRUE', 'flag IS UNKNOWN', 'flag = false',
    'risks && ARRAY[''media'']', 'risks && ARRAY[''media'',''safety'']', 'risks @> ARRAY[''media'',''safety'']',
    '''media'' = ANY (risks)', '''safety'' <> ALL (risks)', 'risks IS NULL', 'ARRAY[''safety''] <@ risks',
    format('product = %L', (ARRAY['x','y'])[1 + pick(seed, 'a', 2)]),
    format('product > %L', (ARRAY['x','y'])[1 + pick(seed, 'a', 2)]),
    'product IS NULL', 'lower(product) = ''x''', 'product LIKE ''x%''', 'product NOT LIKE ''x%''', 'length(product) > 1'
    ])[1 + pick(seed, 'test', 38)];

CREATE FUNCTION some_condition(seed bigint, depth int) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    a text;
    b text;
BEGIN
    IF depth = 0 OR pick(seed, 'leaf', 5) = 0 THEN
        RETURN some_test(seed);
    END IF;
    a := some_condition(hashtextextended('left', seed), depth - 1);
    b := some_condition(hashtextextended('right', seed), depth - 1);
    RETURN CASE pick(seed, 'join', 12)
        WHEN 0 THEN format('NOT (%s)', a)
        WHEN 1 THEN format('(%s) IS NOT TRUE', a)
        WHEN 2 THEN format('(%s) IS NULL', a)
        WHEN 3 THEN format('CASE WHEN %s THEN %s ELSE flag END', a, b)
        WHEN 4 THEN format('coalesce(%s, %s)', a, b)
        WHEN 5 THEN format('CASE urgency WHEN ''urgent'' THEN %s WHEN ''ordinary'' THEN %s END', a, b)
        WHEN 6 THEN format('(%s OR %s)', a, b)
        WHEN 7 THEN format('(%s OR %s)', a, b)
        ELSE format('(%s AND %s)', a, b)
    END;
END
$$;

-- each combination of values that a case may have
CREATE TABLE combination AS
SELECT row_number() OVER () AS n, *
  FROM unnest('{urgent,ordinary,NULL}'::text[]) AS urgency,
       unnest('{0,0.5,1,1.5,2,2.5,3,3.5,NULL}'::numeric[]) AS amount,
       unnest('{-1,0,1,2,3,NULL}'::int[]) AS visits,
       unnest('{true,false,NULL}'::boolean[]) AS flag,
       (VALUES (NULL::text[]), ('{}'), ('{media}'), ('{safety}'), ('{media,safety}'), ('{NULL}'), ('{NULL,media}')) AS r (risks),
       unnest('{x,y,z,xyz,X,a,NULL}'::text[]) AS product
 WHERE hashtext(format('%s %s %s %s %s %s', urgency, amount, visits, flag, risks, product)) % 16 = 0;

CREATE TABLE truth (round int, rule text, n bigint);
CREATE TABLE claim (round int, kind text, rule text, other_rule text, finding text);
CREATE TABLE rules (round int, name text, position int, condition text, argument text);
CREATE INDEX ON truth (round, rule, n);

-- as the engine does: a condition that fails has not matched
CREATE FUNCTION note_truth(round int, rule text, condition text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    c combination;
BEGIN
    EXECUTE format('INSERT INTO truth SELECT $1, $2, n FROM (SELECT n, (%s) IS TRUE AS holds FROM combination OFFSET 0) AS c WHERE holds', condition)
      USING round, rule;
EXCEPTION WHEN division_by_zero THEN
    FOR c IN SELECT * FROM combination LOOP
        BEGIN
            EXECUTE format('INSERT INTO truth SELECT $1, $2, n FROM (SELECT n, (%s) IS TRUE AS holds FROM (SELECT ($3).*) AS c OFFSET 0) AS c WHERE holds', condition)
              USING round, rule, c;
        EXCEPTION WHEN division_by_zero THEN
            NULL;
        END;
    END LOOP;
END
$$;
DO $$
DECLARE
    handlers text[] := '{agent,senior_agent,supervisor}';
    rule record;
BEGIN
    FOR round IN 1 .. 10 LOOP
        DELETE FROM routing_rule;
        INSERT INTO routing_rule (position, name, condition, handler, argument)
        SELECT i, 'rule ' || i, some_condition(hashtextextended(round || ' ' || i, 7), 3), 'role', handlers[1 + pick(round * 100 + i, 'result', 3)]
          FROM generate_series(1, 8) AS i;
        FOR rule IN SELECT * FROM routing_rule LOOP
            PERFORM note_truth(round, rule.name, rule.condition);
        END LOOP;
        INSERT INTO claim SELECT round, f.kind, f.rule, f.other_rule, f.finding FROM complaint_flow.condition_findings('support') f
         WHERE f.table_name = 'routing_rule' AND f.kind <> 'part_says_nothing';
        INSERT INTO rules SELECT round, name, position, condition, argument FROM routing_rule;
    END LOOP;
END
$$;

-- each claim is true of every combination
CREATE VIEW false_claim AS
SELECT c.*, (SELECT r.condition FROM rules r WHERE r.round = c.round AND r.name = c.rule) AS condition,
       (SELECT r.condition FROM rules r WHERE r.round = c.round AND r.name = c.other_rule) AS other_condition
  FROM claim c
 WHERE NOT CASE
    WHEN c.kind = 'never_true' THEN
        NOT EXISTS (SELECT FROM truth t WHERE t.round = c.round AND t.rule = c.rule)
    WHEN c.kind = 'always_true' THEN
        (SELECT count(*) FROM truth t WHERE t.round = c.round AND t.rule = c.rule) = (SELECT count(*) FROM combination)
    WHEN c.finding LIKE '%without it%' THEN
        NOT EXISTS (
            SELECT FROM combination n
             WHERE (SELECT r.argument FROM truth t JOIN rules r ON r.round = t.round AND r.name = t.rule
                     WHERE t.round = c.round AND t.n = n.n ORDER BY r.position LIMIT 1)
                IS DISTINCT FROM
                   (SELECT r.argument FROM truth t JOIN rules r ON r.round = t.round AND r.name = t.rule
                     WHERE t.round = c.round AND t.n = n.n AND r.name <> c.rule ORDER BY r.position LIMIT 1))
    WHEN c.kind IN ('same_condition', 'duplicate_rule') THEN
        NOT EXISTS ((SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.rule
                     EXCEPT SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.other_rule)
                    UNION ALL
                    (SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.other_rule
                     EXCEPT SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.rule))
    WHEN c.finding LIKE '%one of%' THEN
        NOT EXISTS (SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.rule
                    EXCEPT SELECT n FROM truth t JOIN rules r ON r.round = t.round AND r.name = t.rule
                     WHERE t.round = c.round AND r.position < (SELECT s.position FROM rules s WHERE s.round = c.round AND s.name = c.rule))
    ELSE
        NOT EXISTS (SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.rule
                    EXCEPT SELECT n FROM truth t WHERE t.round = c.round AND t.rule = c.other_rule)
    END;
SELECT round, kind, rule, other_rule, condition, other_condition FROM false_claim ORDER BY round, rule;
SELECT kind, count(*) FROM claim GROUP BY kind ORDER BY kind;

SELECT complaint_flow.drop_desk('support', true);
