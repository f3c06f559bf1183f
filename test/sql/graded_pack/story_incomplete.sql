-- The graded pack: an anonymous letter lacks everything; the clocks wait for the
-- writer, who withdraws in the end.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description) VALUES (1, 'letter', '产品漏水', '用了两天就漏水');
SELECT category, level, customer_id, missing, department FROM complaint;
SELECT count(*) AS told FROM outbox WHERE audience = 'customer';
SELECT complaint_flow.claim('support', 'feng.tao') AS feng_tao;
SET complaint_flow.actor = 'feng.tao';
UPDATE complaint SET state = 'assessing' WHERE id = 1;
-- Asking is possible while handling; the grade comes first.
UPDATE complaint SET state = 'awaiting_customer', reason = '缺产品型号' WHERE id = 1;
INSERT INTO assessment (complaint_id, severity) VALUES (1, 'medium');
UPDATE complaint SET state = 'handling' WHERE id = 1;
UPDATE complaint SET state = 'awaiting_customer', reason = '缺产品型号' WHERE id = 1 RETURNING state;
SELECT metric, paused_at IS NOT NULL AS stands_still FROM clock WHERE outcome IS NULL ORDER BY metric;
SELECT complaint_flow.run_clocks('support', now() + interval '30 days') >= 0 AS looked;
SELECT metric, breached_at IS NOT NULL AS breached FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
UPDATE complaint SET state = 'withdrawn', reason = '来信人撤诉' WHERE id = 1 RETURNING state, closed_at IS NOT NULL AS over;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
