-- Holiday, illness, deputies: who gets a case while the right person is away.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'sun.li';
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (1, 'threats of court: the liaison of risk control', $$product = 'court'$$, 'department liaison', 'risk_control'),
    (2, 'what an overseer asked for', $$product = 'oversight'$$, 'department overseer', 'risk_control'),
    (3, 'invoices: Wang Fang', $$product = 'invoice'$$, 'person', 'wang.fang');
CREATE VIEW handled AS
    SELECT title, owner, handler_role, department FROM complaint ORDER BY id DESC LIMIT 1;

-- Wang Fang does the invoices.
INSERT INTO complaint (channel, product, title) VALUES ('web_form', 'invoice', 'all at work') RETURNING owner;
-- She was ill last week and has a holiday next week: that concerns nobody today.
INSERT INTO absence (staff, from_at, until_at, reason, deputy) VALUES
    ('wang.fang', now() - interval '9 days', now() - interval '4 days', 'ill', 'liu.yang'),
    ('wang.fang', now() + interval '4 days', now() + interval '9 days', 'holiday', 'liu.yang');
INSERT INTO complaint (channel, product, title) VALUES ('web_form', 'invoice', 'between absences') RETURNING owner;
-- Today she is at a training, and Zhang Wei acts for her ...
INSERT INTO absence (staff, from_at, until_at, deputy) VALUES
    ('wang.fang', now() - interval '1 hour', now() + interval '1 hour', 'zhang.wei');
INSERT INTO complaint (channel, product, title) VALUES ('web_form', 'invoice', 'training') RETURNING owner;
-- ... and since Zhang Wei went home ill, Li Na for him.
INSERT INTO absence (staff, from_at, deputy) VALUES ('zhang.wei', now() - interval '1 minute', 'li.na');
INSERT INTO complaint (channel, product, title) VALUES ('web_form', 'invoice', 'deputy of the deputy') RETURNING owner;
-- The absence that began last names the deputy.
INSERT INTO absence (staff, from_at, deputy) VALUES ('wang.fang', now() - interval '1 minute', 'chen.jie');
INSERT INTO complaint (channel, product, title) VALUES ('web_form', 'invoice', 'two absences') RETURNING owner;
-- Deputies who name one another are nobody: the case waits.
UPDATE absence SET deputy = 'wang.fang' WHERE staff = 'zhang.wei';
UPDATE absence SET deputy = 'zhang.wei' WHERE staff = 'wang.fang';
INSERT INTO complaint (channel, product, title) VALUES ('web_form', 'invoice', 'a ring of deputies');
SELECT * FROM handled;
DELETE FROM absence;

-- A complaint about Liu Yang, whose supervisor is Zhou Min.  She is away; her
-- deputy Chen Jie is no supervisor.  Where the rule names no department, the
-- case waits for any other supervisor.
UPDATE routing_rule SET argument = NULL WHERE handler = 'supervisor of accused';
INSERT INTO absence (staff, from_at, deputy) VALUES ('zhou.min', now() - interval '1 day', 'chen.jie');
INSERT INTO complaint (channel, received_by, title, accused_staff) VALUES ('hotline', 'li.na', '客服态度差', 'liu.yang');
SELECT * FROM handled;
SELECT complaint_flow.claim('support', 'liu.yang', 'role supervisor');
-- Sun Li is one: as the deputy she gets it.
UPDATE absence SET deputy = 'sun.li';
INSERT INTO complaint (channel, received_by, title, accused_staff) VALUES ('hotline', 'li.na', '客服态度差', 'liu.yang');
SELECT * FROM handled;
-- But not when it is about her, nor does she name somebody for that.
UPDATE staff SET manager = 'zhou.min' WHERE code = 'sun.li';
INSERT INTO complaint (channel, received_by, title, accused_staff) VALUES ('hotline', 'li.na', '客服态度差', 'sun.li');
SELECT * FROM handled;
INSERT INTO absence (staff, from_at, deputy) VALUES ('sun.li', now() - interval '1 day', 'chen.jie');
INSERT INTO complaint (channel, received_by, title, accused_staff) VALUES ('hotline', 'li.na', '客服态度差', 'sun.li');
SELECT * FROM handled;
SELECT complaint_flow.claim('support', 'sun.li', 'role supervisor') = (SELECT max(id) FROM complaint) AS own_case;
DELETE FROM absence;

-- Liaison and overseer of risk control: Feng Tao and Zheng Hua.
INSERT INTO complaint (channel, product, title) VALUES ('letter', 'court', 'sues') RETURNING owner, department;
INSERT INTO complaint (channel, product, title) VALUES ('letter', 'oversight', 'a question') RETURNING owner, department;
-- Feng Tao is complained about, is away, has a deputy: the department, then the deputy.
INSERT INTO complaint (channel, product, title, accused_staff) VALUES ('letter', 'court', 'sues Feng Tao', 'feng.tao');
SELECT * FROM handled;
SELECT complaint_flow.claim('support', 'feng.tao', 'department risk_control');
INSERT INTO absence (staff, from_at) VALUES ('feng.tao', now() - interval '1 day');
INSERT INTO complaint (channel, product, title) VALUES ('letter', 'court', 'sues again');
SELECT * FROM handled;
UPDATE absence SET deputy = 'he.xin';
INSERT INTO complaint (channel, product, title) VALUES ('letter', 'court', 'sues once more');
SELECT * FROM handled;

-- What cannot be meant, and who may know why.
\set VERBOSITY sqlstate
INSERT INTO absence (staff, from_at, until_at) VALUES ('li.na', '2026-03-02', '2026-03-01');
INSERT INTO absence (staff, from_at, deputy) VALUES ('li.na', now(), 'li.na');
INSERT INTO routing_rule (position, name, handler, argument) VALUES (9, 'x', 'department liaison', 'li.na');
CREATE ROLE regress_cf_clerk;
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_clerk');
SET ROLE regress_cf_clerk;
SELECT staff, deputy FROM absence;
SELECT reason FROM absence;
RESET ROLE;
DROP VIEW handled;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_clerk;
