-- What is put right at intake: codes are trimmed, empty facts filled in, and a
-- sheet that lacks facts is accepted with the questions to ask.
\i test/helper/bad_input_desk.sql
\set ECHO all
SET complaint_flow.actor = 'li.na';
-- full-width, zero-width and no-break space, byte order mark, tab
INSERT INTO complaint (channel, received_by, category, customer_tier, complainant_group, currency, amount, title)
    VALUES (U&'\3000hotline\200B', U&'li.na\00A0', U&'\FEFF1.2', U&'\200Egold ', E'\tmedia\n', ' USD', 5, U&'\3000少发一件')
    RETURNING '[' || concat_ws('][', channel, received_by, category, customer_tier, complainant_group, currency) || ']' AS codes,
              title = U&'\3000少发一件' AS title_as_written, urgency;
-- zero-width space within a code is part of it
SELECT refused($$INSERT INTO complaint (channel, title) VALUES (U&'hot\200Bline', '少发一件')$$);
-- an update sends the same code with a blank: no change of category
SELECT set_config('test.last', max(id)::text, false) IS NOT NULL FROM complaint;
UPDATE complaint SET category = U&'1.2\3000', product = '杯子' WHERE id = current_setting('test.last')::bigint
    RETURNING category, category_by, event_count;

-- the receiver is who writes; the currency the desk's; nobody is invented
INSERT INTO complaint (channel, amount, title) VALUES ('on_site', 20, '标价不符') RETURNING received_by, owner, currency;
INSERT INTO complaint (channel, received_by, title) VALUES ('on_site', 'wang.fang', '标价不符') RETURNING received_by, owner, currency;
SET complaint_flow.actor = '';
INSERT INTO complaint (channel, title) VALUES ('web_form', '标价不符') RETURNING received_by, owner, handler_role, updated_by;

-- tier and group come from the customer, unless the writer knows better; no
-- customer at all is an anonymous complaint
INSERT INTO customer (id, name, tier, complainant_group) VALUES (7, '王先生', 'vip', 'consumer_council');
INSERT INTO complaint (channel, customer_id, title) VALUES ('app', 7, '排队太久')
    RETURNING customer_tier, complainant_group, category, urgency;
INSERT INTO complaint (channel, customer_id, customer_tier, title) VALUES ('app', 7, 'silver', '排队太久')
    RETURNING customer_tier, complainant_group, category, urgency;
INSERT INTO complaint (channel, title) VALUES ('letter', '排队太久') RETURNING customer_id, customer_tier, category, triage;

-- the sheet number: local date of receipt and id
UPDATE desk SET sheet_prefix = 'TS';
INSERT INTO complaint (id, received_at, channel, title) VALUES (42, '2026-03-08 17:00+00', 'app', '排队太久') RETURNING sheet_no;
INSERT INTO complaint (id, received_at, channel, title) VALUES (12345678, '2026-03-08 15:59:59+00', 'app', '排队太久') RETURNING sheet_no;
-- a few minutes of another clock are no lie
INSERT INTO complaint (received_at, occurred_at, channel, title) VALUES (now() + interval '4 minutes', now() + interval '8 minutes', 'app', '排队太久')
    RETURNING received_at > now() AS ahead;

-- what is missing is asked, and gone when it is there
INSERT INTO complaint (id, channel, received_by, category, title) VALUES (43, 'hotline', 'li.na', '1.1', '杯子坏了') RETURNING missing;
UPDATE complaint SET description = '杯底漏水', order_ref = 'DD1', product = '杯子', evidence = '{photo-1}' WHERE id = 43 RETURNING missing;
UPDATE complaint SET remedy_sought = '换货' WHERE id = 43 RETURNING missing IS NULL AS complete;
SELECT activity, changes -> 'missing' AS missing FROM complaint_event WHERE complaint_id = 43 ORDER BY seq;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
