-- Some rows cannot be written: every job goes round them, says which they are,
-- and comes back to them.  All the others get what they wait for.
\i test/helper/support_desk.sql
\set ECHO all
-- no work orders, no incidents: each case stands alone
UPDATE action_rule SET active = false;
UPDATE batch_rule SET active = false;
-- complaints of strangers are acknowledged, too
UPDATE clock_rule SET condition = NULL WHERE metric = 'acknowledgement';
CREATE VIEW failing AS
    SELECT job, kind, subject, complaint_id, sqlstate, message, attempts, to_char(retry_at, 'HH24:MI') AS again_at, told
      FROM job_failure ORDER BY job, kind, length(subject), subject;
CREATE VIEW flags AS
    SELECT complaint_id, metric, breached_at IS NOT NULL AS breached FROM clock WHERE metric = 'acknowledgement' ORDER BY 1;

-- Six complaints.  Then the owner tightens the table, as one does, without
-- looking at what stands in it.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, received_by, category, title, description, order_ref)
    SELECT n, '2026-03-02 10:00', 'hotline', 'li.na', '1.2', '发票', 'secret text', CASE WHEN n <> 2 THEN 'o' || n END FROM generate_series(1, 6) AS n;
ALTER TABLE complaint ADD CONSTRAINT order_needed CHECK (order_ref IS NOT NULL) NOT VALID;
-- A trigger of the owner's refuses another one, in words that name a person ...
CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = 4 THEN
        RAISE EXCEPTION 'customer Wang Xiaoming is on the list' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER guard AFTER UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION public.guard();
-- ... and a third one was damaged: its event of today stands there already.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET event_count = 0 WHERE id = 5;
COMMIT;

SELECT complaint_flow.run_clocks('support', '2026-03-02 10:20');
SELECT * FROM flags;
SELECT * FROM failing;
SELECT job, rows, failing FROM job_run WHERE rows IS NOT NULL;
SELECT * FROM job_wait;
-- told once, one message for each reason, and nobody's name in it
SELECT topic, audience, complaint_id, dedup_key, content FROM outbox WHERE topic = 'job_failed' ORDER BY id;
SELECT title, body FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE topic = 'job_failed' AND complaint_id = 2), 'en');
SELECT title, body FROM complaint_flow.render_messages('support', ARRAY(SELECT id FROM outbox WHERE topic = 'job_failed' AND complaint_id = 2), 'zh');

-- They are tried again, later and later; nothing is told again.
SELECT complaint_flow.run_clocks('support', '2026-03-02 10:20') AS same_minute;
SELECT complaint_flow.run_clocks('support', '2026-03-02 10:21') AS a_minute_later;
SELECT complaint_flow.run_clocks('support', '2026-03-02 10:23') AS two_more;
SELECT subject, attempts, again_at FROM failing;
SELECT count(*) FROM outbox WHERE topic = 'job_failed';
-- mended: flagged by the next run that comes to them, and forgotten
ALTER TABLE complaint DROP CONSTRAINT order_needed;
DROP TRIGGER guard ON complaint;
SELECT complaint_flow.run_clocks('support', '2026-03-02 10:27');
SELECT * FROM flags;
SELECT * FROM failing;
SELECT job, failing FROM job_run WHERE failing > 0;
-- the damaged one stays, as the history says, until somebody mends it
SELECT * FROM complaint_flow.verify_history('support');
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET event_count = 1 WHERE id = 5;
COMMIT;
SELECT complaint_flow.run_clocks('support', '2026-03-02 11:00');
SELECT * FROM failing;
SELECT * FROM complaint_flow.verify_history('support');

-- A case that cannot be counted spoils the figures of nobody else, once the
-- fold has found it.
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET closed_at = 'infinity' WHERE id = 3;
COMMIT;
INSERT INTO kpi_change VALUES (3);
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    VALUES (7, '2026-03-02 11:00', 'hotline', 'li.na', '1.2', '发票', 'o7');
SELECT sum(received) FROM kpi_day;
SELECT complaint_flow.fold_kpi('support') > 0 AS folded;
SELECT sum(received) FROM kpi_day;
SELECT job, kind, subject, complaint_id, sqlstate, told FROM job_failure;
SELECT DISTINCT complaint_id FROM kpi_change;
-- making all sums anew goes round it, too
SELECT complaint_flow.kpi_rebuild('support');
SELECT sum(received) FROM kpi_day;
SELECT job, kind, subject, complaint_id, sqlstate, told FROM job_failure;
SELECT complaint_id FROM kpi_change;
-- tried again when its time comes, or when the owner strikes it off the list
SELECT complaint_flow.fold_kpi('support') AS too_early;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET closed_at = NULL WHERE id = 3;
COMMIT;
UPDATE job_failure SET retry_at = now();
SELECT complaint_flow.fold_kpi('support') AS counted;
SELECT sum(received) FROM kpi_day;
SELECT * FROM complaint_flow.kpi_verify('support');
SELECT job, rows, failing FROM job_run WHERE rows IS NOT NULL ORDER BY job;

-- Opening hours are filled in: deadlines that waited for them are computed
-- anew.  The person who does it does not stumble over somebody's broken case.
CREATE TABLE public.hours AS TABLE calendar_hours;
DELETE FROM calendar_hours;
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    SELECT n, '2026-03-06 10:00', 'hotline', 'li.na', '1.2', '发票', 'o' FROM generate_series(11, 13) AS n;
SELECT complaint_id, bool_or(provisional) AS provisional FROM clock WHERE complaint_id > 10 GROUP BY 1 ORDER BY 1;
CREATE OR REPLACE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = 12 THEN
        RAISE EXCEPTION 'not this one';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER guard AFTER UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION public.guard();
INSERT INTO calendar_hours SELECT * FROM public.hours;
SELECT complaint_id, bool_or(provisional) AS provisional FROM clock WHERE complaint_id > 10 GROUP BY 1 ORDER BY 1;
SELECT job, kind, subject, sqlstate, attempts, told FROM job_failure;
-- the job that looks each minute comes back to it
DROP TRIGGER guard ON complaint;
UPDATE job_failure SET retry_at = '2026-03-02';
SELECT complaint_flow.run_clocks('support', '2026-03-02 11:01') >= 0 AS ran;
SELECT complaint_id, bool_or(provisional) AS provisional FROM clock WHERE complaint_id > 10 GROUP BY 1 ORDER BY 1;
SELECT * FROM failing;

-- A batch: the eleventh complaint about an issue is taken in, though one of
-- those before it cannot be written; that one joins when it can.
UPDATE batch_rule SET active = true;
CREATE OR REPLACE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = 103 AND NEW.incident_id IS NOT NULL THEN
        RAISE EXCEPTION 'not this one';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER guard AFTER UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION public.guard();
INSERT INTO complaint (id, received_at, channel, product, merchant, title, order_ref)
    SELECT n, '2026-04-02 09:00'::timestamptz + n * interval '1 second', 'hotline', '饮品券', 'Tea House', '券坏了，扫不出', 'o' FROM generate_series(101, 110) AS n;
INSERT INTO complaint (id, received_at, channel, product, merchant, title, order_ref)
    VALUES (111, '2026-04-02 10:00', 'hotline', '饮品券', 'Tea House', '券坏了，扫不出', 'o');
SELECT incident_id IS NOT NULL AS in_incident, array_agg(id ORDER BY id) AS cases FROM complaint WHERE id > 100 GROUP BY 1 ORDER BY 1;
SELECT complaint_id FROM issue_moved;
SELECT complaint_flow.run_clocks('support', '2026-04-02 09:05') >= 0 AS ran;
SELECT job, kind, subject, sqlstate, attempts, told FROM job_failure;
DROP TRIGGER guard ON complaint;
SELECT complaint_flow.run_clocks('support', '2026-04-02 09:06') >= 0 AS ran;
SELECT incident_id IS NOT NULL AS in_incident, array_agg(id ORDER BY id) AS cases FROM complaint WHERE id > 100 GROUP BY 1 ORDER BY 1;
SELECT * FROM failing;
SELECT * FROM complaint_flow.verify_history('support');

-- More cases that cannot be counted than a run names: making all sums anew
-- loses none of them, they are counted when they can be.
INSERT INTO complaint (id, channel, title, order_ref) SELECT n, 'app', 'x', 'o' FROM generate_series(1001, 2100) AS n;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET closed_at = 'infinity' WHERE title = 'x';
COMMIT;
SELECT complaint_flow.kpi_rebuild('support') = (SELECT count(*) FROM complaint WHERE title <> 'x') AS counted_the_others;
SELECT count(DISTINCT complaint_id) AS wait, (SELECT count(*) FROM job_failure WHERE job = 'fold_kpi') AS named FROM kpi_change;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE complaint SET closed_at = NULL WHERE title = 'x';
COMMIT;
UPDATE job_failure SET retry_at = '2026-03-02';
SELECT complaint_flow.fold_kpi('support') AS counted;
SELECT sum(received) = (SELECT count(*) FROM complaint) AS all_counted FROM kpi_day;
SELECT * FROM complaint_flow.kpi_verify('support');
DROP FUNCTION public.guard();
DROP TABLE public.hours;
SELECT complaint_flow.drop_desk('support', true);
