-- An analyst takes the history as an event log into a tool of process mining,
-- and sees nobody in it.
\i test/helper/support_desk.sql
\set ECHO all
CREATE ROLE regress_cf_analyst;
CREATE ROLE regress_cf_agent;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_cf_analyst');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
INSERT INTO staff (code, name, role, department) VALUES ('qian.bo', 'Qian Bo', 'agent', 'technical');
INSERT INTO customer (id, name, phone, tier) VALUES (7, '欧阳娜娜', '13812340000', 'gold');

-- Monday: a call, a work order, an answer; the first call back is noted last.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, customer_id, product, title, description, category, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', 7, '水壶', '欧阳娜娜的水壶', '欧阳娜娜来电', '1.1', 'A-1', '换货');
INSERT INTO work_order (id, complaint_id, department, task, recorded_at) VALUES (501, 1, 'technical', '检查欧阳娜娜的水壶', '2026-03-02 11:00');
SET complaint_flow.actor = 'qian.bo';
INSERT INTO work_order_answer (id, work_order_id, result, answer, recorded_at) VALUES (601, 501, 'done', '确有裂缝', '2026-03-02 15:00');
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
    VALUES (1, 'out', 'hotline', 'first_response', '2026-03-02 10:30', 'reached', '欧阳娜娜同意换货');
UPDATE complaint SET state = 'verifying' WHERE id = 1;
UPDATE complaint SET state = 'withdrawn', reason = '欧阳娜娜撤诉' WHERE id = 1;
RESET complaint_flow.actor;
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, state) VALUES (2, '2026-01-05 10:00', 'hotline', '旧系统的投诉', 'closed');
RESET complaint_flow.importing;

SET ROLE regress_cf_analyst;
-- What people say about when counts, and the rest has just happened.
SELECT case_id, seq, activity, CASE WHEN at < now() - interval '1 day' THEN at END AS at, resource, role, department, from_state, to_state
  FROM mining_event ORDER BY case_id, seq;
SELECT DISTINCT activity, label, label_zh FROM mining_event ORDER BY activity;
SELECT case_id, seq, channel, product, customer_tier, category, level, urgency, case_department, state, received_at, closed_at IS NULL AS open
  FROM mining_event WHERE seq = 1 ORDER BY case_id;
-- The same under the names of XES, in order without being asked.
SELECT "case:concept:name", "concept:name", "org:resource", "org:role", "org:group", "lifecycle:transition", "concept:instance", "case:state" FROM event_log;
SELECT count(*) AS differ FROM mining_event m
  JOIN event_log l ON (l."case:concept:name", l."concept:instance") = (m.case_id::text, m.seq)
 WHERE l."time:timestamp" <> m.at OR l."recorded:timestamp" <> m.recorded_at OR l.label <> m.label;

-- The objects: what an event concerns, what belongs to what, what a case was.
SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM ocel_event_object ORDER BY ocel_event_id, ocel_object_id COLLATE "C", ocel_qualifier;
SELECT * FROM ocel_object_object WHERE ocel_source_id !~ '^staff' ORDER BY ocel_source_id COLLATE "C", ocel_target_id COLLATE "C", ocel_qualifier;
SELECT ocel_id, ocel_time = '1970-01-01 00:00:00Z' AS first, ocel_changed_field, channel, category, level, urgency, department, state
  FROM ocel_object_complaint ORDER BY ocel_id, ocel_time;
SELECT ocel_id, ocel_time, ocel_changed_field, department, status FROM ocel_object_work_order ORDER BY ocel_time;
SELECT * FROM ocel_event_map_type ORDER BY ocel_type;
SELECT ocel_type, count(*) FROM ocel_object GROUP BY 1 ORDER BY 1;
SELECT line FROM complaint_flow.export_ocel('support') AS line WHERE line LIKE 'CREATE TABLE "%\_w%' OR line LIKE '%"object_work_order"%' ORDER BY line LIKE 'INSERT%', line;

-- Nobody's name, number or words, in any of it.
RESET ROLE;
SELECT count(*) AS whole_views, count(*) FILTER (WHERE found) AS personal
  FROM (SELECT v.relname, query_to_xml(format('SELECT * FROM %I', v.relname), true, true, '')::text ~ '欧阳|1381234|裂缝|旧系统|Qian' AS found
          FROM pg_class v
         WHERE v.relnamespace = 'support'::regnamespace AND v.relkind = 'v' AND v.relname ~ '^(mining|event_log|ocel)') AS views;
-- A desk may hold that its products tell too much.
UPDATE desk SET personal_columns = personal_columns || '{product}';
SELECT DISTINCT product FROM mining_event;
-- An agent, who may be kept to the own department, has no such view of all.
SET ROLE regress_cf_agent;
SELECT count(*) FROM mining_event;
SELECT count(*) FROM complaint_flow.export_ocel('support');
RESET ROLE;

-- Two activities that differ in a sign get two tables in a file.
SET session_replication_role = replica;
INSERT INTO complaint_event (complaint_id, seq, at, activity, db_role, hash)
    SELECT 2, 1 + n, now(), activity, 'nobody', '' FROM unnest('{state:on_hold,state:on.hold}'::text[]) WITH ORDINALITY AS a (activity, n);
RESET session_replication_role;
SELECT * FROM ocel_event_map_type WHERE ocel_type ~ 'hold' ORDER BY 1;
-- Views that an older desk lacks come with upgrade_desk, one on top of another.
DROP VIEW mining_event CASCADE;
SELECT * FROM complaint_flow.upgrade_desk('support');
SELECT count(*) > 0 AS back FROM event_log;

RESET search_path;
SET client_min_messages = warning;
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_analyst, regress_cf_agent;
