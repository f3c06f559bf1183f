-- The engine writes its tables past the executor and keeps what it knows about
-- their indexes: an index that the owner makes or drops counts from the next
-- row on, in a connection that has written before.
\i test/helper/session.sql
\set ECHO all

SELECT complaint_flow.create_desk('shop', pack => 'empty');
SET search_path = shop;
INSERT INTO channel (code, label, label_zh) VALUES ('app', 'app', 'app');
INSERT INTO complaint (channel, title) VALUES ('app', 'before any index of the owner');

-- a plain one, a partial one, one over an expression, one of another kind
CREATE INDEX event_activity ON complaint_event (activity);
CREATE INDEX event_first ON complaint_event (at) WHERE seq = 1;
CREATE INDEX event_word ON complaint_event (upper(activity));
INSERT INTO complaint (channel, title) VALUES ('app', 'after three of them');
CREATE INDEX event_rules ON complaint_event USING gin (judged_by);
INSERT INTO complaint (channel, title) VALUES ('app', 'after one of another kind');
UPDATE complaint SET state = 'closed' WHERE id = 2;

SET enable_seqscan = off;
SELECT count(*) FROM complaint_event WHERE activity = 'received';
SELECT count(*) FROM complaint_event WHERE at > '2000-01-01' AND seq = 1;
SELECT count(*) FROM complaint_event WHERE upper(activity) = 'STATE:CLOSED';
RESET enable_seqscan;

-- all rows are in every index
CREATE EXTENSION amcheck SCHEMA pg_catalog;
SELECT c.relname, bt_index_check(c.oid, true)
  FROM pg_class c
  JOIN pg_index i ON i.indexrelid = c.oid
  JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'
 WHERE i.indrelid IN ('complaint_event'::regclass, 'clock'::regclass, 'queue'::regclass)
 ORDER BY c.relname;

-- a unique index of the owner is obeyed, and gone when it is gone
CREATE UNIQUE INDEX one_an_instant ON complaint_event ((seq = 1)) WHERE activity = 'received' AND complaint_id > 3;
INSERT INTO complaint (channel, title) VALUES ('app', 'the first of them');
\set VERBOSITY sqlstate
INSERT INTO complaint (channel, title) VALUES ('app', 'the second');
\set VERBOSITY default
DROP INDEX one_an_instant, event_rules, event_word;
INSERT INTO complaint (channel, title) VALUES ('app', 'the second, again');
SELECT id, title FROM complaint ORDER BY id;
SELECT * FROM complaint_flow.verify_history('shop');

DROP EXTENSION amcheck;
RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA shop CASCADE;
