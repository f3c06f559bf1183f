-- A year's talk with Li Na: what she did, what was found, what she and the
-- team learned, and what it all cost (SPEC R31, R33).
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
\set ECHO all
CREATE TEMP VIEW agents AS
SELECT to_char(nullif(month, date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai')), 'YYYY-MM') AS month, agent, department, received, closings, contacts, scored, mean_score,
       faults, commendations AS praise, coachings, handed_over AS over, taken_over AS took, lessons, suggestions AS ideas, suggestions_adopted AS adopted, trainings
  FROM kpi_agent ORDER BY kpi_agent.month, agent;
-- Two cases of March are hers, one closed in April; nobody owns the third.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, level, department, owner, state, first_response_at, closed_at, contact_count) VALUES
    (1, '2025-03-03 10:00', 'hotline', 'late', '1.2', 'I', 'customer_service', 'li.na', 'closed', '2025-03-03 11:00', '2025-03-05 10:00', 3),
    (2, '2025-03-31 23:59', 'hotline', 'late', '1.2', 'I', 'customer_service', 'li.na', 'closed', '2025-04-01 11:00', '2025-04-02 10:00', 2),
    (3, '2025-03-31 23:59', 'hotline', 'rude', '2.1', 'II', 'merchant_care', NULL, 'verifying', NULL, NULL, NULL);
RESET complaint_flow.importing;
SET complaint_flow.actor = 'wang.fang';
INSERT INTO satisfaction (complaint_id, score) VALUES (1, 5), (2, 2);
SELECT * FROM agents;

-- A finding of the last minute of March, two of other months, a commendation.
SET complaint_flow.actor = 'sun.li';
INSERT INTO conduct_finding (id, complaint_id, staff, kind, found_at) VALUES
    (11, 2, 'li.na', 'attitude', '2025-03-31 23:59:59'), (12, 2, 'li.na', 'efficiency', '2025-04-01'), (13, 1, 'li.na', 'commendation', '2025-03-09'),
    (14, 1, 'wang.fang', 'attitude', '2025-05-09');
INSERT INTO coaching (staff, finding_id, topic, due_on, done_on, done_by) VALUES ('li.na', 11, 'tone', '2025-04-07', '2025-05-02', 'sun.li');
INSERT INTO coaching (staff, finding_id, topic, due_on) VALUES ('li.na', 12, 'speed', '2025-04-07');
-- A training in April, and one that is still to come.
INSERT INTO training (id, topic, held_on, trainer) VALUES (1, 'tone', '2025-04-10', 'sun.li'), (2, 'speed', current_date + 40, 'sun.li');
INSERT INTO training_participant VALUES (1, 'li.na'), (1, 'wang.fang'), (2, 'li.na');
SELECT * FROM agents;

-- Today she gives a case away, and takes none; she and Wang Fang learn.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description, category) VALUES (4, 'hotline', 'late', 'two days', '1.2');
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (701, 4, 'wang.fang', 'leave');
SET complaint_flow.actor = 'wang.fang';
INSERT INTO handover_answer (handover_id, accepted) VALUES (701, true);
INSERT INTO handover (id, complaint_id, to_staff, reason) VALUES (702, 4, 'zhang.wei', 'sick');
INSERT INTO lesson (title, body) VALUES ('listen first', 'and do not interrupt');
SET complaint_flow.actor = 'li.na';
INSERT INTO suggestion (source, suggested_by, body) VALUES ('staff', 'li.na', 'a tone that one waits'), ('staff', 'li.na', 'a bell');
INSERT INTO suggestion (source, complaint_id, body) VALUES ('customer', 3, 'say goodbye');
SET complaint_flow.actor = 'wu.gang';
UPDATE suggestion SET status = 'adopted', outcome = 'done', decided_on = '2025-04-15' WHERE body = 'a bell';
SELECT * FROM agents WHERE month IS NULL;

-- What the departments learn.  Two of ten contributed; the training helped:
-- three faults in the 90 days before, one after.
SET complaint_flow.actor = 'sun.li';
INSERT INTO conduct_finding (complaint_id, staff, kind, found_at) VALUES (3, 'wang.fang', 'efficiency', '2025-04-09');
INSERT INTO corrective_action (title, cause, owner, department, due_on, done_on, effective) VALUES
    ('ask before the end', 'attitude', 'chen.jie', NULL, '2025-04-30', '2025-04-30', true),
    ('answer faster', 'attitude', 'chen.jie', NULL, '2025-04-30', '2025-05-01', false),
    ('tell merchants', 'attitude', 'chen.jie', 'merchant_care', '2025-04-30', NULL, NULL);
SELECT nullif(month, date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai')::date) AS month, department, lessons, suggestions AS ideas, suggestions_adopted AS adopted,
       customer_suggestions AS of_customers, contributors, members, participation_rate AS rate FROM kpi_learning ORDER BY 1, 2;
SELECT month, department_label, department_label_zh, actions_due AS due, actions_done AS done, actions_in_time AS in_time, actions_judged AS judged,
       actions_effective AS effective, trained, participations, faults_before, faults_after FROM kpi_learning WHERE month < '2025-06-01' ORDER BY 1, 2;

-- What severity costs: today's wait of level I has cost 30, March nothing.
SET complaint_flow.actor = 'wang.fang';
INSERT INTO remedy (id, complaint_id, kind, amount, description) VALUES (501, 4, 'points', 30, 'for the wait');
INSERT INTO execution (remedy_id) VALUES (501);
SELECT CASE WHEN month > '2025-04-01' THEN 'today' ELSE 'March' END AS received_in, level, level_label_zh, received, remedies, cost, cost_per_case, resolution_mean, ended
  FROM kpi_severity ORDER BY month, level;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT sum(cost) AS cost FROM kpi_severity;

-- Findings are between people and those above them: the analyst sees what
-- departments learn and how cases of owners went, not who was found at fault.
CREATE ROLE regress_people_analyst;
CREATE ROLE regress_people_supervisor;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_people_analyst');
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_people_supervisor');
SET ROLE regress_people_analyst;
SELECT sum(faults) FROM kpi_agent;
SELECT sum(faults_after) AS faults_after FROM kpi_learning;
SELECT code, received FROM kpi_by WHERE dimension = 'owner' AND month = '2025-03-01' ORDER BY 1;
SET ROLE regress_people_supervisor;
SELECT sum(faults) AS faults FROM kpi_agent;
RESET ROLE;
DROP VIEW agents;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_people_analyst, regress_people_supervisor;
