-- Every desk of this database is distributed as soon as it is made.
ALTER FUNCTION complaint_flow.create_desk(name, text, text, text) RENAME TO create_local_desk;
CREATE FUNCTION complaint_flow.create_desk(name name, pack text DEFAULT 'standard', title text DEFAULT NULL, time_zone text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM complaint_flow.create_local_desk(name, pack, title, time_zone);
    PERFORM complaint_flow.distribute_desk(name);
END
$$;
