-- From the call to the end in six statements: what people record moves the
-- case, by the same guards and for the same persons as an update of its state.
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO customer (id, name) VALUES (7, '陈女士');

-- 1: Li Na takes the call.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, category, title) VALUES (1, 'hotline', 7, '1.2', '退货地址一直没有告知');
-- 2: It is a complaint.
UPDATE complaint SET validity = 'valid', validity_reason = '通话记录属实' WHERE id = 1;
SELECT state FROM complaint;
-- 3: What she finds, and what she proposes: the reason of the proposal.
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion, proposal)
    VALUES (1, '通话录音', '未告知退货地址', 'information', 'upheld', '告知退货地址并致歉');
SELECT state, reason FROM complaint;
-- 4: Nobody approves the own solution, and no entry does.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = 1;
-- 5: Li Na calls: the customer agrees at once, and nothing is left to execute.
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
SELECT state FROM complaint;
-- 6: Wang Fang asks whether all is well.  Who is not reached gives no score.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, score) VALUES (1, 'out', 'hotline', 'follow_up', 'not_reached', 5);
INSERT INTO contact (complaint_id, direction, channel, purpose, result, score) VALUES (1, 'out', 'hotline', 'follow_up', 'reached', 5);
SELECT state, closed_at IS NOT NULL AS closed FROM complaint;
SELECT score, recorded_by FROM satisfaction;

-- Six statements of people, and every state on the way.
SELECT count(DISTINCT at) AS statements FROM complaint_event WHERE complaint_id = 1;
SELECT seq, activity, actor FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
SELECT metric, outcome FROM clock WHERE complaint_id = 1 ORDER BY 1;
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SELECT complaint_flow.drop_desk('support', true);
