-- Impossible times, and contacts that cannot have been.
\i test/helper/bad_input_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, received_by, title, description)
    VALUES (1001, now() - interval '2 days', 'hotline', 'li.na', '包裹少发一件', '漏发了杯子');
SELECT remember();

-- the complaint's own times
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', now() + interval '1 hour')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', 'infinity')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', '-infinity')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', '1899-12-31 23:59:59+00')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', '0044-03-15 BC')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', '2026-02-30')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at) VALUES ('hotline', 'x', '昨天')$$);
SELECT refused($$INSERT INTO complaint (channel, title, occurred_at) VALUES ('hotline', 'x', now() + interval '10 minutes')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_at, occurred_at) VALUES ('hotline', 'x', '2026-03-02 09:00', '2026-03-02 10:00')$$);
SELECT refused($$INSERT INTO complaint (channel, title, occurred_at) VALUES ('hotline', 'x', '1066-10-14')$$);
SELECT refused($$INSERT INTO complaint (channel, title, occurred_at) VALUES ('hotline', 'x', '-infinity')$$);
SELECT refused($$UPDATE complaint SET occurred_at = now()$$);
SELECT unchanged();

-- contacts
CREATE FUNCTION public.contact_with(columns text, content text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT refused(format('INSERT INTO contact (%s) VALUES (%s)', columns, content))
$$;
\set base 'complaint_id, direction, channel, purpose, result'
SELECT contact_with(:'base', $$4711, 'out', 'hotline', 'update', 'reached'$$);
SELECT contact_with(:'base', $$NULL, 'out', 'hotline', 'update', 'reached'$$);
SELECT contact_with(:'base', $$1001, 'sideways', 'hotline', 'update', 'reached'$$);
SELECT contact_with(:'base', $$1001, NULL, 'hotline', 'update', 'reached'$$);
SELECT contact_with(:'base', $$1001, 'out', 'pigeon', 'update', 'reached'$$);
SELECT contact_with(:'base', $$1001, 'out', NULL, 'update', 'reached'$$);
SELECT contact_with(:'base', $$1001, 'out', 'hotline', 'small_talk', 'reached'$$);
SELECT contact_with(:'base', $$1001, 'out', 'hotline', '　', 'reached'$$);
SELECT contact_with(:'base', $$1001, 'out', 'hotline', 'update', 'perhaps'$$);
SELECT contact_with(:'base', $$1001, 'out', 'hotline', 'update', NULL$$);
SELECT contact_with(:'base' || ', contacted_at', $$1001, 'out', 'hotline', 'update', 'reached', now() - interval '3 days'$$);
SELECT contact_with(:'base' || ', contacted_at', $$1001, 'out', 'hotline', 'update', 'reached', now() + interval '3 days'$$);
SELECT contact_with(:'base' || ', contacted_at', $$1001, 'out', 'hotline', 'update', 'reached', 'infinity'$$);
SELECT contact_with(:'base' || ', contacted_at', $$1001, 'out', 'hotline', 'update', 'reached', '1815-06-18'$$);
SELECT contact_with(:'base' || ', next_contact_at', $$1001, 'out', 'hotline', 'update', 'reached', now() - interval '1 day'$$);
SELECT contact_with(:'base' || ', next_contact_at', $$1001, 'out', 'hotline', 'update', 'reached', now()$$);
SELECT contact_with(:'base' || ', next_contact_at', $$1001, 'out', 'hotline', 'update', 'reached', 'infinity'$$);
SELECT contact_with(:'base' || ', next_contact_at', $$1001, 'out', 'hotline', 'update', 'reached', '-infinity'$$);
SELECT contact_with(:'base' || ', next_contact_at', $$1001, 'out', 'hotline', 'update', 'not_reached', '9999-12-31'$$);
SELECT contact_with(:'base' || ', made_by', $$1001, 'out', 'hotline', 'update', 'reached', 'nobody'$$);
SELECT contact_with(:'base' || ', note', $$1001, 'out', 'hotline', 'update', 'reached', repeat('x', 1048577)$$);
SELECT unchanged();

-- targets, where rules and functions take them
SELECT refused(format('SELECT complaint_flow.deadline(''support'', ''standard'', now(), %L)', target))
  FROM unnest('{"",soon,3,-3 hours,T-1,T+,T+0 close,1 day 2 hours,99999 days,三小时}'::text[]) AS target;
SELECT refused($$SELECT complaint_flow.deadline('support', 'nonesuch', now(), 'T+1')$$);
SELECT refused($$SELECT complaint_flow.deadline('nowhere', 'standard', now(), 'T+1')$$);
SELECT refused($$SELECT complaint_flow.deadline('support', 'standard', '2500-01-01', 'T+1')$$);
SELECT refused($$SELECT complaint_flow.run_clocks('support', 'infinity')$$);
SELECT unchanged();
DROP FUNCTION contact_with(text, text);
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
