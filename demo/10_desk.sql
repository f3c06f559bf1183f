SET TimeZone = 'Asia/Shanghai';
\echo 'The extension, and pg_cron beside it.'
CREATE EXTENSION complaint_flow;
CREATE EXTENSION pg_cron;
SELECT extname AS extension, extversion AS version
  FROM pg_catalog.pg_extension
 WHERE extname IN ('complaint_flow', 'pg_cron')
 ORDER BY extname;

\echo 'A desk is a schema of ordinary tables.  This one gets the standard rules and'
\echo 'the official rest and make-up days of China.'
SELECT complaint_flow.create_desk('support', title => 'Customer support') \g /dev/null
SELECT desk, owner, pack, title, ready FROM complaint_flow.desks();

\echo 'Fourteen people of five departments work on its cases.'
INSERT INTO support.staff (code, name, role, department, manager) VALUES
    ('zheng.hua', 'Zheng Hua', 'head_of_operations', 'customer_service', NULL),
    ('wu.gang', 'Wu Gang', 'manager', 'customer_service', 'zheng.hua'),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'wu.gang'),
    ('zhou.min', 'Zhou Min', 'supervisor', 'customer_service', 'wu.gang'),
    ('chen.jie', 'Chen Jie', 'senior_agent', 'customer_service', 'sun.li'),
    ('zhao.lei', 'Zhao Lei', 'senior_agent', 'customer_service', 'zhou.min'),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', 'sun.li'),
    ('zhang.wei', 'Zhang Wei', 'agent', 'customer_service', 'zhou.min'),
    ('liu.yang', 'Liu Yang', 'agent', 'customer_service', 'zhou.min'),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', NULL),
    ('he.xin', 'He Xin', 'agent', 'merchant_care', NULL),
    ('qian.bo', 'Qian Bo', 'agent', 'technical', NULL),
    ('tang.yu', 'Tang Yu', 'agent', 'legal', NULL);
UPDATE support.department SET liaison = 'sun.li', overseer = 'wu.gang' WHERE code = 'customer_service';
UPDATE support.department AS d SET liaison = l.person, overseer = 'zheng.hua'
  FROM (VALUES ('risk_control', 'feng.tao'), ('merchant_care', 'he.xin'), ('technical', 'qian.bo'), ('legal', 'tang.yu')) AS l (code, person)
 WHERE l.code = d.code;

\echo 'The rules are rows; supervisors change them with SQL.  Some of them:'
SELECT position, name, condition, coalesce(category, urgency) AS decides
  FROM support.classification_rule WHERE position IN (20, 40, 110, 130, 220, 400) ORDER BY position;
SELECT position, name, target, condition FROM support.clock_rule WHERE metric = 'first_response' ORDER BY position;
\echo 'A broken rule is refused when it is written, not when a customer calls:'
\set ON_ERROR_STOP off
INSERT INTO support.classification_rule (position, name, condition, category)
    VALUES (500, 'by app', $$chanel = 'app'$$, '1.9');
\set ON_ERROR_STOP on
\echo 'The calendar knows this autumn:'
SELECT day, extract(isodow FROM day) AS weekday, kind, label,
       complaint_flow.is_working_day('support', 'standard', day) AS worked
  FROM support.calendar_day WHERE calendar = 'standard' AND day BETWEEN '2026-09-20' AND '2026-10-11' ORDER BY day;
