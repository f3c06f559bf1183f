-- Incidents: one answer to all cases of an incident.

CREATE FUNCTION @extschema@.answer_incident_as_writer(desk name, incident_id bigint, purpose text, channel text, note text,
    contacted_at timestamptz DEFAULT now())
RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found boolean;
    cases bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.incident WHERE id = $1)', desk) INTO found USING incident_id;
    IF NOT found THEN
        RAISE EXCEPTION 'incident % does not exist in desk "%"', incident_id, desk
            USING ERRCODE = 'KF008', SCHEMA = desk, TABLE = 'incident';
    END IF;
    -- contacts touch their cases in this order
    EXECUTE format('INSERT INTO %1$I.contact (complaint_id, direction, channel, purpose, contacted_at, result, note)
        SELECT c.id, ''out'', $3, $2, $5, ''reached'', $4
          FROM %1$I.complaint c
          JOIN %1$I.state s ON s.code = c.state AND s.kind <> ''final''
         WHERE c.incident_id = $1 AND c.received_at <= $5
         ORDER BY c.id', desk)
      USING incident_id, purpose, channel, note, contacted_at;
    GET DIAGNOSTICS cases = ROW_COUNT;
    RETURN cases;
END
$$;
CALL @extschema@.make_public('answer_incident_as_writer',
    'records one answer to all customers of an incident: a contact that reached the customer on each open case; returns the number of cases. Runs with the caller''s rights');
