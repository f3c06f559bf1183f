-- A complaint about an agent is upheld: coaching with a date, opened by a rule,
-- done by the supervisor, overdue where everybody who should sees it.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, accused_staff, occurred_at) VALUES
    (1, '2026-03-05 16:10', 'hotline', '客服态度差', '客服不耐烦', 'liu.yang', '2026-03-05 15:50'),
    (2, '2026-03-05 16:20', 'hotline', '客服效率低', '反复询问同样的问题', 'liu.yang', '2026-03-05 15:50'),
    (3, '2026-03-05 16:30', 'hotline', '客服态度差', '客服不耐烦', 'wang.fang', '2026-03-05 15:50');
SELECT id, category FROM complaint ORDER BY id;
SET complaint_flow.actor = 'zhou.min';
INSERT INTO investigation (complaint_id, cause, conclusion, recorded_at) VALUES
    (1, 'attitude', 'upheld', '2026-03-06 10:00'), (2, 'skill', 'partly', '2026-03-06 11:00'), (3, NULL, 'not_upheld', '2026-03-06 12:00');
-- T+5 from Friday the 6th; one for each finding, none for what is not upheld.
SELECT c.id, c.staff, f.complaint_id, f.kind, c.topic, c.due_on, c.recorded_by FROM coaching c JOIN conduct_finding f ON f.id = c.finding_id ORDER BY 1;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (1, 'attitude', 'upheld');
SELECT count(*) FROM coaching;
SELECT staff, supervisor, due_on, overdue, complaint_id FROM open_coaching ORDER BY coaching_id;
-- Liu Yang does not write it off himself, nor by the hand of another coach.
SET complaint_flow.actor = 'liu.yang';
UPDATE coaching SET done_on = '2026-03-11', done_by = 'liu.yang' WHERE id = 1;
UPDATE coaching SET due_on = '2027-03-11' WHERE id = 1;
SET complaint_flow.actor = 'zhou.min';
UPDATE coaching SET done_on = '2026-03-11', done_by = 'liu.yang' WHERE id = 1;
UPDATE coaching SET done_on = '2026-03-11', done_by = 'zhou.min', note = '角色演练两次' WHERE id = 1 RETURNING done_on, changed_by;
SELECT coaching_id, overdue FROM open_coaching;
-- Not due yet.
UPDATE coaching SET due_on = current_date + 30 WHERE id = 2;
SELECT coaching_id, overdue FROM open_coaching;
-- Delay is a fault, too.
INSERT INTO conduct_finding (complaint_id, staff, kind) VALUES (3, 'chen.jie', 'delay') RETURNING staff, kind;
SELECT label, label_zh FROM finding_kind WHERE code = 'delay';
-- The rule is data; what it lacks is refused.
INSERT INTO action_rule (position, name, activities, action, task) VALUES (200, 'slip', '{received}', 'coaching', '辅导');
INSERT INTO action_rule (position, name, activities, action, due) VALUES (200, 'slip', '{received}', 'coaching', 'T+1');
INSERT INTO action_rule (position, name, activities, action, argument, task, due) VALUES (200, 'slip', '{received}', 'coaching', 'li.na', '辅导', 'T+1');
INSERT INTO action_rule (position, name, activities, action, argument, topic, due) VALUES (200, 'slip', '{received}', 'notify', 'owner', 'x', 'T+1');
-- Without a finding there is nothing to coach.
UPDATE action_rule SET active = false WHERE action = 'conduct finding';
INSERT INTO complaint (id, channel, category, title, accused_staff) VALUES (4, 'hotline', '2.2', '态度', 'liu.yang');
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (4, 'attitude', 'upheld');
SELECT count(*) FROM coaching;
SELECT complaint_flow.drop_desk('support', true);
