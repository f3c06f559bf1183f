-- What a case teaches: a lesson, a corrective action with an owner and a day,
-- and the proof that it helped.  Customers and staff make suggestions.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
-- Three members in a row miss a gift in their parcel.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, product, title, description, order_ref, remedy_sought)
    SELECT n, timestamptz '2026-01-05 10:00' + n * interval '3 days', 'hotline', '礼盒', '礼盒漏赠', '赠品漏发', 'JF2601' || n, '补发'
      FROM generate_series(1, 3) AS n;
SELECT category, count(*) FROM complaint GROUP BY category;
UPDATE complaint SET state = 'verifying' WHERE id = 3;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '装箱单无赠品' WHERE id = 3;
INSERT INTO investigation (complaint_id, findings, cause, responsible_department, conclusion, proposal, recorded_at)
    VALUES (3, '装箱单模板缺赠品行', 'process', 'customer_service', 'upheld', '补发并修改模板', '2026-01-15 10:00');

-- She writes the lesson for her colleagues; Chen Jie owns the action.
INSERT INTO lesson (id, title, body, complaint_id, category, cause)
    VALUES (1, '赠品漏发先查装箱单', '先核对装箱单模板，再联系仓库', 3, '1.2', 'process');
SET complaint_flow.actor = 'sun.li';
INSERT INTO corrective_action (id, title, cause, lesson_id, complaint_id, department, owner, due_on)
    VALUES (1, '装箱单模板加赠品行', 'process', 1, 3, 'customer_service', 'chen.jie', '2026-01-31');
-- Nobody calls it effective before it is done.
UPDATE corrective_action SET effective = true WHERE id = 1;
SELECT title, owner, due_on, done_on FROM corrective_action WHERE done_on IS NULL AND due_on < '2026-02-01';
UPDATE corrective_action SET done_on = '2026-01-28', changed_by = NULL WHERE id = 1 RETURNING done_on, changed_by;

-- A month later: how often did it happen before, how often since?
SELECT a.title, count(*) FILTER (WHERE c.received_at::date < a.done_on) AS before, count(*) FILTER (WHERE c.received_at::date >= a.done_on) AS since
  FROM corrective_action a JOIN complaint c ON c.category = '1.2' AND c.product = '礼盒' GROUP BY a.title;
SET complaint_flow.actor = 'wu.gang';
UPDATE corrective_action SET effective = true, effect_note = '二月无同类投诉' WHERE id = 1 RETURNING effective, changed_by;

-- When it comes back after all, whoever takes the call finds the lesson.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, product, title, description, order_ref, remedy_sought)
    VALUES (4, '2026-03-20 10:00', 'hotline', '礼盒', '礼盒漏赠', '赠品漏发', 'JF26032001', '补发');
SELECT l.title, l.recorded_by FROM complaint c JOIN lesson l ON l.category = c.category WHERE c.id = 4;

-- Suggestions: the caller has one, and so has she; one is taken up.
INSERT INTO suggestion (id, source, complaint_id, body) VALUES (1, 'customer', 4, '装箱时拍照发给客户');
INSERT INTO suggestion (id, source, suggested_by, body) VALUES (2, 'staff', 'wang.fang', '赠品单独编号');
SET complaint_flow.actor = 'sun.li';
UPDATE suggestion SET status = 'adopted' WHERE id = 1;
UPDATE suggestion SET status = 'adopted', outcome = '试点门店装箱拍照', decided_on = '2026-03-25' WHERE id = 1;
UPDATE suggestion SET status = 'declined', outcome = '成本过高', decided_on = '2026-03-25' WHERE id = 2;
SELECT source, suggested_by, status, outcome, changed_by FROM suggestion ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
