-- Faults in conditions and in the order, the number and the results of rules.

-- In conditions.  They differ where some case is judged differently.
INSERT INTO fault (kind, table_name, rule, statement, differs)
SELECT m.kind, g.table_name, g.rule, changed(g.table_name, g.id, g.column_name, m.condition),
       is_true(g.condition) || ' <> ' || is_true(m.condition)
  FROM guarded AS g CROSS JOIN LATERAL (
        SELECT 'comparison turned round' AS kind, c AS condition FROM each_replaced(g.condition, '>(=?)', '<\1') AS c WHERE g.condition !~ '[-@]>'
        UNION ALL SELECT 'comparison turned round', c FROM each_replaced(g.condition, '<(=?)(?!>)', '>\1') AS c
        UNION ALL SELECT 'equality turned into its opposite', c FROM each_replaced(g.condition, '(?<![<>!])=', '<>') AS c
        UNION ALL SELECT 'equality turned into its opposite', c FROM each_replaced(g.condition, '\mIS NOT NULL\M', 'IS NULL') AS c
        UNION ALL SELECT 'equality turned into its opposite', c FROM each_replaced(g.condition, '\mIS NULL\M', 'IS NOT NULL') AS c
        UNION ALL SELECT 'AND for OR', c FROM each_replaced(g.condition, '\mOR\M', 'AND') AS c
        UNION ALL SELECT 'OR for AND', c FROM each_replaced(g.condition, '\mAND\M', 'OR') AS c
        UNION ALL SELECT 'NOT lost', c FROM each_replaced(g.condition, '\mNOT (?!NULL)', '') AS c
        UNION ALL SELECT 'code misspelt in a condition', replaced(g.condition, w, misspelt(w)) FROM literals(g.condition) AS w
                   WHERE g.condition !~ ('mentions\([a-z_]+, ''' || w) AND w ~ '^[a-zA-Z0-9_.]+$'
        UNION ALL SELECT 'keyword set misspelt in a condition', replaced(g.condition, w, misspelt(w)) FROM literals(g.condition) AS w
                   WHERE g.condition ~ ('mentions\([a-z_]+, ''' || w)
        UNION ALL SELECT 'another code in a condition', replaced(g.condition, w, c.other)
                    FROM literals(g.condition) AS w JOIN code AS c ON c.code = w
        UNION ALL SELECT 'number ten times too large in a condition', c FROM each_replaced(g.condition, '([<>]=? (?:interval '')?)([1-9]\d*)', '\1\20') AS c
        UNION ALL SELECT 'clause of a condition lost', c FROM each_clause_lost(g.condition, 'AND') AS c
        UNION ALL SELECT 'clause of a condition lost', c FROM each_clause_lost(g.condition, 'OR') AS c
        UNION ALL SELECT 'clause that contradicts the condition', format('(%s) AND %s = ''%s''', g.condition, m[1], c.other)
                    FROM regexp_matches(g.condition, '([a-z_]+) = ''([^'']+)''', 'g') AS m JOIN code AS c ON c.code = m[2]
                   WHERE c.table_name IN (m[1], m[1] || '_purpose')
        UNION ALL SELECT 'column repeated instead of another', c FROM each_replaced(g.condition, 'mentions\(description,', 'mentions(title,') AS c
        UNION ALL SELECT 'condition lost', NULL WHERE g.table_name <> 'completeness_rule'
       ) AS m
 WHERE g.condition IS NOT NULL;

-- Two rules of which the first that holds decides change places.  They differ
-- where both hold for some case and say different things.
INSERT INTO fault (kind, table_name, rule, statement, differs)
SELECT 'order of two rules', a.table_name, format('%s <> %s', a.rule, b.rule),
       format('UPDATE %1$I SET position = %2$s - position WHERE id IN (%3$s, %4$s)', a.table_name, a.position + b.position, a.id, b.id),
       is_true(a.condition) || ' AND ' || is_true(b.condition)
  FROM ranked AS a JOIN ranked AS b USING (table_name, heading)
 WHERE a.position < b.position AND a.says <> b.says;
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'rule for all others comes first', table_name, rule, updated(table_name, id, 'position = 1') FROM ranked AS r
 WHERE condition IS NULL
   AND EXISTS (SELECT FROM ranked AS o WHERE (o.table_name, o.heading) = (r.table_name, r.heading) AND o.position < r.position);

-- Rules that are gone, off or there twice.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'rule removed', table_name, rule, format('DELETE FROM %I WHERE id = %s', table_name, id) FROM switched
UNION ALL
SELECT 'rule switched off', table_name, rule, updated(table_name, id, 'active = false') FROM switched;
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'rule doubled with another result', 'classification_rule', r.name, format(
       'INSERT INTO classification_rule (position, name, condition, category) VALUES (%s, %L, %L, %L)',
       r.position + n, r.name || ' (2)', r.condition, c.other)
  FROM classification_rule AS r JOIN code AS c ON (c.table_name, c.code) = ('category', r.category), unnest('{-1,1}'::int[]) AS n
UNION ALL
SELECT 'rule doubled with another result', 'routing_rule', r.name, format(
       'INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (%s, %L, %L, %L, %L)',
       r.position + n, r.name || ' (2)', r.condition, 'role', (SELECT c.other FROM code AS c WHERE (c.table_name, c.code) = ('staff_role', r.argument)))
  FROM routing_rule AS r, unnest('{-1,1}'::int[]) AS n WHERE r.handler = 'role'
UNION ALL
SELECT 'rule doubled with another result', 'clock_rule', r.name, format(
       'INSERT INTO clock_rule (position, name, metric, condition, starts_on, met_by, target, pausing_states) VALUES (%s, %L, %L, %L, %L, %L, %L, %L)',
       r.position + n, r.name || ' (2)', r.metric, r.condition, r.starts_on, r.met_by, ten_times(r.target::text), r.pausing_states)
  FROM clock_rule AS r, unnest('{-1,1}'::int[]) AS n WHERE r.target IS NOT NULL;

-- Results that are another's.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'wrong result of a rule', 'classification_rule', r.name, updated('classification_rule', r.id, format('%I = %L', c.table_name, c.other))
  FROM classification_rule AS r JOIN code AS c ON (c.table_name, c.code) IN (('category', r.category), ('level', r.level), ('urgency', r.urgency))
UNION ALL
SELECT 'wrong result of a rule', 'repeat_rule', a.name, format(
       'UPDATE repeat_rule r SET kind = o.kind FROM repeat_rule o WHERE (r.id, o.id) IN ((%1$s, %2$s), (%2$s, %1$s))', a.id, b.id)
  FROM repeat_rule AS a JOIN repeat_rule AS b ON a.id < b.id AND a.kind <> b.kind
UNION ALL
SELECT 'wrong role or department', 'routing_rule', r.name, updated('routing_rule', r.id, format('argument = %L', c.other))
  FROM routing_rule AS r JOIN code AS c ON c.code = r.argument AND c.table_name IN ('staff_role', 'department')
UNION ALL
SELECT 'code misspelt in an argument', 'routing_rule', name, updated('routing_rule', id, format('argument = %L', misspelt(argument)))
  FROM routing_rule WHERE argument IS NOT NULL
UNION ALL
SELECT 'wrong role or department', 'action_rule', r.name,
       updated('action_rule', r.id, format('argument = %L', regexp_replace(r.argument, '\w+$', c.other)))
  FROM action_rule AS r JOIN code AS c ON c.code = substring(r.argument, '\w+$') AND c.table_name IN ('staff_role', 'department')
UNION ALL
SELECT 'code misspelt in an argument', 'action_rule', name,
       updated('action_rule', id, format('argument = %L', regexp_replace(argument, '\w+$', misspelt(substring(argument, '\w+$')))))
  FROM action_rule WHERE argument IS NOT NULL
UNION ALL
SELECT 'rule about entries loosened', 'entry_rule', name, updated('entry_rule', id, 'condition = NULL') FROM entry_rule
UNION ALL
SELECT 'what a batch is', 'batch_rule', name, updated('batch_rule', id, format('more_than = %s', n))
  FROM batch_rule, unnest('{0,10000}'::int[]) AS n
UNION ALL
SELECT 'what the same matter is', 'same_matter_rule', name, updated('same_matter_rule', id, format('likeness = %s', n))
  FROM same_matter_rule, unnest('{0.06,1}'::real[]) AS n WHERE likeness IS NOT NULL
UNION ALL
SELECT 'what the same matter is', 'same_matter_rule', name, updated('same_matter_rule', id, 'differing_columns = equal_columns')
  FROM same_matter_rule WHERE equal_columns <> '{}';

-- Elements of lists.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'code misspelt in a list', table_name, rule,
       changed(table_name, id, column_name, array_replace(list, element, misspelt_element)::text)
  FROM (SELECT *, regexp_replace(element, '\w+$', misspelt(substring(element, '\w+$'))) AS misspelt_element FROM listed WHERE element !~ '\*$') AS l
UNION ALL
SELECT 'code lost from a list', table_name, rule,
       changed(table_name, id, column_name, nullif(array_remove(list, element), '{}')::text)
  FROM listed WHERE cardinality(list) > 1
UNION ALL
SELECT 'another code in a list', l.table_name, l.rule,
       changed(l.table_name, l.id, l.column_name, array_replace(l.list, l.element, regexp_replace(l.element, '\w+$', c.other))::text)
  FROM listed AS l JOIN code AS c ON c.code = substring(l.element, '\w+$')
   AND c.table_name = CASE WHEN l.column_name = 'roles' THEN 'staff_role' WHEN l.column_name = 'pausing_states' OR l.element ~ '^state:' THEN 'state'
                           WHEN l.element ~ '^(contact|incoming):' THEN 'contact_purpose' WHEN l.element ~ '^work_order:' THEN 'department' END
 WHERE NOT regexp_replace(l.element, '\w+$', c.other) = ANY (l.list);
