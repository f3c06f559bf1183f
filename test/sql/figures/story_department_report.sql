-- Each week the heads of departments learn how their cases stand (SPEC R38),
-- once, whoever runs the job how often, in English or in Chinese.
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all
CREATE TEMP VIEW reports AS
SELECT department, first_day, last_day, content ->> 'received' AS received, content ->> 'closed' AS closed, content ->> 'on_time' AS on_time,
       content ->> 'open' AS open, content ->> 'waiting' AS waiting, content ->> 'due_soon' AS due_soon, content ->> 'breached' AS breached, content ->> 'worst' AS worst,
       concat_ws('/', content ->> 'orders_overdue', content ->> 'orders') AS orders
  FROM department_report ORDER BY first_day, department;
UPDATE clock_rule SET active = false;
INSERT INTO clock_rule (position, name, metric, met_by, target) VALUES (1, 'eight hours', 'resolution', '{contact:offer}', '8 hours');

-- Nothing has come in yet, so there is nothing to report.
SELECT complaint_flow.report_departments('support', '2025-06-02 00:05') AS reports;
-- The first week of June 2025: one offer in time and one late, two promises
-- broken and one nearly; one case of last week is closed.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, department, owner, state, closed_at)
    VALUES (100, '2025-05-28 10:00', 'hotline', 'old', '1.2', 'customer_service', 'li.na', 'closed', '2025-06-03 10:00');
RESET complaint_flow.importing;
INSERT INTO complaint (id, received_at, channel, received_by, category, title) VALUES
    (1, '2025-06-02 00:00', 'hotline', 'li.na', '1.2', 'late'),
    (2, '2025-06-03 10:00', 'hotline', 'li.na', '1.2', 'late'),
    (3, '2025-06-05 10:00', 'hotline', 'wang.fang', '1.2', 'late'),
    (4, '2025-06-04 10:00', 'hotline', 'wang.fang', '1.2', 'late'),
    (5, '2025-06-08 17:00', 'hotline', 'wang.fang', '1.2', 'late'),
    (6, '2025-06-08 22:00', 'hotline', 'wang.fang', '1.2', 'late');
INSERT INTO complaint (id, received_at, channel, category, title) VALUES (7, '2025-06-06 10:00', 'app', '3.2', 'account stolen');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES
    (1, 'out', 'hotline', 'offer', '2025-06-02 08:00', 'reached'),
    (2, 'out', 'hotline', 'offer', '2025-06-04 10:00', 'reached');
-- Merchants have no case, but are asked, and do not answer in time.
INSERT INTO clock_rule (position, name, metric, starts_on, met_by, target)
    VALUES (2, 'an answer', 'department_feedback', '{work_order:merchant_care}', '{answer:merchant_care}', '4 hours');
SET complaint_flow.actor = 'li.na';
INSERT INTO work_order (complaint_id, department, task, recorded_at) VALUES
    (2, 'merchant_care', 'where is it', '2025-06-08 18:00'), (1, 'merchant_care', 'where is it', '2025-06-08 22:00');
RESET complaint_flow.actor;
SELECT complaint_flow.run_clocks('support', '2025-06-09 00:04') > 0 AS flagged;
-- Five minutes into Monday.  Departments without staff get no report.
SELECT complaint_flow.report_departments('support', '2025-06-09 00:05') AS reports;
SELECT * FROM reports;
-- To the liaison; where a department has none, to its members.
SELECT o.audience, m.recipient, m.persons, o.created_at, o.visible_at FROM outbox o
  JOIN complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE topic = 'department_report')) m ON m.id = o.id ORDER BY o.id;
SELECT title, body FROM complaint_flow.render_messages('support', ARRAY(SELECT min(id) FROM outbox WHERE topic = 'department_report'), 'en');
SELECT title, body FROM complaint_flow.render_messages('support', ARRAY(SELECT min(id) FROM outbox WHERE topic = 'department_report'), 'zh');

-- Again, an hour later, on Sunday, and when the messages are long gone: no more.
SELECT complaint_flow.report_departments('support', '2025-06-09 00:05') AS again,
       complaint_flow.report_departments('support', '2025-06-09 01:05') AS later,
       complaint_flow.report_departments('support', '2025-06-15 23:59') AS on_sunday;
UPDATE outbox SET acked_at = '2025-06-09 09:00' WHERE topic = 'department_report';
SELECT complaint_flow.purge_outbox('support', '2025-12-09') AS purged, complaint_flow.report_departments('support', '2025-06-15 23:59') AS again;
-- A department that is new in the week gets its own.
INSERT INTO department (code, label, label_zh) VALUES ('shops', 'shops', '门店');
INSERT INTO staff (code, name, role, department) VALUES ('gao.jun', 'Gao Jun', 'agent', 'shops');
SELECT complaint_flow.report_departments('support', '2025-06-10 12:05') AS reports;
SELECT department, received, open, on_time, worst FROM reports WHERE department = 'shops';

-- The liaison has left; the next week goes to the members.
UPDATE staff SET active = false WHERE code = 'feng.tao';
INSERT INTO staff (code, name, role, department) VALUES ('song.bo', 'Song Bo', 'agent', 'risk_control');
DELETE FROM outbox;
SELECT complaint_flow.report_departments('support', '2025-06-16 00:05') AS reports;
SELECT audience, content ->> 'from' AS "from", content ->> 'breached' AS breached FROM outbox ORDER BY id;
-- Periods of other lengths are the manager's to choose.
CREATE ROLE regress_report_manager;
CREATE ROLE regress_report_analyst;
SELECT complaint_flow.grant_desk('support', 'manager', 'regress_report_manager');
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_report_analyst');
SET ROLE regress_report_manager;
\set VERBOSITY terse
UPDATE desk SET report_every = 'hourly';
\set VERBOSITY default
UPDATE desk SET report_every = 'monthly';
RESET ROLE;
SELECT complaint_flow.report_departments('support', '2025-06-30 23:59') AS for_may, complaint_flow.report_departments('support', '2025-07-01 00:00') AS for_june;
UPDATE desk SET report_every = 'daily';
SELECT complaint_flow.report_departments('support', '2025-06-04 00:00') AS for_the_third;
SELECT department, first_day, last_day, received, closed, on_time FROM reports WHERE department = 'customer_service' ORDER BY 2, 3;
UPDATE desk SET report_every = 'never';
SELECT complaint_flow.report_departments('support', '2025-08-01') AS reports;
SELECT name, rows FROM job WHERE name = 'report_departments';
-- The owner runs it; an analyst reads what was reported.
SET ROLE regress_report_analyst;
SELECT count(*) FROM department_report;
SELECT complaint_flow.report_departments('support');
RESET ROLE;
DROP VIEW reports;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_report_manager, regress_report_analyst;
