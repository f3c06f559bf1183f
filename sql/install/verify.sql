-- What was changed behind the engine: histories against rows, and digests of
-- all histories, taken each day, kept, and compared later.

CREATE FUNCTION @extschema@.verify_chains_as_reader(desk name)
RETURNS TABLE (complaint_id bigint, seq int, problem text)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'verify_chains';
CALL @extschema@.make_public('verify_chains_as_reader',
    'the part of verify_history about events and the rows of cases');

CREATE FUNCTION @extschema@.entry_checks(desk name) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    checks text[];
    entry_table text;
    written record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT has_table_privilege(format('%I.personal_column', desk), 'SELECT') THEN
        RETURN NULL;
    END IF;
    FOREACH entry_table IN ARRAY @extschema@.entry_tables() || '{contact}'
    LOOP
        CONTINUE WHEN NOT has_table_privilege(format('%I.%I', desk, entry_table), 'SELECT');
        -- what people write ends with this column: the engine's own, which
        -- follow, change later, and an owner's come last
        EXECUTE format($columns$
            SELECT string_agg(format('t.%%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE p.column_name IS NULL) AS open_now,
                   string_agg(format('w.%%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE p.column_name IS NULL) AS open_then,
                   string_agg(format('t.%%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE p.column_name IS NOT NULL) AS personal_now,
                   string_agg(format('w.%%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE p.column_name IS NOT NULL) AS personal_then
              FROM pg_attribute a
              JOIN pg_attribute last ON last.attrelid = a.attrelid
                                    AND last.attname = CASE $2 WHEN 'contact' THEN 'created_at' ELSE 'recorded_at' END
              LEFT JOIN %I.personal_column p ON p.table_name = $2 AND p.column_name = a.attname
             WHERE a.attrelid = format('%%I.%%I', $1, $2)::regclass
               AND a.attnum BETWEEN 1 AND last.attnum AND NOT a.attisdropped AND a.attgenerated = ''
               AND a.attname <> ALL ('{complaint_id,recorded_by,made_by,created_at}')$columns$, desk)
           INTO written USING desk, entry_table;
        checks := array_append(checks, format($check$
            SELECT e.complaint_id, e.seq, format('%%s %%s %%s', e.name, e.open ->> 'id',
                       CASE WHEN t.id IS NULL THEN 'was removed' ELSE 'is not what its event says' END)
              FROM entry e
              LEFT JOIN %1$I.%2$I t ON t.id::text = e.open ->> 'id' AND t.complaint_id = e.complaint_id
             CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I.%2$I, e.open || e.personal) AS w
             WHERE e.name = %2$L
               AND (t.id IS NULL OR t.%3$I IS DISTINCT FROM coalesce(e.actor, e.open ->> %3$L)
                    OR ROW(%4$s) IS DISTINCT FROM ROW(%5$s)
                    OR NOT e.erased AND ROW(%6$s) IS DISTINCT FROM ROW(%7$s))
            UNION ALL
            SELECT t.complaint_id, NULL, format('%%s %%s has no event', %2$L, t.id)
              FROM part c
              JOIN %1$I.%2$I t ON t.complaint_id = c.id
             WHERE NOT c.imported
               AND NOT EXISTS (SELECT FROM entry e WHERE e.name = %2$L AND e.complaint_id = c.id AND e.open ->> 'id' = t.id::text)$check$,
            desk, entry_table, CASE entry_table WHEN 'contact' THEN 'made_by' ELSE 'recorded_by' END,
            written.open_now, written.open_then, coalesce(written.personal_now, '1'), coalesce(written.personal_then, '1')));
    END LOOP;
    IF has_table_privilege(format('%I.customer_change', desk), 'SELECT') THEN
        checks := array_append(checks, format($check$
            SELECT e.complaint_id, e.seq, format('customer_change %%s %%s', e.open ->> 'id',
                       CASE WHEN h.id IS NULL THEN 'was removed' ELSE 'is not what its event says' END)
              FROM entry e
              LEFT JOIN %1$I.customer_change h ON h.id::text = e.open ->> 'id'
             WHERE e.name = 'customer_change'
               AND (h.id IS NULL OR h.recorded_by IS DISTINCT FROM e.actor OR to_jsonb(h.columns) <> e.open -> 'columns'
                    OR h.recorded_at <> (e.open ->> 'recorded_at')::timestamptz
                    OR '\x' || encode(h.hash, 'hex') <> e.open ->> 'hash'
                    OR h.hash <> sha256(h.salt || convert_to(h.changes::text, getdatabaseencoding()))
                    OR (h.salt IS NULL) <> (h.changes IS NULL))$check$, desk));
    END IF;
    RETURN array_to_string(checks, ' UNION ALL ');
END
$$;
COMMENT ON FUNCTION @extschema@.entry_checks IS 'SQL that compares contacts, entries and changes of customers, as far as the caller may read them, with their events, for verify_entries; NULL where nothing can be';

CREATE FUNCTION @extschema@.verify_entries(desk name)
RETURNS TABLE (complaint_id bigint, seq int, problem text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    checks constant text := @extschema@.entry_checks(desk);
    comparison text;
    first_id bigint;
    last_id bigint;
BEGIN
    IF checks IS NULL THEN
        RETURN;
    END IF;
    comparison := format($comparison$
        WITH part AS MATERIALIZED (
            SELECT id, salt IS NULL AS erased, imported_at IS NOT NULL AS imported
              FROM %1$I.complaint WHERE id BETWEEN $1 AND $2
        ), entry AS MATERIALIZED (
            -- an entry is a list of one, the change of a column one of two
            SELECT e.complaint_id, e.seq, e.actor, c.erased, k.name, k.content -> 0 AS open,
                   coalesce(p.changes -> k.name -> 0, '{}') AS personal
              FROM part c
              JOIN %1$I.complaint_event e ON e.complaint_id = c.id
              LEFT JOIN %1$I.complaint_event_personal p ON p.complaint_id = e.complaint_id AND p.seq = e.seq
             CROSS JOIN LATERAL jsonb_each(e.changes) AS k (name, content)
             WHERE CASE jsonb_typeof(k.content) WHEN 'array' THEN jsonb_array_length(k.content) = 1 END
        )
        SELECT * FROM (%2$s) AS found (complaint_id, seq, problem)
         ORDER BY 1, 2, 3$comparison$, desk, checks);
    LOOP
        EXECUTE format('SELECT min(id), max(id) FROM (SELECT id FROM %I.complaint WHERE id > $1 ORDER BY id LIMIT 5000) AS next', desk)
           INTO first_id, last_id USING coalesce(last_id, -9223372036854775808);
        EXIT WHEN last_id IS NULL;
        BEGIN
            RETURN QUERY EXECUTE comparison USING first_id, last_id;
        EXCEPTION WHEN data_exception THEN
            RETURN QUERY SELECT first_id, NULL::int, format('entries of the cases up to %s cannot be compared: an event is damaged', last_id);
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION @extschema@.verify_entries IS 'the part of verify_history about contacts, entries and changes of customers: those that differ from their event, that were removed, and that have none though their case was not imported';

CREATE FUNCTION @extschema@.verify_history_as_reader(desk name)
RETURNS TABLE (complaint_id bigint, seq int, problem text)
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- rows of a table that pg_repack has rewritten are seen by later snapshots
    -- only: each query below takes its own, when the tables are held
    FOREACH part IN ARRAY '{complaint,complaint_event,complaint_event_personal,customer_change,contact}' || @extschema@.entry_tables()
    LOOP
        IF has_table_privilege(format('%I.%I', desk, part), 'SELECT') THEN
            EXECUTE format('LOCK TABLE %I.%I IN ACCESS SHARE MODE', desk, part);
            PERFORM @extschema@.lock_shard(desk, part, false);
        END IF;
    END LOOP;
    RETURN QUERY SELECT c.complaint_id, c.seq, c.problem FROM @extschema@.verify_chains(desk) AS c;
    RETURN QUERY SELECT e.complaint_id, e.seq, e.problem FROM @extschema@.verify_entries(desk) AS e;
END
$$;
CALL @extschema@.make_public('verify_history_as_reader',
    'one row for each event that was changed, removed or moved, each case that differs from its history, and each contact, entry or change of a customer that differs from its event, is gone or never had one; no row: everything fits. A chain that was rewritten as a whole fits: see verify_digest. Clocks, read_log and the customers'' rows are not covered. Reads with the caller''s rights, so what a row filter hides is not verified');

CREATE FUNCTION @extschema@.rules_digest_as_reader(desk name, version int) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    digest bytea;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- what changed after that version reads as it did then
    EXECUTE format($rules$
        SELECT sha256(coalesce(convert_to(string_agg(
                   jsonb_build_array(table_name, rule_key, from_version, CASE WHEN to_version <= $1 THEN to_version END,
                                     content, extract(epoch FROM changed_at), changed_by)::text,
                   E'\n' ORDER BY table_name COLLATE "C", rule_key COLLATE "C", from_version), 'UTF8'), '')
               || coalesce((SELECT convert_to(string_agg(
                      jsonb_build_array(version, extract(epoch FROM at), changed_by, reason)::text, E'\n' ORDER BY version), 'UTF8')
                              FROM %1$I.policy_version WHERE version <= $1), ''))
          FROM %1$I.rule_history
         WHERE from_version <= $1$rules$, desk)
       INTO digest USING version;
    RETURN digest;
END
$$;
CALL @extschema@.make_public('rules_digest_as_reader',
    'SHA-256 of rule_history and policy_version as they were in a version of the rules');

CREATE FUNCTION @extschema@.keep_digest_as_owner(desk name, day date, as_of timestamptz)
RETURNS TABLE (cases bigint, last_id bigint, digest text, erased bigint)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- one statement: the digest, and the counts by which it can be taken again,
    -- are of one moment
    RETURN QUERY EXECUTE format($keep$
        WITH block AS MATERIALIZED (
            SELECT id / 10000 AS block, count(*) AS cases, min(id) AS first_id, max(id) AS last_id,
                   count(*) FILTER (WHERE salt IS NULL) AS erased,
                   sha256(string_agg(int8send(id) || coalesce(head_hash, ''), ''::bytea ORDER BY id)) AS sha256
              FROM %1$I.complaint
             GROUP BY id / 10000
        ), rules AS MATERIALIZED (
            SELECT rules_version, complaint_flow.rules_digest($1, rules_version) AS sha256 FROM %1$I.desk
        ), whole AS (
            INSERT INTO %1$I.published_digest (day, at, cases, last_id, erased, rules_version, rules_sha256, sha256)
            SELECT $2, $3, coalesce(sum(b.cases), 0), max(b.last_id), coalesce(sum(b.erased), 0), r.rules_version, r.sha256,
                   sha256(coalesce(string_agg(b.sha256, ''::bytea ORDER BY b.block), '') || r.sha256)
              FROM rules r LEFT JOIN block b ON true
             GROUP BY r.rules_version, r.sha256
            ON CONFLICT (day) DO NOTHING
            RETURNING cases, last_id, encode(sha256, 'hex') AS sha256, erased
        ), kept AS (
            SELECT DISTINCT ON (k.block) k.block, k.sha256
              FROM %1$I.digest_block k
             ORDER BY k.block, k.day DESC
        ), changed AS (
            INSERT INTO %1$I.digest_block (block, day, first_id, event_counts, sha256)
            SELECT coalesce(b.block, k.block), $2, b.first_id,
                   coalesce((SELECT array_agg(CASE WHEN c.id IS NOT NULL THEN coalesce(c.event_count, 0) END ORDER BY n)
                               FROM generate_series(b.first_id, b.last_id) AS n
                               LEFT JOIN %1$I.complaint c ON c.id = n), '{}'),
                   b.sha256
              FROM block b FULL JOIN kept k ON k.block = b.block
             WHERE b.sha256 IS DISTINCT FROM k.sha256 AND EXISTS (SELECT FROM whole)
        )
        SELECT cases, last_id, sha256, erased FROM whole$keep$, desk)
      USING desk, day, as_of;
END
$$;
CALL @extschema@.make_public('keep_digest_as_owner',
    'takes the digest of a day and keeps in published_digest and digest_block what verify_digest needs to take it again; no row where the day has one already; used by publish_history_digest');

CREATE FUNCTION @extschema@.blocks_of_day(desk name, day date)
RETURNS TABLE (block bigint, first_id bigint, last_id bigint, kept bytea, taken_again bytea, lost bigint)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($blocks$
        SELECT k.block, k.first_id, k.first_id + cardinality(k.event_counts) - 1, k.sha256, again.sha256, again.lost
          FROM (SELECT DISTINCT ON (b.block) b.* FROM %1$I.digest_block b WHERE b.day <= $1
                 ORDER BY b.block, b.day DESC) AS k
         CROSS JOIN LATERAL (
               SELECT sha256(string_agg(int8send(n.id) || coalesce(e.hash, ''), ''::bytea ORDER BY n.id)) AS sha256,
                      count(*) FILTER (WHERE e.hash IS NULL AND n.events > 0) AS lost
                 FROM (SELECT k.first_id + c.n - 1 AS id, c.events
                         FROM unnest(k.event_counts) WITH ORDINALITY AS c (events, n)
                        WHERE c.events IS NOT NULL) AS n
                 LEFT JOIN %1$I.complaint_event e ON e.complaint_id = n.id AND e.seq = n.events) AS again
         WHERE k.sha256 IS NOT NULL$blocks$, desk)
      USING day;
END
$$;
COMMENT ON FUNCTION @extschema@.blocks_of_day IS 'the digests of blocks of cases as they were kept, and taken again from today''s history, and how many of the cases have lost the event that was the latest then; for who may read the tables';

CREATE FUNCTION @extschema@.verify_digest_as_reader(desk name, day date, digest text DEFAULT NULL)
RETURNS TABLE (part text, verdict text, detail text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    record_of_day record;
    rules bytea;
    whole bytea;
    differing text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    EXECUTE format('SELECT * FROM %I.published_digest p WHERE p.day = $1', desk) INTO record_of_day USING day;
    IF record_of_day.day IS NULL THEN
        RETURN QUERY SELECT 'digest', 'not comparable', 'the desk keeps no record of a digest of that day';
        RETURN;
    END IF;
    rules := @extschema@.rules_digest(desk, record_of_day.rules_version);
    SELECT sha256(coalesce(string_agg(b.taken_again, ''::bytea ORDER BY b.block), '') || rules),
           array_agg(format('cases %s to %s', b.first_id, b.last_id)
                     || CASE WHEN b.lost > 0 THEN format('|events of %s of them are missing', b.lost)
                             ELSE '|at least one history is not what it was' END ORDER BY b.block)
               FILTER (WHERE b.taken_again IS DISTINCT FROM b.kept)
      INTO whole, differing FROM @extschema@.blocks_of_day(desk, day) AS b;
    IF rules IS DISTINCT FROM record_of_day.rules_sha256 THEN
        differing := array_append(differing, format('rules up to version %s|rule_history or policy_version is not what it was', record_of_day.rules_version));
    END IF;
    RETURN QUERY
        SELECT 'digest',
               CASE WHEN encode(whole, 'hex') = lower(coalesce(digest, encode(record_of_day.sha256, 'hex'))) THEN 'equal' ELSE 'differs' END,
               CASE WHEN digest IS NULL THEN 'compared with the record in the desk, which its owner can change: name the digest that was published'
                    WHEN differing IS NULL AND encode(whole, 'hex') <> lower(digest)
                    THEN 'the record of that day in the desk is not what was published, or the digest is another day''s: the parts concerned cannot be named'
                    ELSE format('%s cases', record_of_day.cases) END
        UNION ALL
        SELECT split_part(d, '|', 1), 'differs', split_part(d, '|', 2) FROM unnest(differing) AS d;
END
$$;
CALL @extschema@.make_public('verify_digest_as_reader',
    'takes the digest of a day again, from today''s histories and rules up to then, and compares it with the one that was published (digest, as it stood in the message): equal, differs (with the blocks of cases or the rules that do), or not comparable. What came later, erasures among it, does not matter. Finds rewritten and removed histories; that events and rows fit together is verify_history''s question. For who sees all cases');
