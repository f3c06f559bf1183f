-- The same history as an object-centric event log: the tables of OCEL 2.0 as
-- views.  Here the event tables of all types are one view; export_ocel deals
-- them out and gives everything the names of the standard.

CREATE VIEW ocel_event AS
SELECT e.complaint_id || '.' || e.seq AS ocel_id, e.activity AS ocel_type
  FROM complaint_event e;
COMMENT ON VIEW ocel_event IS 'table event of OCEL 2.0: all events (SPEC R46)';
COMMENT ON COLUMN ocel_event.ocel_id IS 'event: number of the case, dot, number within the case';
COMMENT ON COLUMN ocel_event.ocel_type IS 'type of the event: the activity';

CREATE VIEW ocel_event_detail AS
SELECT m.case_id || '.' || m.seq AS ocel_id, m.activity AS ocel_type, m.at AS ocel_time,
       m.role AS actor_role, m.recorded_at
  FROM mining_event m;
COMMENT ON VIEW ocel_event_detail IS 'the tables event_<type> of OCEL 2.0, all types together';
COMMENT ON COLUMN ocel_event_detail.ocel_id IS 'event';
COMMENT ON COLUMN ocel_event_detail.ocel_type IS 'type of the event';
COMMENT ON COLUMN ocel_event_detail.ocel_time IS 'when it happened, as mining_event.at';
COMMENT ON COLUMN ocel_event_detail.actor_role IS 'role of who did it';
COMMENT ON COLUMN ocel_event_detail.recorded_at IS 'when it was written down';

CREATE VIEW ocel_event_map_type AS
SELECT t.activity AS ocel_type,
       -- two activities may differ in signs alone
       t.flat || CASE WHEN count(*) OVER (PARTITION BY lower(t.flat)) > 1
                      THEN '_' || left(md5(t.activity), 8) ELSE '' END AS ocel_type_map
  FROM (SELECT DISTINCT e.activity, regexp_replace(e.activity, '[^A-Za-z0-9]+', '_', 'g') AS flat
          FROM complaint_event e) AS t;
COMMENT ON VIEW ocel_event_map_type IS 'table event_map_type of OCEL 2.0: types of events that the history holds; reads all of it';
COMMENT ON COLUMN ocel_event_map_type.ocel_type IS 'type of the event';
COMMENT ON COLUMN ocel_event_map_type.ocel_type_map IS 'the type as part of the name of its table';

CREATE VIEW ocel_object_map_type AS
SELECT code AS ocel_type, code AS ocel_type_map
  FROM unnest('{complaint,customer,staff,department,work_order,remedy,incident}'::text[]) AS code;
COMMENT ON VIEW ocel_object_map_type IS 'table object_map_type of OCEL 2.0: types of objects';
COMMENT ON COLUMN ocel_object_map_type.ocel_type IS 'type of the object';
COMMENT ON COLUMN ocel_object_map_type.ocel_type_map IS 'the type as part of the name of its table: ocel_object_<type>';

CREATE VIEW ocel_object_complaint AS
SELECT 'complaint:' || c.id AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field,
       CASE WHEN first.value ? 'channel' THEN first.value ->> 'channel' ELSE c.channel END AS channel,
       CASE WHEN first.value ? 'category' THEN first.value ->> 'category' ELSE c.category END AS category,
       CASE WHEN first.value ? 'level' THEN first.value ->> 'level' ELSE c.level END AS level,
       CASE WHEN first.value ? 'urgency' THEN first.value ->> 'urgency' ELSE c.urgency END AS urgency,
       CASE WHEN first.value ? 'department' THEN first.value ->> 'department' ELSE c.department END AS department,
       CASE WHEN first.value ? 'state' THEN first.value ->> 'state' ELSE c.state END AS state
  FROM complaint c
  -- of a column that changed several times the oldest value is written last
  LEFT JOIN LATERAL (SELECT jsonb_object_agg(f.key, f.value -> 0 ORDER BY e.seq DESC) AS value
                       FROM complaint_event e
                       CROSS JOIN jsonb_each(e.changes) f
                      WHERE e.complaint_id = c.id
                        AND f.key IN ('channel', 'category', 'level', 'urgency', 'department', 'state')) AS first ON true
UNION ALL
SELECT 'complaint:' || e.complaint_id, e.at, f.key,
       CASE f.key WHEN 'channel' THEN f.value ->> 1 END,
       CASE f.key WHEN 'category' THEN f.value ->> 1 END,
       CASE f.key WHEN 'level' THEN f.value ->> 1 END,
       CASE f.key WHEN 'urgency' THEN f.value ->> 1 END,
       CASE f.key WHEN 'department' THEN f.value ->> 1 END,
       CASE f.key WHEN 'state' THEN f.value ->> 1 END
  FROM complaint_event e
  CROSS JOIN jsonb_each(e.changes) f
 WHERE f.key IN ('channel', 'category', 'level', 'urgency', 'department', 'state');
COMMENT ON VIEW ocel_object_complaint IS 'table object_complaint of OCEL 2.0: a row with the first values of each case, and one for each later change';
COMMENT ON COLUMN ocel_object_complaint.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_complaint.ocel_time IS '1970-01-01: first values; else when the field changed';
COMMENT ON COLUMN ocel_object_complaint.ocel_changed_field IS 'field that changed; NULL: first values';
COMMENT ON COLUMN ocel_object_complaint.channel IS 'channel by which it came';
COMMENT ON COLUMN ocel_object_complaint.category IS 'category';
COMMENT ON COLUMN ocel_object_complaint.level IS 'level';
COMMENT ON COLUMN ocel_object_complaint.urgency IS 'urgency';
COMMENT ON COLUMN ocel_object_complaint.department IS 'department that handles it';
COMMENT ON COLUMN ocel_object_complaint.state IS 'state';

CREATE VIEW ocel_object_customer AS
SELECT 'customer:' || u.id AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field
  FROM customer u;
COMMENT ON VIEW ocel_object_customer IS 'table object_customer of OCEL 2.0: customers by their numbers, nothing else';
COMMENT ON COLUMN ocel_object_customer.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_customer.ocel_time IS 'always 1970-01-01';
COMMENT ON COLUMN ocel_object_customer.ocel_changed_field IS 'always NULL';

CREATE VIEW ocel_object_staff AS
SELECT 'staff:' || s.code AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field,
       s.role, s.department
  FROM staff s;
COMMENT ON VIEW ocel_object_staff IS 'table object_staff of OCEL 2.0: staff by their codes, without names';
COMMENT ON COLUMN ocel_object_staff.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_staff.ocel_time IS 'always 1970-01-01';
COMMENT ON COLUMN ocel_object_staff.ocel_changed_field IS 'always NULL';
COMMENT ON COLUMN ocel_object_staff.role IS 'role today';
COMMENT ON COLUMN ocel_object_staff.department IS 'department today';

CREATE VIEW ocel_object_department AS
SELECT 'department:' || d.code AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field,
       d.label, d.label_zh
  FROM department d;
COMMENT ON VIEW ocel_object_department IS 'table object_department of OCEL 2.0';
COMMENT ON COLUMN ocel_object_department.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_department.ocel_time IS 'always 1970-01-01';
COMMENT ON COLUMN ocel_object_department.ocel_changed_field IS 'always NULL';
COMMENT ON COLUMN ocel_object_department.label IS 'English name';
COMMENT ON COLUMN ocel_object_department.label_zh IS 'Chinese name';

CREATE VIEW ocel_object_work_order AS
SELECT 'work_order:' || w.id AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field,
       w.department, 'open'::text AS status
  FROM work_order w
UNION ALL
SELECT 'work_order:' || w.id, w.answered_at, 'status', NULL, w.status
  FROM work_order w
 WHERE w.answered_at IS NOT NULL;
COMMENT ON VIEW ocel_object_work_order IS 'table object_work_order of OCEL 2.0';
COMMENT ON COLUMN ocel_object_work_order.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_work_order.ocel_time IS '1970-01-01: first values; else when the status changed';
COMMENT ON COLUMN ocel_object_work_order.ocel_changed_field IS 'status, or NULL: first values';
COMMENT ON COLUMN ocel_object_work_order.department IS 'department that is asked';
COMMENT ON COLUMN ocel_object_work_order.status IS 'as work_order.status';

CREATE VIEW ocel_object_remedy AS
SELECT 'remedy:' || r.id AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field,
       r.kind, r.amount, r.currency, 'proposed'::text AS status
  FROM remedy r
UNION ALL
SELECT 'remedy:' || r.id, r.approved_at, 'status', NULL, NULL, NULL, 'approved'
  FROM remedy r
 WHERE r.approved_at IS NOT NULL
UNION ALL
SELECT 'remedy:' || r.id, r.executed_at, 'status', NULL, NULL, NULL, 'executed'
  FROM remedy r
 WHERE r.executed_at IS NOT NULL;
COMMENT ON VIEW ocel_object_remedy IS 'table object_remedy of OCEL 2.0; that one was rejected or withdrawn its events tell';
COMMENT ON COLUMN ocel_object_remedy.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_remedy.ocel_time IS '1970-01-01: first values; else when the status changed';
COMMENT ON COLUMN ocel_object_remedy.ocel_changed_field IS 'status, or NULL: first values';
COMMENT ON COLUMN ocel_object_remedy.kind IS 'kind of remedy';
COMMENT ON COLUMN ocel_object_remedy.amount IS 'amount';
COMMENT ON COLUMN ocel_object_remedy.currency IS 'currency of the amount';
COMMENT ON COLUMN ocel_object_remedy.status IS 'proposed, approved or executed';

CREATE VIEW ocel_object_incident AS
SELECT 'incident:' || i.id AS ocel_id, timestamptz '1970-01-01 00:00:00+00' AS ocel_time, NULL::text AS ocel_changed_field,
       i.issue_key, i.day::text AS day, i.department, 'open'::text AS state
  FROM incident i
UNION ALL
SELECT 'incident:' || i.id, i.closed_at, 'state', NULL, NULL, NULL, i.state
  FROM incident i
 WHERE i.closed_at IS NOT NULL;
COMMENT ON VIEW ocel_object_incident IS 'table object_incident of OCEL 2.0';
COMMENT ON COLUMN ocel_object_incident.ocel_id IS 'object';
COMMENT ON COLUMN ocel_object_incident.ocel_time IS '1970-01-01: first values; else when the state changed';
COMMENT ON COLUMN ocel_object_incident.ocel_changed_field IS 'state, or NULL: first values';
COMMENT ON COLUMN ocel_object_incident.issue_key IS 'what all its cases are about';
COMMENT ON COLUMN ocel_object_incident.day IS 'local day of receipt of its cases';
COMMENT ON COLUMN ocel_object_incident.department IS 'department today';
COMMENT ON COLUMN ocel_object_incident.state IS 'open or closed';

CREATE VIEW ocel_object AS
SELECT 'complaint:' || c.id AS ocel_id, 'complaint' AS ocel_type FROM complaint c
UNION ALL
SELECT o.ocel_id, 'customer' FROM ocel_object_customer o
UNION ALL
SELECT o.ocel_id, 'staff' FROM ocel_object_staff o
UNION ALL
SELECT o.ocel_id, 'department' FROM ocel_object_department o
UNION ALL
SELECT 'work_order:' || w.id, 'work_order' FROM work_order w
UNION ALL
SELECT 'remedy:' || r.id, 'remedy' FROM remedy r
UNION ALL
SELECT 'incident:' || i.id, 'incident' FROM incident i;
COMMENT ON VIEW ocel_object IS 'table object of OCEL 2.0: all objects';
COMMENT ON COLUMN ocel_object.ocel_id IS 'object: type, colon, number or code';
COMMENT ON COLUMN ocel_object.ocel_type IS 'type of the object, see ocel_object_map_type';

CREATE VIEW ocel_event_object AS
SELECT e.complaint_id || '.' || e.seq AS ocel_event_id, o.kind || ':' || o.key AS ocel_object_id, o.qualifier AS ocel_qualifier
  FROM complaint_event e
  LEFT JOIN complaint c ON c.id = e.complaint_id
  LEFT JOIN staff s ON s.code = e.actor
  LEFT JOIN department handles ON handles.code = e.changes -> 'department' ->> 1
  LEFT JOIN department named ON named.code = split_part(e.activity, ':', 2)
  CROSS JOIN LATERAL (
      SELECT 'complaint' AS kind, c.id::text AS key, 'case' AS qualifier
      UNION ALL
      SELECT 'staff' AS kind, s.code AS key, 'actor' AS qualifier
      UNION ALL
      SELECT 'customer' AS kind, c.customer_id::text AS key, 'complainant' AS qualifier
       WHERE c.customer_id IS NOT NULL AND (e.seq = 1 OR e.activity ~ '^(contact|attempt|incoming|satisfaction):')
      UNION ALL
      SELECT 'department' AS kind, handles.code AS key, 'handles' AS qualifier
      UNION ALL
      SELECT 'department' AS kind, named.code AS key,
             CASE split_part(e.activity, ':', 1) WHEN 'answer' THEN 'answers' WHEN 'team' THEN 'joins' ELSE 'is asked' END AS qualifier
       WHERE named.code IS NOT NULL AND e.activity ~ '^(work_order|answer|team):'
      UNION ALL
      SELECT 'work_order' AS kind, e.changes -> 'work_order' -> 0 ->> 'id' AS key, 'opens' AS qualifier
      UNION ALL
      SELECT 'work_order' AS kind, e.changes -> 'work_order_answer' -> 0 ->> 'work_order_id' AS key, 'answers' AS qualifier
      UNION ALL
      SELECT 'remedy' AS kind, e.changes -> 'remedy' -> 0 ->> 'id' AS key, 'proposes' AS qualifier
      UNION ALL
      SELECT 'remedy' AS kind, e.changes -> 'approval' -> 0 ->> 'remedy_id' AS key, 'decides' AS qualifier
      UNION ALL
      SELECT 'remedy' AS kind, e.changes -> 'execution' -> 0 ->> 'remedy_id' AS key, 'carries out' AS qualifier
      UNION ALL
      -- a batch that was not sure yet may have come to nothing
      SELECT 'incident' AS kind, i.id::text AS key, 'leaves' AS qualifier FROM incident i
       WHERE e.changes ? 'incident_id' AND i.id = (e.changes -> 'incident_id' ->> 0)::bigint
      UNION ALL
      SELECT 'incident' AS kind, i.id::text AS key, 'joins' AS qualifier FROM incident i
       WHERE e.changes ? 'incident_id' AND i.id = (e.changes -> 'incident_id' ->> 1)::bigint) AS o (kind, key, qualifier)
 WHERE o.key IS NOT NULL;
COMMENT ON VIEW ocel_event_object IS 'table event_object of OCEL 2.0: what an event concerns';
COMMENT ON COLUMN ocel_event_object.ocel_event_id IS 'event';
COMMENT ON COLUMN ocel_event_object.ocel_object_id IS 'object';
COMMENT ON COLUMN ocel_event_object.ocel_qualifier IS 'what the object is to the event, or the event does to it';

CREATE VIEW ocel_object_object AS
SELECT 'complaint:' || c.id AS ocel_source_id, o.kind || ':' || o.key AS ocel_target_id, o.qualifier AS ocel_qualifier
  FROM complaint c
  LEFT JOIN staff owner ON owner.code = c.owner
  LEFT JOIN staff receiver ON receiver.code = c.received_by
  LEFT JOIN department d ON d.code = c.department
  CROSS JOIN LATERAL (VALUES
      ('customer', c.customer_id::text, 'complainant'),
      ('staff', owner.code, 'owner'),
      ('staff', receiver.code, 'receiver'),
      ('department', d.code, 'handled by'),
      ('complaint', c.repeat_of::text, 'repeats'),
      ('incident', c.incident_id::text, 'belongs to')) AS o (kind, key, qualifier)
 WHERE o.key IS NOT NULL
UNION ALL
SELECT 'work_order:' || w.id, 'complaint:' || w.complaint_id, 'belongs to' FROM work_order w
UNION ALL
SELECT 'work_order:' || w.id, 'department:' || d.code, 'asks' FROM work_order w JOIN department d ON d.code = w.department
UNION ALL
SELECT 'remedy:' || r.id, 'complaint:' || r.complaint_id, 'belongs to' FROM remedy r
UNION ALL
SELECT 'staff:' || s.code, 'department:' || s.department, 'member of' FROM staff s WHERE s.department IS NOT NULL
UNION ALL
SELECT 'staff:' || s.code, 'staff:' || s.manager, 'reports to' FROM staff s WHERE s.manager IS NOT NULL;
COMMENT ON VIEW ocel_object_object IS 'table object_object of OCEL 2.0: how objects belong together today; who is complained about is not told';
COMMENT ON COLUMN ocel_object_object.ocel_source_id IS 'object';
COMMENT ON COLUMN ocel_object_object.ocel_target_id IS 'other object';
COMMENT ON COLUMN ocel_object_object.ocel_qualifier IS 'what the other object is to the first';
