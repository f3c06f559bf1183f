SET TimeZone = 'Asia/Shanghai';
\echo 'A working day.  Everybody takes what comes next, five times.'
SELECT count(complaint_flow.claim('support', s.code)) AS claimed
  FROM generate_series(1, 5) AS turn CROSS JOIN support.staff s
 WHERE s.role IN ('agent', 'senior_agent', 'supervisor');

\echo 'Then all go on with the cases that were open.'
CREATE TEMP TABLE open_before AS SELECT id, state, owner FROM support.complaint WHERE imported_at IS NOT NULL AND closed_at IS NULL;

\echo 'Who was asked answers; what was verified is investigated; what was found out becomes'
\echo 'a proposal, which a supervisor approves.'
INSERT INTO support.contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
SELECT id, 'in', 'app', 'information', now(), 'reached', '照片和订单截图已上传' FROM open_before WHERE state = 'awaiting_customer' AND id % 3 > 0;
UPDATE support.complaint SET validity = 'valid', validity_reason = '录音与订单相符', updated_by = owner
 WHERE id IN (SELECT id FROM open_before WHERE state = 'verifying' AND id % 4 > 0);
INSERT INTO support.work_order_answer (work_order_id, result, answer, recorded_by)
SELECT w.id, 'done', '门店已确认，同意处理方案', d.liaison
  FROM support.work_order w JOIN support.department d ON d.code = w.department JOIN open_before b ON b.id = w.complaint_id
 WHERE w.status = 'open' AND w.id % 3 > 0;
INSERT INTO support.investigation (complaint_id, methods, findings, cause, conclusion, proposal, recorded_by)
SELECT id, '核对记录', '客户所述属实', 'process', 'upheld', '致歉并补偿积分', owner FROM open_before WHERE state = 'investigating' AND id % 3 > 0;
UPDATE support.complaint SET state = 'approved', updated_by = CASE owner WHEN 'zhou.min' THEN 'sun.li' ELSE 'zhou.min' END
 WHERE id IN (SELECT id FROM open_before WHERE state = 'solution_proposed' AND id % 3 > 0);

\echo 'Customers hear the offer; most accept, one does not.  What was promised is carried out,'
\echo 'and a follow-up ends the case, or opens it again.'
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, made_by)
SELECT id, 'out', 'hotline', 'offer', 'reached', owner FROM open_before WHERE state = 'approved' AND id % 3 > 0;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, answer, made_by)
SELECT id, 'out', 'hotline', 'offer', 'reached', CASE row_number() OVER (ORDER BY id) WHEN 2 THEN 'rejected' ELSE 'accepted' END, owner
  FROM open_before WHERE state = 'offered' AND id % 4 > 0;
INSERT INTO support.execution (remedy_id, reference, recorded_by)
SELECT r.id, 'B-' || r.id, b.owner FROM support.remedy r JOIN open_before b ON b.id = r.complaint_id WHERE b.state = 'executing' AND r.status = 'approved';
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, score, made_by)
SELECT id, 'out', 'hotline', 'follow_up', 'reached', (ARRAY[5, 4, 2, 5, 4, 3, 5])[1 + row_number() OVER (ORDER BY id) % 7], 'zheng.hua'
  FROM open_before WHERE state = 'follow_up_due' AND id % 5 > 0;
SELECT b.state AS was, c.state AS is, count(*) AS cases FROM open_before b JOIN support.complaint c USING (id) GROUP BY 1, 2 ORDER BY 1, 3 DESC;

\echo 'The new ones: the receiver settles some on the call, verification begins with others,'
\echo 'some customers withdraw.'
CREATE TEMP TABLE fresh AS
SELECT id, owner, received_by, received_at, row_number() OVER (ORDER BY id) AS n FROM support.complaint
 WHERE imported_at IS NULL AND closed_at IS NULL AND urgency = 'ordinary' AND state = 'registered' AND category IS NOT NULL AND received_at < now() - interval '1 day';
UPDATE support.complaint c SET state = 'closed', reason = '电话中说明清楚，客户接受', updated_by = f.received_by
  FROM fresh f WHERE f.id = c.id AND f.received_by = c.owner AND c.level = 'I' AND f.n % 3 = 1;
UPDATE support.complaint c SET state = 'withdrawn', reason = 'customer found the parcel', updated_by = f.owner
  FROM fresh f WHERE f.id = c.id AND f.owner IS NOT NULL AND f.n % 16 = 8 AND c.state = 'registered';
UPDATE support.complaint c SET state = 'verifying', updated_by = f.owner
  FROM fresh f WHERE f.id = c.id AND f.owner IS NOT NULL AND f.n % 3 > 0 AND c.state = 'registered';

\echo 'A supervisor changes what she judges otherwise, and takes a case herself.'
UPDATE support.complaint c SET category = '2.1', reason = '客户主要不满的是店员态度', updated_by = 'sun.li'
  FROM fresh f WHERE f.id = c.id AND c.category = '1.2' AND c.closed_at IS NULL AND f.n % 4 = 1;
UPDATE support.complaint SET category = '3.3', reason = 'third time about the same matter', updated_by = 'zhou.min'
 WHERE id = (SELECT max(f.id) FROM fresh f JOIN support.complaint c USING (id) WHERE c.category = '1.6' AND c.closed_at IS NULL);
UPDATE support.complaint SET owner = 'zhou.min', reason = '涉及老客户，我来处理', updated_by = 'zhou.min'
 WHERE id = (SELECT max(f.id) FROM fresh f JOIN support.complaint c USING (id) WHERE c.category = '1.4' AND c.closed_at IS NULL);

\echo 'Others are asked for help: work orders with and without an answer, hand-overs accepted,'
\echo 'refused, and waiting.'
INSERT INTO support.work_order (complaint_id, department, task, recorded_by, recorded_at)
SELECT id, (ARRAY['merchant_care', 'technical', 'legal'])[1 + n % 3], (ARRAY['请门店说明当日情况', 'Please look up what the app logged', '请确认条款如何解释'])[1 + n % 3],
       f.owner, f.received_at + interval '3 hours'
  FROM fresh f JOIN support.complaint c USING (id) WHERE c.closed_at IS NULL AND f.owner IS NOT NULL AND f.n % 4 = 2;
INSERT INTO support.work_order_answer (work_order_id, result, answer, recorded_by, recorded_at)
SELECT w.id, CASE WHEN row_number() OVER (ORDER BY w.id) % 5 = 0 THEN 'refused' ELSE 'done' END, 'Done, see the file. 已处理', d.liaison, least(now(), w.recorded_at + (5 + w.id % 40) * interval '1 hour')
  FROM support.work_order w JOIN fresh f ON f.id = w.complaint_id JOIN support.department d ON d.code = w.department WHERE w.status = 'open' AND f.n % 3 > 0;
INSERT INTO support.handover (complaint_id, to_staff, reason, recorded_by, recorded_at)
SELECT id, CASE f.owner WHEN 'chen.jie' THEN 'zhao.lei' ELSE 'chen.jie' END, CASE WHEN n % 2 = 0 THEN '休假交接' ELSE 'speaks the language' END, f.owner, f.received_at + interval '2 hours'
  FROM fresh f JOIN support.complaint c USING (id)
 WHERE c.closed_at IS NULL AND c.state = 'registered' AND c.owner = f.owner AND c.accused_staff IS NULL AND f.n % 6 IN (0, 3);
INSERT INTO support.handover_answer (handover_id, accepted, reason, recorded_by, recorded_at)
SELECT h.id, n % 3 > 0, CASE WHEN n % 3 = 0 THEN '手上已有二十件' END, h.to_staff, h.recorded_at + interval '30 minutes'
  FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM support.handover WHERE status = 'asked') AS h WHERE n % 4 > 0;

\echo 'Customers call again: about an open case, which the sheet joins; about one that was'
\echo 'closed, which makes a repeat, or an escalated complaint if they had not been content.'
INSERT INTO support.complaint (channel, received_by, customer_id, order_ref, product, merchant, title, description)
SELECT 'hotline', 'li.na', c.customer_id, c.order_ref, c.product, c.merchant, '再次来电：' || c.title, '上次说会回电，还没有消息'
  FROM (SELECT DISTINCT ON (customer_id) * FROM support.complaint WHERE closed_at IS NULL AND imported_at IS NOT NULL ORDER BY customer_id, id) AS c ORDER BY id LIMIT 4;
INSERT INTO support.complaint (channel, received_by, customer_id, order_ref, product, merchant, title, description)
SELECT 'app', NULL, c.customer_id, c.order_ref, c.product, c.merchant, '又是' || c.title, 'It happened again after the case was closed'
  FROM support.complaint c
  CROSS JOIN LATERAL (SELECT max(s.score) AS score FROM support.satisfaction s WHERE s.complaint_id = c.id) AS s
 WHERE c.state = 'closed' AND c.imported_at IS NOT NULL AND c.closed_at > now() - interval '20 days' AND c.id % 12 = CASE WHEN s.score <= 2 THEN c.id % 12 ELSE 5 END
   AND NOT EXISTS (SELECT FROM support.complaint o WHERE o.customer_id = c.customer_id AND o.closed_at IS NULL)
 ORDER BY c.id LIMIT 9;
UPDATE support.complaint SET state = 'reopened', reason = '客户反映问题又出现', updated_by = 'sun.li'
 WHERE id IN (SELECT id FROM support.complaint WHERE state = 'closed' AND imported_at IS NOT NULL AND closed_at > now() - interval '12 days' AND reopen_count = 0 AND id % 41 = 3);
SELECT repeat_kind, count(*) AS sheets, count(*) FILTER (WHERE state = 'joined') AS joined FROM support.complaint
 WHERE imported_at IS NULL AND repeat_of IS NOT NULL GROUP BY 1 ORDER BY 1;

\echo 'Grave cases get an assessment, a team, evidence, and more time if somebody agrees.'
SELECT id AS grave FROM support.complaint WHERE imported_at IS NULL AND category = '3.1' AND closed_at IS NULL AND accused_staff IS NULL ORDER BY id LIMIT 1 \gset
UPDATE support.complaint SET owner = 'sun.li', reason = '由我负责', updated_by = 'sun.li' WHERE id = :grave AND owner IS DISTINCT FROM 'sun.li';
INSERT INTO support.assessment (complaint_id, severity, complexity, impact, immediate_action, note, recorded_by) VALUES (:grave, 'high', 'complex', 'several customers', true, '同一门店已有三起', 'sun.li');
INSERT INTO support.response_team (complaint_id, department, staff, leads, recorded_by) VALUES (:grave, 'legal', 'tang.yu', true, 'sun.li'), (:grave, 'merchant_care', 'he.xin', false, 'sun.li');
INSERT INTO support.evidence (complaint_id, kind, reference, description, recorded_by) VALUES (:grave, 'photo', 'photos/contract-1.jpg', '门店要求签的补充协议', 'sun.li');
INSERT INTO support.extension (complaint_id, new_due_at, reason, recorded_by)
SELECT complaint_id, due_at + interval '2 days', '等待门店监控录像', owner
  FROM (SELECT DISTINCT ON (k.complaint_id) k.complaint_id, k.due_at, c.owner FROM support.clock k JOIN support.complaint c ON c.id = k.complaint_id
         WHERE k.metric = 'resolution' AND k.outcome IS NULL AND k.due_at > now() AND c.owner IN ('li.na', 'wang.fang') ORDER BY 1 LIMIT 3) AS late;
INSERT INTO support.approval (extension_id, decision, reason, recorded_by)
SELECT id, CASE WHEN n = 1 THEN 'approved' ELSE 'rejected' END, CASE WHEN n = 2 THEN '先给客户一个答复' END, 'sun.li' FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM support.extension) AS e WHERE n < 3;

\echo 'Remedies wait for those who may grant them; one is refused.'
INSERT INTO support.remedy (complaint_id, kind, amount, description, recorded_by)
SELECT id, CASE WHEN n % 2 = 0 THEN 'refund' ELSE 'points' END, 60 + 40 * n, '按客户诉求', owner
  FROM (SELECT id, owner, row_number() OVER (ORDER BY id) AS n FROM support.complaint
         WHERE imported_at IS NULL AND state = 'verifying' AND owner IN ('li.na', 'wang.fang', 'zhang.wei') AND accused_staff IS NULL ORDER BY id LIMIT 6) AS c;
INSERT INTO support.approval (remedy_id, decision, reason, recorded_by)
SELECT id, CASE WHEN n = 2 THEN 'rejected' ELSE 'approved' END, CASE WHEN n = 2 THEN '没有凭证' END, 'sun.li'
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM support.remedy WHERE status = 'proposed') AS r WHERE n < 4;
SELECT status, coalesce(next_role, '-') AS waits_for, count(*) AS remedies, sum(amount) AS amount FROM support.remedy GROUP BY 1, 2 ORDER BY 1, 2;

\echo 'And each department learns how it stands.'
SELECT complaint_flow.report_departments('support') AS reports;
