-- Edits that leave a policy as sound as it was: none may be called an error.

DELETE FROM fault;
INSERT INTO fault (kind, table_name, rule, statement)
SELECT f.kind, f.table_name, f.rule, f.statement
  FROM (SELECT 'other label' AS kind, table_name, code AS rule,
               format('UPDATE %I SET label = label || '' (new)'', label_zh = label_zh || ''（新）'' WHERE code = %L', table_name, code) AS statement
          FROM code
        UNION ALL
        SELECT 'other note', 'keyword_set', name, format('UPDATE keyword_set SET note = ''as agreed in March'' WHERE name = %L', name) FROM keyword_set
        UNION ALL
        SELECT 'other name', table_name, rule, updated(table_name, id, 'name = name || '', as agreed''') FROM switched WHERE table_name <> 'escalation_step'
        UNION ALL
        SELECT 'other positions', table_name, table_name, format('UPDATE %I SET position = position * 10 + 5', table_name)
          FROM switched WHERE table_name <> 'escalation_step' GROUP BY table_name
        UNION ALL
        -- the same condition in other words
        SELECT 'other wording', g.table_name, g.rule, changed(g.table_name, g.id, g.column_name, c)
          FROM guarded AS g CROSS JOIN LATERAL (
                SELECT format('(%s)', g.condition) AS c
                UNION ALL SELECT format('NOT (NOT (%s))', g.condition)
                UNION ALL SELECT each_replaced(g.condition, '\m([a-z_]+) = (''[^'']+'')', '\2 = \1')
                UNION ALL SELECT each_replaced(g.condition, '\m([a-z_]+) = (''[^'']+'')', '\1 IN (\2)')
                UNION ALL SELECT each_replaced(g.condition, '\m([a-z_]+) >= (\d+)', '\2 <= \1')
                UNION ALL SELECT each_replaced(g.condition, '\m([a-z_]+) > (\d+)', 'NOT \1 <= \2')
                UNION ALL SELECT each_replaced(g.condition, '\m([a-z_]+) IS NOT NULL', 'NOT (\1 IS NULL)')
                UNION ALL SELECT each_replaced(g.condition, '\m([a-z_]+) IN \((''[^'']+''), (''[^'']+'')\)', '(\1 = \2 OR \1 = \3)')
                UNION ALL SELECT array_to_string(ARRAY(SELECT p FROM unnest(clauses(g.condition, 'AND')) WITH ORDINALITY AS u (p, n) ORDER BY n DESC), ' AND ')
               ) AS w
         WHERE g.condition IS NOT NULL AND c <> g.condition
        UNION ALL
        SELECT 'keyword added', 'keyword_set', name, format('UPDATE keyword_set SET keywords = keywords || ''{尚未见过的%s词}'' WHERE name = %L', row_number() OVER (ORDER BY name), name)
          FROM keyword_set
        UNION ALL
        SELECT 'longer list', g.table_name, g.rule, changed(g.table_name, g.id, g.column_name, l)
          FROM guarded AS g, (SELECT table_name AS name, min(code) AS first, max(code) AS last FROM code GROUP BY table_name) AS c,
               unnest(ARRAY[c.first, c.last]) AS o, each_replaced(g.condition, format('(?<!\w)%s IN \(', c.name), format('%s IN (''%s'', ', c.name, o)) AS l
         WHERE g.condition !~ format('''%s''', o)
        UNION ALL
        SELECT 'longer list', table_name, rule, changed(table_name, id, 'activities', (list || '{incoming:call_again}'::text[])::text)
          FROM listed WHERE table_name = 'action_rule' AND n = 1 AND NOT '{incoming:call_again}' && list
        UNION ALL
        SELECT 'new code', 'channel', 'new', 'INSERT INTO channel (code, label, label_zh) VALUES (''kiosk'', ''kiosk'', ''自助终端'')'
        UNION ALL
        SELECT 'new code', 'contact_purpose', 'new', 'INSERT INTO contact_purpose (code, label, label_zh) VALUES (''apology'', ''apology'', ''致歉'')'
        UNION ALL
        SELECT 'new code', 'remedy_kind', 'new', 'INSERT INTO remedy_kind (code, label, label_zh) VALUES (''flowers'', ''flowers'', ''鲜花'')'
        UNION ALL
        SELECT 'new department', 'department', 'new', format('INSERT INTO department (code, label, label_zh) VALUES (''archive'', ''archive'', ''档案部'');
               INSERT INTO staff (code, name, role, department, manager) SELECT ''archive.1'', ''archive 1'', role, ''archive'', manager FROM staff WHERE code = %L;
               UPDATE department SET liaison = ''archive.1'', overseer = %L WHERE code = ''archive''', liaison, overseer)
          FROM department WHERE code = (SELECT min(code) FROM department)
        UNION ALL
        SELECT 'new person', 'staff', code, format('INSERT INTO staff (code, name, role, department, manager)
               SELECT ''new'', ''New'', role, department, manager FROM staff WHERE code = %L', code) FROM staff
        UNION ALL
        SELECT 'new state on the way', 'transition', format('%s -> %s', from_state, to_state), format(
               'INSERT INTO state (code, kind, label, label_zh) VALUES (''in_between'', ''working'', ''in between'', ''中间'');
                INSERT INTO transition (from_state, to_state, name) VALUES (%L, ''in_between'', ''via''), (''in_between'', %L, ''via'')', from_state, to_state)
          FROM transition WHERE condition IS NULL AND roles IS NULL
        UNION ALL
        SELECT 'other words of a message', 'message_template', topic, format('UPDATE message_template SET body = body || '' {sheet_no}'' WHERE topic = %L', topic)
          FROM message_template GROUP BY topic
        UNION ALL
        SELECT 'slightly longer target', 'clock_rule', name, updated('clock_rule', id, format('target = %L', regexp_replace(target::text, '\d+', (substring(target::text, '\d+')::int + 1)::text)))
          FROM clock_rule WHERE target::text ~ '\d' AND at_most IS NULL
        UNION ALL
        SELECT 'slightly larger amount', 'authority', concat_ws(' ', role, remedy_kind), updated('authority', id, 'up_to = up_to * 1.1') FROM authority WHERE up_to > 0
        UNION ALL
        SELECT 'day of the company', 'calendar_day', day::text, format('INSERT INTO calendar_day (calendar, day, kind, label) SELECT name, %L, ''closed'', ''outing'' FROM calendar', day)
          FROM (SELECT (current_date + n)::text AS day FROM generate_series(100, 120) AS n) AS d
       ) AS f;
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'new code with its rules', 'category', 'new', format($$INSERT INTO category (code, key, level, label, label_zh) VALUES ('new', 'new', %L, 'new', '新');
       INSERT INTO keyword_set (name, keywords) VALUES ('new_words', '{尚未见过的词,never seen before}');
       INSERT INTO classification_rule (position, name, condition, category)
       VALUES (%s, 'new', 'mentions(title, ''new_words'') OR mentions(description, ''new_words'')', 'new')$$, code, n)
  FROM level, unnest('{1,55,115}'::int[]) AS n;

-- two rules that say the same change places; so do two that cannot both hold
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'order without effect', a.table_name, format('%s <> %s', a.rule, b.rule),
       format('UPDATE %1$I SET position = %2$s - position WHERE id IN (%3$s, %4$s)', a.table_name, a.position + b.position, a.id, b.id)
  FROM (SELECT *, row_number() OVER w AS n FROM ranked WINDOW w AS (PARTITION BY table_name, heading ORDER BY position)) AS a
  JOIN (SELECT *, row_number() OVER w AS n FROM ranked WINDOW w AS (PARTITION BY table_name, heading ORDER BY position)) AS b USING (table_name, heading)
 WHERE b.n = a.n + 1 AND b.condition IS NOT NULL
   AND (a.says = b.says OR NOT differs(is_true(a.condition) || ' AND ' || is_true(b.condition)));
