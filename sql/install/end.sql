DROP PROCEDURE @extschema@.make_public;

-- Everybody may call all functions but those that work inside a desk.  It is
-- said of each, so that the database's default privileges decide nothing.  An
-- update says it of new ones: what a DBA granted or took away stays.
DO $grant$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regprocedure AS signature, p.proname ~ '_as_(owner|reader|writer|drafter)$' AS works_inside
          FROM pg_proc p
          JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
          JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'complaint_flow'
         WHERE NOT EXISTS (SELECT FROM pg_init_privs i WHERE i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid)
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
        IF NOT f.works_inside THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', f.signature);
        END IF;
    END LOOP;
END
$grant$;
