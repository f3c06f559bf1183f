-- The first page: psql -v priority=0 -v due=-infinity -v id=0 -f page.sql; each
-- other one begins after the last row of the page before.
SELECT priority, coalesce(due_at, 'infinity') AS due, complaint_id, urgency, title, owner
  FROM support.work_queue
 WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > (:priority, :'due', :id)
 ORDER BY 1, 2, 3
 LIMIT 20;
