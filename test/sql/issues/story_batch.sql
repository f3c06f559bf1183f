-- A batch: more than ten complaints about one issue on one local day.
\i test/helper/support_desk.sql
\set ECHO all
CREATE VIEW batch AS
    SELECT issue_key, (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, incident_id, urgency, count(*) AS cases
      FROM complaint GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;

-- Monday, 2 March.  Ten customers find the coupon of the tea house invalid.
-- One of them withdraws.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, product, merchant, title)
    SELECT n, '2026-03-02 09:00'::timestamptz + n * interval '1 minute', 'hotline', '饮品券', 'Tea House', '券坏了，扫不出'
      FROM generate_series(1, 10) AS n;
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 3;
SELECT * FROM batch;
SELECT * FROM incident;
-- The eleventh is one too many: urgent at once, and with it those before it,
-- but for the one that is over.
INSERT INTO complaint (id, received_at, channel, product, merchant, title)
    VALUES (11, '2026-03-02 10:00', 'app', '饮品券', 'tea house', '券坏了');
SELECT * FROM batch;
SELECT id, issue_key, day, title, owner, state FROM incident;
SELECT id, urgency, urgent_reasons, handler_role, owner FROM complaint WHERE id IN (3, 7, 11) ORDER BY id;
SELECT seq, activity, actor, changes -> 'incident_id' AS incident, changes -> 'urgency' AS urgency
  FROM complaint_event WHERE complaint_id = 7 ORDER BY seq;
SELECT metric, target, due_at, original_due_at FROM clock WHERE complaint_id = 7 ORDER BY metric;
SELECT rule_name, condition, inputs FROM complaint_flow.explain_complaint('support', 7) WHERE attribute = 'urgency';
-- The supervisors are told once, of the incident and not of each case.
SELECT topic, audience, content - 'day' AS content, count(*) FROM outbox WHERE topic IN ('incident_declared', 'urgent_case') GROUP BY 1, 2, 3;
UPDATE batch_rule SET notify = 'role nobody';
-- The twelfth joins, and is counted no more; neither is one about another
-- product, of another merchant, of the next day, nor one that names neither.
INSERT INTO complaint (id, received_at, channel, product, merchant, title) VALUES
    (12, '2026-03-02 23:59:59', 'hotline', '饮品券', 'Tea House', '券坏了'),
    (13, '2026-03-03 00:00', 'hotline', '饮品券', 'Tea House', '券坏了'),
    (14, '2026-03-02 11:00', 'hotline', '蛋糕券', 'Tea House', '券坏了'),
    (15, '2026-03-02 11:00', 'hotline', '饮品券', 'Cafe', '券坏了'),
    (16, '2026-03-02 11:00', 'hotline', NULL, NULL, '券坏了');
SELECT * FROM batch;
SELECT issue_key, day, count, incident_id FROM issue_count ORDER BY 1, 2;
-- Nobody puts a case into an incident, or takes it out, but the engine.
UPDATE complaint SET incident_id = NULL WHERE id = 14;
UPDATE complaint SET incident_id = 1 WHERE id = 14;
UPDATE complaint SET incident_id = 2 WHERE id = 12;
-- It was the coupon for drinks after all: the case joins, and is urgent.
UPDATE complaint SET product = '饮品券' WHERE id = 14;
SELECT id, issue_key, incident_id, urgency FROM complaint WHERE id = 14;

-- The incident has an owner of its own, nobody whom one of its cases accuses.
UPDATE complaint SET accused_staff = 'wang.fang' WHERE id = 12;
UPDATE incident SET owner = 'wang.fang' WHERE id = 1;
UPDATE incident SET owner = 'nobody' WHERE id = 1;
UPDATE staff SET active = false WHERE code = 'liu.yang';
UPDATE incident SET owner = 'liu.yang' WHERE id = 1;
UPDATE incident SET department = 'kitchen' WHERE id = 1;
UPDATE incident SET issue_key = 'all' WHERE id = 1;
DELETE FROM incident;
UPDATE incident SET owner = 'sun.li', title = '茶饮券系统故障' WHERE id = 1;
UPDATE incident SET department = 'technical' WHERE id = 1 RETURNING owner, department;
-- One answer for all: each open case has its first response.
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.answer_incident('support', 1, 'first_response', 'app', '系统已修复，券可再用', '2026-03-02 23:59:59');
SELECT count(*), bool_and(first_response_at = '2026-03-02 23:59:59') FROM complaint WHERE incident_id = 1;
SELECT outcome, count(*) FROM clock JOIN complaint c ON c.id = complaint_id
 WHERE metric = 'first_response' AND incident_id = 1 GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM contact WHERE complaint_id = 3;
SELECT complaint_flow.answer_incident('support', 9, 'update', 'app', 'nobody');
UPDATE incident SET state = 'closed' WHERE id = 1;
SELECT title, owner, department, state, closed_at IS NOT NULL AS closed, updated_by FROM incident;

-- Many rows in one statement: the first ten are raised, the others are urgent
-- from the start.  Two issues at once, in any order.
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 100 + n, '2026-03-04 09:00', 'app', CASE WHEN n % 3 = 0 THEN 'Zoo' ELSE 'Aquarium' END, '票坏了'
      FROM generate_series(1, 36) AS n;
SELECT * FROM batch WHERE day = '2026-03-04';
SELECT activity, count(*) FROM complaint_event WHERE complaint_id > 100 GROUP BY 1 ORDER BY 1;
COPY complaint (id, received_at, channel, merchant, title) FROM stdin;
201	2026-03-05 09:00	app	Museum	票坏了
202	2026-03-05 09:00	app	Museum	票坏了
203	2026-03-05 09:00	app	Museum	票坏了
204	2026-03-05 09:00	app	Museum	票坏了
205	2026-03-05 09:00	app	Museum	票坏了
206	2026-03-05 09:00	app	Museum	票坏了
207	2026-03-05 09:00	app	Museum	票坏了
208	2026-03-05 09:00	app	Museum	票坏了
209	2026-03-05 09:00	app	Museum	票坏了
210	2026-03-05 09:00	app	Museum	票坏了
211	2026-03-05 09:00	app	Museum	票坏了
\.
SELECT * FROM batch WHERE day = '2026-03-05';

-- Rows that are not written in the end do not count.  With the six before, the
-- twelve below seem to be a batch, but only two of them are new.
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 300 + n, '2026-03-06 09:00', 'app', 'Gallery', '票坏了' FROM generate_series(1, 6) AS n;
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 301 + n % 8, '2026-03-06 09:00', 'app', 'Gallery', '票坏了' FROM generate_series(1, 12) AS n
    ON CONFLICT (id) DO NOTHING;
SELECT * FROM batch WHERE day = '2026-03-06';
SELECT merchant, activity, changes -> 'urgency' AS urgency, count(*) FROM complaint_event e JOIN complaint c ON c.id = complaint_id
 WHERE c.id > 300 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- One that turned out to be about something else counts there, not here.
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 400 + n, '2026-03-09 09:00', 'app', 'Cinema', '票坏了' FROM generate_series(1, 10) AS n;
UPDATE complaint SET merchant = 'Theatre' WHERE id = 401;
INSERT INTO complaint (id, received_at, channel, merchant, title) VALUES (411, '2026-03-09 10:00', 'app', 'Cinema', '票坏了');
SELECT * FROM batch WHERE day = '2026-03-09';
INSERT INTO complaint (id, received_at, channel, merchant, title) VALUES (412, '2026-03-09 10:00', 'app', 'Cinema', '票坏了');
SELECT * FROM batch WHERE day = '2026-03-09';

-- The past is not counted.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, merchant, title, state, issue_key)
    SELECT 500 + n, '2026-03-10 09:00', 'app', 'Bank', '票坏了', 'closed', '1.1 / bank / -' FROM generate_series(1, 20) AS n;
RESET complaint_flow.importing;
SELECT * FROM batch WHERE day = '2026-03-10';
SELECT count(*) FROM issue_count WHERE day = '2026-03-10';

-- Another house counts otherwise: complaints by letter never, others from four
-- on; and it grades how often an issue came up within a week.
UPDATE batch_rule SET condition = $$channel <> 'letter'$$, more_than = 3;
INSERT INTO frequency VALUES ('rare', 1, 'now and then', '偶发', 1, 7), ('often', 2, 'often', '多发', 4, 7), ('hot', 3, 'all the time', '高发', 6, 2);
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 600 + n, '2026-03-11 09:00'::timestamptz + (n / 3) * interval '1 day', 'letter', 'Post', '票坏了' FROM generate_series(0, 8) AS n;
SELECT id, received_at::date, frequency, incident_id FROM complaint WHERE id BETWEEN 600 AND 608 ORDER BY id;
INSERT INTO complaint (id, received_at, channel, merchant, title)
    SELECT 610 + n, '2026-03-13 10:00', 'app', 'Post', '票坏了' FROM generate_series(1, 4) AS n;
SELECT id, frequency, incident_id FROM complaint WHERE id > 608 ORDER BY id;
-- A letter counts for the frequency alone, also in a transaction that has a case.
INSERT INTO complaint (id, received_at, channel, merchant, title) VALUES (620, '2026-03-15 10:00', 'letter', 'Pier', '票坏了');
BEGIN;
UPDATE complaint SET product = '船票' WHERE id = 600;
INSERT INTO complaint (id, received_at, channel, merchant, title) VALUES (621, '2026-03-15 10:00', 'letter', 'Pier', '票坏了');
COMMIT;
SELECT count, members FROM issue_count WHERE day = '2026-03-15';
-- What the key may be is said when it is written.
UPDATE issue_rule SET issue_key = '1 + 1';
UPDATE issue_rule SET issue_key = 'merchant || nix';
UPDATE issue_rule SET issue_key = 'upper(merchant)', condition = NULL;
INSERT INTO complaint (id, received_at, channel, merchant, title) VALUES
    (700, '2026-03-12 10:00', 'app', 'Post', '票坏了'), (701, '2026-03-12 10:00', 'app', repeat('长', 300), '票坏了');
SELECT id, CASE id WHEN 700 THEN issue_key ELSE octet_length(issue_key)::text END AS key FROM complaint WHERE id IN (700, 701) ORDER BY id;

-- A customer calls again about a ticket of the inn: no complaint more.  It was
-- another ticket, says a supervisor, and the sheet counts: the fourth.
INSERT INTO customer (id, name) VALUES (90, '韩女士');
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, title)
    SELECT 800 + n, '2026-03-14 10:00', 'app', CASE n WHEN 3 THEN 90 END, 'Inn', '票坏了' FROM generate_series(1, 3) AS n;
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, title)
    VALUES (804, '2026-03-14 11:00', 'app', 90, 'Inn', '票坏了') RETURNING state, repeat_of;
SELECT count, incident_id FROM issue_count WHERE issue_key = 'INN';
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'registered', reason = '另一张票' WHERE id = 804;
SELECT count, incident_id IS NOT NULL AS is_batch FROM issue_count WHERE issue_key = 'INN';
SELECT id, repeat_kind, urgency, incident_id IS NOT NULL AS in_batch FROM complaint WHERE id > 800 ORDER BY id;

SELECT * FROM complaint_flow.verify_history('support');
RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
