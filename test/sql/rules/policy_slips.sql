-- A supervisor's slips: policy that could never work, or would strand cases that
-- are under way, is refused when it is written.
\i test/helper/support_desk.sql
\set ECHO all
-- errors quote the numbers of rules
ALTER SEQUENCE rule_id_seq RESTART 1001;

-- a state is made final, or alive again, only while no case is in it
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title) VALUES (1, '2026-03-02 10:00', 'hotline', '包裹少了一件');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE state SET kind = 'final' WHERE code = 'verifying';
UPDATE state SET kind = 'waiting' WHERE code = 'verifying';
UPDATE complaint SET state = 'withdrawn', reason = 'x' WHERE id = 1;
UPDATE state SET kind = 'working' WHERE code = 'withdrawn';
UPDATE state SET kind = 'final' WHERE code = 'mediating';
SELECT count(*) AS queued FROM queue;

-- clocks that nothing starts, or nothing ends
INSERT INTO clock_rule (position, name, metric, target, met_by) VALUES (1, 'x', 'x', '3 hours', '{}');
INSERT INTO clock_rule (position, name, metric, target, met_by) VALUES (1, 'x', 'x', '3 hours', '{received}');
INSERT INTO clock_rule (position, name, metric, target, starts_on, met_by) VALUES (1, 'x', 'x', '3 hours', '{}', '{contact:*}');
-- a transition for nobody
INSERT INTO transition (from_state, to_state, name, roles) VALUES ('approved', 'closed', 'x', '{}');
-- a keyword that is found in every text
INSERT INTO keyword_set (name, keywords) VALUES ('blank', '{新品," "}');
INSERT INTO keyword_set (name, keywords) VALUES ('blank', '{新品,""}');
INSERT INTO keyword_set (name, keywords) VALUES ('later', '{}');
-- facts that this rule does not know
INSERT INTO classification_rule (position, name, condition, urgency) VALUES (1, 'x', 'attempts_in_state > 2', 'urgent');
INSERT INTO classification_rule (position, name, condition, urgency) VALUES (1, 'x', 'attempt_count > 2', 'urgent');

-- staff numbers are codes of staff, also for escalation
INSERT INTO staff (code, name, role, manager) VALUES ('80012345', '李娜', 'agent', 'sun.li'), ('A-17', '王芳', 'supervisor', NULL);
UPDATE escalation_step SET notify = 'person A-17' WHERE step = 3;
INSERT INTO complaint (id, channel, received_by, title) VALUES (9, 'hotline', '80012345', '包裹少了一件') RETURNING owner;

-- saving a form without a change is no new policy; a change is
SELECT rules_version AS before FROM desk \gset
UPDATE classification_rule SET name = name, condition = condition;
SELECT rules_version - :before AS versions FROM desk;
UPDATE classification_rule SET position = position + 1 WHERE position = 110;
SELECT rules_version - :before AS versions FROM desk;

-- of the earlier case a repeat rule knows what stays: not what happened since it came into its state
INSERT INTO repeat_rule (position, name, condition, kind) VALUES (5, 'was called', 'contacts_in_state > 0', 'repeat');
INSERT INTO repeat_rule (position, name, condition, kind) VALUES (5, 'was right', $$conclusion = 'upheld'$$, 'upheld_before') RETURNING kind;

-- the hint of a transition is for its condition, not for what else is missing
INSERT INTO complaint (id, received_at, channel, title) VALUES (2, '2026-03-02 10:00', 'hotline', '包裹少了一件');
SELECT to_state, lacks, hint FROM complaint_flow.allowed_transitions('support', 2) ORDER BY 1;
SET complaint_flow.actor = 'wang.fang';
SELECT to_state, lacks, hint FROM complaint_flow.allowed_transitions('support', 2) WHERE to_state = 'closed';
SELECT complaint_flow.drop_desk('support', true);
