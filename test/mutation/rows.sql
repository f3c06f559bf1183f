-- The rows of the desk, as far as the faults are made from them alike.

-- every condition
CREATE VIEW guarded AS
SELECT 'classification_rule' AS table_name, id, name AS rule, 'condition' AS column_name, condition FROM classification_rule
UNION ALL SELECT 'completeness_rule', id, name, 'condition', condition FROM completeness_rule
UNION ALL SELECT 'routing_rule', id, name, 'condition', condition FROM routing_rule
UNION ALL SELECT 'clock_rule', id, name, 'condition', condition FROM clock_rule
UNION ALL SELECT 'clock_rule', id, name, 'met_condition', met_condition FROM clock_rule
UNION ALL SELECT 'transition', id, format('%s -> %s: %s', from_state, to_state, name), 'condition', condition FROM transition
UNION ALL SELECT 'entry_rule', id, name, 'condition', condition FROM entry_rule
UNION ALL SELECT 'action_rule', id, name, 'condition', condition FROM action_rule
UNION ALL SELECT 'issue_rule', id, name, 'condition', condition FROM issue_rule
UNION ALL SELECT 'repeat_rule', id, name, 'condition', condition FROM repeat_rule;

-- rules of first-match tables, those that compete with each other under one
-- heading, and what they say
CREATE VIEW ranked AS
SELECT 'classification_rule' AS table_name, id, name AS rule, position, condition, 'category' AS heading, category AS says
  FROM classification_rule WHERE category IS NOT NULL
UNION ALL SELECT 'routing_rule', id, name, position, condition, 'handler', concat_ws(' ', handler, argument) FROM routing_rule
UNION ALL SELECT 'clock_rule', id, name, position, condition, metric, target::text FROM clock_rule
UNION ALL SELECT 'repeat_rule', id, name, position, condition, 'kind', kind FROM repeat_rule;

-- every code, and the next one of its table
CREATE VIEW code AS
SELECT table_name, code, coalesce(lead(code) OVER w, first_value(code) OVER w) AS other
  FROM (SELECT 'category' AS table_name, code FROM category
        UNION ALL SELECT 'level', code FROM level
        UNION ALL SELECT 'urgency', code FROM urgency
        UNION ALL SELECT 'channel', code FROM channel
        UNION ALL SELECT 'state', code FROM state
        UNION ALL SELECT 'staff_role', code FROM staff_role
        UNION ALL SELECT 'department', code FROM department
        UNION ALL SELECT 'customer_tier', code FROM customer_tier
        UNION ALL SELECT 'complainant_group', code FROM complainant_group
        UNION ALL SELECT 'contact_purpose', code FROM contact_purpose
        UNION ALL SELECT 'remedy_kind', code FROM remedy_kind) AS c
WINDOW w AS (PARTITION BY table_name ORDER BY code ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);

-- every element of a list of activities or states
CREATE VIEW listed AS
SELECT l.*, n, element
  FROM (SELECT 'clock_rule' AS table_name, id, name AS rule, 'starts_on' AS column_name, starts_on AS list FROM clock_rule
        UNION ALL SELECT 'clock_rule', id, name, 'met_by', met_by FROM clock_rule
        UNION ALL SELECT 'clock_rule', id, name, 'pausing_states', pausing_states FROM clock_rule
        UNION ALL SELECT 'action_rule', id, name, 'activities', activities FROM action_rule
        UNION ALL SELECT 'entry_rule', id, name, 'activities', activities FROM entry_rule
        UNION ALL SELECT 'transition', id, format('%s -> %s: %s', from_state, to_state, name), 'by_entry', by_entry FROM transition
        UNION ALL SELECT 'transition', id, format('%s -> %s: %s', from_state, to_state, name), 'roles', roles FROM transition
        UNION ALL SELECT 'transition', id, format('%s -> %s: %s', from_state, to_state, name), 'required', required FROM transition
        UNION ALL SELECT 'same_matter_rule', id, name, 'equal_columns', equal_columns FROM same_matter_rule
        UNION ALL SELECT 'same_matter_rule', id, name, 'differing_columns', differing_columns FROM same_matter_rule
       ) AS l, unnest(list) WITH ORDINALITY AS e (element, n);

-- everything that has a name and can be switched off
CREATE VIEW switched AS
SELECT 'classification_rule' AS table_name, id, name AS rule FROM classification_rule
UNION ALL SELECT 'completeness_rule', id, name FROM completeness_rule
UNION ALL SELECT 'routing_rule', id, name FROM routing_rule
UNION ALL SELECT 'clock_rule', id, name FROM clock_rule
UNION ALL SELECT 'issue_rule', id, name FROM issue_rule
UNION ALL SELECT 'batch_rule', id, name FROM batch_rule
UNION ALL SELECT 'same_matter_rule', id, name FROM same_matter_rule
UNION ALL SELECT 'repeat_rule', id, name FROM repeat_rule
UNION ALL SELECT 'action_rule', id, name FROM action_rule
UNION ALL SELECT 'entry_rule', id, name FROM entry_rule
UNION ALL SELECT 'message_rule', id, name FROM message_rule
UNION ALL SELECT 'escalation_step', id, format('%s %s', metric, step) FROM escalation_step;

CREATE FUNCTION updated(table_name text, id bigint, setting text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('UPDATE %I SET %s WHERE id = %s', table_name, setting, id)
$$;
-- a condition in place of another, and how to tell that it makes a difference
CREATE FUNCTION is_true(condition text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('coalesce((%s), false)', coalesce(condition, 'true'))
$$;
CREATE FUNCTION changed(table_name text, id bigint, column_name text, condition text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT updated(table_name, id, format('%I = %L', column_name, condition))
$$;
