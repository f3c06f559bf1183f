-- A board on the wall: psql -f board.sql; Ctrl-C ends it.
SELECT urgency, sla_status, sheet_no, title, owner, due_at FROM support.work_queue LIMIT 10 \watch 5
