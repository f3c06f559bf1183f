-- Who receives a complaint answers for it until somebody else has accepted it.
\i test/helper/support_desk.sql
\set ECHO all

-- Li Na has a case and goes on leave.  She cannot just write another name.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹少了一件', '两只杯子只收到一只', 'JF1', '补发');
UPDATE complaint SET owner = 'wang.fang', reason = '休假' WHERE id = 1;
-- She asks Wang Fang; she stays the owner.
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (701, 1, 'wang.fang', '休假');
SELECT owner, received_by FROM complaint;
-- Not twice at a time, and nobody accepts for Wang Fang.
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'zhang.wei', '休假');
INSERT INTO handover_answer (handover_id, accepted) VALUES (701, true);
SET complaint_flow.actor = 'zhang.wei';
INSERT INTO handover_answer (handover_id, accepted) VALUES (701, true);
-- Wang Fang refuses, and says why.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO handover_answer (handover_id, accepted) VALUES (701, false);
INSERT INTO handover_answer (handover_id, accepted, reason) VALUES (701, false, '我也休假');

-- The next try: anybody of merchant care.  Zhang Wei is not one of them, He Xin is.
SET complaint_flow.actor = 'li.na';
INSERT INTO handover (id, complaint_id, to_department, reason) VALUES (702, 1, 'merchant_care', '涉及商户发货');
SET complaint_flow.actor = 'zhang.wei';
INSERT INTO handover_answer (handover_id, accepted) VALUES (702, true);
SET complaint_flow.actor = 'he.xin';
INSERT INTO handover_answer (handover_id, accepted) VALUES (702, true);
SELECT owner, department, received_by FROM complaint;
SELECT id, coalesce(to_staff, to_department) AS asked, status FROM handover ORDER BY id;

-- Li Na lost the case and cannot give it away any more; a supervisor can ask
-- for a change, take an own request back, and take the case over in person.
SET complaint_flow.actor = 'li.na';
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'zhang.wei', '休假');
SET complaint_flow.actor = 'sun.li';
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (703, 1, 'zhang.wei', '重新分配');
INSERT INTO handover_answer (handover_id, accepted, reason) VALUES (703, false, '改由我处理');
UPDATE complaint SET owner = 'sun.li', reason = '我来处理' WHERE id = 1;
SELECT owner, department FROM complaint;

-- Nobody takes it from her by a request that was made before.
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (704, 1, 'chen.jie', '请处理');
SET complaint_flow.actor = 'zhou.min';
UPDATE complaint SET owner = 'zhou.min', reason = '我来处理' WHERE id = 1;
SET complaint_flow.actor = 'chen.jie';
INSERT INTO handover_answer (handover_id, accepted) VALUES (704, true);
INSERT INTO handover_answer (handover_id, accepted, reason) VALUES (704, false, '已换负责人');

-- The case cannot go to somebody who left, or who has it already, or to two.
SET complaint_flow.actor = 'zhou.min';
UPDATE staff SET active = false WHERE code = 'zhang.wei';
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'zhang.wei', '请处理');
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'zhou.min', '请处理');
INSERT INTO handover (complaint_id, to_staff, to_department, reason) VALUES (1, 'chen.jie', 'legal', '请处理');
-- The person complained about cannot be asked, whoever asks.
UPDATE complaint SET accused_staff = 'liu.yang' WHERE id = 1;
INSERT INTO handover (complaint_id, to_staff, reason) VALUES (1, 'liu.yang', '请处理');

SELECT seq, activity, actor, changes -> 'owner' AS owner FROM complaint_event WHERE seq > 1 ORDER BY seq;
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
