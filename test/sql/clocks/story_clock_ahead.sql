-- The clock of the application is a few minutes ahead of the database's, or that
-- one was set back: nothing takes less than no time.
\i test/helper/support_desk.sql
\set ECHO all

-- Received in four minutes, says the hotline's computer; called back and settled at
-- once.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, category, title, remedy_sought, order_ref)
    VALUES (1, now() + interval '4 minutes', 'hotline', '1.2', '包裹少发一件', '补发', 'JF1');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'first_response', 'reached');
SELECT metric, stopped_at - started_at AS taken, outcome FROM clock WHERE metric IN ('acknowledgement', 'first_response') ORDER BY metric;
UPDATE complaint SET state = 'closed', reason = '电话中解决' WHERE id = 1;
SELECT first_response_at = received_at AS responded, last_contact_at = received_at AS called, closed_at = received_at AS closed FROM complaint WHERE id = 1;
SELECT first_response_mean, resolution_mean FROM kpi_month;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT first_response_mean, resolution_mean FROM kpi_month;
SELECT bool_and(seconds >= 0) AS stays FROM (SELECT extract(epoch FROM at - lag(at) OVER (PARTITION BY complaint_id ORDER BY seq)) AS seconds FROM complaint_event) e;
SELECT bool_and(taken_seconds >= 0) AS taken FROM fact_clock WHERE taken_seconds IS NOT NULL;
-- A call of before is still refused.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'update', now() - interval '10 minutes', 'reached');

-- A department whose clock is behind answers what is asked in a moment.
INSERT INTO complaint (id, received_at, channel, category, title, remedy_sought, order_ref)
    VALUES (2, now() - interval '1 hour', 'hotline', '1.2', '包裹少发两件', '补发', 'JF2');
INSERT INTO work_order (id, complaint_id, department, task, recorded_at) VALUES (1, 2, 'merchant_care', '核实', now() + interval '4 minutes');
SET complaint_flow.actor = 'he.xin';
INSERT INTO work_order_answer (work_order_id, result, answer) VALUES (1, 'done', '已核实');
SELECT answered_at - recorded_at AS taken FROM work_order;
SELECT stopped_at - started_at AS taken, outcome FROM clock WHERE subject = 1;

-- The database's clock went back by an hour: a joined sheet and the case end when
-- they were received, and a call is taken.
SET complaint_flow.actor = 'li.na';
UPDATE desk SET clock_tolerance = '1 day';
INSERT INTO customer (id, name) VALUES (7, '陈女士');
INSERT INTO complaint (id, received_at, channel, customer_id, category, merchant, product, title)
    VALUES (3, now() + interval '1 hour', 'hotline', 7, '1.2', '星星商城', '耳机', '包裹少发三件'),
           (4, now() + interval '1 hour', 'hotline', 7, '1.2', '星星商城', '耳机', '包裹少发三件');
UPDATE desk SET clock_tolerance = '5 minutes';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (3, 'out', 'hotline', 'first_response', 'reached');
INSERT INTO evidence (complaint_id, kind, reference) VALUES (3, 'photo', 'scan/1.png');
UPDATE complaint SET state = 'closed', reason = '电话中解决' WHERE id = 3;
SELECT id, repeat_kind, closed_at - received_at AS taken, first_response_at - received_at AS responded FROM complaint WHERE id > 2 ORDER BY id;
-- A case that is over at once: no clock ends before it began.
INSERT INTO complaint (id, received_at, channel, title) VALUES (5, now() + interval '2 minutes', 'app', '点错了');
UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 5;
SELECT metric, cycle FROM clock WHERE stopped_at < started_at;
SELECT * FROM complaint_flow.verify_history('support');
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
