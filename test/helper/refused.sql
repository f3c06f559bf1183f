\set ECHO none
-- refused(command) runs a command that must fail and says how it failed;
-- unchanged() compares every table of the desk with the last remember().
CREATE FUNCTION public.refused(command text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
    code text;
    message text;
    detail text;
    hint text;
    place text;
BEGIN
    EXECUTE command;
    RETURN NEXT '  ACCEPTED';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
        hint = PG_EXCEPTION_HINT, place = COLUMN_NAME;
    -- what differs from run to run
    detail := regexp_replace(detail, '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d\d(?!:))?', '<moment>', 'g');
    detail := regexp_replace(detail, '^Failing row contains.*', 'Failing row contains ...');
    detail := replace(detail, format('role "%s"', session_user), 'role "<owner>"');
    RETURN NEXT '  ' || code || ' ' || message;
    RETURN QUERY SELECT '  ' || label || ': ' || content
      FROM (VALUES ('detail', detail), ('hint', hint), ('column', place)) AS said (label, content)
     WHERE content <> '';
END
$$;

CREATE FUNCTION public.fingerprint() RETURNS TABLE (name text, print text)
LANGUAGE plpgsql AS $$
BEGIN
    FOR name IN SELECT c.relname FROM pg_class c
                 WHERE c.relnamespace = 'support'::regnamespace AND c.relkind = 'r' ORDER BY 1
    LOOP
        EXECUTE format('SELECT count(*) || '' '' || md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text), '''')) FROM support.%I t', name)
           INTO print;
        RETURN NEXT;
    END LOOP;
END
$$;
CREATE TEMP TABLE remembered (name text, print text);
CREATE FUNCTION public.remember() RETURNS void LANGUAGE sql AS $$
    DELETE FROM pg_temp.remembered;
    INSERT INTO pg_temp.remembered SELECT * FROM public.fingerprint()
$$;
CREATE FUNCTION public.unchanged() RETURNS text LANGUAGE sql AS $$
    SELECT coalesce('CHANGED: ' || string_agg(name, ', ' ORDER BY name), 'nothing has changed')
      FROM (SELECT name FROM (SELECT * FROM public.fingerprint() EXCEPT SELECT * FROM pg_temp.remembered) AS now
            UNION SELECT name FROM (SELECT * FROM pg_temp.remembered EXCEPT SELECT * FROM public.fingerprint()) AS before) AS differing
$$;
