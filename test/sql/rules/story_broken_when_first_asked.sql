-- A condition is compiled when it is first asked, in the middle of a decision,
-- often while another one is guarded by a subtransaction.  Rules that cannot
-- be compiled lose no case and stop no other rule, whatever their table;
-- conditions that were compiled under the guard work when it was rolled back.
SET client_min_messages = warning;
SELECT FROM complaint_flow.create_desk('regress_broken', pack => 'empty');
SET search_path = regress_broken, public;
INSERT INTO staff_role (code, label, label_zh, rank) VALUES ('lead', 'lead', 'lead', 1);
UPDATE desk SET fallback_role = 'lead';
INSERT INTO channel VALUES ('phone', 'phone', '电话');
INSERT INTO contact_purpose (code, label, label_zh) VALUES ('other', 'other', 'other');
INSERT INTO category VALUES ('a', 'a', 'ordinary', 'a', 'a');
INSERT INTO department (code, label, label_zh) VALUES ('shop', 'shop', 'shop');
INSERT INTO customer (id, name) VALUES (1, 'Li');
-- it fails, or not, and opens the guard for those behind it
INSERT INTO classification_rule (position, name, condition, category) VALUES (1, 'guarded', 'order_ref::int > 5', 'a');
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (2, 'guarded route', 'amount / order_ref::int > 5', 'department', 'shop');
INSERT INTO action_rule (position, name, activities, condition, action, argument, topic) VALUES (2, 'guarded action', '{received}', 'amount / order_ref::int > 5', 'notify', 'owner', 'urgent_case');
SET session_replication_role = replica;
INSERT INTO classification_rule (position, name, condition, category) VALUES (2, 'broken classification', 'nothing > 1', 'a');
INSERT INTO completeness_rule (position, name, condition, question, question_zh) VALUES (1, 'broken completeness', 'nothing > 2', 'q', 'q');
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (1, 'broken routing', 'nothing > 3', 'department', 'shop');
INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES (1, 'broken clock', 'resolution', 'nothing > 4', '1 hour', '{state:closed}');
INSERT INTO action_rule (position, name, activities, condition, action, argument, topic) VALUES (1, 'broken action', '{received,state:closed}', 'nothing > 5', 'notify', 'owner', 'urgent_case');
INSERT INTO issue_rule (position, name, condition, issue_key) VALUES (1, 'broken issue', 'nothing > 6', 'title');
INSERT INTO repeat_rule (position, name, condition, kind) VALUES (1, 'broken repeat', 'nothing > 7', 'escalated');
INSERT INTO entry_rule (position, name, activities, condition) VALUES (1, 'broken entry', '{contact}', 'nothing > 8');
UPDATE transition SET condition = 'nothing > 9';
SELECT from_state, to_state FROM transition ORDER BY 1, 2;

\c -
SET search_path = regress_broken, public;
INSERT INTO complaint (channel, order_ref, amount, customer_id, title) VALUES
    ('phone', '7', 100, 1, 'the guard stays open'),
    ('phone', '0', 100, 1, 'what was compiled under the guard fails'),
    ('phone', 'x', 100, 1, 'the first condition fails'),
    ('phone', '7', 100, 1, 'and all of them again');
SELECT title, category, department FROM complaint ORDER BY id;
SELECT count(*) AS events FROM complaint_event;
SELECT DISTINCT regexp_replace(told, '\d+', 'N') AS told FROM complaint, unnest(triage) AS told ORDER BY 1;
SELECT DISTINCT regexp_replace(content ->> 'rule', '\d+', 'N') AS failed FROM outbox WHERE topic = 'rule_failed' ORDER BY 1;

-- first asked by a change, under a guard that is opened in a savepoint
\c -
SET search_path = regress_broken, public;
BEGIN;
SAVEPOINT a;
UPDATE complaint SET order_ref = '8', state = 'closed' WHERE title LIKE 'the guard%';
ROLLBACK TO a;
UPDATE complaint SET order_ref = '9' WHERE title LIKE 'the guard%';
COMMIT;
\c -
SET search_path = regress_broken, public;
INSERT INTO contact (complaint_id, direction, channel, purpose, result) SELECT min(id), 'in', 'phone', 'other', 'reached' FROM complaint;
SELECT order_ref, category, department, state FROM complaint ORDER BY id;
SELECT * FROM complaint_flow.verify_history('regress_broken');
SET client_min_messages = warning;
DROP SCHEMA regress_broken CASCADE;
