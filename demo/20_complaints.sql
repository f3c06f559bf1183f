SET TimeZone = 'Asia/Shanghai';
\echo 'Customers complain: 146 complaints in Chinese, from a file to a staging table,'
\echo 'from there by one plain INSERT.  What they expect of the rules stays behind.'
SET client_encoding = 'UTF8';
CREATE TABLE told (
    n int GENERATED ALWAYS AS IDENTITY,
    channel text, received_by text, complainant_group text, customer_tier text, product text,
    merchant text, order_ref text, amount numeric, accused_staff text, title text, description text,
    remedy_sought text, expected_category text, expected_urgency text
);
\copy told (channel, received_by, complainant_group, customer_tier, product, merchant, order_ref, amount, accused_staff, title, description, remedy_sought, expected_category, expected_urgency) FROM 'data/zh_complaints.csv' (FORMAT csv, HEADER true)

-- the urgent ones of the last hours, the others of the last four days
ALTER TABLE told ADD COLUMN received_at timestamptz;
UPDATE told SET received_at = now() - place * CASE expected_urgency WHEN 'urgent' THEN interval '20 minutes' ELSE interval '44 minutes' END
  FROM (SELECT n, row_number() OVER (PARTITION BY expected_urgency ORDER BY md5(title)) AS place FROM told) AS placed
 WHERE placed.n = told.n;

\timing on
INSERT INTO support.complaint (received_at, channel, received_by, complainant_group, customer_tier, product, merchant,
                               order_ref, amount, accused_staff, title, description, remedy_sought)
SELECT received_at, channel, received_by, complainant_group, customer_tier, product, merchant,
       order_ref, amount, accused_staff, title, description, remedy_sought
  FROM told ORDER BY received_at;
\timing off

\echo 'Every one is classified, routed and has its deadlines; its history has begun.'
SELECT (SELECT count(*) FROM support.complaint) AS complaints,
       (SELECT count(*) FROM support.complaint WHERE urgency = 'urgent') AS urgent,
       (SELECT count(*) FROM support.complaint WHERE owner IS NOT NULL) AS owned,
       (SELECT count(*) FROM support.complaint WHERE missing IS NOT NULL) AS with_questions,
       (SELECT count(*) FROM support.clock) AS clocks,
       (SELECT count(*) FROM support.complaint_event) AS events;
SELECT c.category, k.label_zh, k.level, count(*) AS cases, min(c.title) AS for_instance
  FROM support.complaint c LEFT JOIN support.category k ON k.code = c.category
 GROUP BY 1, 2, 3 ORDER BY 1;

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
