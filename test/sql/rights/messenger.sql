-- Who carries messages away: a role with the capacity messenger and no other
-- right at the desk.
\i test/helper/support_desk.sql
\i test/helper/refused.sql
\set ECHO all
CREATE ROLE regress_messenger;
CREATE ROLE regress_agent;
SELECT complaint_flow.grant_desk('support', 'messenger', 'regress_messenger');
SELECT complaint_flow.grant_desk('support', 'agent', 'regress_agent');
SELECT complaint_flow.filter_by_department('support', true);
INSERT INTO customer (id, name, phone) VALUES (1, '王建国', '13900000001');
INSERT INTO complaint (id, received_at, channel, received_by, customer_id, category, title, merchant) VALUES
    (1, now(), 'hotline', 'li.na', 1, '2.1', '店员态度差', '星星店'), (2, now(), 'group_hq', 'li.na', 1, '2.1', '店员态度差', '月亮店');
INSERT INTO outbox (created_at, topic, audience, dedup_key, content) VALUES
    (now(), 'news', 'person he.xin', 'a', '{}'), (now(), 'news', NULL, 'b', '{}');

-- The messenger sees what it has to carry, names and numbers included.
SET ROLE regress_messenger;
SELECT topic, audience, persons, recipient, phone FROM complaint_flow.read_outbox('support', visibility => '0') ORDER BY topic, complaint_id, audience;
-- It may ask for one audience, or one kind, and for few.
SELECT topic, audience FROM complaint_flow.read_outbox('support', 10, '0', 'person') ORDER BY id;
SELECT topic, audience FROM complaint_flow.read_outbox('support', 10, '0', 'person he.xin') ORDER BY id;
SELECT topic, audience FROM complaint_flow.read_outbox('support', 10, '0', 'nobody') ORDER BY id;
SELECT count(*) FROM complaint_flow.read_outbox('support', 2, '0');
SELECT count(*) FROM complaint_flow.read_outbox('support', 0) AS a, complaint_flow.read_outbox('support', -1) AS b;
-- What it takes stays hidden for a while and comes again when it dies.
BEGIN;
SELECT count(*) FROM complaint_flow.read_outbox('support', 3, '10 minutes');
ROLLBACK;
SELECT count(*) FROM complaint_flow.read_outbox('support', 3, '10 minutes');
SELECT count(*) FROM complaint_flow.read_outbox('support', 100, '10 minutes');
SELECT count(*) FROM complaint_flow.read_outbox('support');
SELECT count(*), min(attempts) > 1 AS again FROM complaint_flow.read_outbox('support', as_of => clock_timestamp() + interval '11 minutes');
SELECT count(*) FROM complaint_flow.ack_outbox('support', ARRAY(SELECT id FROM support.outbox));
SELECT count(*) FROM complaint_flow.read_outbox('support', as_of => clock_timestamp() + interval '1 year');
SELECT * FROM complaint_flow.ack_outbox('support', '{}');
SELECT * FROM complaint_flow.ack_outbox('support', '{NULL}');

-- Cases, customers, rules and the words are none of its business.
SELECT refused($$SELECT * FROM support.complaint$$);
SELECT refused($$SELECT * FROM support.customer$$);
SELECT refused($$INSERT INTO support.outbox (created_at, topic, dedup_key, content) VALUES (now(), 'x', 'x', '{}')$$);
SELECT refused($$UPDATE support.outbox SET audience = 'role agent'$$);
-- nor does it acknowledge past ack_outbox, which writes down what the customer was told
SELECT refused($$UPDATE support.outbox SET acked_at = now()$$);
SELECT refused($$DELETE FROM support.outbox$$);
SELECT refused($$SELECT complaint_flow.send_digests('support')$$);
SELECT refused($$SELECT complaint_flow.purge_outbox('support')$$);
SELECT refused($$SELECT complaint_flow.render_messages('support', '{1}')$$);
SELECT refused($$SELECT complaint_flow.read_outbox('support', NULL)$$);
SELECT refused($$SELECT complaint_flow.read_outbox('support', 1, NULL)$$);
SELECT refused($$SELECT complaint_flow.read_outbox('support', as_of => 'infinity')$$);
SELECT refused($$SELECT complaint_flow.ack_outbox('support', '{1}', '-infinity')$$);
SELECT refused($$SELECT complaint_flow.read_outbox('nowhere')$$);

-- Nobody else takes messages.
SET ROLE regress_agent;
SELECT refused($$SELECT complaint_flow.read_outbox('support')$$);
SELECT refused($$SELECT complaint_flow.ack_outbox('support', '{1}')$$);
SELECT refused($$SELECT complaint_flow.grant_desk('support', 'messenger', 'regress_agent')$$);
RESET ROLE;
SELECT complaint_flow.revoke_desk('support', 'messenger', 'regress_messenger');
SET ROLE regress_messenger;
SELECT refused($$SELECT complaint_flow.read_outbox('support')$$);
RESET ROLE;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
DROP ROLE regress_messenger, regress_agent;
