-- Cases of the past come in as they were: by the owner, without rules, clocks
-- and messages, and stay distinguishable (SPEC R10).
\i test/helper/session.sql
\set ECHO all
CREATE ROLE regress_import_owner;
CREATE ROLE regress_import_clerk;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_import_owner', current_database()) \gexec
SET ROLE regress_import_owner;
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager, database_role, active) VALUES
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL, NULL, true),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li', 'regress_import_clerk', true),
    ('old.hand', 'Old Hand', 'agent', 'customer_service', NULL, NULL, false);
-- codes that were given up since
INSERT INTO category (code, key, level, label, label_zh, active) VALUES ('9.9', 'telegrams', 'II', 'telegrams', '电报', false);
UPDATE channel SET active = false WHERE code = 'letter';
GRANT USAGE ON SCHEMA support TO regress_import_clerk;
GRANT SELECT, INSERT, UPDATE ON complaint, contact TO regress_import_clerk;
GRANT SELECT ON state TO regress_import_clerk;

-- only the owner may, whoever switches it on
SET complaint_flow.importing = on;
SET ROLE regress_import_clerk;
INSERT INTO complaint (received_at, channel, title, state) VALUES ('2019-03-04 10:00', 'hotline', 'mine', 'closed');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (1, 'out', 'hotline', 'update', 'reached');
SET ROLE regress_import_owner;

-- COPY and INSERT, with numbers, times and decisions of their own
COPY complaint (id, sheet_no, received_at, channel, received_by, title, category, category_by, level, urgency, urgent_reasons, state,
    validity, validity_reason, first_response_at, last_contact_at, contact_count, attempt_count, sla_status, closed_at) FROM stdin;
901	OLD-901	2019-03-04 10:00:00.123456+08	letter	old.hand	电报没到	9.9	rule	III	urgent	{总经理亲自交办}	closed	valid	查实	2019-03-05 09:00+08	2019-03-20 17:00+08	3	1	breached	2019-03-20 17:30+08
902	OLD-902	2019-03-05 10:00+08	hotline	\N	never answered	\N	\N	\N	\N	\N	withdrawn	\N	\N	\N	\N	\N	\N	\N	\N
\.
INSERT INTO complaint (received_at, channel, received_by, title, category, level, urgency, state, owner, department, first_response_at,
                       contact_count, due_at, promised_at)
    VALUES ('2019-04-01 10:00', 'hotline', 'li.na', '少发一件', '1.2', 'III', 'urgent', 'awaiting_customer', 'sun.li', 'customer_service',
            '2019-04-01 11:00', 2, '2019-04-05 00:00', '2019-04-03 15:00')
    RETURNING id AS open_case \gset
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result, note)
    VALUES (901, 'out', 'letter', 'first_response', '2019-03-05 09:00', 'old.hand', 'reached', 'as the file says'),
           (:open_case, 'out', 'hotline', 'first_response', '2019-04-01 11:00', 'li.na', 'reached', NULL);
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
    VALUES (900, 'out', 'letter', 'first_response', '2019-03-05 09:00', 'reached');
-- once more, as somebody does who is not sure whether it had worked
INSERT INTO complaint (id, sheet_no, received_at, channel, title, state)
    VALUES (902, 'OLD-902', '2019-03-05 10:00', 'hotline', 'never answered', 'withdrawn') ON CONFLICT (id) DO NOTHING;

\x
SELECT id, sheet_no, received_at, channel, received_by, title, category, category_by, level, urgency, urgent_reasons, priority, state,
       owner, department, validity, first_response_at, last_contact_at, contact_count, attempt_count, sla_status, due_at, promised_at,
       closed_at, updated_by, event_count, imported_at = updated_at AS stamped
  FROM complaint ORDER BY id;
\x
SELECT (SELECT count(*) FROM clock) AS clocks, (SELECT count(*) FROM outbox) AS messages, (SELECT count(*) FROM contact) AS contacts;
SELECT complaint_id, seq, activity, actor, db_role, changes FROM complaint_event ORDER BY complaint_id, seq;
-- open cases wait in the queue, finished ones do not
SELECT complaint_id, due_at, owner FROM work_queue;
SELECT complaint_flow.run_clocks('support') AS flagged;

-- what cannot have been is refused, and leaves nothing
SELECT md5(string_agg(c::text, ' ' ORDER BY id)) AS before FROM complaint c \gset
INSERT INTO complaint (received_at, channel, title) VALUES ('2019-03-04', 'hotline', 'no state');
INSERT INTO complaint (received_at, channel, title, state) VALUES ('2019-03-04', 'hotline', 'unknown state', 'lost');
INSERT INTO complaint (received_at, channel, title, state) VALUES ('2019-03-04', 'pigeon', 'unknown channel', 'closed');
INSERT INTO complaint (received_at, channel, title, state, owner) VALUES ('2019-03-04', 'hotline', 'unknown owner', 'closed', 'nobody');
INSERT INTO complaint (received_at, channel, title, state) VALUES ('infinity', 'hotline', 'no time', 'closed');
\set VERBOSITY sqlstate
INSERT INTO complaint (received_at, channel, title, state) VALUES (now() + interval '1 day', 'hotline', 'from tomorrow', 'closed');
\set VERBOSITY default
INSERT INTO complaint (received_at, channel, title, state, closed_at) VALUES ('2019-03-04', 'hotline', 'too early', 'closed', '2019-03-03');
INSERT INTO complaint (received_at, channel, title, state, closed_at) VALUES ('2019-03-04', 'hotline', 'never', 'closed', '-infinity');
INSERT INTO complaint (received_at, channel, title, state, closed_at) VALUES ('2019-03-04', 'hotline', 'still open', 'verifying', '2019-03-05');
INSERT INTO complaint (received_at, channel, title, state, first_response_at) VALUES ('2019-03-04', 'hotline', 'too early', 'closed', '2019-03-03');
INSERT INTO complaint (received_at, channel, title, state, contact_count) VALUES ('2019-03-04', 'hotline', 'less than none', 'closed', -1);
INSERT INTO complaint (received_at, channel, state) VALUES ('2019-03-04', 'hotline', 'closed');
INSERT INTO complaint (received_at, channel, title, state, customer_id) VALUES ('2019-03-04', 'hotline', 'unknown customer', 'closed', 77);
SELECT md5(string_agg(c::text, ' ' ORDER BY id)) = :'before' AS unchanged FROM complaint c;
RESET complaint_flow.importing;
INSERT INTO complaint (received_at, channel, title, state) VALUES ('2019-03-04', 'hotline', 'not importing', 'closed');

-- an imported case goes on like any other
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET description = '包裹漏发' WHERE id = :open_case;
SELECT level, urgency, category, owner FROM complaint WHERE id = :open_case;
\set VERBOSITY terse
UPDATE complaint SET state = 'closed' WHERE id = :open_case;
\set VERBOSITY default
UPDATE complaint SET state = 'verifying' WHERE id = :open_case;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (:open_case, 'out', 'hotline', 'update', 'reached');
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '3.1', reason = 'it was the shop' WHERE id = :open_case;
UPDATE complaint SET state = 'reopened', reason = 'the court said so' WHERE id = 901;
UPDATE transition SET condition = NULL WHERE from_state = 'closed';
UPDATE complaint SET state = 'reopened', reason = 'the court said so' WHERE id = 901;
RESET complaint_flow.actor;
SELECT id, state, contact_count, first_response_at, closed_at, event_count, imported_at IS NOT NULL AS imported FROM complaint ORDER BY id;
SELECT complaint_id, seq, activity FROM complaint_event WHERE seq > 1 ORDER BY complaint_id, seq;
-- only what happened here is measured
SELECT complaint_id, metric, started_at >= (SELECT min(imported_at) FROM complaint) AS since_import FROM clock ORDER BY complaint_id, metric;

-- numbers of their own do not stand in the way of new ones
SET ROLE regress_import_clerk;
SELECT complaint_flow.advance_sequences('support');
SET ROLE regress_import_owner;
SELECT complaint_flow.advance_sequences('support');
INSERT INTO complaint (channel, title) VALUES ('app', 'the next') RETURNING id;
SELECT count(*) AS problems FROM complaint_flow.verify_history('support');

-- events of the past have no place in the chain: who writes them anyway is found out
INSERT INTO complaint_event (complaint_id, seq, at, activity, db_role, hash) VALUES (902, 2, '2019-03-06', 'state:withdrawn', current_user, '\x00');
SELECT complaint_id, seq, problem FROM complaint_flow.verify_history('support');

RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
RESET ROLE;
SELECT format('REVOKE CREATE ON DATABASE %I FROM regress_import_owner', current_database()) \gexec
DROP ROLE regress_import_clerk, regress_import_owner;
