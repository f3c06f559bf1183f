-- A supervisor finds that a shop across from the court became a lawsuit, and
-- adds an exception; then negation, and a subject made of the words found.
\i test/helper/support_desk.sql
\set ECHO all
SET complaint_flow.actor = 'sun.li';
DELETE FROM classification_rule WHERE urgency IS NOT NULL OR takes_prediction = 'urgency';
INSERT INTO keyword_set (name, keywords) VALUES ('lawsuit', '{法院,起诉,lawyer}');
INSERT INTO classification_rule (position, name, condition, urgency) VALUES (1, 'lawsuit', $$mentions(description, 'lawsuit')$$, 'urgent');
INSERT INTO complaint (id, channel, title, description) VALUES (1, 'hotline', '漏发', '法院對面那家店漏發贈品');
SELECT urgency, complaint_flow.mentioned('support', description, 'lawsuit') FROM complaint WHERE id = 1;

-- an exception without a keyword would never matter; nor may it be blank, or too much
UPDATE keyword_set SET exceptions = '{对面的店}' WHERE name = 'lawsuit';
UPDATE keyword_set SET exceptions = '{lawyers}' WHERE name = 'lawsuit';
UPDATE keyword_set SET exceptions = '{法院对面," "}' WHERE name = 'lawsuit';
UPDATE keyword_set SET exceptions = ARRAY['法院' || repeat('x', 200)] WHERE name = 'lawsuit';
\set VERBOSITY terse
UPDATE keyword_set SET exceptions = array_fill('法院'::text, '{10001}') WHERE name = 'lawsuit';
\set VERBOSITY default
UPDATE keyword_set SET exceptions = NULL WHERE name = 'lawsuit';
UPDATE keyword_set SET exceptions = '{法院对面,法院旁边,my lawyer friend}' WHERE name = 'lawsuit';
-- as long as it stands, its keyword does
UPDATE keyword_set SET keywords = '{起诉,lawyer}' WHERE name = 'lawsuit';

INSERT INTO complaint (id, channel, title, description) VALUES
    (2, 'hotline', '漏发', '法院對面那家店漏發贈品'),
    (3, 'hotline', '漏发', '法院对面那家店漏发，我去法院'),
    (4, 'hotline', '漏发', 'My lawyer friend bought it');
-- what was judged before keeps its version
SELECT id, urgency, complaint_flow.mentioned('support', description, 'lawsuit') FROM complaint ORDER BY id;
SELECT to_version IS NULL AS holds, content ->> 'exceptions' AS exceptions FROM rule_history
 WHERE table_name = 'keyword_set' AND rule_key = 'lawsuit' ORDER BY from_version;

-- negation
UPDATE keyword_set SET negation_reach = 51 WHERE name = 'lawsuit';
UPDATE keyword_set SET negation_reach = -1 WHERE name = 'lawsuit';
UPDATE keyword_set SET negation_reach = 3 WHERE name = 'lawsuit';
INSERT INTO complaint (id, channel, title, description) VALUES
    (5, 'hotline', '漏发', '我不想起诉你们'), (6, 'hotline', '漏发', '再不补发我就起诉'), (7, 'hotline', '漏发', '懒得起诉');
SELECT id, urgency FROM complaint WHERE id >= 5 ORDER BY id;
INSERT INTO negation_word (word, note) VALUES ('懒得', '懒得起诉');
INSERT INTO complaint (id, channel, title, description) VALUES (8, 'hotline', '漏发', '懒得起诉');
SELECT id, urgency FROM complaint WHERE id >= 7 ORDER BY id;
SELECT content FROM rule_history WHERE table_name = 'negation_word' AND rule_key = '懒得';
INSERT INTO negation_word (word) VALUES ('');
INSERT INTO negation_word (word) VALUES ('　');
INSERT INTO negation_word (word) VALUES (repeat('不', 67));
INSERT INTO negation_word (word, effect) VALUES ('x', 'maybe');
INSERT INTO negation_word (word, effect, reach) VALUES ('x', 'ends', 1);
INSERT INTO negation_word (word, reach) VALUES ('x', 51);
INSERT INTO negation_word (word, note) VALUES ('x', repeat('x', 70000));
INSERT INTO negation_word (word) SELECT 'x' || n FROM generate_series(1, 1000) AS n;

-- in conditions: how many words, and which
UPDATE classification_rule SET condition = $$cardinality(mentioned(description, 'lawsuit')) >= 2$$ WHERE name = 'lawsuit';
INSERT INTO complaint (id, channel, title, description) VALUES
    (9, 'hotline', '漏发', '我去法院起訴'), (10, 'hotline', '漏发', '我去法院，法院'), (11, 'hotline', '漏发', NULL);
SELECT id, urgency FROM complaint WHERE id >= 9 ORDER BY id;
UPDATE classification_rule SET condition = $$'起诉' = ANY (mentioned(description, 'lawsuit')) AND fold_text(description) LIKE '%法院%'$$ WHERE name = 'lawsuit';
UPDATE issue_rule SET issue_key = $$nullif(array_to_string(mentioned(description, 'lawsuit'), ' '), '')$$, condition = NULL;
INSERT INTO complaint (id, channel, title, description) VALUES
    (12, 'hotline', '漏发', '找LAWYER去法院起訴'), (13, 'hotline', '漏发', '去法院起诉，有Lawyer'), (14, 'hotline', '漏发', '漏发');
SELECT id, urgency, issue_key FROM complaint WHERE id >= 12 ORDER BY id;
UPDATE classification_rule SET condition = $$mentioned(description, title) <> '{}'$$ WHERE name = 'lawsuit';
UPDATE classification_rule SET condition = $$mentioned(description, 'nothing') <> '{}'$$ WHERE name = 'lawsuit';
UPDATE classification_rule SET condition = $$mentioned('support', description, 'lawsuit') <> '{}'$$ WHERE name = 'lawsuit';
UPDATE classification_rule SET condition = $$array_to_string(ARRAY[occurred_at], ' ') <> ''$$ WHERE name = 'lawsuit';
UPDATE classification_rule SET condition = $$array_to_string(mentioned(description, 'lawsuit'), description) <> ''$$ WHERE name = 'lawsuit';
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
