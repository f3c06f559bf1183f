-- What somebody with all rights can do to a desk gets an error, at worst odd
-- results, but never ends the server.
\i test/helper/bad_input_desk.sql
\set ECHO all
SET client_min_messages = warning;
INSERT INTO complaint (id, channel, received_by, title) VALUES (1001, 'hotline', 'li.na', '包裹少发一件');
CREATE FUNCTION public.after(damage text, command text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    said text[];
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE damage;
    SET LOCAL session_replication_role = origin;
    said := ARRAY(SELECT refused(command));
    -- the damage goes with this exception
    RAISE EXCEPTION USING MESSAGE = array_to_string(said, E'\n');
EXCEPTION WHEN raise_exception THEN
    RETURN NEXT SQLERRM;
END
$$;
\set insert '$$INSERT INTO support.complaint (channel, title, description) VALUES (''hotline'', ''律师'', ''账户被盗'')$$'
\set update '$$UPDATE support.complaint SET title = ''补发'', product = ''杯子''$$'
\set change '$$UPDATE support.complaint SET state = ''verifying''$$'
\set sweep '$$SELECT complaint_flow.run_clocks(''support'', ''2100-01-01'')$$'

-- entries and figures: a column of another type is refused before anything is read from it or written into it
\set answer '$$INSERT INTO support.work_order_answer (work_order_id, result, answer, recorded_by) VALUES (1, ''done'', ''seen'', ''feng.tao'')$$'
\set extend '$$INSERT INTO support.extension (complaint_id, new_due_at, reason) VALUES (1001, now() + interval ''60 days'', ''waiting'')$$'
\set finding '$$INSERT INTO support.conduct_finding (complaint_id, staff, kind) VALUES (1001, ''wang.fang'', ''attitude'')$$'
\set fold '$$SELECT complaint_flow.fold_kpi(''support'')$$'
SELECT after('ALTER TABLE work_order_answer ALTER complaint_id TYPE bytea USING NULL', :answer);
SELECT after('ALTER TABLE extension ALTER old_due_at TYPE bytea USING NULL', :extend);
SELECT after('ALTER TABLE conduct_finding ALTER recorded_at DROP DEFAULT, ALTER recorded_at TYPE text', :finding);
SELECT after('DROP VIEW kpi_now CASCADE; ALTER TABLE closing_bucket ALTER within TYPE int USING 5', :fold);
SELECT after('ALTER TABLE evidence DROP description, ADD description text GENERATED ALWAYS AS (kind) STORED',
             $$INSERT INTO support.evidence (complaint_id, kind, reference) VALUES (1001, 'other', 'x')$$);
-- the index by which the engine finds its own rows
SELECT after('ALTER TABLE clock DROP CONSTRAINT clock_pkey', :change);
SELECT after('ALTER TABLE outbox DROP CONSTRAINT outbox_dedup_key_key', :sweep);
-- constraints dropped, and what they forbade written
SELECT after('ALTER TABLE routing_rule ALTER handler DROP NOT NULL; UPDATE routing_rule SET handler = NULL, argument = NULL', :insert);
SELECT after('ALTER TABLE clock_rule ALTER metric DROP NOT NULL; UPDATE clock_rule SET metric = NULL', :insert);
SELECT after('ALTER TABLE clock_rule ALTER target TYPE text', :insert);
SELECT after('ALTER TABLE clock_rule DROP CONSTRAINT clock_rule_target, DROP CONSTRAINT clock_rule_at_most; UPDATE clock_rule SET target = NULL', :insert);
SELECT after('ALTER TABLE clock_rule ALTER met_by DROP NOT NULL; UPDATE clock_rule SET met_by = NULL', :insert);
SELECT after('ALTER TABLE escalation_step ALTER after DROP NOT NULL; UPDATE escalation_step SET id = 1000 + step, after = NULL', :sweep);
SELECT after('ALTER TABLE escalation_step ALTER notify DROP NOT NULL; UPDATE escalation_step SET notify = NULL', :sweep);
SELECT after('ALTER TABLE state ALTER kind DROP NOT NULL; UPDATE state SET kind = NULL WHERE code = ''verifying''', :change);
SELECT after('ALTER TABLE category ALTER level DROP NOT NULL; UPDATE category SET level = NULL', :insert);
SELECT after('ALTER TABLE calendar ALTER time_zone DROP NOT NULL; UPDATE calendar SET time_zone = NULL', :insert);
SELECT after('UPDATE calendar SET time_zone = ''Luna/Tycho''', :insert);
SELECT after('UPDATE desk SET time_zone = ''Luna/Tycho''', :insert);
SELECT after('UPDATE clock_rule SET calendar = ''nonesuch'' WHERE metric = ''resolution''', :insert);
SELECT after('ALTER TABLE routing_rule DROP CONSTRAINT routing_rule_handler_check, DROP CONSTRAINT routing_rule_argument; UPDATE routing_rule SET handler = ''the boss''', :insert);
SELECT after('ALTER TABLE action_rule DROP CONSTRAINT action_rule_action_check, DROP CONSTRAINT action_rule_topic, DROP CONSTRAINT action_rule_argument, DROP CONSTRAINT action_rule_task, DROP CONSTRAINT action_rule_due; UPDATE action_rule SET action = ''shout''', :insert);
SELECT after('ALTER TABLE action_rule DROP CONSTRAINT action_rule_due; UPDATE action_rule SET due = NULL', :insert);
SELECT after('ALTER TABLE action_rule DROP CONSTRAINT action_rule_task; UPDATE action_rule SET task = NULL', :insert);
SELECT after('ALTER TABLE action_rule DROP CONSTRAINT action_rule_argument, DROP CONSTRAINT action_rule_audience; UPDATE action_rule SET argument = NULL', :insert);
SELECT after('ALTER TABLE entry_rule DROP COLUMN condition_hint', :insert);
SELECT after('ALTER TABLE keyword_set DROP CONSTRAINT keyword_set_not_blank; UPDATE keyword_set SET keywords = keywords || ''''::text', :insert);
-- what the engine takes its numbers from, writes and reads by position
SELECT after('DROP SEQUENCE message_id CASCADE', :insert);
SELECT after('DROP SEQUENCE incident_number CASCADE',
             $$INSERT INTO support.complaint (channel, title, merchant) SELECT 'hotline', '券坏了', 'Zoo' FROM generate_series(1, 11)$$);
SELECT after('DROP INDEX satisfaction_complaint; CREATE TABLE x AS TABLE kpi_now; DROP VIEW kpi_now CASCADE; CREATE VIEW kpi_now AS SELECT x.*, 1 AS one FROM x; INSERT INTO kpi_change VALUES (1001)', :fold);
SELECT after('DROP INDEX satisfaction_complaint; CREATE TABLE x AS TABLE kpi_now; DROP VIEW kpi_now CASCADE; CREATE VIEW kpi_now AS SELECT complaint_id FROM x; INSERT INTO x (complaint_id) VALUES (1001); INSERT INTO kpi_change VALUES (1001)', :fold);

-- codes that rules and cases name are gone
SELECT after('UPDATE classification_rule SET category = ''x'', level = ''x'', urgency = ''x''', :insert);
SELECT after('DELETE FROM urgency; DELETE FROM level', :insert);
SELECT after('DELETE FROM urgency; DELETE FROM level', :update);
SELECT after('DELETE FROM staff', :update);
SELECT after('DELETE FROM staff', :sweep);
SELECT after('DELETE FROM state WHERE code = ''registered''', :change);
-- so are the engine's own rows
SELECT after('DELETE FROM clock', :change);
SELECT after('DELETE FROM queue', :change);
SELECT after('DELETE FROM complaint_event', :change);
SELECT after('UPDATE complaint SET judged_by = ''{NULL,99999}'', salt = NULL', :update);
SELECT after('UPDATE complaint SET state = repeat(''x'', 99), level = repeat(''x'', 99), urgency = ''x''', :update);
SELECT after('UPDATE clock SET pauses = ''{}'', target = NULL, calendar = ''x'' WHERE metric = ''resolution''', :sweep);
SELECT after('UPDATE complaint SET head_hash = NULL', :change);
SELECT after('UPDATE complaint SET state = NULL', $$SELECT count(*) FROM complaint_flow.allowed_transitions('support', 1001)$$);
SELECT after('UPDATE complaint SET state = NULL, level = NULL, event_count = NULL', $$SELECT count(*) FROM complaint_flow.verify_history('support')$$);
SELECT after('UPDATE complaint SET event_count = NULL, updated_at = NULL', $$SELECT complaint_flow.complaint_as_of('support', 1001, now()) IS NULL$$);

-- our trigger functions on tables that they were not made for
CREATE FUNCTION public.fired(timing text, call text, columns text, content text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE support.stranger (%s)', columns);
    EXECUTE format('CREATE TRIGGER x %s ON support.stranger FOR EACH ROW EXECUTE FUNCTION complaint_flow.%s', timing, call);
    RETURN QUERY SELECT refused(format('INSERT INTO support.stranger VALUES (%s)', content));
    IF timing ~ 'DELETE' THEN
        RETURN QUERY SELECT refused('DELETE FROM support.stranger');
    END IF;
    DROP TABLE support.stranger;
END
$$;
SELECT fired('BEFORE INSERT', $$decide_complaint('complaint')$$, 'id bigint', '1');
SELECT fired('BEFORE INSERT', $$decide_complaint()$$, 'id bigint', '1');
SELECT fired('BEFORE INSERT', $$decide_complaint('complaint')$$, 'id int', '1');
SELECT fired('AFTER INSERT', $$record_complaint('complaint')$$, 'LIKE support.complaint', $$1, NULL, now(), 'hotline'$$);
SELECT fired('AFTER INSERT', $$record_contact('contact')$$, 'complaint_id bigint, direction text, channel text, purpose text, contacted_at timestamptz, made_by text, result text, note text, next_contact_at timestamptz', '1001');
SELECT fired('BEFORE INSERT', $$decide_contact('contact')$$, 'complaint_id int, direction int, channel int, purpose int, contacted_at int, result int', '1, 1, 1, 1, 1, 1');
SELECT fired('BEFORE INSERT', $$check_staff('staff')$$, 'code text, manager int', $$'a', 1$$);
SELECT fired('BEFORE INSERT', $$check_staff('staff')$$, 'code text, manager text', $$NULL, 'b'$$);
SELECT fired('AFTER INSERT', $$calendar_check('calendar')$$, 'name int, time_zone int', '1, 1');
SELECT fired('AFTER INSERT', $$calendar_check('calendar')$$, 'name text, time_zone text', 'NULL, NULL');
SELECT fired('AFTER INSERT', $$calendar_check('calendar_hours')$$, 'calendar int', '1');
SELECT fired('AFTER INSERT', $$calendar_check('moon')$$, 'name text', '1');
SELECT fired('BEFORE INSERT', $$decide_entry('moon')$$, 'id bigint', '1');
SELECT fired('AFTER INSERT', $$check_names('desk')$$, 'name int', '1');
SELECT fired('AFTER INSERT', $$check_names('moon')$$, 'name int', '1');
SELECT fired('BEFORE DELETE', $$keep_code('staff')$$, 'code text', '1');
SELECT fired('BEFORE DELETE', $$keep_code('staff', 'code')$$, 'code text', 'NULL');
SELECT fired('BEFORE DELETE', $$keep_code('moon', 'code')$$, 'code text', '1');
SELECT fired('AFTER INSERT', $$version_policy('x')$$, 'id int', '1');
SELECT fired('BEFORE INSERT', $$check_condition('id')$$, 'id int', '1');
SELECT fired('BEFORE INSERT', $$check_condition('id number')$$, 'id text', '1');
SELECT fired('BEFORE INSERT', $$refuse_change('x')$$, 'id int', '1');
SELECT fired('BEFORE INSERT', $$decide_finding('moon')$$, 'id bigint', '1');
SELECT desk, ready FROM complaint_flow.desks();
DROP FUNCTION after(text, text), fired(text, text, text, text);
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
