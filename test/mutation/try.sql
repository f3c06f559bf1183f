-- What finds a fault, each tried in a transaction that is rolled back.

CREATE FUNCTION findings() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', severity, kind, table_name, rule, other_rule, finding) FROM complaint_flow.check_rules(current_setting('mutation.pack'))
$$;
CREATE FUNCTION failed_examples() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', example_id, step, fact) FROM complaint_flow.check_examples(current_setting('mutation.pack')) WHERE NOT passed
$$;

-- does some case tell the difference?  An error does.
CREATE FUNCTION differs(condition text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM probe AS complaint WHERE %s)', condition) INTO found;
    RETURN found;
EXCEPTION WHEN OTHERS THEN
    RETURN true;
END
$$;

-- edits are drawn by the seed, one of each kind in turn; those that make no
-- difference are left out
CREATE PROCEDURE try_edits(wanted int, faults boolean, seed text) LANGUAGE plpgsql AS $$
DECLARE
    known_findings text[] := ARRAY(SELECT findings());
    known_examples text[] := ARRAY(SELECT failed_examples());
    edits fault[] := ARRAY(SELECT row(e.kind, e.table_name, e.rule, e.statement, e.differs)::fault
                             FROM (SELECT f.*, row_number() OVER (PARTITION BY f.kind ORDER BY md5(seed || f.statement)) AS turn
                                     FROM fault AS f) AS e
                            ORDER BY e.turn, md5(seed || e.kind));
    edit fault;
    refusal text;
    found text[];
    failed text[];
    tried int := 0;
BEGIN
    FOREACH edit IN ARRAY edits
    LOOP
        EXIT WHEN tried = wanted;
        refusal := NULL;
        found := NULL;
        failed := NULL;
        BEGIN
            EXECUTE edit.statement;
            SET CONSTRAINTS ALL IMMEDIATE;
        EXCEPTION WHEN OTHERS THEN
            refusal := SQLSTATE || ' ' || SQLERRM;
        END;
        IF refusal IS NULL THEN
            IF NOT differs(edit.differs) THEN
                ROLLBACK;
                INSERT INTO left_out VALUES (current_setting('mutation.pack'), edit.kind, edit.statement);
                COMMIT;
                CONTINUE;
            END IF;
            found := ARRAY(SELECT findings() EXCEPT SELECT unnest(known_findings));
            -- they take their time: asked where nothing else was found
            IF found = '{}' THEN
                failed := ARRAY(SELECT failed_examples() EXCEPT SELECT unnest(known_examples));
            END IF;
        END IF;
        ROLLBACK;
        INSERT INTO outcome (pack, fault, kind, table_name, rule, statement, refused, findings, examples)
        VALUES (current_setting('mutation.pack'), faults, edit.kind, edit.table_name, edit.rule, edit.statement, refusal, found, failed);
        tried := tried + 1;
        COMMIT;
    END LOOP;
END
$$;
