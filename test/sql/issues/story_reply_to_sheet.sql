-- A customer answers by the number of the sheet that she was told.  The sheet
-- joined an open case: what is said there reaches the case and its owner (SPEC R8).
\i test/helper/support_desk.sql
\set ECHO all

-- Li Na has Mrs Chen's case; the second and the third sheet joined it.
INSERT INTO customer (id, name, phone) VALUES (7, '陈女士', '13800000007');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, description)
    VALUES (1, '2026-03-02 10:00', 'hotline', 7, '星星商城', '耳机', '退款没有到账', '退货十天了，退款还没有到账');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title)
    VALUES (2, '2026-03-02 15:00', 'hotline', 7, '星星商城', '耳机', '退款还没有收到'),
           (3, '2026-03-02 16:00', 'email', 7, '星星商城', '耳机', '退款还是没有收到')
    RETURNING id, repeat_of, repeat_kind, state;
SELECT complaint_id, sheet_id, purpose, note FROM contact ORDER BY id;

-- She answers the e-mail about sheet 3; the mail program knows only that number.
-- The contact stands on the case, with the sheet that it named.
RESET complaint_flow.actor;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
    VALUES (3, 'in', 'email', 'information', '2026-03-02 17:00', 'reached', '卡号是尾号6789')
    RETURNING complaint_id, sheet_id;
-- The owner is told, and the history of the case shows it.
SELECT complaint_id, topic, audience FROM outbox WHERE topic = 'customer_wrote';
SELECT complaint_id, activity, changes #> '{contact,0,sheet_id}' AS sheet_id FROM complaint_event WHERE activity = 'incoming:information';
SELECT id, contact_count, last_contact_at FROM complaint ORDER BY id;

-- Wang Fang calls her back about sheet 2 and promises the next call: that meets
-- the clocks of the case, and the promise runs there.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (2, 'out', 'hotline', 'first_response', '2026-03-02 17:30', 'reached', '2026-03-03 10:00')
    RETURNING complaint_id, sheet_id;
SELECT complaint_id, metric, due_at, outcome FROM clock WHERE metric <> 'resolution' ORDER BY 1, 2, 3;
SELECT id, first_response_at, promised_at FROM complaint ORDER BY id;

-- What is added to the file of a sheet belongs to the case, too.
INSERT INTO evidence (complaint_id, kind, reference) VALUES (3, 'screenshot', 'scan/17.png') RETURNING complaint_id;
INSERT INTO work_order (complaint_id, department, task) VALUES (2, 'merchant_care', '请商户提供退款凭证') RETURNING complaint_id;
SELECT complaint_id, department, outcome FROM clock WHERE department IS NOT NULL;
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (complaint_id, work_order_id, result, answer)
SELECT 3, id, 'done', '商户已退款' FROM work_order RETURNING complaint_id;
SELECT status FROM work_order;

-- A sheet that joined a joined sheet leads to the same case.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET repeat_of = 2 WHERE id = 3;
COMMIT;
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (3, 'in', 'email', 'information', 'reached') RETURNING complaint_id, sheet_id;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET repeat_of = 1 WHERE id = 3;
COMMIT;

-- Who is accused in the case does not write to it by way of a sheet.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET accused_staff = 'zhang.wei' WHERE id = 1;
SET complaint_flow.actor = 'zhang.wei';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (2, 'out', 'hotline', 'update', 'reached');
INSERT INTO evidence (complaint_id, kind, reference) VALUES (2, 'screenshot', 'scan/18.png');
-- Which sheet it was says the engine.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO contact (complaint_id, sheet_id, direction, channel, purpose, result) VALUES (1, 2, 'out', 'hotline', 'update', 'reached');

-- The case is over.  A score for the sheet is one for the case; what no case that
-- is over takes is refused with the number of the case.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, next_contact_at)
    VALUES (2, 'out', 'hotline', 'follow_up', 'reached', now() + interval '1 day') RETURNING complaint_id;
INSERT INTO satisfaction (complaint_id, score) VALUES (2, 4) RETURNING complaint_id;
INSERT INTO work_order (complaint_id, department, task) VALUES (2, 'merchant_care', '再查') ;
SELECT complaint_id, metric FROM clock WHERE outcome IS NULL;

-- A sheet that became a case of its own keeps what is said about it.
UPDATE complaint SET state = 'registered', reason = '是另一笔退款' WHERE id = 3;
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (3, 'out', 'hotline', 'first_response', 'reached') RETURNING complaint_id, sheet_id;
SELECT complaint_id, metric, outcome FROM clock WHERE complaint_id = 3 AND metric = 'first_response';

-- History of elsewhere is brought in as it was.
SET complaint_flow.importing = on;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (2, 'in', 'email', 'information', 'reached')
    RETURNING complaint_id, sheet_id;
RESET complaint_flow.importing;
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
