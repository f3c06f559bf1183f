-- Policy that cannot be: rules, people, calendars, settings.
\i test/helper/bad_input_desk.sql
\set ECHO all
INSERT INTO complaint (id, channel, received_by, title, description)
    VALUES (1001, 'hotline', 'li.na', '包裹少发一件', '漏发了杯子');
SELECT remember();

-- conditions
CREATE FUNCTION public.rule_with(condition text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT refused(format('INSERT INTO classification_rule (position, name, condition, urgency) VALUES (900, ''mine'', %L, ''urgent'')', condition))
$$;
SELECT rule_with($$channel = 'app' AND$$);
SELECT rule_with($$channel = ‘app’$$);
SELECT rule_with($$channel = "app"$$);
SELECT rule_with($$chanel = 'app'$$);
SELECT rule_with($$amount = 'many'$$);
SELECT rule_with($$channel$$);
SELECT rule_with($$amount > channel$$);
SELECT rule_with($$received_at > now() - interval '1 day'$$);
SELECT rule_with($$random() > 0.5$$);
SELECT rule_with($$current_user = 'li.na'$$);
SELECT rule_with($$EXISTS (SELECT FROM staff)$$);
SELECT rule_with($$count(*) > 1$$);
SELECT rule_with($$row_number() OVER () > 1$$);
SELECT rule_with($$generate_series(1, 2) > 1$$);
SELECT rule_with($$refused('x') IS NULL$$);
SELECT rule_with($$mentions(title, 'nonesuch')$$);
SELECT rule_with($$mentions(title, channel)$$);
SELECT rule_with($$amount > $1$$);
SELECT rule_with($$true; DROP TABLE complaint$$);
SELECT rule_with($$1 = 1) OR (true$$);
SELECT rule_with('');
SELECT refused($$UPDATE routing_rule SET condition = 'nonesuch = 1' WHERE position = 20$$);
SELECT refused($$UPDATE transition SET condition = 'amount' WHERE from_state = 'verifying' AND to_state = 'invalid'$$);
SELECT refused($$UPDATE clock_rule SET condition = 'pg_sleep(1) IS NULL' WHERE position = 20$$);
SELECT refused($$UPDATE completeness_rule SET condition = NULL WHERE position = 10$$);
SELECT unchanged();

-- what rules say
SELECT refused($$INSERT INTO classification_rule (position, name, condition) VALUES (900, 'mine', 'true')$$);
SELECT refused($$INSERT INTO classification_rule (position, name, category) VALUES (900, 'mine', '9.9')$$);
SELECT refused($$INSERT INTO classification_rule (position, name, category) VALUES (900, 'points late', '1.6')$$);
SELECT refused($$INSERT INTO routing_rule (position, name, handler) VALUES (900, 'mine', 'the boss')$$);
SELECT refused($$INSERT INTO routing_rule (position, name, handler) VALUES (900, 'mine', 'role')$$);
SELECT refused($$INSERT INTO routing_rule (position, name, handler, argument) VALUES (900, 'mine', 'role', 'king')$$);
SELECT refused($$INSERT INTO routing_rule (position, name, handler, argument) VALUES (900, 'mine', 'department', 'moon')$$);
SELECT refused($$INSERT INTO routing_rule (position, name, handler, argument) VALUES (900, 'mine', 'person', 'nobody')$$);
SELECT refused($$INSERT INTO clock_rule (position, name, metric, met_by) VALUES (900, 'mine', 'mine', '{state:closed}')$$);
SELECT refused($$INSERT INTO clock_rule (position, name, metric, met_by, target) VALUES (900, 'mine', 'mine', '{state:closed}', 'soon')$$);
SELECT refused($$INSERT INTO clock_rule (position, name, metric, met_by, target, calendar) VALUES (900, 'mine', 'mine', '{state:closed}', 'T+1', 'moon')$$);
SELECT refused($$INSERT INTO transition (from_state, to_state, name) VALUES ('closed', 'closed', 'stay')$$);
SELECT refused($$INSERT INTO transition (from_state, to_state, name) VALUES ('closed', 'forgotten', 'forget')$$);
SELECT refused($$INSERT INTO transition (from_state, to_state, name, roles) VALUES ('closed', 'verifying', 'mine', '{king}')$$);
SELECT refused($$INSERT INTO transition (from_state, to_state, name, required) VALUES ('closed', 'verifying', 'mine', '{colour}')$$);
SELECT refused($$INSERT INTO state (code, kind, label, label_zh) VALUES ('begun', 'initial', 'begun', '开始')$$);
SELECT refused($$INSERT INTO escalation_step (metric, step, after, notify) VALUES ('*', 9, '1 hour', 'the press')$$);
SELECT refused($$INSERT INTO escalation_step (metric, step, after, notify) VALUES ('*', 9, '1 hour', 'person nobody')$$);
SELECT refused($$INSERT INTO escalation_step (metric, step, after, notify) VALUES ('resoluton', 1, '1 hour', 'owner')$$);
SELECT refused($$INSERT INTO escalation_step (metric, step, after, notify) VALUES ('*', 9, 'soon', 'owner')$$);
SELECT refused($$UPDATE clock_rule SET starts_on = '{state:forgotten}' WHERE position = 20$$);
SELECT refused($$UPDATE clock_rule SET met_by = '{contact:small_talk}' WHERE position = 20$$);
SELECT refused($$UPDATE clock_rule SET met_by = '{sunrise}' WHERE position = 20$$);
SELECT refused($$UPDATE clock_rule SET pausing_states = '{asleep}' WHERE position = 20$$);
SELECT unchanged();

-- codes that are in use
SELECT refused($$DELETE FROM category WHERE code = '1.4'$$);
SELECT refused($$DELETE FROM level WHERE code = 'II'$$);
SELECT refused($$DELETE FROM state WHERE code = 'registered'$$);
SELECT refused($$DELETE FROM calendar WHERE name = 'standard'$$);
SELECT refused($$DELETE FROM channel WHERE code = 'hotline'$$);
SELECT refused($$UPDATE channel SET code = 'phone' WHERE code = 'hotline'$$);
SELECT refused($$UPDATE category SET code = '1.20' WHERE code = '1.2'$$);
SELECT refused($$UPDATE level SET code = '1' WHERE code = 'I'$$);
SELECT refused($$UPDATE calendar SET name = 'main' WHERE name = 'standard'$$);
SELECT refused($$DELETE FROM staff_role WHERE code = 'manager'$$);
SELECT refused($$DELETE FROM department WHERE code = 'risk_control'$$);
SELECT refused($$DELETE FROM contact_purpose WHERE code = 'offer'$$);
SELECT refused($$INSERT INTO urgency (code, rank, label, label_zh) VALUES ('super', 100, 'super', '超级')$$);
SELECT refused($$INSERT INTO channel (code, label, label_zh) VALUES ('Fax', 'fax', '传真')$$);
SELECT unchanged();

-- people
SELECT refused($$UPDATE staff SET manager = 'sun.li' WHERE code = 'sun.li'$$);
SELECT refused($$UPDATE staff SET manager = 'li.na' WHERE code = 'zheng.hua'$$);
SELECT refused($$UPDATE staff SET manager = CASE code WHEN 'li.na' THEN 'wang.fang' ELSE 'li.na' END WHERE code IN ('li.na', 'wang.fang')$$);
SELECT refused($$UPDATE staff SET manager = 'nobody' WHERE code = 'li.na'$$);
SELECT refused($$UPDATE staff SET role = 'king' WHERE code = 'li.na'$$);
SELECT refused($$INSERT INTO staff (code, name, role) VALUES ('李娜', '李娜', 'agent')$$);
SELECT refused($$INSERT INTO staff (code, name, role) VALUES ('li.na', 'another', 'agent')$$);
SELECT refused($$DELETE FROM staff WHERE code = 'sun.li'$$);
SELECT refused($$DELETE FROM staff WHERE code = 'li.na'$$);
SELECT unchanged();

-- calendars
SELECT refused($$INSERT INTO calendar (name, time_zone) VALUES ('moon', 'Luna/Tycho')$$);
SELECT refused($$INSERT INTO calendar (name, time_zone) VALUES ('offset', 'UTC+8')$$);
SELECT refused($$UPDATE desk SET time_zone = 'Luna/Tycho'$$);
SELECT refused($$INSERT INTO calendar_hours VALUES ('standard', 1, '17:00', '20:00')$$);
SELECT refused($$INSERT INTO calendar_hours VALUES ('standard', 7, '22:00', '10:00')$$);
SELECT refused($$INSERT INTO calendar_hours VALUES ('standard', 8, '09:00', '10:00')$$);
SELECT refused($$INSERT INTO calendar_hours VALUES ('moon', 1, '09:00', '10:00')$$);
SELECT refused($$INSERT INTO calendar_day (calendar, day, kind, opens, closes) VALUES ('standard', '2026-12-24', 'hours', '09:00', '12:00'), ('standard', '2026-12-24', 'hours', '11:00', '13:00')$$);
SELECT refused($$INSERT INTO calendar_day (calendar, day, kind) VALUES ('standard', '2026-12-24', 'hours')$$);
SELECT refused($$INSERT INTO calendar_day (calendar, day, kind) VALUES ('standard', '2026-12-24', 'party')$$);
INSERT INTO calendar (name, time_zone, by_year) VALUES ('empty', 'Asia/Shanghai', false);
SELECT refused($$SELECT complaint_flow.deadline('support', 'empty', now(), '8 business hours')$$);
SELECT refused($$SELECT complaint_flow.deadline('support', 'empty', now(), 'T+1')$$);

-- a rule whose names went wrong, past the triggers, can still be switched off
SET session_replication_role = replica;
DELETE FROM contact_purpose WHERE code = 'offer';
RESET session_replication_role;
UPDATE clock_rule SET active = false WHERE metric = 'first_response';
SELECT refused($$UPDATE clock_rule SET met_by = met_by WHERE metric = 'first_response'$$);

-- settings
SELECT remember();
SELECT refused($$INSERT INTO desk (engine_version, pack, calendar, default_urgency, default_level) VALUES ('1', 'x', 'standard', 'ordinary', 'I')$$);
SELECT refused($$UPDATE desk SET currency = 'yuan'$$);
SELECT refused($$UPDATE desk SET language = 'fr'$$);
SELECT refused($$UPDATE desk SET calendar = 'moon'$$);
SELECT refused($$UPDATE desk SET default_level = 'IV'$$);
SELECT refused($$UPDATE desk SET fallback_role = 'king'$$);
SELECT refused($$UPDATE desk SET reclassification_roles = '{king}'$$);
SELECT refused($$UPDATE desk SET personal_columns = '{shoe_size}'$$);
SELECT refused($$UPDATE desk SET clock_tolerance = '-1 hour'$$);
SELECT refused($$UPDATE desk SET clock_tolerance = '1000000 years'$$);
SELECT unchanged();
DROP FUNCTION rule_with(text);
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
