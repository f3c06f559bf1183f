-- Small amounts are given at once, on the agent's own authority: so much for one
-- remedy, so much a day.
\i test/helper/support_desk.sql
\set ECHO all

-- What may Li Na, an agent, give?
SELECT remedy_kind, up_to, per_day FROM remedy_authority WHERE role = 'agent' ORDER BY remedy_kind;

-- A parcel came with two days' delay.  Li Na says sorry and gives points that
-- are worth 30 yuan; both count at once.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '晚发货', '比承诺晚了两天', 'DD1', '补偿');
INSERT INTO remedy (id, complaint_id, kind, amount, description, recorded_at) VALUES
    (501, 1, 'apology_private', NULL, '电话致歉', '2026-03-02 10:05'),
    (502, 1, 'points', 30, '3000 积分', '2026-03-02 10:06');
SELECT id, kind, amount, currency, status, next_role, approvals, approved_at IS NOT NULL AS approved FROM remedy ORDER BY id;

-- They are carried out, and the file of the case says who gave what.
INSERT INTO execution (remedy_id, reference, recorded_at) VALUES
    (501, '通话录音 88', '2026-03-02 10:07'),
    (502, '积分流水 4711', '2026-03-02 10:20');
SELECT id, status, executed_at FROM remedy ORDER BY id;
SELECT complaint_id, remedy_id, amount, recorded_by FROM execution ORDER BY remedy_id;
SELECT seq, activity, actor, changes -> 'remedy' -> 0 ->> 'amount' AS given,
       changes -> 'execution' -> 0 ->> 'amount' AS executed
  FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;

-- What exactly it was and where it is booked stands apart, to be erased with
-- the customer's data.
SELECT e.activity, p.changes FROM complaint_event_personal p JOIN complaint_event e USING (complaint_id, seq)
 WHERE e.activity LIKE 'remedy:%' OR e.activity LIKE 'execution:%' ORDER BY p.seq;

-- A case that is settled on the first call is over before its parcel goes out;
-- what was granted is still carried out, and nothing new is granted.
INSERT INTO complaint (id, received_at, channel, title, category) VALUES (7, '2026-03-02 10:30', 'hotline', '漏发', '1.2');
INSERT INTO remedy (id, complaint_id, kind, amount, recorded_at) VALUES (507, 7, 'replacement', 20, '2026-03-02 10:32');
UPDATE complaint SET state = 'closed', reason = '当场同意补发' WHERE id = 7;
INSERT INTO execution (remedy_id, reference) VALUES (507, '快递 SF1');
INSERT INTO remedy (complaint_id, kind, amount) VALUES (7, 'refund', 1);
SELECT r.status, c.state FROM remedy r JOIN complaint c ON c.id = r.complaint_id WHERE r.id = 507;

-- On the same day she gives 50 and 30 in other cases: 180 of her 200 a day
-- are used up.  Twenty more are the last ones; then even 1 yuan waits for a
-- senior agent, although it is a small amount.
INSERT INTO complaint (id, received_at, channel, title)
    SELECT n, '2026-03-02 11:00', 'hotline', '少发赠品' FROM generate_series(2, 6) AS n;
INSERT INTO remedy (id, complaint_id, kind, amount)
    SELECT 600 + n, n, 'refund', CASE n WHEN 4 THEN 30 ELSE 50 END FROM generate_series(2, 4) AS n;
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (605, 5, 'refund', 20), (606, 6, 'refund', 1);
SELECT id, amount, status, next_role FROM remedy WHERE id > 600 ORDER BY id;
-- What she takes back is free again.
INSERT INTO approval (remedy_id, decision) VALUES (605, 'withdrawn'), (606, 'withdrawn');
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (607, 6, 'refund', 1);
SELECT id, amount, status, next_role FROM remedy WHERE id > 604 ORDER BY id;
-- Her colleague has a free amount of her own.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (608, 6, 'refund', 50);
-- Dollars are no part of it: her limit is written in yuan.
INSERT INTO remedy (id, complaint_id, kind, amount, currency) VALUES (609, 6, 'refund', 5, 'USD');
-- Neither is a gift, nor one cent more than 50.
INSERT INTO remedy (id, complaint_id, kind, amount) VALUES (610, 6, 'gift', 5), (611, 6, 'refund', 50.01);
SELECT id, kind, amount, currency, status, next_role FROM remedy WHERE id > 607 ORDER BY id;

SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
