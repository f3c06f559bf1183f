-- Faults in the life of a case: states, clocks, calendars, escalation,
-- authority, messages, words, codes and settings.

-- States and their transitions.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT f.kind, 'transition', format('%s -> %s: %s', t.from_state, t.to_state, t.name), f.statement
  FROM transition AS t CROSS JOIN LATERAL (
        SELECT 'transition removed' AS kind, format('DELETE FROM transition WHERE id = %s', t.id) AS statement
        UNION ALL SELECT 'transition removed', updated('transition', t.id, 'active = false')
        UNION ALL SELECT 'transition to a wrong state', updated('transition', t.id, format('to_state = %L', c.other))
                    FROM code AS c WHERE (c.table_name, c.code) = ('state', t.to_state) AND c.other <> t.from_state
        UNION ALL SELECT 'transition to a wrong state', updated('transition', t.id, format('from_state = %L', c.other))
                    FROM code AS c WHERE (c.table_name, c.code) = ('state', t.from_state) AND c.other <> t.to_state
        UNION ALL SELECT 'guard of a transition weakened', updated('transition', t.id, 'roles = NULL') WHERE t.roles IS NOT NULL
        UNION ALL SELECT 'guard of a transition weakened', updated('transition', t.id, format('roles = %L',
                    t.roles || (SELECT code FROM staff_role ORDER BY rank LIMIT 1))) WHERE t.roles IS NOT NULL
        UNION ALL SELECT 'transition that no entry takes any more', updated('transition', t.id, 'by_entry = ''{}''') WHERE t.by_entry <> '{}'
        UNION ALL SELECT 'guard of a transition weakened', updated('transition', t.id, 'reason_required = false') WHERE t.reason_required
        UNION ALL SELECT 'reopens wrong', updated('transition', t.id, 'reopens = NOT reopens')
       ) AS f
UNION ALL
SELECT 'nothing leads to a state', 'transition', format('* -> %s', code), format('DELETE FROM transition WHERE to_state = %L', code)
  FROM state WHERE kind <> 'initial'
UNION ALL
SELECT 'no way out of a state', 'transition', format('%s -> *', code), format('DELETE FROM transition WHERE from_state = %L', code)
  FROM state WHERE kind <> 'final'
UNION ALL
SELECT 'kind of a state', 'state', code, format('UPDATE state SET kind = %L%s WHERE code = %L', wrong,
       CASE WHEN wrong = 'final' THEN ', resolution = ''full''' ELSE ', resolution = NULL' END, code)
  FROM state, unnest('{working,waiting,final}'::text[]) AS wrong WHERE kind NOT IN (wrong, 'initial')
UNION ALL
SELECT 'nothing leads to a state', 'state', 'in_between',
       'INSERT INTO state (code, kind, label, label_zh) VALUES (''in_between'', ''working'', ''in between'', ''中间'')';

-- Clocks.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT f.kind, 'clock_rule', r.name, f.statement
  FROM clock_rule AS r CROSS JOIN LATERAL (
        SELECT 'target ten times too long' AS kind, updated('clock_rule', r.id, format('target = %L', ten_times(r.target::text))) AS statement
         WHERE r.target IS NOT NULL
        UNION ALL SELECT 'target ten times too short', updated('clock_rule', r.id, format('target = %L', a_tenth(r.target::text))) WHERE r.target IS NOT NULL
        UNION ALL SELECT 'clock met by what never happens', updated('clock_rule', r.id, format('met_by = %L', ARRAY['state:' || s.code]))
                    FROM state AS s WHERE s.kind = 'initial'
        UNION ALL SELECT 'clock met by what never happens', updated('clock_rule', r.id, 'met_by = starts_on') WHERE NOT r.starts_on && '{promise,received}'
        UNION ALL SELECT 'clock met by what never happens', updated('clock_rule', r.id, 'met_by = ''{contact:nothing}''')
        UNION ALL SELECT 'clock paused for ever', updated('clock_rule', r.id, format('pausing_states = %L',
                    (SELECT array_agg(code ORDER BY code) FROM state WHERE kind <> 'final')))
        UNION ALL SELECT 'clock paused for ever', updated('clock_rule', r.id, format('pausing_states = %L', array_agg(substr(a, 7))))
                    FROM unnest(r.starts_on) AS a WHERE a ~ '^state:' HAVING count(*) > 0
        UNION ALL SELECT 'clock that starts at the end', updated('clock_rule', r.id, format('starts_on = %L', ARRAY['state:' || min(code)]))
                    FROM state WHERE kind = 'final'
        UNION ALL SELECT 'code misspelt in an argument', updated('clock_rule', r.id, format('metric = %L', misspelt(r.metric)))
        UNION ALL SELECT 'warning at once', updated('clock_rule', r.id, 'warn_at_percent = 1')
        UNION ALL SELECT 'target ten times too long', updated('clock_rule', r.id, format('at_most = %L', ten_times(r.at_most::text))) WHERE r.at_most IS NOT NULL
        UNION ALL SELECT 'clock met by what never happens', updated('clock_rule', r.id, $$met_condition = 'actor_department = ''nowhere'''$$)
                   WHERE NOT 'promise' = ANY (r.starts_on)
       ) AS f;

-- Calendars.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'calendar without hours', 'calendar_hours', name, format('DELETE FROM calendar_hours WHERE calendar = %L', name) FROM calendar
UNION ALL
SELECT 'calendar without hours', 'calendar_hours', name, format('DELETE FROM calendar_hours WHERE calendar = %L AND weekday > 1', name) FROM calendar
UNION ALL
SELECT 'calendar without hours', 'clock_rule', name,
       format('INSERT INTO calendar (name, time_zone) VALUES (''night'', ''Asia/Shanghai''); UPDATE clock_rule SET calendar = ''night'' WHERE id = %s', id)
  FROM clock_rule WHERE target::text ~ 'T|business'
UNION ALL
SELECT 'calendar without hours', 'desk', 'calendar',
       'INSERT INTO calendar (name, time_zone) VALUES (''night'', ''Asia/Shanghai''); UPDATE desk SET calendar = ''night'''
UNION ALL
SELECT 'calendar without its year', 'calendar_year', name, format('DELETE FROM calendar_year WHERE calendar = %L', name) FROM calendar
UNION ALL
SELECT 'hours or days of a calendar', 'calendar', name, format('UPDATE calendar SET time_zone = %L WHERE name = %L', zone, name)
  FROM calendar, unnest('{Asia/Shangai,America/New_York}'::text[]) AS zone
UNION ALL
SELECT 'hours or days of a calendar', 'calendar_hours', format('%s %s', calendar, weekday),
       format('UPDATE calendar_hours SET opens = closes, closes = opens WHERE calendar = %L AND weekday = %s', calendar, weekday)
  FROM calendar_hours GROUP BY calendar, weekday
UNION ALL
SELECT 'hours or days of a calendar', 'calendar_day', day::text, format('UPDATE calendar_day SET kind = %L WHERE id = %s',
       CASE kind WHEN 'closed' THEN 'working' ELSE 'closed' END, id)
  FROM calendar_day WHERE day BETWEEN current_date AND current_date + 400 AND kind <> 'hours';

-- Escalation.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT f.kind, 'escalation_step', format('%s %s', e.metric, e.step), f.statement
  FROM escalation_step AS e CROSS JOIN LATERAL (
        SELECT 'code misspelt in an argument' AS kind, updated('escalation_step', e.id, 'metric = ''resolutoin''') AS statement
        UNION ALL SELECT 'steps in a wrong order', format('UPDATE escalation_step SET after = CASE id WHEN %1$s THEN %4$L ELSE %3$L END::complaint_flow.target WHERE id IN (%1$s, %2$s)',
                    e.id, o.id, e.after, o.after)
                    FROM escalation_step AS o WHERE o.step > e.step AND o.after::text <> e.after::text
        UNION ALL SELECT 'target ten times too long', updated('escalation_step', e.id, format('after = %L', ten_times(e.after::text)))
        UNION ALL SELECT 'step to nobody', format('UPDATE staff SET active = false WHERE role = %L', substr(e.notify, 6)) WHERE e.notify ~ '^role '
        UNION ALL SELECT 'step to nobody', 'UPDATE department SET overseer = NULL' WHERE e.notify = 'department overseer'
        UNION ALL SELECT 'step to nobody', updated('escalation_step', e.id, format('notify = %L', n))
                    FROM unnest('{role supervizor,person nobody,department liaisons}'::text[]) AS n
        UNION ALL SELECT 'step to nobody', format('UPDATE staff SET active = false WHERE code = %L; %s', s.code,
                    updated('escalation_step', e.id, format('notify = %L', 'person ' || s.code)))
                    FROM (SELECT code FROM staff ORDER BY code LIMIT 1) AS s
       ) AS f;

-- People.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'role that nobody has', 'staff', code, format('UPDATE staff SET active = false WHERE role = %L', code) FROM staff_role
UNION ALL
SELECT 'role that nobody has', 'department', code, format('UPDATE department SET liaison = NULL WHERE code = %L', code) FROM department
UNION ALL
SELECT 'role that nobody has', 'staff', 'manager', 'UPDATE staff SET manager = NULL'
UNION ALL
SELECT 'ranks of two codes exchanged', 'staff_role', format('%s, %s', a.code, b.code),
       format('UPDATE staff_role SET rank = %s - rank WHERE code IN (%L, %L)', a.rank + b.rank, a.code, b.code)
  FROM staff_role AS a JOIN staff_role AS b ON a.rank < b.rank;

-- Authority.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT f.kind, 'authority', concat_ws(' ', a.role, a.remedy_kind), f.statement
  FROM authority AS a CROSS JOIN LATERAL (
        SELECT 'rung removed' AS kind, format('DELETE FROM authority WHERE id = %s', a.id) AS statement WHERE a.approves
        UNION ALL SELECT 'rung removed', updated('authority', a.id, 'approves = false') WHERE a.approves
        UNION ALL SELECT 'rung removed', updated('authority', a.id, 'up_to = 5000') WHERE a.up_to IS NULL
        UNION ALL SELECT 'amount of an authority', format('DELETE FROM authority WHERE id = %s', a.id) WHERE a.up_to = 0
        UNION ALL SELECT 'amount of an authority', updated('authority', a.id, 'up_to = up_to * 10') WHERE a.up_to > 0
        UNION ALL SELECT 'amount of an authority', updated('authority', a.id, 'per_day = up_to / 10') WHERE a.up_to > 0
        UNION ALL SELECT 'amount of an authority', format('UPDATE authority SET up_to = CASE id WHEN %1$s THEN %4$s ELSE %3$s END WHERE id IN (%1$s, %2$s)',
                    a.id, o.id, a.up_to, o.up_to)
                    FROM authority AS o WHERE o.remedy_kind IS NOT DISTINCT FROM a.remedy_kind AND o.up_to > a.up_to
       ) AS f;

-- Messages.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'message without words', 'message_template', format('%s %s', topic, language),
       format('DELETE FROM message_template WHERE topic = %L AND language = %L', topic, language)
  FROM message_template WHERE topic <> '*'
UNION ALL
SELECT 'message without words', 'message_template', topic, format('DELETE FROM message_template WHERE topic = %L', topic)
  FROM message_template WHERE topic <> '*' GROUP BY topic
UNION ALL
SELECT 'placeholder misspelt', 'message_template', format('%s %s', topic, language),
       format('UPDATE message_template SET body = %L WHERE topic = %L AND language = %L', b, topic, language)
  FROM message_template, each_replaced(body, '\{(\w)\w', '{\1') AS b
UNION ALL
SELECT 'code misspelt in an argument', 'action_rule', name, updated('action_rule', id, format('topic = %L', misspelt(topic))) FROM action_rule WHERE topic IS NOT NULL
UNION ALL
SELECT 'code misspelt in an argument', 'message_rule', name, updated('message_rule', id, format('topic = %L', misspelt(topic))) FROM message_rule WHERE topic <> '*'
UNION ALL
SELECT 'message rule for all comes first', 'message_rule', name, updated('message_rule', id, 'topic = ''*'', audience = ''*'', urgency = NULL, position = 1') FROM message_rule
UNION ALL
SELECT 'calendar without hours', 'message_rule', name, 'INSERT INTO calendar (name, time_zone) VALUES (''night'', ''Asia/Shanghai''); '
       || updated('message_rule', id, 'quiet_calendar = ''night''') FROM message_rule;

-- Words.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT f.kind, 'keyword_set', k.name, f.statement
  FROM keyword_set AS k CROSS JOIN LATERAL (
        SELECT 'keyword set emptied' AS kind, format('UPDATE keyword_set SET keywords = ''{}'', exceptions = ''{}'' WHERE name = %L', k.name) AS statement
        UNION ALL SELECT 'keyword set removed', format('DELETE FROM keyword_set WHERE name = %L', k.name)
        UNION ALL SELECT 'keywords of another set', format(
                    'UPDATE keyword_set SET keywords = keywords || %L WHERE name = %L; UPDATE keyword_set SET keywords = keywords[11:], exceptions = ''{}'' WHERE name = %L',
                    k.keywords[1:10], o.name, k.name)
                    FROM (SELECT name FROM keyword_set WHERE name > k.name ORDER BY name LIMIT 1) AS o
        UNION ALL SELECT 'keyword that stands everywhere', format('UPDATE keyword_set SET keywords = keywords || ''{的}'' WHERE name = %L', k.name)
        UNION ALL SELECT 'keyword set removed', format('UPDATE keyword_set SET name = %L WHERE name = %L', k.name || '_old', k.name)
       ) AS f;

-- Codes.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'property of a code', 'category', k.code, format('UPDATE category SET level = %L WHERE code = %L', c.other, k.code)
  FROM category AS k JOIN code AS c ON (c.table_name, c.code) = ('level', k.level)
UNION ALL
SELECT 'property of a code', 'category', code, format('UPDATE category SET active = false WHERE code = %L', code) FROM category
UNION ALL
SELECT 'ranks of two codes exchanged', 'level', format('%s, %s', a.code, b.code),
       format('UPDATE level SET rank = CASE code WHEN %1$L THEN 90 ELSE 91 END WHERE code IN (%1$L, %2$L);
               UPDATE level SET rank = CASE code WHEN %1$L THEN %4$s ELSE %3$s END WHERE code IN (%1$L, %2$L)', a.code, b.code, a.rank, b.rank)
  FROM level AS a JOIN level AS b ON a.rank < b.rank
UNION ALL
SELECT 'ranks of two codes exchanged', 'urgency', format('%s, %s', a.code, b.code),
       format('UPDATE urgency SET rank = CASE code WHEN %1$L THEN 90 ELSE 91 END WHERE code IN (%1$L, %2$L);
               UPDATE urgency SET rank = CASE code WHEN %1$L THEN %4$s ELSE %3$s END WHERE code IN (%1$L, %2$L)', a.code, b.code, a.rank, b.rank)
  FROM urgency AS a JOIN urgency AS b ON a.rank < b.rank
UNION ALL
SELECT 'new code that no rule knows', 'category', 'new', format('INSERT INTO category (code, key, level, label, label_zh) VALUES (''new'', ''new'', %L, ''new'', ''新'')', min(code))
  FROM level
UNION ALL
SELECT 'new code that no rule knows', 'level', 'new', 'INSERT INTO level (code, rank, label, label_zh) VALUES (''new'', 80, ''new'', ''新'')'
UNION ALL
SELECT 'new code that no rule knows', 'urgency', 'new', 'INSERT INTO urgency (code, rank, label, label_zh) VALUES (''new'', 80, ''new'', ''新'')'
UNION ALL
SELECT 'property of a code', 'remedy_kind', code, format('UPDATE remedy_kind SET has_amount = NOT has_amount WHERE code = %L', code) FROM remedy_kind
UNION ALL
SELECT 'property of a code', 'contact_purpose', code, format('UPDATE contact_purpose SET follow_up = false WHERE code = %L', code)
  FROM contact_purpose WHERE follow_up;

-- Settings of the desk.
INSERT INTO fault (kind, table_name, rule, statement)
SELECT 'setting of the desk', 'desk', setting, 'UPDATE desk SET ' || setting
  FROM (SELECT format('%s = %L', s.setting, c.other) AS setting
          FROM desk AS d CROSS JOIN LATERAL (VALUES ('default_level', 'level', d.default_level), ('default_urgency', 'urgency', d.default_urgency),
                   ('joined_state', 'state', d.joined_state), ('joined_purpose', 'contact_purpose', d.joined_purpose),
                   ('fallback_role', 'staff_role', d.fallback_role)) AS s (setting, table_name, code)
          JOIN code AS c USING (table_name, code)
        UNION ALL
        VALUES ('fallback_role = NULL'), ('joined_state = NULL'), ('joined_purpose = NULL'), ('reclassification_roles = ''{}'''),
               ('extension_roles = ''{}'''), ('erasure_roles = ''{}'''), ('repeat_window = ''0'''), ('repeat_window = ''3650 days'''),
               ('wanted_precision = 0.51'), ('wanted_precision = 1'), ('time_zone = ''America/New_York'''), ('time_zone = ''Asia/Shangai'''),
               ('handover_needs_acceptance = false'), ('language = ''en''')
       ) AS d;
