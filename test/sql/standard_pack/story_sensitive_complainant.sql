-- Urgent (3): who complains makes it urgent: media, authorities, government,
-- the consumer council, leaders of the group.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- The consumer council writes about a member's expired points.  The group
-- stands in the customer's row and comes to the sheet from there.
INSERT INTO customer (id, name, complainant_group) VALUES (1, '市消费者委员会', 'consumer_council'), (2, '韩女士', NULL);
INSERT INTO complaint (id, received_at, channel, customer_id, title, description, remedy_sought) VALUES
    (1, '2026-03-02 09:00', 'third_party', 1, '积分过期', '转办：会员反映积分过期', '书面答复'),
    (2, '2026-03-02 09:00', 'hotline', 2, '积分过期', '积分到期清零', '恢复积分');
SELECT id, complainant_group, level, urgency, urgent_reasons, owner, handler_role FROM complaint ORDER BY id;
-- Each of the five groups, and nobody else.
INSERT INTO complaint (id, received_at, channel, complainant_group, title, description)
    SELECT 10 + row_number() OVER (ORDER BY code), '2026-03-02 09:30', 'hotline', code, '积分过期', '积分到期清零' FROM complainant_group;
SELECT complainant_group, urgency FROM complaint WHERE id > 10 ORDER BY id;
INSERT INTO complaint (id, channel, complainant_group, title) VALUES (30, 'hotline', 'neighbours', '积分过期');

-- The same matter at the same time: the urgent one is served first.
SELECT complaint_id, urgency, due_at FROM work_queue WHERE complaint_id < 10;
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li;
SET complaint_flow.actor = 'sun.li';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
    VALUES (1, 'out', 'third_party', 'first_response', '2026-03-02 11:30', 'reached', '已联系消委会经办人');

-- Mrs Han turns out to be a journalist when she is called back: from that
-- moment her case is a supervisor's, and the three hours count from receipt.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET complainant_group = 'media' WHERE id = 2;
SELECT urgency, urgent_reasons, owner, handler_role, received_by FROM complaint WHERE id = 2;
SELECT metric, target, due_at FROM clock WHERE complaint_id = 2 AND metric = 'first_response';
SELECT topic, audience FROM outbox WHERE complaint_id = 2 ORDER BY id;

-- The letter to the council: not upheld, explained, and followed up.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET validity = 'invalid', validity_reason = '到期规则已提前三十天公示' WHERE id = 1;
-- First the answer, then the end.
UPDATE complaint SET state = 'invalid' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, note)
    VALUES (1, 'out', 'letter', 'offer', 'reached', '书面答复消委会');
UPDATE complaint SET state = 'invalid' WHERE id = 1 RETURNING state, closed_at IS NOT NULL AS closed;
SELECT metric, outcome FROM clock WHERE complaint_id = 1 AND metric = 'first_response';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
