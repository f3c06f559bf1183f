-- The desk template and the rule packs, as text that create_desk runs.  The
-- Makefile puts the files of sql/desk and sql/pack in the place of the lines
-- between at signs.

CREATE FUNCTION @extschema@.desk_template() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT $cf_desk_template$
@desk_template@
$cf_desk_template$::text $function$;
COMMENT ON FUNCTION @extschema@.desk_template IS 'SQL that makes the tables and views of a desk in the first schema of the search path';

CREATE FUNCTION @extschema@.pack_template(pack text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$ SELECT CASE pack
WHEN 'empty' THEN $cf_pack_template$
@pack_empty@
$cf_pack_template$
WHEN 'standard' THEN $cf_pack_template$
@pack_standard@
$cf_pack_template$
WHEN 'graded' THEN $cf_pack_template$
@pack_graded@
$cf_pack_template$
END::text $function$;
COMMENT ON FUNCTION @extschema@.pack_template IS 'SQL that fills the policy tables of a new desk; NULL for a pack that does not exist';

CREATE FUNCTION @extschema@.entry_tables() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{assessment,investigation,evidence,work_order,work_order_answer,response_team,identity_check,account_action,
        handover,handover_answer,satisfaction,remedy,extension,agreed_deadline,approval,execution}'::text[]
$$;
COMMENT ON FUNCTION @extschema@.entry_tables IS 'tables of a desk whose rows people add to the file of a case; all have columns id, complaint_id, recorded_by and recorded_at';
