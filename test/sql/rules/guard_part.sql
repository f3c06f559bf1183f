-- A guard of several parts: the hint says which part fails first, and in which table it is mended.
\i test/helper/support_desk.sql
\set id 1
\i test/helper/case_offered.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (1, 'in', 'hotline', 'offer', 'reached', 'accepted');
CREATE FUNCTION hint() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    UPDATE complaint SET state = 'closed' WHERE id = 1;
    RETURN 'closed';
EXCEPTION WHEN SQLSTATE 'KF002' THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END $$;
INSERT INTO work_order (complaint_id, department, task) VALUES (1, 'technical', '核对库存');
SELECT hint();
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'follow_up', 'reached');
SELECT hint();
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 4);
SELECT hint();
-- A part that may raise an error is not tried alone; one without a name says nothing.
UPDATE transition SET condition = $$1 / follow_ups > 1 AND open_work_orders = 0$$ WHERE name = 'follow-up done';
SELECT hint();
UPDATE transition SET condition = $$false AND open_work_orders = 0$$ WHERE name = 'follow-up done';
SELECT hint();
UPDATE transition SET condition = $$NOT (open_work_orders > 0 OR actor_is_owner) AND level = 'I'$$ WHERE name = 'follow-up done';
SELECT hint();
\set ECHO none
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
