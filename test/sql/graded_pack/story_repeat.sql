-- The graded pack: a customer whose objection ended in arbitration comes back
-- about the same product; the second case is graver, and what is granted climbs
-- to the team leader, who is told.
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO customer (id, name) VALUES (1, '钱女士');
INSERT INTO complaint (id, channel, customer_id, product, title, description)
    VALUES (1, 'hotline', 1, 'K7', '电饭煲不加热', '按了开关没有反应');
SELECT category, level, urgency, repeat_kind FROM complaint;
-- What to say to her stands beside the case.
SELECT title, body FROM complaint_flow.scripts_for_case('support', 1, 'zh');
UPDATE complaint SET state = 'assessing' WHERE id = 1;
SET complaint_flow.actor = 'chen.jie';
INSERT INTO assessment (complaint_id, severity) VALUES (1, 'low');
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'handling' WHERE id = 1;
INSERT INTO investigation (complaint_id, findings, conclusion) VALUES (1, '超出保修期', 'not_upheld');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'rejected');
UPDATE complaint SET state = 'answered' WHERE id = 1;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'arbitration', reason = '双方同意' WHERE id = 1 RETURNING state;

-- She calls about it again.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, product, title, description)
    VALUES (2, 'hotline', 1, 'K7', '电饭煲还是不加热', '换了插座也一样');
SELECT repeat_of, repeat_kind, level, urgency, urgent_reasons FROM complaint WHERE id = 2;
SELECT attribute, value, rule_name FROM complaint_flow.explain_complaint('support', 2) WHERE attribute = 'repeat_kind';

-- Once more while that one is open: the sheet joins it, and its owner is told.
INSERT INTO complaint (id, channel, customer_id, product, title) VALUES (3, 'hotline', 1, 'K7', '电饭煲坏了，催办');
SELECT state, repeat_of, repeat_kind FROM complaint WHERE id = 3;
SELECT audience, content ->> 'sheet_no' IS NOT NULL AS names_the_case FROM outbox WHERE topic = 'call_again';
SET complaint_flow.actor = 'sun.li';
SELECT to_state, name, allowed, lacks FROM complaint_flow.allowed_transitions('support', 3);

-- 500 is more than an officer may grant.
SET complaint_flow.actor = 'li.na';
INSERT INTO remedy (complaint_id, kind, amount) VALUES (2, 'compensation', 500) RETURNING status, next_role;
SELECT topic, audience FROM outbox WHERE topic = 'approval_asked';
-- An extension is for the quality managers to grant.
INSERT INTO extension (complaint_id, new_due_at, reason) SELECT 2, due_at + interval '10 days', '需返厂检测' FROM clock WHERE complaint_id = 2 AND metric = 'resolution';
SELECT topic, audience FROM outbox WHERE topic = 'extension_asked';
SELECT complaint_flow.drop_desk('support', true);
