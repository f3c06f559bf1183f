-- The complaint sheet on paper, at several stages and in both languages.
\i test/helper/session.sql
\set ECHO all
SET TimeZone = 'America/New_York';
\pset format unaligned
\pset tuples_only on

SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('sun.li', '孙丽', 'supervisor', 'customer_service', NULL),
    ('li.na', '李娜', 'agent', 'customer_service', 'sun.li'),
    ('app', 'application', 'agent', 'customer_service', NULL);
UPDATE staff SET database_role = current_user, speaks_for_others = true WHERE code = 'app';
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name, phone) VALUES (7, '赵女士', '000-000-0000');

-- just received: incomplete
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description) VALUES
    (1, '2025-03-06 10:00+08', 'hotline', 7, '保温杯', '杯子漏水',
     E'3月1日用积分换的保温杯，今天拆开倒水就从杯底渗出来，杯盖也拧不紧。这样的东西怎么能发出来？\nI used it only once and then it broke down completely.');
SELECT regexp_replace(complaint_flow.complaint_sheet('support', 1), '(经过 +)[0-9: -]+', '\1');

-- through its life: completed, valid, a promise, a follow-up
UPDATE complaint SET order_ref = 'JF26030118', evidence = '{照片一,照片二}', remedy_sought = '换一个新的' WHERE id = 1;
UPDATE complaint SET state = 'verifying' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note, next_contact_at) VALUES
    (1, 'out', 'hotline', 'first_response', '2025-03-06 10:30+08', 'reached', '致歉，说明流程', '2025-03-07 09:00+08'),
    (1, 'out', 'hotline', 'follow_up', '2025-03-06 11:00+08', 'not_reached', NULL, NULL);
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片可见裂缝' WHERE id = 1;
-- the next word to the customer is due from the time of this test on
SELECT regexp_replace(regexp_replace(complaint_flow.complaint_sheet('support', 1, 'en'), '(HISTORY\n-+).*', '\1'),
                      '[0-9: -]{16}(  progress)', '(after today)   \1');
-- the history has a line for each event; its times are those of this test
SELECT count(*) = (SELECT event_count FROM complaint WHERE id = 1)
  FROM regexp_split_to_table(split_part(complaint_flow.complaint_sheet('support', 1), '经过' || repeat(' ', 12), 2), '\n');

-- anonymous; and what cannot be printed
INSERT INTO complaint (id, received_at, channel, title, description)
    VALUES (2, '2025-03-06 10:00+08', 'letter', 'Rude shop assistant', 'The cashier shouted at us.');
SELECT complaint_flow.complaint_sheet('support', 2, 'en') LIKE '%Complainant     anonymous%';
-- nobody has it yet; nothing asked, nothing answered
INSERT INTO complaint (id, received_at, channel, title) VALUES (5, '2025-03-06 10:00+08', 'group_hq', 'Refund');
SELECT substring(complaint_flow.complaint_sheet('support', 5, 'en') FROM 'Handled by[^\n]*') AS handler,
       complaint_flow.complaint_sheet('support', NULL) IS NULL AS nothing;
SELECT complaint_flow.complaint_sheet('support', 3);
SELECT complaint_flow.complaint_sheet('support', 1, 'fr');
SELECT complaint_flow.complaint_sheet('nowhere', 1);

-- no line is wider than the paper
SELECT max(complaint_flow.display_width(line)) <= 78
  FROM regexp_split_to_table(complaint_flow.complaint_sheet('support', 1), '\n') AS line;
SELECT complaint_flow.display_width('abc'), complaint_flow.display_width('投诉。（A）'), complaint_flow.display_width('');

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
