-- A message, a department, a calendar that cannot be written: each job goes
-- round its own, and does the rest.
\i test/helper/support_desk.sql
\set ECHO all
-- complaints of strangers are acknowledged, too
UPDATE clock_rule SET condition = NULL WHERE metric = 'acknowledgement';
CREATE VIEW failing AS
    SELECT job, kind, subject, complaint_id, sqlstate, message, attempts, told FROM job_failure ORDER BY job, kind, subject;

-- The owner has a table of messages that must not go, by a trigger of the
-- owner's on the outbox.
CREATE TABLE public.refused (operation text, topic text, audience text, id bigint);
CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.refused r
                WHERE r.operation = TG_OP AND r.topic IN (coalesce(NEW.topic, OLD.topic), '*')
                  AND coalesce(r.audience, '') IN ('', coalesce(NEW.audience, OLD.audience))
                  AND coalesce(r.id, OLD.id, 0) = coalesce(OLD.id, 0)) THEN
        RAISE EXCEPTION 'not this one' USING ERRCODE = 'P0002';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION public.guard();

-- Forty complaints, forty warnings to all agents wait for the digest of their
-- hour.  The seventh cannot be written.
INSERT INTO complaint (id, received_at, channel, category, title)
    SELECT n, '2026-03-02 10:00', 'web_form', '1.2', '发票' FROM generate_series(1, 40) AS n;
SELECT complaint_flow.run_clocks('support', '2026-03-02 10:08') AS flagged;
SELECT min(id) + 6 AS seventh FROM outbox WHERE digest_rule IS NOT NULL \gset
INSERT INTO public.refused VALUES ('UPDATE', '*', NULL, :seventh);
SELECT complaint_flow.send_digests('support', '2026-03-02 11:00') > 0 AS sent;
SELECT count(*) AS waiting, count(digest_id) AS collected FROM outbox WHERE digest_rule IS NOT NULL;
SELECT sum((content ->> 'count')::int) AS told FROM outbox WHERE topic = 'digest';
SELECT job, kind, subject::bigint = :seventh AS seventh, sqlstate, message, attempts, told FROM job_failure;
SELECT complaint_flow.send_digests('support', '2026-03-02 11:01') AS sent;
SELECT job, attempts FROM job_failure;
DELETE FROM public.refused;
SELECT complaint_flow.send_digests('support', '2026-03-02 11:05') AS sent;
SELECT count(*) AS waiting, count(digest_id) AS collected FROM outbox WHERE digest_rule IS NOT NULL;
SELECT * FROM failing;

-- Old messages are removed, but for one.
UPDATE outbox SET acked_at = '2026-03-03' WHERE acked_at IS NULL;
SET session_replication_role = replica;
UPDATE complaint SET state = 'closed' WHERE id <= 40;
RESET session_replication_role;
INSERT INTO public.refused VALUES ('DELETE', '*', NULL, :seventh);
SELECT complaint_flow.purge_outbox('support', '2027-03-02') > 30 AS purged;
SELECT id = :seventh AS seventh FROM outbox WHERE created_at < '2026-03-03';
SELECT job, kind, sqlstate, attempts, told FROM failing;
DELETE FROM public.refused;
SELECT complaint_flow.purge_outbox('support', '2027-03-03') AS purged;
SELECT * FROM failing;

-- The report of one department is refused; the others get theirs.
INSERT INTO public.refused VALUES ('INSERT', 'department_report', 'person feng.tao');
SELECT complaint_flow.report_departments('support', '2026-03-09 00:05') AS reports;
SELECT department FROM department_report ORDER BY 1;
SELECT * FROM failing;
DELETE FROM public.refused;
SELECT complaint_flow.report_departments('support', '2026-03-09 00:06') AS reports;
SELECT department FROM department_report ORDER BY 1;
SELECT * FROM failing;

-- Two calendars end; the warning about one is refused.  So is the digest of the
-- histories, which is one thing: it is tried again.
INSERT INTO calendar (name, time_zone) VALUES ('second', 'Asia/Shanghai');
DELETE FROM calendar_year;
INSERT INTO calendar_year (calendar, year, source) VALUES ('standard', 2026, 'a notice'), ('second', 2026, 'a notice');
INSERT INTO public.refused VALUES ('INSERT', 'history_digest');
CREATE FUNCTION public.no_second() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'not this one' USING ERRCODE = 'P0002', CONSTRAINT = 'no_second';
END $$;
CREATE TRIGGER no_second BEFORE INSERT ON outbox FOR EACH ROW
    WHEN (NEW.content ->> 'calendar' = 'second') EXECUTE FUNCTION public.no_second();
SELECT complaint_flow.warn_calendar_end('support', '2026-12-01') AS told;
SELECT complaint_flow.publish_history_digest('support', '2026-12-01') AS told;
SELECT topic, content ->> 'calendar' AS calendar FROM outbox WHERE topic IN ('calendar_ends', 'history_digest') ORDER BY 1;
SELECT * FROM failing;
DELETE FROM public.refused;
DROP TRIGGER no_second ON outbox;
SELECT complaint_flow.warn_calendar_end('support', '2026-12-01 00:01') AS told;
SELECT complaint_flow.publish_history_digest('support', '2026-12-01 00:01') AS told;
SELECT topic, content ->> 'calendar' AS calendar FROM outbox WHERE topic IN ('calendar_ends', 'history_digest') ORDER BY 1, 2;
SELECT * FROM failing;

-- Refused all day, the digest of that day is not made later: that of the next
-- day holds the same histories.
INSERT INTO public.refused VALUES ('INSERT', 'history_digest');
SELECT complaint_flow.publish_history_digest('support', '2026-12-02 01:20') AS told;
SELECT complaint_flow.publish_history_digest('support', '2026-12-02 23:20') AS told;
SELECT subject, attempts, told FROM failing;
DELETE FROM public.refused;
SELECT complaint_flow.publish_history_digest('support', '2026-12-03 00:20') AS told;
SELECT day FROM published_digest ORDER BY day;
SELECT * FROM failing;

-- Where even the message about it is refused, the tables still say it, and it
-- is told when that is possible.
INSERT INTO public.refused VALUES ('INSERT', 'job_failed', NULL), ('INSERT', 'department_report', 'person feng.tao');
SELECT complaint_flow.report_departments('support', '2026-03-16 00:05') AS reports;
SELECT job, subject, told FROM failing;
SELECT job, failing FROM job_run WHERE failing > 0;
DELETE FROM public.refused WHERE topic = 'job_failed';
SELECT complaint_flow.report_departments('support', '2026-03-16 00:05') AS reports;
SELECT job, subject, told FROM failing;

DROP TABLE public.refused;
DROP FUNCTION public.no_second();
DROP TRIGGER guard ON outbox;
DROP FUNCTION public.guard();
SELECT complaint_flow.drop_desk('support', true);
