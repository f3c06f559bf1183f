-- Urgent (1): the customer's lawyer writes.  Legal helps, mediation fails, a
-- supervisor hands the case over to the court.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, contract_ref, merchant, title, description, occurred_at, remedy_sought)
    VALUES (1, '2026-03-02 14:00', 'letter', 'HT-2025-118', '东湖店', '预付卡拒退', '商户侵权，单方面终止服务，已委托律师，准备起诉', '2026-02-10 10:00', '退还8000元并赔偿');
SELECT category, urgency, urgent_reasons, owner, handler_role FROM complaint;
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 16:00', 'reached');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '合同与付款凭证' WHERE id = 1;
-- Legal reads the contract.
INSERT INTO staff (code, name, role, department) VALUES ('gu.ming', 'Gu Ming', 'agent', 'legal');
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'legal', '审阅合同，评估诉讼风险');
SET complaint_flow.actor = 'gu.ming';
INSERT INTO work_order_answer (work_order_id, result, answer) SELECT id, 'done', '退款有依据，赔偿依据不足' FROM work_order WHERE department = 'legal';
SET complaint_flow.actor = 'sun.li';
INSERT INTO evidence (complaint_id, kind, reference, sha256) VALUES (1, 'document', 'contracts/HT-2025-118.pdf', sha256('HT-2025-118'));
INSERT INTO investigation (complaint_id, findings, cause, responsible_merchant, risk, breach_of_law, possible_harm, conclusion, proposal)
    VALUES (1, '商户违约', 'merchant', '东湖店', 'high', true, 'reputation', 'partly', '退还8000元，不予赔偿');
-- Merchant care was asked when the investigation began, and is heard before the
-- solution; the infringement, partly upheld, it has to follow up.
INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by) SELECT min(id), 'done', '商户拒绝退款', 'he.xin' FROM work_order WHERE status = 'open';
SELECT department, status FROM work_order ORDER BY id;
UPDATE complaint SET state = 'solution_proposed', reason = '退款，不赔偿' WHERE id = 1;
SET complaint_flow.actor = 'wu.gang';
UPDATE complaint SET state = 'approved' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'out', 'letter', 'offer', 'reached', 'rejected');
UPDATE complaint SET state = 'offered' WHERE id = 1;
UPDATE complaint SET state = 'executing' WHERE id = 1;
UPDATE complaint SET state = 'mediating' WHERE id = 1 RETURNING state;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'out', 'on_site', 'offer', 'reached', 'rejected', '双方律师在场，未达成一致');
UPDATE complaint SET state = 'agreed' WHERE id = 1;
-- An agent cannot send it to court, a supervisor can, and says why.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET state = 'referred', reason = '法院受理' WHERE id = 1;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'referred' WHERE id = 1;
UPDATE complaint SET state = 'referred', reason = '法院受理，案号另附' WHERE id = 1 RETURNING state, closed_at IS NOT NULL AS over;
-- Nothing runs any more, and nothing can be added but what the law brings.
SELECT metric, department, outcome FROM clock WHERE outcome IS NULL;
SELECT count(*) AS in_the_queue FROM work_queue;
INSERT INTO remedy (complaint_id, kind, amount) VALUES (1, 'refund', 100);
INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'document', 'court/2026-331.pdf') RETURNING kind;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
