-- The graded pack: a dispute over a contract.  Legal handles it, the board
-- reviews it, the customer wants arbitration.
\set VERBOSITY terse
\i test/helper/graded_desk.sql
\set ECHO all
INSERT INTO staff (code, name, role, department, manager) VALUES ('gu.ming', 'Gu Ming', 'officer', 'legal', 'zheng.hua');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, contract_ref, title, description, amount)
    VALUES (1, '2026-03-02 10:00', 'email', 'HT-2026-009', '定金不退', '合同约定可退，拒绝退还定金', 3000);
-- Grade 3 by the sum; legal by the nature.
SELECT category, level, urgency, department, owner, missing FROM complaint;
SELECT metric, target, due_at FROM clock WHERE metric IN ('first_response', 'resolution') ORDER BY metric;
SELECT complaint_flow.claim('support', 'wang.fang') AS wang_fang, complaint_flow.claim('support', 'gu.ming') AS gu_ming;
SET complaint_flow.actor = 'gu.ming';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 16:00', 'reached');
UPDATE complaint SET state = 'assessing' WHERE id = 1;
-- He may assess, but an officer does not set the grade.
INSERT INTO assessment (complaint_id, severity, level) VALUES (1, 'high', 'grade_2');
SET complaint_flow.actor = 'chen.jie';
INSERT INTO assessment (complaint_id, severity, level, note) VALUES (1, 'high', 'grade_2', '同类合同四十份');
SELECT level, first_level, department, handler_role, owner FROM complaint;
-- Grade 2 is the team leaders'.
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'handling' WHERE id = 1 RETURNING state;
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'legal', '审阅合同条款');
INSERT INTO investigation (complaint_id, findings, cause, conclusion) VALUES (1, '条款有歧义', 'information', 'partly');
-- The board waits for legal.
UPDATE complaint SET state = 'board_review' WHERE id = 1;
SET complaint_flow.actor = 'gu.ming';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '建议退半' FROM work_order;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'board_review' WHERE id = 1 RETURNING state;
SELECT topic, audience FROM outbox WHERE topic = 'board_review';
SET complaint_flow.actor = 'qian.yu';
UPDATE complaint SET state = 'cleared' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'letter', 'offer', 'reached', 'rejected');
UPDATE complaint SET state = 'answered' WHERE id = 1 RETURNING state;
-- He wants an arbitrator.  The team leader cannot send it there.
UPDATE complaint SET state = 'arbitration', reason = '客户申请仲裁' WHERE id = 1;
SET complaint_flow.actor = 'zheng.hua';
UPDATE complaint SET state = 'arbitration', reason = '客户申请仲裁' WHERE id = 1 RETURNING state, closed_at IS NOT NULL AS over;
SELECT count(*) AS running FROM clock WHERE outcome IS NULL;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
