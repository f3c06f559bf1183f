-- An auditor has kept the digest that was published on the 1st of March, and
-- asks in June whether the histories are still those.
\i test/helper/support_desk.sql
\set ECHO all
\pset footer on
SET client_min_messages = warning;
INSERT INTO customer (name) VALUES ('王小明');
INSERT INTO complaint (id, channel, received_by, customer_id, title)
SELECT n, 'hotline', 'li.na', CASE WHEN n = 5 THEN 1 END, '包裹 ' || n FROM unnest('{1,2,3,5,10001,10002}'::bigint[]) AS n;
UPDATE complaint SET title = title || '少发一件', updated_by = 'li.na' WHERE id IN (2, 10002);
SELECT complaint_flow.publish_history_digest('support', '2026-03-01 12:00');
SELECT content - 'sha256' AS content, content ->> 'sha256' = (SELECT digest FROM complaint_flow.history_digest('support')) AS is_that_of_now
  FROM outbox WHERE topic = 'history_digest';
SELECT content ->> 'sha256' AS march FROM outbox WHERE topic = 'history_digest' \gset
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-01', :'march');
SELECT day, block, first_id, event_counts FROM digest_block ORDER BY 1, 2;

-- Work goes on: new events, new cases, an erasure, changed rules, an imported case.
UPDATE complaint SET title = 'x', updated_by = 'li.na' WHERE id IN (1, 2);
INSERT INTO complaint (id, channel, received_by, title) VALUES (4, 'hotline', 'li.na', '杯子漏水');
SELECT complaint_flow.erase_customer('support', 1, 'asked', open_cases => true);
UPDATE classification_rule SET active = false WHERE id = (SELECT min(id) FROM classification_rule);
SET complaint_flow.importing = on;
INSERT INTO complaint (id, channel, received_at, title, level, urgency, state) VALUES (6, 'hotline', '2025-01-01', 'alt', 'II', 'ordinary', 'registered');
RESET complaint_flow.importing;
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-01', :'march');
-- the next digest keeps the block that changed
SELECT complaint_flow.publish_history_digest('support', '2026-03-02 12:00');
SELECT complaint_flow.publish_history_digest('support', '2026-03-02 13:00');
SELECT content ->> 'sha256' AS second FROM outbox WHERE topic = 'history_digest' ORDER BY id DESC LIMIT 1 \gset
SELECT day, block, first_id, event_counts FROM digest_block ORDER BY 1, 2;
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-01', :'march');
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-02', upper(:'second'));
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-02', :'march');
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-02');
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-03', :'march');

-- Whoever may read the tables may ask: an auditor, a supervisor; an agent as far as agents read.
CREATE ROLE regress_cf_auditor;
CREATE ROLE regress_cf_agent;
SELECT complaint_flow.grant_desk('support', 'auditor', 'regress_cf_auditor');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_cf_agent');
SET ROLE regress_cf_auditor;
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-01', :'march');
SELECT * FROM complaint_flow.verify_history('support');
SET ROLE regress_cf_agent;
\set VERBOSITY terse
SELECT * FROM complaint_flow.verify_digest('support', '2026-03-01', :'march');
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.publish_history_digest('support', '2026-03-03 12:00');
SELECT complaint_flow.keep_digest('support', '2026-03-03', now());
SELECT complaint_flow.blocks_of_day('support', '2026-03-01');
RESET ROLE;
\set VERBOSITY default
SELECT complaint_flow.revoke_desk('support', 'auditor', 'regress_cf_auditor');
SELECT complaint_flow.revoke_desk('support', 'agent', 'regress_cf_agent');

-- What somebody does who may switch the triggers off: each is found.
CREATE FUNCTION public.found(damage text, digest text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    verdicts text[];
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE damage;
    SET LOCAL session_replication_role = origin;
    verdicts := ARRAY(SELECT concat_ws(': ', part, verdict, detail) FROM complaint_flow.verify_digest('support', '2026-03-01', digest));
    RAISE EXCEPTION USING MESSAGE = array_to_string(verdicts, E'\n');
EXCEPTION WHEN raise_exception THEN
    RETURN QUERY SELECT unnest(string_to_array(SQLERRM, E'\n'));
END
$$;
\pset tuples_only on
-- a chain rewritten as a whole, so that verify_history would be content
SELECT found($$UPDATE complaint_event SET hash = sha256(hash) WHERE complaint_id = 2$$, :'march');
-- a case that vanishes with all its rows
SELECT found($$DELETE FROM complaint_event WHERE complaint_id = 10001; DELETE FROM complaint WHERE id = 10001$$, :'march');
-- one that is filed again under its number
SELECT found($$DELETE FROM complaint_event WHERE complaint_id = 3; DELETE FROM complaint_event_personal WHERE complaint_id = 3; DELETE FROM queue WHERE complaint_id = 3; DELETE FROM clock WHERE complaint_id = 3; DELETE FROM complaint WHERE id = 3;
    SET LOCAL session_replication_role = origin; INSERT INTO complaint (id, channel, received_by, title) VALUES (3, 'hotline', 'li.na', 'other')$$, :'march');
-- rules of that time
SELECT found($$UPDATE rule_history SET content = '{}' WHERE table_name = 'transition' AND rule_key = (SELECT min(rule_key) FROM rule_history WHERE table_name = 'transition')$$, :'march');
SELECT found($$DELETE FROM rule_history WHERE to_version IS NOT NULL$$, :'march');
-- what the desk keeps to compare with
SELECT found($$UPDATE digest_block SET event_counts = '{1,1,1}' WHERE day = '2026-03-01' AND block = 0$$, :'march');
SELECT found($$DELETE FROM digest_block WHERE block = 1$$, :'march');
SELECT found($$UPDATE complaint_event SET hash = sha256(hash) WHERE complaint_id = 10002;
    UPDATE digest_block k SET sha256 = b.taken FROM (SELECT sha256(string_agg(int8send(complaint_id) || hash, ''::bytea ORDER BY complaint_id)) AS taken FROM complaint_event
        WHERE (complaint_id, seq) IN ((10001, 1), (10002, 2))) b WHERE k.block = 1$$, :'march');
SELECT found($$DELETE FROM published_digest$$, :'march');
-- what is not in it: verify_history looks at contacts and entries, nothing at clocks and read_log
SELECT found($$UPDATE clock SET outcome = 'met'; DELETE FROM read_log$$, :'march');
\pset tuples_only off
UPDATE published_digest SET cases = 0;
DELETE FROM digest_block;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION found(text, text);
DROP ROLE regress_cf_auditor, regress_cf_agent;
