-- Many rows in one statement: one bad row among good ones leaves nothing.
\i test/helper/bad_input_desk.sql
\set ECHO all
INSERT INTO complaint (id, channel, received_by, title) VALUES (1001, 'hotline', 'li.na', '少发一件');
SELECT remember();

SELECT refused($$INSERT INTO complaint (channel, title) SELECT CASE WHEN n = 900 THEN 'pigeon' ELSE 'hotline' END, '第' || n || '件' FROM generate_series(1, 1000) AS n$$);
SELECT refused($$UPDATE complaint SET state = 'offered'$$);
SELECT unchanged();

-- COPY names the line
\set VERBOSITY default
\set SHOW_CONTEXT errors
COPY complaint (channel, title, amount) FROM STDIN (FORMAT csv);
hotline,少发一件,12.50
web_form,少发两件,
fax,少发三件,5
hotline,少发四件,7
\.
COPY complaint (channel, title, amount) FROM STDIN (FORMAT csv);
hotline,少发一件,twelve
\.
COPY complaint (channel, title, priority) FROM STDIN (FORMAT csv);
hotline,少发一件,
hotline,少发两件,1
\.
COPY contact (complaint_id, direction, channel, purpose, result) FROM STDIN (FORMAT csv);
1001,out,hotline,update,reached
4711,out,hotline,update,reached
\.
COPY complaint (channel, title) FROM STDIN (FORMAT csv, ENCODING 'GBK');
hotline,少发一件
\.
\set SHOW_CONTEXT never
SELECT unchanged();

-- after an error within a savepoint the rest goes on
BEGIN;
INSERT INTO complaint (channel, title) VALUES ('hotline', '少发两件');
SAVEPOINT before_mistake;
INSERT INTO complaint (channel, title) VALUES ('fax', '少发三件');
ROLLBACK TO before_mistake;
INSERT INTO complaint (channel, title) VALUES ('web_form', '少发四件');
COMMIT;
SELECT count(*) AS complaints, (SELECT count(*) FROM complaint_event) AS events, (SELECT count(*) FROM queue) AS queue FROM complaint;
SELECT remember();

-- ON CONFLICT: DO NOTHING writes nothing, DO UPDATE is an update like any other
INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', '又来一次') ON CONFLICT DO NOTHING;
INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', '又来一次') ON CONFLICT (id) DO NOTHING;
SELECT unchanged();
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (1001, 'fax', '又来一次') ON CONFLICT (id) DO NOTHING$$);
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', 'x') ON CONFLICT (id) DO UPDATE SET channel = 'web_form'$$);
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', 'x') ON CONFLICT (id) DO UPDATE SET state = 'closed', reason = '已解决'$$);
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', 'x'), (1001, 'hotline', 'y') ON CONFLICT (id) DO UPDATE SET title = excluded.title$$);
SELECT unchanged();
INSERT INTO complaint (id, channel, title) VALUES (1001, 'hotline', '少发一件杯子')
    ON CONFLICT (id) DO UPDATE SET title = excluded.title RETURNING id, title, event_count;
MERGE INTO complaint c USING (VALUES (1001, '合并')) AS v (id, title) ON c.id = v.id
    WHEN MATCHED THEN UPDATE SET product = v.title;
SELECT seq, activity, changes -> 'product' AS product FROM complaint_event WHERE complaint_id = 1001 ORDER BY seq;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
