-- Rules have versions: what held is readable, a case keeps what judged it.
\i test/helper/session.sql
\set ECHO queries
SELECT complaint_flow.create_desk('ver');
SELECT rules_version FROM ver.desk;
INSERT INTO ver.complaint (channel, category, title, amount) VALUES ('web_form', '1.4', 'too dear', 500) RETURNING urgency, rules_version;

-- one transaction, one version, however many rules it changes
BEGIN;
INSERT INTO ver.classification_rule (position, name, condition, urgency) VALUES (5, 'large sums', 'amount > 1000', 'urgent');
UPDATE ver.classification_rule SET condition = 'amount > 400' WHERE name = 'large sums';
UPDATE ver.category SET label = 'Dearer elsewhere' WHERE code = '1.4';
SELECT rules_version FROM ver.desk;
INSERT INTO ver.complaint (channel, category, title, amount) VALUES ('web_form', '1.4', 'too dear', 500) RETURNING urgency, urgent_reasons, rules_version;
COMMIT;
UPDATE ver.classification_rule SET active = false WHERE name = 'large sums';
INSERT INTO ver.complaint (channel, category, title, amount) VALUES ('web_form', '1.4', 'too dear', 500) RETURNING urgency, rules_version;
DELETE FROM ver.classification_rule WHERE name = 'large sums';

-- what was rolled back never was
BEGIN;
SAVEPOINT s;
UPDATE ver.channel SET active = false;
UPDATE ver.clock_rule SET active = false;
INSERT INTO ver.complaint (channel, title) VALUES ('web_form', 'not now');
ROLLBACK TO s;
INSERT INTO ver.complaint (channel, category, title) VALUES ('web_form', '1.4', 'now') RETURNING sla_status, rules_version;
COMMIT;

SELECT table_name, from_version, to_version, content ->> 'condition' AS condition, content ->> 'active' AS active
  FROM ver.rule_history WHERE content ->> 'name' = 'large sums' ORDER BY from_version;
SELECT from_version, to_version, content ->> 'label' AS label FROM ver.rule_history WHERE table_name = 'category' AND rule_key = '1.4' ORDER BY 1;

-- each case still tells by which version it was judged
SELECT c.id, c.urgency, c.rules_version, e.decided_by, e.rule_name, e.condition
  FROM ver.complaint c, complaint_flow.explain_complaint('ver', c.id) e WHERE e.attribute = 'urgency' ORDER BY c.id;

-- history is not for editing
UPDATE ver.rule_history SET content = '{}';
DELETE FROM ver.rule_history;
SELECT complaint_flow.drop_desk('ver', true);
