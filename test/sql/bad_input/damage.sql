-- A damaged desk says what is wrong, and takes no case half.
\i test/helper/bad_input_desk.sql
\set ECHO all
SET client_min_messages = warning;
INSERT INTO complaint (id, channel, received_by, title, description)
    VALUES (1001, 'hotline', 'li.na', '包裹少发一件', '漏发了杯子');
\set insert '$$INSERT INTO support.complaint (channel, received_by, title) VALUES (''hotline'', ''li.na'', ''少发一件'')$$'
\set update '$$UPDATE support.complaint SET state = ''verifying'', product = gen_random_uuid()$$'
\set contact '$$INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (1001, ''out'', ''hotline'', ''update'', ''reached'')$$'

-- a column of the desk's own that a rule reads is dropped: the rule counts as
-- not matched, the case is accepted and goes to triage
BEGIN;
ALTER TABLE complaint ADD COLUMN shop_size int;
INSERT INTO classification_rule (position, name, condition, urgency) VALUES (900, 'big shop', 'shop_size > 100', 'urgent');
INSERT INTO complaint (channel, title, shop_size) VALUES ('hotline', '少发一件', 500) RETURNING urgency, triage IS NULL AS sound;
ALTER TABLE complaint DROP COLUMN shop_size;
INSERT INTO complaint (channel, title) VALUES ('hotline', '少发两件')
    RETURNING urgency, category, regexp_replace(triage::text, '\d+ ', 'N ') AS triage;
UPDATE complaint SET product = '杯子' WHERE id = 1001
    RETURNING state, regexp_replace(triage::text, '\d+ ', 'N ') AS triage;
-- so does a keyword set that is gone
DELETE FROM keyword_set WHERE name = 'law_risk';
INSERT INTO complaint (channel, title) VALUES ('hotline', '少发三件')
    RETURNING urgency, category, regexp_replace(triage::text, '\d+ ', 'N ', 'g') AS triage;
ROLLBACK;

-- a column of the engine is gone, or has another type
BEGIN;
ALTER TABLE complaint DROP COLUMN priority CASCADE;
SELECT refused(:insert);
SELECT refused(:update);
SELECT refused(:contact);
SELECT refused($$SELECT complaint_flow.run_clocks('support', '2030-01-01')$$);
SELECT damage FROM complaint_flow.desks();
ROLLBACK;
BEGIN;
ALTER TABLE complaint RENAME COLUMN sla_status TO traffic_light;
SELECT refused(:insert);
SELECT damage FROM complaint_flow.desks();
ROLLBACK;
BEGIN;
ALTER TABLE complaint ALTER COLUMN event_count TYPE bigint;
SELECT refused(:insert);
SELECT damage FROM complaint_flow.desks();
ROLLBACK;
BEGIN;
ALTER TABLE contact DROP COLUMN next_contact_at;
SELECT refused(:contact);
ROLLBACK;
BEGIN;
ALTER TABLE clock DROP COLUMN warn_at CASCADE;
SELECT refused(:insert);
ROLLBACK;
BEGIN;
DROP VIEW mining_event, ocel_object_complaint, ocel_event_object, kpi_now CASCADE;
ALTER TABLE complaint_event ALTER COLUMN rules_version TYPE bigint;
SELECT refused(:update);
ROLLBACK;
BEGIN;
ALTER TABLE category DROP COLUMN active;
SELECT refused(:insert);
ROLLBACK;

-- a table was renamed
CREATE FUNCTION public.without(name text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE support.%I RENAME TO elsewhere', name);
    RETURN QUERY SELECT name || ': ' || t FROM
        (SELECT refused('INSERT INTO support.complaint (channel, received_by, title) VALUES (''hotline'', ''li.na'', ''少发一件'')') UNION ALL
         SELECT refused('UPDATE support.complaint SET state = ''verifying'', product = gen_random_uuid()') UNION ALL
         SELECT 'damage: ' || damage::text FROM complaint_flow.desks()) AS tried (t);
    EXECUTE format('ALTER TABLE support.elsewhere RENAME TO %I', name);
END
$$;
SELECT without(name) FROM unnest('{clock,queue,complaint_event,state,transition,staff,calendar,category}'::text[]) AS name;
BEGIN;
ALTER TABLE desk RENAME TO elsewhere;
SELECT refused(:insert);
SELECT refused(:update);
SELECT refused($$SELECT complaint_flow.upgrade_desk('support')$$);
ROLLBACK;
BEGIN;
ALTER TABLE outbox RENAME TO elsewhere;
SELECT refused(:insert);
SELECT refused($$SELECT complaint_flow.run_clocks('support', '2030-01-01')$$);
ROLLBACK;

-- settings and codes are emptied
BEGIN;
DELETE FROM desk;
SELECT refused(:insert);
SELECT refused(:update);
SELECT damage FROM complaint_flow.desks();
ROLLBACK;
BEGIN;
-- (what is left is read as it is: an unknown state is no final one)
ALTER TABLE script_version DISABLE TRIGGER zzz_keep_all;
TRUNCATE state, transition CASCADE;
SELECT refused(:insert);
UPDATE complaint SET product = 'x' RETURNING state;
ROLLBACK;
BEGIN;
ALTER TABLE script_version DISABLE TRIGGER zzz_keep_all;
TRUNCATE urgency, level CASCADE;
SELECT refused(:insert);
SELECT refused($$UPDATE support.complaint SET product = 'x'$$);
ROLLBACK;
BEGIN;
TRUNCATE staff CASCADE;
UPDATE complaint SET description = 'x' RETURNING owner;
SELECT refused(:insert);
ROLLBACK;
BEGIN;
TRUNCATE clock_rule, escalation_step;
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (1001, 'out', 'hotline', 'update', 'reached');
SELECT complaint_flow.run_clocks('support', '2030-01-01');
ROLLBACK;
SELECT desk, ready FROM complaint_flow.desks();
DROP FUNCTION without(text);
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
