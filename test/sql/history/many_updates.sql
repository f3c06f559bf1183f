-- One statement writes many cases: what is recorded of each is what would be
-- if each were written by itself.
\i test/helper/support_desk.sql
\set ECHO all

-- 1,200 cases that are changed together, and 20 that are changed one by one.
INSERT INTO complaint (id, channel, title, received_at)
    SELECT n, 'app', '快递没有到', timestamptz '2026-03-02 10:00+08' FROM generate_series(1001, 2200) AS n
    UNION ALL SELECT n, 'app', '快递没有到', '2026-03-02 10:00+08' FROM generate_series(3001, 3020) AS n;
CREATE FUNCTION change(first bigint, last bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE complaint SET state = 'verifying', updated_by = 'li.na' WHERE id BETWEEN first AND last;
    UPDATE complaint SET title = '快递还没有到', reason = '更正', updated_by = 'sun.li' WHERE id BETWEEN first AND last;
    UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉', updated_by = 'sun.li' WHERE id BETWEEN first AND last;
$$;
SELECT change(1001, 2200);
SELECT count(change(n, n)) FROM generate_series(3001, 3020) AS n;
CREATE VIEW recorded AS
    SELECT e.complaint_id, e.seq, e.activity, e.actor, e.changes - '{closed_at,judged_by}'::text[] AS changes,
           (SELECT jsonb_agg(to_jsonb(c) - '{complaint_id,started_at,due_at,original_due_at,warn_at,paused_at,pauses,next_at,stopped_at}'::text[]
                             ORDER BY metric, cycle) FROM clock AS c WHERE c.complaint_id = e.complaint_id) AS clocks,
           (SELECT array_agg(topic ORDER BY topic) FROM outbox AS o WHERE o.complaint_id = e.complaint_id) AS topics,
           EXISTS (SELECT FROM queue AS q WHERE q.complaint_id = e.complaint_id) AS queued
      FROM complaint_event AS e;
SELECT seq, activity, changes, clocks IS NOT NULL AS clocks, topics, queued,
       count(*) FILTER (WHERE complaint_id < 3000) AS together, count(*) FILTER (WHERE complaint_id > 3000) AS one_by_one
  FROM recorded GROUP BY seq, activity, actor, changes, recorded.clocks, topics, queued ORDER BY seq;

-- A job looks at all of them at once.
INSERT INTO complaint (id, channel, title, received_at)
    SELECT n, 'app', '快递没有到', timestamptz '2026-03-03 10:00+08' FROM generate_series(5001, 6100) AS n;
SELECT complaint_flow.run_clocks('support') >= 1100 AS flagged;
SELECT DISTINCT activity, changes ->> 'clocks' AS clocks, count(*) FROM complaint_event WHERE complaint_id > 5000 AND seq > 1 GROUP BY 1, 2 ORDER BY 1, 2;

-- Inserts among updates, and a trigger of the desk's own that changes other
-- cases in between.
CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE complaint SET amount = coalesce(amount, 0) + 1, reason = '跟着改' WHERE id = NEW.id - 1000;
    RETURN NULL;
END $$;
CREATE TRIGGER follows AFTER UPDATE OF title ON complaint FOR EACH ROW EXECUTE FUNCTION follow();
MERGE INTO complaint AS c USING generate_series(6095, 6105) AS s (n) ON c.id = s.n
 WHEN MATCHED THEN UPDATE SET title = '快递还没有到', reason = '更正'
 WHEN NOT MATCHED THEN INSERT (id, channel, title) VALUES (s.n, 'app', '快递又没有到');
DROP TRIGGER follows ON complaint;
SELECT id, title, amount, event_count FROM complaint WHERE id > 6093 OR id BETWEEN 5093 AND 5101 ORDER BY id;

-- A trigger changes the indexes of tables that the engine writes, in the middle
-- of a long statement.
CREATE FUNCTION change_indexes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CREATE INDEX clock_started ON clock (started_at);
    DROP INDEX outbox_pending;
    RETURN NULL;
END $$;
CREATE TRIGGER changes_indexes AFTER INSERT ON complaint FOR EACH ROW WHEN (NEW.id = 7080) EXECUTE FUNCTION change_indexes();
INSERT INTO complaint (id, channel, title) SELECT n, 'app', '快递没有到' FROM generate_series(7001, 7100) AS n;
DROP TRIGGER changes_indexes ON complaint;
SET enable_seqscan = off;
SELECT count(*) AS clocks, count(DISTINCT complaint_id) AS cases FROM clock WHERE started_at >= now() - interval '1 hour' AND complaint_id + 0 > 7000;
RESET enable_seqscan;

SELECT count(*) AS cases, sum(event_count) AS events, (SELECT count(*) FROM complaint_event) AS stored FROM complaint;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
