-- Whose call meets a clock is a condition of its rule: on account security it
-- is risk control that calls the customer back.
\i test/helper/support_desk.sql
\set ECHO all

SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, category, order_ref) VALUES
    (1, '2026-03-04 09:30', 'hotline', '账户被盗用', '3.2', NULL),
    (2, '2026-03-04 09:30', 'hotline', '差价', '1.4', 'A1');
-- Li Na received both and calls both customers: that answers the one about a
-- price, not the one about a stolen account.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at)
    SELECT id, 'out', 'hotline', 'first_response', 'reached', '2026-03-04 10:00' FROM complaint;
SELECT complaint_id, metric, outcome, stopped_at FROM clock WHERE metric IN ('acknowledgement', 'first_response') ORDER BY 1, 2;
SELECT action, who FROM complaint_flow.next_action('support', 1, 'en') WHERE kind IN ('claim', 'clock');
-- Risk control does, also through the application that writes for all.
RESET complaint_flow.actor;
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at, made_by)
    VALUES (1, 'out', 'hotline', 'first_response', 'reached', '2026-03-04 11:00', 'feng.tao');
SELECT outcome, stopped_at FROM clock WHERE complaint_id = 1 AND metric = 'first_response';
-- An earlier call that is written down later takes its place only if it counts.
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at, made_by) VALUES
    (1, 'out', 'hotline', 'update', 'reached', '2026-03-04 10:30', 'li.na'),
    (1, 'out', 'hotline', 'update', 'reached', '2026-03-04 10:45', 'feng.tao');
SELECT outcome, stopped_at FROM clock WHERE complaint_id = 1 AND metric = 'first_response';
-- without a person nobody knows who called
INSERT INTO complaint (id, received_at, channel, title, category) VALUES (3, '2026-03-04 12:00', 'hotline', '账户被盗用', '3.2');
INSERT INTO contact (complaint_id, direction, channel, purpose, result, contacted_at)
    VALUES (3, 'out', 'email', 'first_response', 'reached', '2026-03-04 12:10');
SELECT outcome FROM clock WHERE complaint_id = 3 AND metric = 'first_response';

-- Entries and changes of state are asked in the same way, by who writes them.
INSERT INTO clock_rule (position, name, metric, target, met_by, met_condition)
    VALUES (300, 'a supervisor has a look', 'supervision', '2 hours', '{assessment:*,state:verifying}', 'actor_rank >= 30');
INSERT INTO complaint (id, received_at, received_by, channel, title, category) VALUES
    (4, '2026-03-04 14:00', 'li.na', 'hotline', '差价', '1.4'),
    (5, '2026-03-04 14:00', 'li.na', 'hotline', '差价', '1.4');
SET complaint_flow.actor = 'li.na';
INSERT INTO assessment (complaint_id, severity, recorded_at) VALUES (4, 'low', '2026-03-04 14:30');
UPDATE complaint SET state = 'verifying' WHERE id = 5;
SELECT complaint_id, outcome FROM clock WHERE metric = 'supervision' ORDER BY 1;
SET complaint_flow.actor = 'sun.li';
INSERT INTO assessment (complaint_id, severity, recorded_at) VALUES (4, 'low', '2026-03-04 15:00');
SELECT complaint_id, outcome, stopped_at FROM clock WHERE metric = 'supervision' ORDER BY 1;

-- A condition that fails meets nothing: the clock runs on and warns, the
-- contact is on file, and somebody looks at the rule.
ALTER TABLE complaint ADD COLUMN visits int NOT NULL DEFAULT 0;
UPDATE clock_rule SET met_condition = '10 / visits > 1' WHERE metric = 'supervision';
INSERT INTO assessment (complaint_id, severity, recorded_at) VALUES (5, 'low', '2026-03-04 15:30');
SELECT outcome FROM clock WHERE complaint_id = 5 AND metric = 'supervision';
SELECT count(*) FROM assessment WHERE complaint_id = 5;
SELECT regexp_replace(triage::text, '\d+', 'N') AS triage FROM complaint WHERE id = 5;
ALTER TABLE complaint DROP COLUMN visits;
INSERT INTO assessment (complaint_id, severity, recorded_at) VALUES (5, 'low', '2026-03-04 15:40');
SELECT outcome FROM clock WHERE complaint_id = 5 AND metric = 'supervision';
SELECT count(*) FROM assessment WHERE complaint_id = 5;
-- What cannot be known is refused when it is written.
\set VERBOSITY default
\set SHOW_CONTEXT never
UPDATE clock_rule SET met_condition = 'actor_deparment = ''risk_control''' WHERE position = 40;
UPDATE clock_rule SET met_condition = $$conclusion = 'upheld'$$ WHERE position = 40;
SELECT count(*) AS found FROM complaint_flow.verify_history('support');
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
