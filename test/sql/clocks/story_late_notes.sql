-- Contacts are written down when there is time: later than they took place, and in
-- another order.  And a case that is over starts no clocks.
\i test/helper/support_desk.sql
\set ECHO all

-- A desk that answers by T+1, without the limit of 24 hours.
UPDATE clock_rule SET at_most = NULL WHERE metric = 'first_response';
SET complaint_flow.actor = 'li.na';
-- The supervisor wants the customer to hear something every two working days:
-- every contact that reaches the customer starts the next two days.
INSERT INTO clock_rule (position, name, metric, starts_on, target, met_by)
    VALUES (110, 'news every two days', 'progress_update', '{received,contact:*}', '2 business days', '{contact:*}');
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹少了一件', '两只杯子只收到一只', 'JF1', '补发');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-03 10:00', 'reached', '2026-03-05 15:00');
SELECT metric, cycle, started_at, due_at, stopped_at, outcome FROM clock WHERE metric IN ('progress_update', 'promised_contact') ORDER BY 1, 2;

-- A call of Monday is written on Wednesday.  It was the first response; the
-- promise of Tuesday it did not keep.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-02 11:00', 'reached');
SELECT first_response_at, last_contact_at, promised_at, contact_count FROM complaint;
SELECT metric, cycle, started_at, due_at, stopped_at, outcome FROM clock WHERE metric IN ('progress_update', 'promised_contact') ORDER BY 1, 2;
-- A promise of that Monday does not replace the one of Tuesday either.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-02 12:00', 'not_reached', '2026-03-03 09:00');
SELECT promised_at, attempt_count FROM complaint;
SELECT cycle, due_at, outcome FROM clock WHERE metric = 'promised_contact';
-- Nor does one that Wang Fang made when she reached him: it is history.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at, made_by)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-02 13:00', 'reached', '2026-03-03 09:00', 'wang.fang');
SELECT first_response_at, last_contact_at, promised_at, contact_count FROM complaint;
SELECT cycle, started_at, due_at, stopped_at, outcome FROM clock WHERE metric = 'promised_contact' ORDER BY cycle;
-- The promise is kept, to the minute.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', '2026-03-05 15:00', 'reached');
SELECT promised_at, last_contact_at FROM complaint;
SELECT metric, cycle, due_at, stopped_at, outcome FROM clock WHERE metric IN ('progress_update', 'promised_contact') ORDER BY 1, 2;

-- The customer withdraws.  A last call, with a promise even, is noted; nothing
-- runs any more, whatever a reclassification says later.
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, next_contact_at)
    VALUES (1, 'out', 'hotline', 'follow_up', '2026-03-06 15:00', 'reached', '2026-03-09 15:00');
INSERT INTO clock_rule (position, name, metric, condition, target, met_by)
    VALUES (120, 'merchant asked', 'merchant_feedback', $$category = '2.1'$$, 'T+1', '{contact:information}');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '2.1', reason = '商户态度' WHERE id = 1;
SELECT count(*) AS open FROM clock WHERE outcome IS NULL;
SELECT due_at, sla_status, level, contact_count FROM complaint;
SELECT * FROM complaint_flow.verify_history('support');

-- The only call seems to come too late, until that of two days before is written
-- down: it was in time.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (3, '2026-03-02 10:00', 'hotline', '包裹少了一件', '两只杯子只收到一只', 'JF3', '补发');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (3, 'out', 'hotline', 'first_response', '2026-03-05 10:00', 'reached');
SELECT stopped_at, outcome, breached_at FROM clock WHERE complaint_id = 3 AND metric = 'first_response';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (3, 'out', 'hotline', 'first_response', '2026-03-03 17:00', 'reached');
SELECT stopped_at, outcome, breached_at FROM clock WHERE complaint_id = 3 AND metric = 'first_response';
SELECT complaint_flow.drop_desk('support', true);
