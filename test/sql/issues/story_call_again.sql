-- A customer calls again while her case is open: same case, same owner (SPEC R8).
\i test/helper/support_desk.sql
\set ECHO all

-- Monday 2026-03-02.  Mrs Chen's refund has not come; Li Na takes it down.
INSERT INTO customer (id, name, phone) VALUES (7, '陈女士', '13800000007'), (8, '刘先生', '13800000008');
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, description, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', 7, '星星商城', '耳机', '退款没有到账', '退货十天了，退款还没有到账', '退款')
    RETURNING category, issue_key, repeat_of, owner;

-- On Tuesday she calls again and gets Wang Fang.  Before she writes a sheet Wang
-- Fang may look; the case most like the words comes first.
SET complaint_flow.actor = 'wang.fang';
SELECT complaint_id, state, owner, title, similarity FROM complaint_flow.find_case('support', 7, '退款还是没有到账');
-- She may stand there twice: cases of others with her telephone are shown, too.
INSERT INTO customer (id, name, phone) VALUES (9, '陈小姐', '13800000007');
SELECT complaint_id, title, of_customer FROM complaint_flow.find_case('support', 9);
SELECT complaint_id FROM complaint_flow.find_case('support', 8);
-- If she just writes it, nothing is lost: the sheet joins the open case, and the
-- answer tells so.  Li Na keeps the case.
INSERT INTO complaint (id, received_at, channel, customer_id, merchant, product, title, description)
    VALUES (2, '2026-03-03 15:00', 'hotline', 7, '星星商城', '耳机', '退款', '之前投诉过，退款还没有收到')
    RETURNING repeat_of, repeat_kind, state, owner;
SELECT direction, channel, purpose, contacted_at, made_by, note FROM contact WHERE complaint_id = 1;
SELECT seq, activity, actor FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
-- The sheet itself is done: no clocks, nothing in the queue.  The clocks of the
-- case run on: a call from the customer answers nothing.
SELECT complaint_id, metric, outcome FROM clock ORDER BY complaint_id, metric;
SELECT complaint_id, claimable_by FROM work_queue;
SELECT activity, actor FROM complaint_event WHERE complaint_id = 2;
SELECT id, contact_count, last_contact_at FROM complaint ORDER BY id;

-- Another order is another matter, and so is another product, another customer,
-- or no customer at all.
UPDATE complaint SET order_ref = 'JF26022001' WHERE id = 1;
INSERT INTO complaint (id, channel, customer_id, merchant, product, order_ref, title) VALUES
    (3, 'hotline', 7, '星星商城', '耳机', 'JF26030299', '退款没有到账'),
    (4, 'hotline', 7, '星星商城', '手表', NULL, '退款没有到账'),
    (5, 'hotline', 8, '星星商城', '耳机', NULL, '退款没有到账'),
    (6, 'hotline', NULL, '星星商城', '耳机', NULL, '退款没有到账');
SELECT id, repeat_of, repeat_kind, state FROM complaint WHERE id > 2 ORDER BY id;

-- She complains about Li Na now.  Li Na has the case, so it is not joined: it is
-- linked, and goes to somebody else.
INSERT INTO complaint (id, channel, customer_id, merchant, product, category, order_ref, accused_staff, title)
    VALUES (7, 'hotline', 7, '星星商城', '耳机', '1.2', 'JF26022001', 'li.na', '退款没有到账，说好回电也没有回')
    RETURNING repeat_of, repeat_kind, state, owner, handler_role;
-- Of two open cases a call that complains about Li Na belongs to the one about her.
INSERT INTO complaint (id, channel, customer_id, merchant, product, category, order_ref, accused_staff, title)
    VALUES (10, 'hotline', 7, '星星商城', '耳机', '1.2', 'JF26022001', 'li.na', '李娜还是没有回电')
    RETURNING repeat_of, repeat_kind, state;

-- She calls the third time and speaks of the media.  What is urgent in the sheet
-- becomes urgent in the case: it goes to the supervisors at once.
INSERT INTO complaint (id, channel, customer_id, merchant, product, order_ref, title, description)
    VALUES (8, 'hotline', 7, '星星商城', '耳机', 'JF26022001', '退款没有到账', '再不退款就找媒体曝光')
    RETURNING repeat_of, repeat_kind, state, urgency;
SELECT state, urgency, urgent_reasons, owner, handler_role FROM complaint WHERE id = 1;
SELECT activity, changes -> 'urgency' AS urgency FROM complaint_event WHERE complaint_id = 1 AND activity = 'raised';
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'urgency';

-- It was another matter after all: a supervisor makes the second sheet a case of
-- its own.  Its clocks run from the call.
SET complaint_flow.actor = 'wang.fang';
UPDATE complaint SET state = 'registered', reason = '是另一笔退款' WHERE id = 2;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'registered', reason = '是另一笔退款' WHERE id = 2
    RETURNING repeat_of, repeat_kind, state, category, owner, handler_role, closed_at;
SELECT metric, started_at FROM clock WHERE complaint_id = 2 ORDER BY metric;

-- What only the engine writes.
UPDATE complaint SET repeat_of = NULL WHERE id = 8;
UPDATE complaint SET repeat_of = 5 WHERE id = 8;
INSERT INTO complaint (channel, customer_id, title, repeat_of) VALUES ('hotline', 8, '退款', 5);
UPDATE complaint SET state = 'joined' WHERE id = 5;
UPDATE desk SET joined_state = 'registered';

-- Without the index of customers, or with another one of its name, the open
-- case is found all the same.
DROP INDEX complaint_customer;
CREATE INDEX complaint_customer ON complaint (merchant);
INSERT INTO complaint (id, channel, customer_id, merchant, product, title)
    VALUES (11, 'hotline', 8, '星星商城', '耳机', '退款没有到账') RETURNING repeat_of, repeat_kind, state;

-- A desk that does not join: the sheet is linked and is a case of its own.
UPDATE desk SET joined_state = NULL;
INSERT INTO complaint (id, channel, customer_id, merchant, product, title)
    VALUES (9, 'hotline', 8, '星星商城', '耳机', '退款没有到账') RETURNING repeat_of, repeat_kind, state;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
