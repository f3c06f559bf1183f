-- Ways around who may do what: the accused, the handler who scores, the voice of
-- somebody else.
SET client_min_messages = warning;
\i test/helper/logins_desk.sql
\set ECHO all

INSERT INTO tries (who, attempt, statement) VALUES
    ('zhou.min', 'make the accused the owner',
     $$UPDATE complaint SET owner = 'liu.yang', reason = 'x' WHERE id = 11$$),
    ('zhou.min', 'hand the case over to the accused',
     $$INSERT INTO handover (complaint_id, to_staff, reason) VALUES (11, 'liu.yang', 'x')$$),
    ('zhou.min', 'call the accused into the team',
     $$INSERT INTO response_team (complaint_id, department, staff) VALUES (11, 'customer_service', 'liu.yang')$$),
    ('liu.yang', 'take the case about oneself',
     $$UPDATE complaint SET owner = 'liu.yang', reason = 'x' WHERE id = 11$$),
    ('liu.yang', 'drop the accusation',
     $$UPDATE complaint SET accused_staff = NULL WHERE id = 11$$),
    ('liu.yang', 'accuse somebody else',
     $$UPDATE complaint SET accused_staff = 'li.na' WHERE id = 11$$),
    ('liu.yang', 'change the words of the complaint',
     $$UPDATE complaint SET description = 'a misunderstanding' WHERE id = 11$$),
    ('liu.yang', 'take the transition',
     $$UPDATE complaint SET state = 'withdrawn', reason = 'x' WHERE id = 11$$),
    ('liu.yang', 'investigate oneself',
     $$INSERT INTO investigation (complaint_id, conclusion) VALUES (11, 'not_upheld')$$),
    ('liu.yang', 'add evidence',
     $$INSERT INTO evidence (complaint_id, kind, reference) VALUES (11, 'recording', 'x')$$),
    ('liu.yang', 'score the case about oneself',
     $$INSERT INTO satisfaction (complaint_id, score) VALUES (11, 5)$$),
    ('liu.yang', 'call the customer about it',
     $$INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (11, 'out', 'hotline', 'update', 'reached')$$),
    ('liu.yang', 'note that the customer called and agrees',
     $$INSERT INTO contact (complaint_id, direction, channel, purpose, result, answer) VALUES (11, 'in', 'hotline', 'offer', 'reached', 'accepted')$$),
    ('liu.yang', 'add as somebody else',
     $$INSERT INTO evidence (complaint_id, kind, reference, recorded_by) VALUES (11, 'recording', 'x', 'li.na')$$),
    ('liu.yang', 'write as somebody else, by column',
     $$UPDATE complaint SET description = 'x', updated_by = 'li.na' WHERE id = 11$$),
    ('liu.yang', 'write as somebody else, by setting',
     $$SET LOCAL complaint_flow.actor = 'zhou.min'; UPDATE complaint SET description = 'x' WHERE id = 11$$),
    ('liu.yang', 'speak as the application',
     $$SET LOCAL complaint_flow.actor = 'app'; INSERT INTO evidence (complaint_id, kind, reference) VALUES (11, 'recording', 'x')$$),
    ('app', 'the application, for the accused',
     $$SET LOCAL complaint_flow.actor = 'liu.yang'; INSERT INTO evidence (complaint_id, kind, reference) VALUES (11, 'recording', 'x')$$),
    ('app', 'the application, the accused in the column',
     $$INSERT INTO investigation (complaint_id, conclusion, recorded_by) VALUES (11, 'not_upheld', 'liu.yang')$$),
    ('app', 'the application, for nobody that exists',
     $$SET LOCAL complaint_flow.actor = 'nobody'; UPDATE complaint SET description = 'x' WHERE id = 3$$),
    ('li.na', 'score the own case',
     $$INSERT INTO satisfaction (complaint_id, score) VALUES (8, 5)$$),
    ('li.na', 'score the own case as somebody else',
     $$INSERT INTO satisfaction (complaint_id, score, recorded_by) VALUES (8, 5, 'wang.fang')$$),
    ('app', 'score the own case, through the application',
     $$SET LOCAL complaint_flow.actor = 'li.na'; INSERT INTO satisfaction (complaint_id, score) VALUES (8, 5)$$),
    ('li.na', 'a score of six',
     $$INSERT INTO satisfaction (complaint_id, score) VALUES (13, 6)$$),
    ('li.na', 'claim for somebody else',
     $$SELECT complaint_flow.claim('support', 'wang.fang')$$),
    ('liu.yang', 'reclassify without a reason',
     $$UPDATE complaint SET category = '1.1' WHERE id = 3$$),
    ('li.na', 'reclassify as an agent',
     $$UPDATE complaint SET category = '1.1', reason = 'x' WHERE id = 3$$),
    ('li.na', 'less urgent, as an agent',
     $$UPDATE complaint SET level = 'III', reason = 'x' WHERE id = 3$$),
    ('li.na', 'become a supervisor',
     $$UPDATE staff SET role = 'supervisor' WHERE code = 'li.na'$$),
    ('zhou.min', 'log in as the manager',
     $$UPDATE staff SET database_role = 'regress_cf_zhou.min' WHERE code = 'wu.gang'$$),
    ('zhou.min', 'let oneself speak for others',
     $$UPDATE staff SET speaks_for_others = true WHERE code = 'zhou.min'$$),
    ('li.na', 'change a rule',
     $$UPDATE transition SET condition = NULL$$),
    ('li.na', 'change a setting',
     $$UPDATE desk SET handover_needs_acceptance = false$$),
    ('zhou.min', 'change a setting, as supervisor',
     $$UPDATE desk SET handover_needs_acceptance = false$$),
    ('auditor', 'write as an auditor',
     $$UPDATE complaint SET description = 'x' WHERE id = 3$$),
    ('auditor', 'insert as an auditor',
     $$INSERT INTO complaint (channel, title) VALUES ('hotline', 'x')$$);

-- who, what, and what the desk says to it
SELECT no, who, attempt, code, told FROM tries, try(who, statement) ORDER BY no;
-- nothing has happened
SELECT * FROM complaint_flow.verify_history('support');
SELECT count(*) AS events, count(DISTINCT complaint_id) AS cases FROM complaint_event;

\set ECHO none
DROP SCHEMA support CASCADE;
DROP TABLE tries;
DROP FUNCTION try;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_cf_owner', current_database()); END $$;
DROP ROLE regress_cf_owner, "regress_cf_li.na", "regress_cf_liu.yang", "regress_cf_zhou.min", "regress_cf_wu.gang", "regress_cf_feng.tao", regress_cf_app, regress_cf_auditor;
