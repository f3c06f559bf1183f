-- Claims take the cases of all audiences in the order of service, whether the
-- engine can read its index by hand or not.
\i test/helper/session.sql
\set ECHO all

SELECT complaint_flow.create_desk('shop', pack => 'empty');
SET search_path = shop;
INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('agent', 1, 'agent', '客服'), ('expert', 2, 'expert', '专家'), ('head', 3, 'head', '主管');
INSERT INTO staff (code, name, role) VALUES ('ann', 'Ann', 'agent'), ('eve', 'Eve', 'expert');
INSERT INTO channel (code, label, label_zh) VALUES ('app', 'app', 'app');
INSERT INTO level (code, rank, label, label_zh) VALUES ('slight', 1, 'slight', '轻'), ('grave', 2, 'grave', '重');
INSERT INTO category (code, key, level, label, label_zh)
    VALUES ('a', 'a', 'slight', 'a', 'a'), ('b', 'b', 'grave', 'b', 'b'), ('c', 'c', 'slight', 'c', 'c'), ('d', 'd', 'grave', 'd', 'd');
INSERT INTO classification_rule (position, name, condition, category)
    SELECT ascii(c), c, format('title LIKE %L', c || '%'), c FROM unnest('{a,b,c,d}'::text[]) AS c;
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (1, 'expert', $$category IN ('c', 'd')$$, 'role', 'expert'), (2, 'head', $$title LIKE '%head%'$$, 'role', 'head'),
    (3, 'agent', NULL, 'role', 'agent');

CREATE FUNCTION claimed(person text, times int) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(c.title, ' ' ORDER BY k.n)
      FROM (SELECT n, complaint_flow.claim('shop', person) AS id FROM generate_series(1, times) AS n) k
      LEFT JOIN complaint c USING (id)
$$;
-- 19 for agents, 3 for experts, 1 for the head
CREATE FUNCTION arrive() RETURNS void LANGUAGE sql AS $$
    INSERT INTO complaint (channel, title)
        SELECT 'app', 'a' || n FROM generate_series(1, 18) AS n
        UNION ALL SELECT 'app', t FROM unnest('{b head, c1, b1, d1, c2}'::text[]) AS t
$$;

-- grave ones first, then by number; Ann gets no expert's and nobody the head's
SELECT arrive();
SELECT claimed('eve', 4) AS eve, claimed('ann', 18) AS ann;
SELECT claimed('eve', 3) AS eve;

-- The claim that found nothing made the next one begin at the front. Without the index, over more entries than are read at once
DROP INDEX queue_claimable;
SELECT arrive();
SELECT claimed('eve', 4) AS eve, claimed('ann', 18) AS ann;
SELECT claimed('eve', 3) AS eve;

-- with one that is in another order, one that lacks rows, and the template's
CREATE INDEX queue_claimable ON queue (audience, priority, due_at, complaint_id DESC) WHERE audience IS NOT NULL;
CREATE INDEX queue_part ON queue (audience, priority, due_at, complaint_id) WHERE audience = 'role head';
SELECT arrive();
SELECT claimed('eve', 4) AS eve, claimed('ann', 18) AS ann;
SELECT claimed('eve', 3) AS eve;
DROP INDEX queue_claimable;
CREATE INDEX other_name ON queue (audience, priority, due_at, complaint_id);
SELECT arrive();
SELECT claimed('eve', 4) AS eve, claimed('ann', 18) AS ann;
SELECT claimed('eve', 3) AS eve;
SELECT claimed('eve', 1) IS NULL AS nothing_left;
SELECT title, count(*) FROM complaint WHERE owner IS NULL GROUP BY title;
SELECT * FROM complaint_flow.verify_history('shop');

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA shop CASCADE;
