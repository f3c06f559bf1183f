-- Table :recorded: what was decided about each case of the desk in the search path
-- at its receipt, by the names that compared_cases gives these values.
CREATE TEMP TABLE :recorded AS
    SELECT c.id AS complaint_id, a.attribute, a.value
      FROM complaint_event e
      CROSS JOIN LATERAL jsonb_populate_record(NULL::complaint, complaint_flow.complaint_as_of(current_schema, e.complaint_id, e.at)) AS c
      LEFT JOIN LATERAL (SELECT c.department, c.handler_role, c.owner WHERE c.repeat_kind IS DISTINCT FROM 'joined') AS own ON true
      CROSS JOIN LATERAL (VALUES
          ('category', c.category), ('level', c.level), ('urgency', c.urgency), ('urgent_reasons', array_to_string(c.urgent_reasons, '; ')),
          ('department', own.department), ('handler_role', own.handler_role), ('owner', own.owner), ('issue_key', c.issue_key),
          ('frequency', c.frequency), ('batch', CASE WHEN c.incident_id > 0 THEN 'yes' END), ('repeat_kind', c.repeat_kind),
          ('missing', array_to_string(c.missing, '; ')), ('triage', array_to_string(c.triage, '; '))) AS a (attribute, value)
     WHERE e.seq = 1
    UNION ALL
    SELECT complaint_id, 'deadline ' || metric, original_due_at::text FROM clock WHERE cycle = 1;
