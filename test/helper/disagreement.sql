\set ECHO none
-- The view disagreement, without a row as long as the cases of the desk, their
-- histories, their clocks and the queue say the same.
CREATE VIEW disagreement AS
SELECT 'history' AS about, complaint_id AS id FROM complaint_flow.verify_history('support')
UNION ALL
SELECT 'event_count', c.id FROM complaint c
 WHERE event_count IS DISTINCT FROM (SELECT count(*) FROM complaint_event e WHERE e.complaint_id = c.id)
UNION ALL
SELECT 'stray event', e.complaint_id FROM complaint_event e WHERE NOT EXISTS (SELECT FROM complaint c WHERE c.id = e.complaint_id)
UNION ALL
SELECT 'stray clock', k.complaint_id FROM clock k WHERE NOT EXISTS (SELECT FROM complaint c WHERE c.id = k.complaint_id)
UNION ALL
SELECT 'due_at', c.id FROM complaint c
 WHERE imported_at IS NULL AND due_at IS DISTINCT FROM
       (SELECT min(k.due_at) FROM clock k WHERE k.complaint_id = c.id AND k.outcome IS NULL AND k.paused_at IS NULL)
UNION ALL
SELECT 'queue', coalesce(q.complaint_id, c.id)
  FROM (SELECT c.*, coalesce(due_at, 'infinity') AS due FROM complaint c JOIN state s ON s.code = c.state AND s.kind <> 'final') c
  FULL JOIN queue q ON q.complaint_id = c.id AND q.priority = c.priority AND q.due_at = c.due
 WHERE q.complaint_id IS NULL OR c.id IS NULL
UNION ALL
SELECT 'board', n.complaint_id FROM queue_now n JOIN queue q ON q.complaint_id = n.complaint_id WHERE (to_jsonb(q) @> to_jsonb(n)) IS NOT TRUE;
