-- A supervisor has a model learn from examples and lets it decide where it is
-- right often enough.
\i test/helper/support_desk.sql
\i test/helper/examples.sql
CREATE ROLE regress_cf_supervisor;
SELECT complaint_flow.grant_desk('support', 'supervisor', 'regress_cf_supervisor');
\set ECHO all

-- Without a model the words of the rules decide alone.
INSERT INTO complaint (id, channel, title) VALUES (1, 'hotline', '水壶有一条缝')
    RETURNING category, category_by, guesses, triage;

-- She trains: what cross-validation found, and how much of the texts it would decide at 95 %.
SET ROLE regress_cf_supervisor;
SELECT trained, examples, classes, round(accuracy::numeric, 2) AS accuracy, round(macro_f1::numeric, 2) AS macro_f1,
       threshold BETWEEN 0 AND 1 AS has_threshold, round(coverage::numeric, 2) AS coverage
  FROM complaint_flow.train_model('support');
SELECT target, active, trained_by, examples, codes FROM text_model ORDER BY target;

-- It is sure of the first, and not of the second: that waits for a person, with three guesses.
RESET ROLE;
INSERT INTO complaint (id, channel, title, description) VALUES (2, 'hotline', '雨伞歪了', '雨伞盖子合不拢')
    RETURNING category, category_by, level, urgency, guesses, triage;
INSERT INTO complaint (id, channel, title) VALUES (3, 'hotline', '先生，纸箱歪了')
    RETURNING category, category_by, guesses, triage;
SELECT code FROM complaint_flow.predict('support', '先生，纸箱歪了');

-- Why?
-- the order of n-grams that weigh nearly the same is the compiler's
SELECT attribute, value, decided_by, rule_name, condition, regexp_replace(split_part(note, 'for: ', 1), '\d+(\.\d+)?(?=[,;:])', 'N', 'g')
       || 'for: ' || (SELECT string_agg(n, ', ' ORDER BY n COLLATE "C") FROM regexp_split_to_table(split_part(note, 'for: ', 2), ', ') AS n) AS note
  FROM complaint_flow.explain_complaint('support', 2) WHERE attribute = 'category';
SELECT attribute, value, decided_by, note LIKE 'no rule matched; model %: %; for: %' AS tells
  FROM complaint_flow.explain_complaint('support', 3) WHERE attribute = 'category';
SELECT explained, string_agg(ngram, ' ' ORDER BY weight DESC) FILTER (WHERE weight > 0) AS for_it, count(*) FILTER (WHERE weight < 0) > 0 AS some_against
  FROM complaint_flow.explain_prediction('support', '雨伞歪了') GROUP BY explained;

-- Traditional script is read as simplified.
INSERT INTO complaint (id, channel, title, description) VALUES (4, 'hotline', '書包散架', '書包不轉動')
    RETURNING category, category_by;

-- Who must be right always gets no decision, only guesses.
SET ROLE regress_cf_supervisor;
UPDATE desk SET wanted_precision = 1;
RESET ROLE;
INSERT INTO complaint (id, channel, title, description) VALUES (5, 'hotline', '雨伞歪了', '雨伞盖子合不拢')
    RETURNING category, category_by, guesses[1] AS first_guess;
UPDATE desk SET wanted_precision = 0.95;

-- What the model decided is decided anew when the text changes ...
UPDATE complaint SET title = '纸箱停在外地', description = '纸箱还在路上' WHERE id = 2
    RETURNING category, category_by;
-- ... and a rule with clear words goes before it, and a person before both.
UPDATE complaint SET description = '纸箱还在路上，质量太差' WHERE id = 2 RETURNING category, category_by;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '1.1', reason = '听了录音' WHERE id = 3 RETURNING category, category_by, guesses;
RESET complaint_flow.actor;

-- The urgency, too; the reason says who thinks so.
INSERT INTO complaint (id, channel, title, description) VALUES (6, 'hotline', '书包散架', '我去找报馆')
    RETURNING urgency, urgent_reasons;
SELECT decided_by, rule_name FROM complaint_flow.explain_complaint('support', 6) WHERE attribute = 'urgency';

-- A suspicion freezes no account.
INSERT INTO example (content, category)
SELECT format('%s不见了，%s', what, who), '3.2'
  FROM unnest('{里程,余额,会员分,礼券}'::text[]) AS what, unnest('{不是我拿的,有人拿走,一夜之间,莫名其妙}'::text[]) AS who;
SELECT trained, classes FROM complaint_flow.train_model('support', 'category');
INSERT INTO complaint (id, channel, title, description) VALUES (7, 'hotline', '里程不见了', '余额不见了，有人拿走，不是我拿的')
    RETURNING category, category_by;
SELECT count(*) AS frozen FROM account_action WHERE complaint_id = 7;
SELECT department FROM work_order WHERE complaint_id = 7;

SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.revoke_desk('support', 'supervisor', 'regress_cf_supervisor');
SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_supervisor;
