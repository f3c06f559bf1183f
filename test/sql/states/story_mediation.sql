-- A rejected offer goes to mediation: one case ends agreed, one before an
-- outside authority.
\set VERBOSITY terse
\i test/helper/support_desk.sql
\set id 1
\i test/helper/case_offered.sql
\set id 2
\i test/helper/case_offered.sql
\set ECHO all
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer)
    SELECT id, 'in', 'hotline', 'offer', 'reached', 'rejected' FROM complaint ORDER BY id;
UPDATE complaint SET state = 'mediating' WHERE id = 1 RETURNING state;
UPDATE complaint SET state = 'mediating' WHERE id = 2 RETURNING state;
-- Her no of yesterday is no agreement.
UPDATE complaint SET state = 'agreed' WHERE id = 1;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer, note)
    VALUES (1, 'out', 'on_site', 'offer', 'reached', 'accepted', '面谈，双方同意补发并赠券');
UPDATE complaint SET state = 'agreed' WHERE id = 1 RETURNING state;
UPDATE complaint SET state = 'executing' WHERE id = 1 RETURNING state;
UPDATE complaint SET state = 'follow_up_due' WHERE id = 1 RETURNING state;

-- The second customer insists on the consumer council: a supervisor decides
-- that, and says why.
UPDATE complaint SET state = 'referred', reason = '客户要求' WHERE id = 2;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'referred' WHERE id = 2;
UPDATE complaint SET state = 'referred', reason = '已移交消费者协会' WHERE id = 2 RETURNING state, closed_at IS NOT NULL AS over;
SELECT metric, outcome FROM clock WHERE complaint_id = 2 ORDER BY metric, cycle;
-- Over is over: nothing leads back from an authority.
SELECT count(*) AS ways_back FROM complaint_flow.allowed_transitions('support', 2);
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (2, 'process', 'upheld');
SELECT complaint_flow.drop_desk('support', true);
