-- The state machine of a desk as a picture: text for Graphviz and Mermaid
-- (SPEC R46).

CREATE FUNCTION @extschema@.state_machine_edges(desk name, language text, practice boolean)
RETURNS TABLE (from_state text, to_state text, lines text[], allowed boolean)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zh constant boolean := language = 'zh';
    taken jsonb := '{}';
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- who may not read the history may still see the rules
    IF practice THEN
        EXECUTE format($taken$
            SELECT coalesce(jsonb_object_agg(n.way, n.times), '{}')
              FROM (SELECT concat_ws(' ', m.from_state, m.to_state) AS way, count(*) AS times
                      FROM %I.mining_event m WHERE m.to_state IS NOT NULL GROUP BY 1) AS n$taken$, desk)
           INTO taken;
    END IF;
    RETURN QUERY EXECUTE format($edges$
    WITH place AS (
        SELECT s.code, row_number() OVER (ORDER BY array_position('{initial,working,waiting,final}', s.kind), s.code) AS n
          FROM %1$I.state s
    ), allowed AS (
        SELECT t.*, concat_ws(' ', t.from_state, t.to_state) AS way,
               row_number() OVER (PARTITION BY t.from_state, t.to_state ORDER BY t.id) AS n
          FROM %1$I.transition t WHERE t.active
    ), edge AS (
        SELECT a.from_state, a.to_state, a.id, true AS allowed,
               ARRAY[coalesce(CASE WHEN $1 THEN w.label_zh ELSE w.label END, a.name),
                     CASE WHEN $1 THEN '角色：' ELSE 'by ' END
                     || (SELECT string_agg(coalesce(CASE WHEN $1 THEN r.label_zh ELSE r.label END, o.code),
                                           CASE WHEN $1 THEN '、' ELSE ', ' END ORDER BY r.rank, o.code)
                           FROM unnest(a.roles) AS o (code) LEFT JOIN %1$I.staff_role r ON r.code = o.code),
                     CASE WHEN $1 THEN '条件：' ELSE 'if ' END
                     || CASE WHEN char_length(g.guard) > 60 THEN left(g.guard, 57) || '...' ELSE g.guard END,
                     CASE WHEN $1 THEN '必填：' ELSE 'needs ' END || nullif(array_to_string(a.required, ', '), ''),
                     CASE WHEN a.reason_required THEN CASE WHEN $1 THEN '须说明原因' ELSE 'with a reason' END END,
                     -- the history does not say which of several rows let a change pass
                     CASE WHEN $2 AND a.n = 1
                          THEN format(CASE WHEN $1 THEN '次数：%%s' ELSE 'taken %%sx' END, coalesce($3 ->> a.way, '0')) END] AS lines
          FROM allowed a
          CROSS JOIN LATERAL (SELECT regexp_replace(trim(a.condition), '\s+', ' ', 'g')) AS g (guard)
          LEFT JOIN %1$I.term w ON w.code = a.name
        UNION ALL
        SELECT split_part(t.key, ' ', 1), split_part(t.key, ' ', 2), 0, false,
               ARRAY[CASE WHEN $1 THEN '现已不允许' ELSE 'not allowed any more' END,
                     format(CASE WHEN $1 THEN '次数：%%s' ELSE 'taken %%sx' END, t.value)]
          FROM jsonb_each_text($3) t
         WHERE t.key NOT IN (SELECT way FROM allowed)
    )
    SELECT e.from_state, e.to_state, array_remove(e.lines, NULL), e.allowed
      FROM edge e
      JOIN place f ON f.code = e.from_state
      JOIN place t ON t.code = e.to_state
     ORDER BY f.n, t.n, e.id$edges$, desk)
      USING zh, practice, taken;
END
$$;
COMMENT ON FUNCTION @extschema@.state_machine_edges IS 'the transitions of a desk with what a picture says of each: name, roles, guard, required columns; with practice also how often it was taken, and the changes of state that happened and are not allowed any more';

CREATE FUNCTION @extschema@.state_machine_states(desk name, language text)
RETURNS TABLE (code text, kind text, lines text[])
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($states$
        SELECT s.code, s.kind,
               ARRAY[s.%I, CASE $1 WHEN 'zh' THEN format('（%%s）', '{"initial": "初始", "working": "处理", "waiting": "等待", "final": "终结"}'::jsonb ->> s.kind)
                                   ELSE format('(%%s)', s.kind) END]
          FROM %I.state s
         ORDER BY array_position('{initial,working,waiting,final}', s.kind), s.code$states$,
        CASE language WHEN 'zh' THEN 'label_zh' ELSE 'label' END, desk) USING language;
END
$$;
COMMENT ON FUNCTION @extschema@.state_machine_states IS 'the states of a desk with what a picture says of each: label and kind';

CREATE FUNCTION @extschema@.graphviz_text(lines text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '"' || string_agg(replace(replace(regexp_replace(line, '\s+', ' ', 'g'), '\', '\\'), '"', '\"'), '\n' ORDER BY n) || '"'
      FROM unnest(lines) WITH ORDINALITY AS l (line, n)
$$;
COMMENT ON FUNCTION @extschema@.graphviz_text IS 'lines as a quoted label of Graphviz';

CREATE FUNCTION @extschema@.mermaid_text(lines text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- what Mermaid or a browser would read as its own becomes the sign's number
    SELECT string_agg(escaped.line, '<br/>' ORDER BY l.n)
      FROM unnest(lines) WITH ORDINALITY AS l (line, n)
      CROSS JOIN LATERAL (
          SELECT string_agg(CASE WHEN sign ~ '[]#;:"<>&%{}`\\[]' THEN format('#%s;', ascii(sign)) ELSE sign END, '' ORDER BY m)
            FROM regexp_split_to_table(regexp_replace(l.line, '\s+', ' ', 'g'), '') WITH ORDINALITY AS s (sign, m)) AS escaped (line)
$$;
COMMENT ON FUNCTION @extschema@.mermaid_text IS 'lines as a label of Mermaid';

CREATE FUNCTION @extschema@.state_machine_graphviz_as_reader(desk name, language text DEFAULT NULL, practice boolean DEFAULT false)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
    states text;
    edges text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- kinds differ by their outline, and by the word in the label
    SELECT string_agg(format('    %s [label=%s%s];', @extschema@.graphviz_text(ARRAY[s.code]), @extschema@.graphviz_text(s.lines),
               CASE s.kind WHEN 'initial' THEN ', penwidth=2' WHEN 'waiting' THEN ', style="rounded,dashed"'
                           WHEN 'final' THEN ', peripheries=2' ELSE '' END), E'\n' ORDER BY s.ordinality)
      INTO states
      FROM @extschema@.state_machine_states(desk, tongue) WITH ORDINALITY s;
    SELECT string_agg(format('    %s -> %s [label=%s%s];', @extschema@.graphviz_text(ARRAY[e.from_state]),
               @extschema@.graphviz_text(ARRAY[e.to_state]), @extschema@.graphviz_text(e.lines),
               CASE WHEN e.allowed THEN '' ELSE ', style=dotted' END), E'\n' ORDER BY e.ordinality)
      INTO edges
      FROM @extschema@.state_machine_edges(desk, tongue, coalesce(practice, false)) WITH ORDINALITY e;
    RETURN concat_ws(E'\n', format('digraph %s {', @extschema@.graphviz_text(ARRAY[desk::text])),
        '    graph [rankdir=LR, fontname="sans-serif"];',
        '    node [shape=box, style=rounded, fontname="sans-serif"];',
        '    edge [fontname="sans-serif", fontsize=10];', states, edges, '}');
END
$$;
CALL @extschema@.make_public('state_machine_graphviz_as_reader',
    'the state machine of a desk as text for dot of Graphviz, in English (en) or Chinese (zh); NULL: in the desk''s language. practice: with how often each change of state was made');

CREATE FUNCTION @extschema@.state_machine_mermaid_as_reader(desk name, language text DEFAULT NULL, practice boolean DEFAULT false)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tongue constant text := @extschema@.reading_language(desk, language);
    states text;
    edges text;
    ends text;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    -- the letter before a code keeps it apart from words of Mermaid, as "end"
    SELECT string_agg(format('    state "%s" as s_%s', @extschema@.mermaid_text(s.lines), s.code), E'\n' ORDER BY s.ordinality),
           string_agg(CASE s.kind WHEN 'initial' THEN format('    [*] --> s_%s', s.code)
                                  WHEN 'final' THEN format('    s_%s --> [*]', s.code) END, E'\n' ORDER BY s.ordinality)
      INTO states, ends
      FROM @extschema@.state_machine_states(desk, tongue) WITH ORDINALITY s;
    SELECT string_agg(format('    s_%s --> s_%s : %s', e.from_state, e.to_state, @extschema@.mermaid_text(e.lines)),
               E'\n' ORDER BY e.ordinality)
      INTO edges
      FROM @extschema@.state_machine_edges(desk, tongue, coalesce(practice, false)) WITH ORDINALITY e;
    RETURN concat_ws(E'\n', 'stateDiagram-v2', '    direction LR', states, ends, edges);
END
$$;
CALL @extschema@.make_public('state_machine_mermaid_as_reader',
    'the state machine of a desk as text for Mermaid, which Markdown viewers draw; language and practice as in state_machine_graphviz');
