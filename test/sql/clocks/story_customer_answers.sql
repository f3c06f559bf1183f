-- A case waits for the customer, who answers: it goes on from the time of the
-- answer, by itself (SPEC R22).
\i test/helper/support_desk.sql
\set ECHO all

SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone) VALUES (7, '陈女士', '13800000007');
INSERT INTO complaint (id, channel, customer_id, category, merchant, product, title, remedy_sought, order_ref)
    VALUES (1, 'hotline', 7, '1.2', '星星商城', '耳机', '包裹少发一件', '补发', 'JF1');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer', reason = '请客户补充照片' WHERE id = 1;
SELECT metric FROM clock WHERE complaint_id = 1 AND paused_at IS NOT NULL;

-- A call from before the question, noted late, is no answer to it.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    SELECT 1, 'in', 'hotline', 'information', received_at, 'reached' FROM complaint WHERE id = 1;
SELECT state FROM complaint WHERE id = 1;
-- An outgoing call is none either.
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'information', 'reached');
SELECT state FROM complaint WHERE id = 1;

-- She sends the photos by the web form.  Somebody notes it later: the clock stood
-- still until the answer came, not until it was written down.
SELECT pg_sleep(0.05), clock_timestamp() AS answered \gset
SELECT pg_sleep(0.05) \g /dev/null
RESET complaint_flow.actor;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
    VALUES (1, 'in', 'web_form', 'information', :'answered', 'reached', '照片已上传');
SELECT state, reason FROM complaint WHERE id = 1;
SELECT metric, paused_at IS NULL AS runs, upper(range_agg) = :'answered' AS until_the_answer
  FROM clock, LATERAL (SELECT range_agg(p) FROM unnest(pauses) p) r
 WHERE complaint_id = 1 AND pauses <> '{}';
SELECT activity, actor, changes -> 'state' AS state FROM complaint_event WHERE complaint_id = 1 ORDER BY seq DESC LIMIT 2;
-- Li Na is told, and sees what is next.
SELECT topic, audience FROM outbox WHERE topic = 'customer_wrote';
SELECT action, who FROM complaint_flow.next_action('support', 1, 'en') WHERE kind = 'state' LIMIT 2;
SELECT line FROM complaint_flow.case_timeline('support', 1, 'en') ORDER BY at DESC LIMIT 1;

-- Li Na writes down herself that the customer called: she need not be told.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'awaiting_customer', reason = '还缺发票' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'in', 'hotline', 'information', clock_timestamp(), 'reached');
SELECT state FROM complaint WHERE id = 1;
SELECT count(*) FROM outbox WHERE topic = 'customer_wrote';
-- A new sheet that joins the case is an answer, too.
UPDATE complaint SET state = 'awaiting_customer', reason = '还缺订单号' WHERE id = 1;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, customer_id, category, merchant, product, title, description)
    VALUES (2, clock_timestamp(), 'hotline', 7, '1.2', '星星商城', '耳机', '包裹少发一件', '订单号是JF1') RETURNING repeat_kind;
SELECT state FROM complaint WHERE id = 1;
SELECT topic, audience FROM outbox WHERE complaint_id = 1 AND topic IN ('call_again', 'customer_wrote') ORDER BY id;

-- Transitions of one's own that follow from what happens: with the same guard and
-- roles as an update, for the same person.  Where something lacks nothing happens.
INSERT INTO transition (from_state, to_state, name, condition, by_entry) VALUES
    ('verifying', 'closed', 'told: over', $$level = 'III'$$, '{contact:update}');
INSERT INTO transition (from_state, to_state, name, roles, reopens, by_entry) VALUES
    ('withdrawn', 'reopened', 'told: reopened', '{supervisor}', true, '{contact:first_response}');
UPDATE transition SET by_entry = '{contact:update}' WHERE from_state = 'verifying' AND to_state = 'withdrawn';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'out', 'hotline', 'update', clock_timestamp(), 'reached');
SELECT state FROM complaint WHERE id = 1;
-- It wants a reason: the note is one, blanks are none.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note) VALUES (1, 'out', 'hotline', 'update', clock_timestamp(), 'reached', ' ');
SELECT state FROM complaint WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note) VALUES (1, 'out', 'hotline', 'update', clock_timestamp(), 'reached', '客户撤诉');
SELECT state, reason, updated_by, closed_at IS NOT NULL AS closed FROM complaint WHERE id = 1;
-- Wang Fang is no supervisor, Sun Li is.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'out', 'hotline', 'first_response', clock_timestamp(), 'reached');
SELECT state FROM complaint WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'out', 'hotline', 'first_response', clock_timestamp(), 'reached');
SELECT state, reopen_count, updated_by, closed_at FROM complaint WHERE id = 1;
-- An update to the state that the case has by now does no harm.
UPDATE complaint SET state = 'reopened' WHERE id = 1;
-- Of two the first that passes is taken.
UPDATE transition SET by_entry = '{contact:update}' WHERE from_state = 'reopened' AND to_state IN ('investigating', 'mediating');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'out', 'hotline', 'update', clock_timestamp(), 'reached');
SELECT state FROM complaint WHERE id = 1;

-- Two transitions that send a case to and fro end, and are told of.
SELECT count(*) FROM outbox WHERE topic = 'rule_failed';
INSERT INTO transition (from_state, to_state, name, by_entry) VALUES ('investigating', 'reopened', 'fro', '{contact:offer}');
UPDATE transition SET by_entry = '{contact:offer}' WHERE from_state = 'reopened' AND to_state = 'investigating';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'out', 'hotline', 'offer', clock_timestamp(), 'reached');
SELECT state FROM complaint WHERE id = 1;
SELECT audience FROM outbox WHERE topic = 'rule_failed' AND content ->> 'rule' LIKE '%"fro" follows from itself';
-- In bulk, too.
INSERT INTO complaint (id, channel, title) SELECT n, 'app', '没有收到' FROM generate_series(101, 104) AS n;
UPDATE complaint SET validity = CASE WHEN id < 104 THEN 'valid' ELSE 'invalid' END, validity_reason = '已核实', category = coalesce(category, '1.2'), reason = '已核实' WHERE id > 100;
SELECT state, count(*) FROM complaint WHERE id > 100 GROUP BY 1 ORDER BY 1;

-- What such a transition has to say.
\set VERBOSITY terse
UPDATE transition SET by_entry = '{contact:nobody}' WHERE name = 'fro';
UPDATE transition SET by_entry = '{answer}' WHERE name = 'fro';
UPDATE transition SET by_entry = NULL WHERE name = 'fro';
\set VERBOSITY default
INSERT INTO contact_purpose (code, label, label_zh) VALUES ('survey', 'survey', '问卷');
UPDATE transition SET by_entry = '{contact:survey}' WHERE name = 'fro';
DELETE FROM contact_purpose WHERE code = 'survey';
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
\set ECHO all

-- The graded pack does the same in its own states.
RESET complaint_flow.actor;
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'chen.jie';
INSERT INTO complaint (id, channel, received_by, category, title) VALUES (1, 'hotline', 'li.na', 'logistics', '洗衣机没有送到');
INSERT INTO assessment (complaint_id, severity) VALUES (1, 'low');
SELECT state FROM complaint WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer', reason = '请客户约定时间' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES (1, 'in', 'hotline', 'information', clock_timestamp(), 'reached');
SELECT state, owner FROM complaint WHERE id = 1;
SELECT topic, audience FROM outbox WHERE topic = 'customer_wrote';
\set ECHO none
SELECT complaint_flow.drop_desk('support', true);
