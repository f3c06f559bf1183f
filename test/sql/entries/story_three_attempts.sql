-- The customer does not answer the telephone: three attempts on different days
-- stand for the follow-up.  The case came from the old system, executed.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, received_by, owner, title, category, level, urgency, validity, validity_reason, state) VALUES
    (1, '2026-03-02 10:00', 'hotline', 'li.na', 'li.na', '发票没寄到', '1.2', 'I', 'ordinary', 'valid', '确未寄出', 'follow_up_due'),
    (2, '2026-03-02 11:00', 'hotline', 'li.na', 'li.na', '杯子漏水', '1.1', 'I', 'ordinary', 'valid', '照片可见', 'offered');
RESET complaint_flow.importing;
SET complaint_flow.actor = 'li.na';

-- Thursday, three times on one day: that is one attempt.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES
    (1, 'out', 'hotline', 'follow_up', '2026-03-05 09:30', 'not_reached'),
    (1, 'out', 'hotline', 'follow_up', '2026-03-05 13:30', 'not_reached'),
    (1, 'out', 'hotline', 'follow_up', '2026-03-05 17:30', 'not_reached');
UPDATE complaint SET state = 'closed' WHERE id = 1;
-- Friday, and Friday again a minute before midnight: two days.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result) VALUES
    (1, 'out', 'hotline', 'follow_up', '2026-03-06 10:00', 'not_reached'),
    (1, 'out', 'hotline', 'follow_up', '2026-03-06 23:59', 'not_reached');
-- Another purpose on a third day is no follow-up.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'information', '2026-03-09 09:00', 'not_reached');
UPDATE complaint SET state = 'closed' WHERE id = 1;
-- Monday: the third day.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (1, 'out', 'hotline', 'follow_up', '2026-03-09 15:00', 'not_reached');
SELECT to_state, name, allowed FROM complaint_flow.allowed_transitions('support', 1) WHERE to_state = 'closed' ORDER BY name;
UPDATE complaint SET state = 'closed' WHERE id = 1 RETURNING state, contact_count, attempt_count;

-- The second customer was offered a new cup and is not heard of again: the
-- same number of days ends that case, with a reason.
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    SELECT 2, 'out', 'hotline', 'follow_up', day + interval '10 hours', 'not_reached'
      FROM unnest('{2026-03-05,2026-03-06,2026-03-09}'::date[]) AS day;
UPDATE complaint SET state = 'executing' WHERE id = 2;
UPDATE complaint SET state = 'closed' WHERE id = 2;
UPDATE complaint SET state = 'closed', reason = '三次联系未果' WHERE id = 2 RETURNING state;
SELECT complaint_id, activity FROM complaint_event WHERE activity LIKE 'state:%' ORDER BY complaint_id;

SELECT complaint_flow.drop_desk('support', true);
