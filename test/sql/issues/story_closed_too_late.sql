-- Closed for too long to be reopened: a new case, linked to the old one.
\i test/helper/support_desk.sql
\set ECHO all

-- A case of two months ago, brought in from the old system, and one of last week.
INSERT INTO customer (id, name) VALUES (1, '刘先生'), (2, '何女士');
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, category, issue_key, state, closed_at, sla_status) VALUES
    (1, now() - interval '70 days', 'hotline', 1, '星星商城', '耳机', '耳机坏了', '1.1', '1.1 / 星星商城 / 耳机', 'closed', now() - interval '60 days', 'breached'),
    (2, now() - interval '12 days', 'hotline', 2, '星星商城', '耳机', '耳机坏了', '1.1', '1.1 / 星星商城 / 耳机', 'closed', now() - interval '8 days', 'met');
RESET complaint_flow.importing;
-- Mr Liu wants it reopened.  The supervisor cannot, and is told what to do.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'reopened', reason = '客户仍不满意' WHERE id = 1;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (11, 'hotline', 1, '星星商城', '耳机', '耳机坏了', '修好的耳机又坏了，质量太差')
    RETURNING repeat_of, repeat_kind, category, state;
-- Mrs He's case is fresh enough.
UPDATE complaint SET state = 'reopened', reason = '客户仍不满意' WHERE id = 2 RETURNING state, reopen_count;
-- From then on it is open, and she joins it when she calls.
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (21, 'hotline', 2, '星星商城', '耳机', '耳机坏了', '质量太差') RETURNING repeat_of, repeat_kind, state;
-- How long a repeat counts is a setting: the old case overran its time.
UPDATE complaint SET state = 'withdrawn', reason = '重新登记' WHERE id = 11;
UPDATE desk SET repeat_window = '90 days';
INSERT INTO customer (id, name) VALUES (3, '吴先生');
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, category, issue_key, state, closed_at, sla_status) VALUES
    (3, now() - interval '70 days', 'hotline', 3, '星星商城', '耳机', '耳机坏了', '1.1', '1.1 / 星星商城 / 耳机', 'closed', now() - interval '60 days', 'breached');
RESET complaint_flow.importing;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title, description)
    VALUES (31, 'hotline', 3, '星星商城', '耳机', '耳机坏了', '质量太差') RETURNING repeat_of, repeat_kind, category;
SELECT complaint_flow.drop_desk('support', true);
