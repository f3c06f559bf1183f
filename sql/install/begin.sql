\echo Use "CREATE EXTENSION complaint_flow" to load this file. \quit

-- rules are compiled by whoever writes the first case, and name mentions()
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;

-- The work of a function f that is called with the name of a desk stands in
-- f_as_owner, f_as_reader, f_as_writer or f_as_drafter, which nobody may call.  This makes f
-- of it: the same arguments and results, in C, which enters the desk first.
CREATE PROCEDURE @extschema@.make_public(work regproc, comment text, is_job boolean DEFAULT false, on_any_node boolean DEFAULT false)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $make$
DECLARE
    f record;
BEGIN
    SELECT p.*, m[1] AS name, CASE WHEN is_job THEN 'cf_call_job' WHEN on_any_node THEN 'cf_call_on_any_node' ELSE 'cf_call_' || m[2] END AS entry INTO STRICT f
      FROM pg_proc p
      CROSS JOIN LATERAL regexp_match(p.proname, '^(.*)_(as_(?:owner|reader|writer|drafter))$') AS m
     WHERE p.oid = work;
    EXECUTE format('CREATE OR REPLACE FUNCTION @extschema@.%I(%s) RETURNS %s LANGUAGE c %s %s PARALLEL UNSAFE %s AS ''MODULE_PATHNAME'', %L',
                   f.name, pg_get_function_arguments(work), pg_get_function_result(work),
                   CASE f.provolatile WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END, CASE WHEN f.proisstrict THEN 'STRICT' END,
                   CASE WHEN f.proretset THEN 'ROWS ' || f.prorows END, f.entry);
    EXECUTE format('COMMENT ON FUNCTION @extschema@.%I(%s) IS %L', f.name, pg_get_function_identity_arguments(work), comment);
    EXECUTE format('COMMENT ON FUNCTION %s IS %L', work, format('what %s does inside the desk', f.name));
END
$make$;
