-- A customer threatens to go to law: legal is told, once a case, however it shows.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (1, '郑女士');
INSERT INTO complaint (id, channel, customer_id, category, product, title, description, risks) VALUES
    (1, 'hotline', NULL, '1.2', NULL, '包裹漏发', '再不处理就去法院起诉你们', NULL),
    (2, 'hotline', NULL, '1.2', NULL, '包裹漏发', '少了一件', '{arbitration}'),
    (3, 'hotline', NULL, '1.2', NULL, '包裹漏发', '少了一件', NULL),
    (4, 'hotline', NULL, '1.2', NULL, '包裹漏发', '少了一件', '{media}'),
    (5, 'hotline', 1, '1.2', '水杯', '包裹漏发', '少了一件', NULL);
SELECT complaint_id, audience FROM outbox WHERE topic = 'threatened_suit' ORDER BY 1;
-- Heard later, said again, in a sheet that joins the open case.
UPDATE complaint SET risks = '{litigation}' WHERE id = 3 RETURNING urgency;
UPDATE complaint SET description = description || '，已请律师' WHERE id IN (1, 4);
INSERT INTO complaint (id, channel, customer_id, category, product, title, description) VALUES (6, 'hotline', 1, '1.2', '水杯', '包裹漏发', '我要起诉');
SELECT repeat_of, repeat_kind FROM complaint WHERE id = 6;
SELECT complaint_id, audience FROM outbox WHERE topic = 'threatened_suit' ORDER BY 1;
SELECT regexp_replace(title, '\d{8}', '<day>') AS title, persons FROM complaint_flow.render_messages('support',
    ARRAY(SELECT id FROM outbox WHERE topic = 'threatened_suit' AND complaint_id = 1), 'en');
SELECT complaint_flow.drop_desk('support', true);
