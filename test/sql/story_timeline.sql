-- What happened on a case, told in lines; what comes next, and who does it.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'iso_8601';
\set SHOW_CONTEXT never
\getenv here PG_ABS_SRCDIR
\set desk :here '/helper/support_desk.sql'
\pset footer off
\set ECHO none
\i :desk
\set ECHO all

-- Nobody has taken it yet.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description)
    VALUES (1, 'group_hq', '包裹少了一件', '兑换的两只杯子，只收到一只');
SELECT step, action, who, due_at IS NOT NULL AS due, kind, audience FROM complaint_flow.next_action('support', 1, 'en');
SELECT action, who FROM complaint_flow.next_action('support', 1) LIMIT 3;
SELECT metric, status, owner, claimable_by FROM promise ORDER BY due_at, metric;

-- The supervisor takes it and works on it.
SET complaint_flow.actor = 'sun.li';
SELECT complaint_flow.claim('support');
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (1, 'out', 'hotline', 'acknowledgement', 'not_reached');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note, next_contact_at)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '请他拍照 {x} [y]', now() + interval '400 days');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET order_ref = 'JF26030118', remedy_sought = '换一个新的', reason = '客户来电' WHERE id = 1;
UPDATE complaint SET category = '1.1', reason = '杯子是坏的' WHERE id = 1;
UPDATE complaint SET owner = 'zhou.min', reason = '孙丽休假' WHERE id = 1;

SELECT who, regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS line FROM complaint_flow.case_timeline('support', 1, 'en');
SELECT who, regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS line FROM complaint_flow.case_timeline('support', 1);
-- in the order of time
SELECT array_agg(at) = array_agg(at ORDER BY at) AS in_order FROM complaint_flow.case_timeline('support', 1);

-- The job speaks too.
DO $$ BEGIN PERFORM complaint_flow.run_clocks('support', now() + interval '300 days'); END $$;
SELECT who, line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^(Warning|Deadline|Reported)';
SELECT action, who FROM complaint_flow.next_action('support', 1, 'en');

-- The words are the desk's: other lines, an activity without one, one that is hidden.
UPDATE activity_label SET label = 'Now {code}' WHERE pattern = 'state:*';
INSERT INTO activity_label (pattern, codes, label, label_zh) VALUES ('state:verifying', 'state', 'We check the facts', '核实');
DELETE FROM activity_label WHERE pattern = 'reclassified';
UPDATE activity_label SET label = '' WHERE pattern = 'attempt:*';
SELECT regexp_replace(line, '\d{4}-\d\d-\d\d \d\d:\d\d', '<moment>') AS line FROM complaint_flow.case_timeline('support', 1, 'en') WHERE line ~ '^(Now|We check|reclass|Customer)';
SELECT complaint_flow.fill_words('a[ {b}][ {c} d] {e}{ }', '{"b": "B {c}", "c": null}') AS filled,
       complaint_flow.fill_words('[{x}]', '{}') = '' AS nothing;

-- When it is over nothing is to be done.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1;
SELECT * FROM complaint_flow.next_action('support', 1);
SELECT count(*) FROM promise;
SELECT * FROM complaint_flow.case_timeline('support', 9);
SELECT * FROM complaint_flow.next_action('support', 9);
SELECT * FROM complaint_flow.case_timeline('nowhere', 1);

-- A pack without words still tells.
RESET complaint_flow.actor;
SELECT complaint_flow.create_desk('plain', pack => 'empty');
TRUNCATE plain.activity_label, plain.term;
INSERT INTO plain.channel VALUES ('counter', 'counter', '柜台');
INSERT INTO plain.complaint (id, channel, title) VALUES (1, 'counter', 'Broken');
SELECT action, who FROM complaint_flow.next_action('plain', 1);
UPDATE plain.complaint SET state = 'closed' WHERE id = 1;
SELECT who = current_user AS who, line FROM complaint_flow.case_timeline('plain', 1);
SELECT complaint_flow.drop_desk('plain', true);
SELECT complaint_flow.drop_desk('support', true);
