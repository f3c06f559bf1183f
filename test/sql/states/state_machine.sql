-- A supervisor wants to see the state machine on paper, an analyst what became
-- of it in practice.  A desk with odd words: what they hold must not break the
-- picture.
\i test/helper/session.sql
\set ECHO all
SET client_min_messages = warning;
\pset format unaligned
\pset tuples_only on
CREATE ROLE regress_cf_agent;
CREATE ROLE regress_cf_analyst;
SELECT complaint_flow.create_desk('regress_lost', pack => 'empty');
SET search_path = regress_lost, public;
INSERT INTO channel (code, label, label_zh) VALUES ('counter', 'counter', '柜台');
INSERT INTO staff_role (code, rank, label, label_zh) VALUES ('clerk', 1, 'clerk', '柜员'), ('head', 2, 'head of office', '主任');
INSERT INTO staff (code, name, role) VALUES ('ada', 'Ada', 'clerk'), ('bo', 'Bo', 'head');
DELETE FROM transition;
DELETE FROM state;
INSERT INTO state (code, kind, label, label_zh) VALUES
    ('new', 'initial', 'new', '新建'),
    ('search', 'working', E'searching: "where?"\nroom #7; 50% \\ done', E'查找“在哪？”\n第7室'),
    ('wait.owner', 'waiting', 'owner {asked} & <b>told</b>', '等失主'),
    ('end', 'final', 'over', '结束');
INSERT INTO transition (from_state, to_state, name, roles, condition, required, reason_required, active) VALUES
    ('new', 'search', 'look for it', NULL, NULL, '{}', false, true),
    ('search', 'wait.owner', 'found', '{head,clerk}', $$title <> ''  AND
        product IN ('umbrella', 'a "very" long list of things that people leave behind')$$, '{product,merchant}', false, true),
    ('wait.owner', 'end', 'give back', '{head}', NULL, '{}', true, true),
    ('wait.owner', 'end', 'throw away', NULL, 'amount < 5', '{}', false, true),
    ('search', 'end', 'give up', NULL, NULL, '{}', false, true),
    ('end', 'search', 'switched off', NULL, NULL, '{}', false, false);
INSERT INTO term (code, label, label_zh) VALUES ('found', 'found', '已找到');

SELECT complaint_flow.state_machine_graphviz('regress_lost', 'en');
SELECT complaint_flow.state_machine_mermaid('regress_lost', 'en');

-- two are looked for in vain, which the head forbids afterwards; one is found
INSERT INTO complaint (id, channel, title, product, merchant) SELECT n, 'counter', 'lost', 'umbrella', 'tram' FROM generate_series(1, 3) n;
UPDATE complaint SET state = 'search';
UPDATE complaint SET state = 'end' WHERE id < 3;
SET complaint_flow.actor = 'ada';
UPDATE complaint SET state = 'wait.owner' WHERE id = 3;
RESET complaint_flow.actor;
DELETE FROM transition WHERE name = 'give up';
UPDATE desk SET language = 'zh';
SELECT complaint_flow.state_machine_graphviz('regress_lost', practice => true);
SELECT complaint_flow.state_machine_mermaid('regress_lost', 'zh', true);
-- those were right when they were made
SELECT count(*) AS deviations FROM complaint_flow.replay_log('regress_lost');

-- every line of Mermaid is one of four kinds, and holds none of its own signs
SELECT line
  FROM regexp_split_to_table(complaint_flow.state_machine_mermaid('regress_lost', 'en', true), '\n') WITH ORDINALITY AS l (line, n)
 WHERE n > 2 AND line !~ '^    state "([^"#;:<>{}&%]|#\d+;|<br/>)+" as s_[a-z0-9_.]+$'
   AND line !~ '^    s_[a-z0-9_.]+ --> s_[a-z0-9_.]+ : ([^"#;:<>{}&%]|#\d+;|<br/>)+$'
   AND line !~ '^    (\[\*\] --> s_[a-z0-9_.]+|s_[a-z0-9_.]+ --> \[\*\])$';

-- whoever may read the rules gets the picture, the practice is for those who may read all departments
SELECT complaint_flow.grant_desk('regress_lost', 'agent', 'regress_cf_agent');
SELECT complaint_flow.grant_desk('regress_lost', 'analyst', 'regress_cf_analyst');
SET ROLE regress_cf_agent;
SELECT length(complaint_flow.state_machine_mermaid('regress_lost')) > 100;
SELECT complaint_flow.state_machine_mermaid('regress_lost', practice => true);
SET ROLE regress_cf_analyst;
SELECT complaint_flow.state_machine_mermaid('regress_lost', 'en', true) LIKE '%taken 2x%';
RESET ROLE;
SELECT complaint_flow.state_machine_graphviz('regress_lost', 'fr');
SELECT complaint_flow.state_machine_graphviz('nowhere');
SELECT complaint_flow.drop_desk('regress_lost', true);
DROP ROLE regress_cf_agent, regress_cf_analyst;
