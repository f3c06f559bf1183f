-- The same with a refund beyond the agent's authority, in nine statements.
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO customer (id, name) VALUES (7, '陈女士');

-- 1 to 3: taken in, found valid, investigated.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_id, category, product, title) VALUES (1, 'hotline', 7, '1.1', '电饭锅', '内胆涂层脱落');
UPDATE complaint SET validity = 'valid', validity_reason = '照片属实' WHERE id = 1;
INSERT INTO investigation (complaint_id, methods, findings, cause, conclusion, proposal)
    VALUES (1, '核对照片', '涂层工艺问题', 'product', 'upheld', '退款300元');
-- 4: The refund is more than Li Na grants alone.
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (201, 1, 'refund', 300);
-- Nothing goes past its approval.
SET complaint_flow.actor = 'sun.li';
\set VERBOSITY sqlstate
UPDATE complaint SET state = 'approved' WHERE id = 1;
\set VERBOSITY default
-- 5 and 6: Sun Li approves the refund, and the solution.
INSERT INTO approval (remedy_id, decision) VALUES (201, 'approved');
SELECT state FROM complaint;
UPDATE complaint SET state = 'approved' WHERE id = 1;
-- 7: The customer agrees; the refund is still to be paid.
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'hotline', 'offer', 'reached', 'accepted');
SELECT state FROM complaint;
-- 8: It is paid.
INSERT INTO execution (remedy_id, reference) VALUES (201, 'TK20260301');
SELECT state FROM complaint;
-- 9: Wang Fang asks whether all is well.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, score) VALUES (1, 'out', 'hotline', 'follow_up', 'reached', 4);
SELECT state FROM complaint;

SELECT count(DISTINCT at) AS statements FROM complaint_event WHERE complaint_id = 1;
SELECT seq, activity, actor FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SELECT complaint_flow.drop_desk('support', true);
