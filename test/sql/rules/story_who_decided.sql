-- Who decided: the history and the explanation tell what the rules found in new
-- facts from what a person said.
\i test/helper/support_desk.sql
\set ECHO all
-- at this desk whoever may write a case may name its owner
UPDATE desk SET handover_needs_acceptance = false;

SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, received_at, channel, title, description, order_ref, remedy_sought)
    VALUES (1, '2026-03-02 10:00', 'hotline', '包裹少了一件', '两只杯子只收到一只', 'JF1', '补发');
-- A new fact: the customer speaks of the press.  Rules raise the urgency.
UPDATE complaint SET description = '两只杯子只收到一只，客户要找记者曝光' WHERE id = 1;
SELECT activity, actor, changes - 'judged_by' - 'due_at' AS changes FROM complaint_event WHERE seq = 2;
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('urgency', 'handler');

-- A person overrules them: the reasons of the rules are not hers, on the sheet
-- neither.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET urgency = 'ordinary', reason = '客户已撤回该说法' WHERE id = 1 RETURNING urgency, urgent_reasons;
SELECT activity, actor FROM complaint_event WHERE seq = 3;
SELECT attribute, value, decided_by, rule_name, regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME') AS note
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level', 'urgency', 'handler');
-- What she knew does not come back with another correction ...
UPDATE complaint SET title = '包裹少了一件。' WHERE id = 1 RETURNING urgency, urgent_reasons;
-- ... a new reason does.
UPDATE complaint SET risks = '{litigation}' WHERE id = 1 RETURNING urgency, urgent_reasons;
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('urgency', 'handler');

-- Sun Li gives it to Zhou Min, then reclassifies: the handler is the person's,
-- then again the rule's.
UPDATE complaint SET owner = 'zhou.min', reason = '专人处理' WHERE id = 1;
SELECT value, decided_by, regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME') AS note
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute = 'handler';
UPDATE complaint SET urgency = 'ordinary', category = '3.2', reason = '账户被盗' WHERE id = 1;
SELECT attribute, value, decided_by, rule_name
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level', 'urgency', 'handler');
-- A change of state may carry a reclassification.
UPDATE complaint SET state = 'verifying', category = '3.1', reason = '实为商户拒绝兑换' WHERE id = 1;
SELECT activity FROM complaint_event ORDER BY seq DESC LIMIT 1;
SELECT attribute, value, decided_by, rule_name, regexp_replace(note, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME') AS note
  FROM complaint_flow.explain_complaint('support', 1) WHERE attribute IN ('category', 'level', 'handler');

-- Given away by somebody else is not claimed.
SELECT seq, activity, actor FROM complaint_event WHERE changes -> 'owner' ->> 1 = 'zhou.min';

-- The accusation of the owner moves a case by the rules, though one person wrote it.
INSERT INTO complaint (id, received_at, channel, received_by, category, title, order_ref)
    VALUES (2, '2026-03-02 10:00', 'hotline', 'wang.fang', '1.2', '发票没开', 'JF2');
UPDATE complaint SET accused_staff = 'wang.fang', reason = '客户指名投诉' WHERE id = 2;
SELECT activity, actor FROM complaint_event WHERE complaint_id = 2 ORDER BY seq;
SELECT value, decided_by, rule_name, note FROM complaint_flow.explain_complaint('support', 2) WHERE attribute = 'handler';
-- What was imported was decided elsewhere, until somebody decides it here.
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, level, state, owner)
    VALUES (3, '2020-03-02 10:00', 'hotline', 'old', '1.1', 'II', 'investigating', 'li.na');
RESET complaint_flow.importing;
SELECT attribute, value, decided_by, note FROM complaint_flow.explain_complaint('support', 3);
UPDATE complaint SET urgency = 'urgent', reason = '领导交办' WHERE id = 3;
SELECT attribute, value, decided_by, rule_name FROM complaint_flow.explain_complaint('support', 3);
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
