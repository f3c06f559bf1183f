-- The log of a help desk that nobody here knows, replayed through a state
-- machine written as rows.  Needs the folder of shared data in CF_SHARED_DATA;
-- without it the test says so and ends.
\set file eventlogs/helpdesk_italy.csv.gz
\i test/helper/real_data.sql
\if :absent
\quit
\endif
\set ECHO all
SELECT FROM complaint_flow.create_desk('regress_helpdesk', pack => 'empty');
SET search_path = regress_helpdesk, public;

CREATE TEMP TABLE raw (case_id text, activity text, resource text, at text, variant text, variant_index text, variant_2 text,
    seriousness text, customer text, product text, responsible_section text, seriousness_2 text, service_level text,
    service_type text, support_section text, workgroup text);
\copy raw FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/eventlogs/helpdesk_italy.csv.gz"' (FORMAT csv, HEADER)
CREATE TEMP TABLE step AS
SELECT substr(case_id, 6)::bigint AS id, at::timestamp AT TIME ZONE 'Europe/Rome' AS at,
       lower(replace(activity, ' ', '_')) AS state, lower(replace(resource, ' ', '_')) AS person,
       seriousness, product, row_number() OVER (PARTITION BY case_id ORDER BY at::timestamp, ctid) AS n, NULL::text AS outcome
  FROM raw;
-- a person gives a reason when taking over from another
ALTER TABLE step ADD COLUMN reason text;
UPDATE step s SET reason = 'taken over from ' || before.person
  FROM step before WHERE (before.id, before.n) = (s.id, s.n - 1) AND before.person <> s.person;
CREATE UNIQUE INDEX ON step (id, n);
ANALYZE step;

-- the people of the log: the five busiest are seniors
INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('operator', 1, 'operator', '客服'), ('senior', 2, 'senior operator', '高级客服');
INSERT INTO staff (code, name, role)
SELECT person, person, CASE WHEN row_number() OVER (ORDER BY count(*) DESC, person) <= 5 THEN 'senior' ELSE 'operator' END
  FROM step GROUP BY person;
INSERT INTO channel (code, label, label_zh) VALUES ('ticket', 'ticket', '工单');

-- the states that the log's own description names; its four strange ones
-- (VERIFIED, RESOLVED, INVALID, DUPLICATE) are left out
DELETE FROM transition;
DELETE FROM state;
INSERT INTO state (code, kind, label, label_zh) VALUES
    ('registered', 'initial', 'registered', '已登记'), ('insert_ticket', 'working', 'ticket inserted', '已建单'),
    ('assign_seriousness', 'working', 'seriousness assigned', '已定级'), ('take_in_charge_ticket', 'working', 'in charge', '处理中'),
    ('wait', 'waiting', 'waiting', '等待'), ('require_upgrade', 'working', 'upgrade required', '需升级'),
    ('create_sw_anomaly', 'working', 'software anomaly', '软件异常'), ('resolve_sw_anomaly', 'working', 'anomaly resolved', '异常已解决'),
    ('schedule_intervention', 'working', 'intervention scheduled', '已安排上门'), ('resolve_ticket', 'working', 'resolved', '已解决'),
    ('closed', 'final', 'closed', '已办结');
INSERT INTO transition (from_state, to_state, name)
SELECT split_part(way, ' > ', 1), split_part(way, ' > ', 2), way FROM unnest(ARRAY[
    'registered > insert_ticket', 'registered > assign_seriousness', 'registered > take_in_charge_ticket',
    'insert_ticket > assign_seriousness', 'insert_ticket > take_in_charge_ticket', 'assign_seriousness > take_in_charge_ticket',
    'assign_seriousness > require_upgrade', 'take_in_charge_ticket > wait', 'take_in_charge_ticket > require_upgrade',
    'take_in_charge_ticket > create_sw_anomaly', 'take_in_charge_ticket > schedule_intervention', 'take_in_charge_ticket > resolve_ticket',
    'wait > take_in_charge_ticket', 'wait > require_upgrade', 'wait > create_sw_anomaly', 'require_upgrade > wait',
    'require_upgrade > take_in_charge_ticket', 'require_upgrade > create_sw_anomaly', 'require_upgrade > resolve_ticket',
    'create_sw_anomaly > require_upgrade', 'create_sw_anomaly > resolve_sw_anomaly', 'create_sw_anomaly > take_in_charge_ticket',
    'create_sw_anomaly > resolve_ticket', 'resolve_sw_anomaly > resolve_ticket', 'resolve_sw_anomaly > require_upgrade',
    'schedule_intervention > resolve_ticket', 'resolve_ticket > closed']) AS way;
-- and three with a string attached
ALTER TABLE complaint ADD COLUMN seriousness text;
INSERT INTO transition (from_state, to_state, name, condition, condition_hint) VALUES
    ('assign_seriousness', 'resolve_ticket', 'settle at once', $$seriousness = 'Value 2'$$, 'Only tickets of seriousness 2 are settled at once.');
INSERT INTO transition (from_state, to_state, name, roles) VALUES ('resolve_ticket', 'take_in_charge_ticket', 'reopen', '{senior}');
INSERT INTO transition (from_state, to_state, name, reason_required) VALUES ('wait', 'resolve_ticket', 'resolve after waiting', true);
INSERT INTO clock_rule (position, name, metric, target, met_by, pausing_states) VALUES
    (1, 'in charge within 8 hours', 'first_response', '8 hours', '{state:take_in_charge_ticket}', '{}'),
    (2, 'resolved within 15 days', 'resolution', '15 days', '{state:resolve_ticket}', '{wait}');

-- what the rules say about every step, worked out without the engine; a
-- refused step leaves the case where it was
CREATE TEMP TABLE expected AS
WITH RECURSIVE walk AS (
    SELECT id, 0::bigint AS n, 'registered' AS state, NULL::text AS outcome FROM step WHERE n = 1
    UNION ALL
    SELECT s.id, s.n, CASE verdict.outcome WHEN 'accepted' THEN s.state ELSE w.state END, verdict.outcome
      FROM walk w
      JOIN step s ON (s.id, s.n) = (w.id, w.n + 1)
      LEFT JOIN transition t ON (t.from_state, t.to_state) = (w.state, s.state)
      CROSS JOIN LATERAL (SELECT CASE
          WHEN s.state NOT IN (SELECT code FROM state) THEN 'KF008'
          WHEN s.state = w.state THEN 'no change'
          WHEN t.id IS NULL THEN 'KF001'
          WHEN NOT (SELECT role FROM staff WHERE code = s.person) = ANY (t.roles) THEN 'KF003'
          WHEN t.reason_required AND s.reason IS NULL THEN 'KF012'
          WHEN t.condition IS NOT NULL AND s.seriousness <> 'Value 2' THEN 'KF002'
          ELSE 'accepted' END) AS verdict (outcome)
) SELECT id, n, outcome, state FROM walk WHERE n > 0;

\i test/helper/replay.sql
\set ECHO all
INSERT INTO complaint (id, received_at, channel, title, product, seriousness)
SELECT id, at, 'ticket', 'ticket ' || id, product, seriousness FROM step WHERE n = 1 ORDER BY id;
DO $$
DECLARE
    s step;
    before text;
BEGIN
    FOR s IN SELECT * FROM step ORDER BY at, id, n
    LOOP
        PERFORM set_config('complaint_flow.actor', s.person, true);
        before := image_of(s.id);
        BEGIN
            UPDATE complaint SET state = s.state, reason = CASE state WHEN s.state THEN reason ELSE s.reason END WHERE id = s.id;
            INSERT INTO trace VALUES (s.id, s.n, CASE WHEN before = image_of(s.id) THEN 'no change' ELSE 'accepted' END, false);
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO trace VALUES (s.id, s.n, SQLSTATE, before IS DISTINCT FROM image_of(s.id));
        END;
    END LOOP;
END $$;

\i test/helper/replay_outcome.sql
-- one event for each accepted step, one for each receipt, nothing else
SELECT (SELECT count(*) FROM complaint_event) - (SELECT count(*) FROM complaint) - count(*) AS events_too_many
  FROM trace WHERE outcome = 'accepted';
SELECT count(*) AS cases, count(*) FILTER (WHERE c.state <> e.state) AS elsewhere, count(*) FILTER (WHERE c.state = 'closed') AS closed,
       count(*) FILTER (WHERE (c.state = 'closed') = (q.complaint_id IS NOT NULL)) AS wrong_in_queue
  FROM complaint c
  JOIN (SELECT DISTINCT ON (id) id, state FROM expected ORDER BY id, n DESC) e USING (id)
  LEFT JOIN queue q ON q.complaint_id = c.id;
SELECT count(*) AS problems FROM complaint_flow.verify_history('regress_helpdesk');
-- and back: the log that the engine wrote, on the rules
SELECT count(*) AS deviations FROM complaint_flow.replay_log('regress_helpdesk');
-- what a person reads who tries one of them
SELECT min(id) AS tried FROM complaint WHERE state = 'resolve_ticket' \gset
UPDATE complaint SET state = 'wait' WHERE id = :tried;
DROP SCHEMA regress_helpdesk CASCADE;
