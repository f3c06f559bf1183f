-- Another log, of an incident desk whose rows are updates, replayed through
-- its states.  Needs the folder of shared data in CF_SHARED_DATA; without it
-- the test says so and ends.
\set file eventlogs/servicenow_incidents_half_a.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
SELECT FROM complaint_flow.create_desk('regress_incidents', pack => 'empty');
SET search_path = regress_incidents, public;

CREATE TEMP TABLE raw (number text, ident_state text, active text, reassignment_count text, reopen_count text, sys_mod_count int, made_sla text,
    caller_id text, opened_by text, opened_at text, sys_created_by text, sys_created_at text, sys_updated_by text, sys_updated_at text,
    contact_type text, location text, category text, subcategory text, u_symptom text, cmdb_ci text, impact text, urgency text, priority text,
    assignment_group text, assigned_to text, knowledge text, u_priority_confirmation text, notify text, problem_id text, rfc text,
    vendor text, caused_by text, closed_code text, resolved_by text, resolved_at text, closed_at text);
\copy raw FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/eventlogs/servicenow_incidents_half_a.csv.gz"' (FORMAT csv, HEADER)
CREATE TEMP TABLE step AS
SELECT number::bigint AS id,
       row_number() OVER (PARTITION BY number ORDER BY to_timestamp(sys_updated_at, 'DD/MM/YYYY HH24:MI'), sys_mod_count, ctid) AS n,
       to_timestamp(opened_at, 'DD/MM/YYYY HH24:MI') AS opened_at, to_timestamp(sys_updated_at, 'DD/MM/YYYY HH24:MI') AS at,
       lower(replace(ident_state, ' ', '_')) AS state, lower(contact_type) AS channel, priority::int AS priority,
       nullif(assignment_group, '?') AS team, nullif(problem_id, '?') AS problem, reopen_count::int AS reopened
  FROM raw;
CREATE UNIQUE INDEX ON step (id, n);
ANALYZE step;
INSERT INTO channel (code, label, label_zh) SELECT DISTINCT replace(channel, ' ', '_'), channel, channel FROM step;

-- the states that the log's own description names, without its error -100
DELETE FROM transition;
DELETE FROM state;
INSERT INTO state (code, kind, label, label_zh) VALUES
    ('new', 'initial', 'new', '新建'), ('active', 'working', 'active', '处理中'),
    ('awaiting_user_info', 'waiting', 'waiting for the user', '待用户'), ('awaiting_vendor', 'waiting', 'waiting for the vendor', '待供应商'),
    ('awaiting_problem', 'waiting', 'waiting for a problem', '待问题管理'), ('awaiting_evidence', 'waiting', 'waiting for evidence', '待证据'),
    ('resolved', 'working', 'resolved', '已解决'), ('closed', 'final', 'closed', '已关闭');
ALTER TABLE complaint ADD COLUMN rank int, ADD COLUMN team text, ADD COLUMN problem text, ADD COLUMN reopened int;
-- everywhere from new, active and every waiting state; resolved and closed only as below
INSERT INTO transition (from_state, to_state, name)
SELECT f, t, f || ' to ' || t FROM unnest('{new,active,awaiting_user_info,awaiting_vendor,awaiting_evidence}'::text[]) f,
       unnest('{active,awaiting_user_info,awaiting_vendor,awaiting_evidence,resolved}'::text[]) t
 WHERE f <> t AND (f, t) NOT IN (('new', 'resolved'), ('awaiting_evidence', 'resolved'));
INSERT INTO transition (from_state, to_state, name, condition, condition_hint) VALUES
    ('new', 'resolved', 'resolve at once', 'rank >= 3', 'Incidents of priority 1 and 2 are worked on before they are resolved.'),
    ('resolved', 'active', 'reopen', 'reopened > 0', 'Count the reopening.');
INSERT INTO transition (from_state, to_state, name, required) VALUES
    ('new', 'awaiting_problem', 'hand to problem management', '{problem}'), ('active', 'awaiting_problem', 'hand to problem management', '{problem}'),
    ('awaiting_user_info', 'awaiting_problem', 'hand to problem management', '{problem}'),
    ('awaiting_problem', 'resolved', 'resolve', '{}'), ('awaiting_problem', 'active', 'take back', '{}'),
    ('resolved', 'closed', 'close', '{team}');
INSERT INTO clock_rule (position, name, metric, target, met_by, pausing_states) VALUES
    (1, 'taken up within an hour', 'first_response', '1 hour', '{state:active}', '{}'),
    (2, 'resolved within 5 days', 'resolution', '5 days', '{state:resolved}', '{awaiting_user_info,awaiting_vendor}');

-- what the rules say about every step, worked out without the engine
CREATE TEMP TABLE expected AS
WITH RECURSIVE walk AS (
    SELECT id, 0::bigint AS n, 'new' AS state, NULL::text AS outcome FROM step WHERE n = 1
    UNION ALL
    SELECT s.id, s.n, CASE WHEN verdict.outcome = 'accepted' THEN s.state ELSE w.state END, verdict.outcome
      FROM walk w
      JOIN step s ON (s.id, s.n) = (w.id, w.n + 1)
      LEFT JOIN transition t ON (t.from_state, t.to_state) = (w.state, s.state)
      CROSS JOIN LATERAL (SELECT CASE
          WHEN s.state = '-100' THEN 'KF008'
          WHEN s.state = w.state THEN 'same state'
          WHEN t.id IS NULL THEN 'KF001'
          WHEN 'problem' = ANY (t.required) AND s.problem IS NULL OR 'team' = ANY (t.required) AND s.team IS NULL THEN 'KF012'
          WHEN t.name = 'resolve at once' AND s.priority < 3 OR t.name = 'reopen' AND s.reopened = 0 THEN 'KF002'
          ELSE 'accepted' END) AS verdict (outcome)
) SELECT id, n, outcome, state FROM walk WHERE n > 0;

\i test/helper/replay.sql
\set ECHO all
INSERT INTO complaint (id, received_at, channel, title, rank, team, problem, reopened)
SELECT id, opened_at, replace(channel, ' ', '_'), 'incident ' || id, priority, team, problem, reopened FROM step WHERE n = 1 ORDER BY id;
DO $$
DECLARE
    s step;
    before text;
    state_before text;
BEGIN
    FOR s IN SELECT * FROM step ORDER BY at, id, n
    LOOP
        before := image_of(s.id);
        SELECT c.state INTO state_before FROM complaint c WHERE c.id = s.id;
        BEGIN
            UPDATE complaint SET state = s.state, rank = s.priority, team = s.team, problem = s.problem, reopened = s.reopened WHERE id = s.id;
            INSERT INTO trace VALUES (s.id, s.n, CASE state_before WHEN s.state THEN 'same state' ELSE 'accepted' END, false);
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO trace VALUES (s.id, s.n, SQLSTATE, before IS DISTINCT FROM image_of(s.id));
        END;
    END LOOP;
END $$;

\i test/helper/replay_outcome.sql
-- an event for each receipt and each change of state; the others say what else was updated
SELECT split_part(activity, ':', 1) AS activity, count(*) AS events FROM complaint_event GROUP BY 1 ORDER BY 1;
SELECT count(*) AS cases, count(*) FILTER (WHERE c.state <> e.state) AS elsewhere, count(*) FILTER (WHERE c.state = 'closed') AS closed,
       count(*) FILTER (WHERE (c.state = 'closed') = (q.complaint_id IS NOT NULL)) AS wrong_in_queue
  FROM complaint c
  JOIN (SELECT DISTINCT ON (id) id, state FROM expected ORDER BY id, n DESC) e USING (id)
  LEFT JOIN queue q ON q.complaint_id = c.id;
SELECT count(*) AS problems FROM complaint_flow.verify_history('regress_incidents');
-- and back: the log that the engine wrote, on the rules
SELECT count(*) AS deviations FROM complaint_flow.replay_log('regress_incidents');
DROP SCHEMA regress_incidents CASCADE;
