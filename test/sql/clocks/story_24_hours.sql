-- The first answer is due within 24 hours, also at weekends, unless a stricter
-- clock applies: of two targets of a rule the earlier deadline counts (SPEC R4).
\i test/helper/support_desk.sql
\set ECHO all

-- Friday ten o'clock.  T+1 would be Monday midnight.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, category, merchant) VALUES
    (1, '2026-03-06 10:00', 'hotline', '差价', '1.4', NULL),
    (2, '2026-03-06 10:00', 'hotline', '拒绝兑换', '3.1', '某商户'),
    (3, '2026-03-06 10:00', 'hotline', '盗用', '3.2', NULL),
    (4, '2026-03-06 10:00', 'hotline', '再次投诉', '3.3', NULL),
    (5, '2026-03-06 10:00', 'group_hq', '转办', '1.2', NULL);
SELECT c.id, c.category, c.urgency, k.target, k.due_at, k.warn_at
  FROM complaint c JOIN clock k ON k.complaint_id = c.id AND k.metric = 'first_response' ORDER BY c.id;
-- over National Day as well
INSERT INTO complaint (id, received_at, channel, title, category) VALUES (6, '2026-09-30 20:00', 'hotline', '差价', '1.4');
SELECT target, due_at FROM clock WHERE complaint_id = 6 AND metric = 'first_response';

-- Both targets are data: which one is stricter is decided case by case.
UPDATE clock_rule SET target = '4 business hours', at_most = '24 hours' WHERE position = 50;
INSERT INTO complaint (id, received_at, channel, title, category) VALUES
    (7, '2026-03-06 09:00', 'hotline', '差价', '1.4'),
    (8, '2026-03-06 17:00', 'hotline', '差价', '1.4');
SELECT complaint_id, target, due_at, warn_at FROM clock WHERE complaint_id IN (7, 8) AND metric = 'first_response' ORDER BY 1;
UPDATE clock_rule SET at_most = NULL WHERE position = 50;
SELECT complaint_flow.recompute_clocks('support', 'without the second target', false) AS changed;
SELECT complaint_id, target, due_at FROM clock WHERE complaint_id IN (7, 8) AND metric = 'first_response' ORDER BY 1;
SELECT value, decided_by, rule_name, note FROM complaint_flow.explain_complaint('support', 3) WHERE attribute = 'clock first_response';
\set VERBOSITY terse
-- A promised moment has no target, so no second one.
UPDATE clock_rule SET at_most = '24 hours' WHERE metric = 'promised_contact';
RESET complaint_flow.actor;
RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
