CREATE VIEW work_queue AS
SELECT q.complaint_id, c.sheet_no, c.urgency, c.level, c.category, nullif(q.due_at, 'infinity') AS due_at,
       c.sla_status, c.state, c.owner, q.audience AS claimable_by, c.received_at, c.title, q.priority
  FROM queue q
  JOIN complaint c ON c.id = q.complaint_id
 ORDER BY q.priority, q.due_at, q.complaint_id;
COMMENT ON VIEW work_queue IS 'open cases in the order of service: urgency, level, nearest deadline, age (SPEC R17)';
COMMENT ON COLUMN work_queue.complaint_id IS 'case';
COMMENT ON COLUMN work_queue.sheet_no IS 'number of the complaint sheet';
COMMENT ON COLUMN work_queue.urgency IS 'urgency';
COMMENT ON COLUMN work_queue.level IS 'level';
COMMENT ON COLUMN work_queue.category IS 'category';
COMMENT ON COLUMN work_queue.due_at IS 'nearest deadline; NULL: none';
COMMENT ON COLUMN work_queue.sla_status IS 'as complaint.sla_status';
COMMENT ON COLUMN work_queue.state IS 'state';
COMMENT ON COLUMN work_queue.owner IS 'owner; NULL: waits to be claimed';
COMMENT ON COLUMN work_queue.claimable_by IS 'who may claim it, see claim; NULL: it has an owner';
COMMENT ON COLUMN work_queue.received_at IS 'time of receipt';
COMMENT ON COLUMN work_queue.title IS 'title';
COMMENT ON COLUMN work_queue.priority IS 'as complaint.priority';
