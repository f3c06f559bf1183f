SET TimeZone = 'Asia/Shanghai';
\echo 'From now on the engine judges.  146 complaints in Chinese and English come from a'
\echo 'file, to a staging table, from there by one plain INSERT.  What they expect of'
\echo 'the rules stays behind.'
SET client_encoding = 'UTF8';
CREATE TABLE told (
    n int GENERATED ALWAYS AS IDENTITY,
    channel text, received_by text, complainant_group text, customer_tier text, product text,
    merchant text, order_ref text, amount numeric, accused_staff text, title text, description text,
    remedy_sought text, expected_category text, expected_urgency text
);
\copy told (channel, received_by, complainant_group, customer_tier, product, merchant, order_ref, amount, accused_staff, title, description, remedy_sought, expected_category, expected_urgency) FROM 'data/zh_complaints.csv' (FORMAT csv, HEADER true)

-- each ten minutes between eight and half past nine may bring one: the urgent
-- ones came in the last day, the others in the last eight
ALTER TABLE told ADD COLUMN received_at timestamptz;
UPDATE told SET received_at = slot.at
  FROM (SELECT n, row_number() OVER (PARTITION BY expected_urgency ORDER BY md5(title)) * 5 AS place FROM told) AS placed
  JOIN (SELECT at, row_number() OVER (ORDER BY at DESC) AS place
          FROM generate_series(date_trunc('hour', now()) - interval '10 days', now() - interval '10 minutes', interval '10 minutes') AS at
         WHERE at::time BETWEEN '08:00' AND '21:30') AS slot USING (place)
 WHERE placed.n = told.n;

\timing on
INSERT INTO support.complaint (received_at, channel, received_by, complainant_group, customer_tier, product, merchant,
                               order_ref, amount, accused_staff, title, description, remedy_sought)
SELECT received_at, channel, received_by, complainant_group, customer_tier, product, merchant,
       order_ref, amount, accused_staff, title, description, remedy_sought
  FROM told ORDER BY received_at;
\timing off

\echo 'Every one is classified, routed and has its deadlines; its history has begun.'
SELECT count(*) AS complaints, count(*) FILTER (WHERE urgency = 'urgent') AS urgent, count(owner) AS owned, count(missing) AS with_questions,
       (SELECT count(*) FROM support.clock k JOIN support.complaint n ON n.id = k.complaint_id WHERE n.imported_at IS NULL) AS clocks,
       sum(event_count) AS events
  FROM support.complaint WHERE imported_at IS NULL;
SELECT c.category, k.label_zh, k.level, count(*) AS cases, min(c.title) AS for_instance
  FROM support.complaint c LEFT JOIN support.category k ON k.code = c.category
 WHERE c.imported_at IS NULL GROUP BY 1, 2, 3 ORDER BY 1;

\echo 'How well do the rules judge?  Compared with a person who knows the procedure:'
CREATE VIEW judged AS
SELECT t.expected_category, t.expected_urgency, c.id, c.title, c.category, c.urgency
  FROM told t JOIN support.complaint c ON (c.title, c.description) = (t.title, t.description);
SELECT count(*) AS complaints,
       count(*) FILTER (WHERE category = expected_category) AS same_category,
       round(100.0 * count(*) FILTER (WHERE category = expected_category) / count(*), 1) AS percent,
       count(*) FILTER (WHERE urgency = expected_urgency) AS same_urgency
  FROM judged;
\echo 'Where they differ, most often:'
SELECT expected_category, coalesce(category, 'none: a person decides') AS rules_said, count(*) AS cases, min(title) AS for_instance
  FROM judged WHERE category IS DISTINCT FROM expected_category GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 6;
