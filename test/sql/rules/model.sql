-- The model of texts: what it learns from, how it is kept, and what it does
-- with rows that are damaged.
\i test/helper/support_desk.sql
\i test/helper/examples.sql
\set ECHO all

-- The same texts give the same model, in whatever order they come.
SELECT count(DISTINCT weights) AS models
  FROM (SELECT array_agg(content ORDER BY id) AS contents, array_agg(category ORDER BY id) AS codes FROM example
        UNION ALL
        SELECT array_agg(content ORDER BY md5(content)), array_agg(category ORDER BY md5(content)) FROM example) AS way
  CROSS JOIN LATERAL complaint_flow.fit_text_model(contents, codes);

-- Texts that read the same are never on both sides of the trial: copies of 20 texts teach nothing about a twenty-first.
SELECT round(m.accuracy::numeric, 1) AS accuracy
  FROM (SELECT array_agg('甲乙'::text || chr(20000 + 7 * n)) AS contents, array_agg((n % 2)::text) AS codes
          FROM generate_series(1, 20) n, generate_series(1, 5)) AS way
  CROSS JOIN LATERAL complaint_flow.fit_text_model(contents, codes) m;

-- Too little to learn from.
SELECT * FROM complaint_flow.fit_text_model('{a,b}', '{x,x}');
SELECT * FROM complaint_flow.fit_text_model('{a,b}', '{x}');
SELECT * FROM complaint_flow.fit_text_model('{a,NULL}', '{x,y}');
SELECT complaint_flow.train_model('support', 'colour');
DELETE FROM example WHERE category <> '1.1';
SELECT complaint_flow.train_model('support');
DELETE FROM example;
SELECT complaint_flow.train_model('support');
SELECT complaint_flow.train_model('support', 'urgency');
SELECT * FROM complaint_flow.predict('support', '水壶');
SELECT * FROM complaint_flow.model_ngrams('support');
SELECT * FROM complaint_flow.explain_prediction('support', '水壶');
SELECT * FROM complaint_flow.cross_validate('support');

-- Codes with few examples are left out.
\set ECHO none
\i test/helper/examples.sql
\set ECHO all
INSERT INTO example (content, category) VALUES ('积分少了', '1.6'), ('积分没来', '1.6');
SELECT trained, examples, classes FROM complaint_flow.train_model('support', 'category');

-- What is an example.
INSERT INTO example (content) VALUES ('nothing said');
INSERT INTO example (content, category) VALUES ('积分少了', '1.6');
INSERT INTO example (content, category) VALUES ('积分少了', '9.9');
INSERT INTO example (content, category, said_by, complaint_id, source) VALUES ('积分少了', '1.7', 'li.na', 1, 'person');

-- A model is policy: a version of the rules each, without its weights in the history.
SELECT rules_version AS before FROM desk \gset
SELECT trained, examples, classes FROM complaint_flow.train_model('support', 'category');
SELECT rules_version - :before AS versions FROM desk;
SELECT content ->> 'active' AS active, content ? 'weights' AS has_weights, to_version IS NULL AS holds
  FROM rule_history WHERE table_name = 'text_model' AND content ->> 'target' = 'category' ORDER BY from_version DESC, rule_key LIMIT 3;
SELECT count(*) AS models, count(*) FILTER (WHERE active) AS active FROM text_model WHERE target = 'category';
SELECT code, ngram FROM complaint_flow.model_ngrams('support') WHERE code = '1.2' LIMIT 3;

-- Who asks the function behind another one leaves no desk out.
SELECT * FROM complaint_flow.explain_prediction_as_reader(NULL, '水壶');

-- What cross-validation says of each example.
SELECT count(*), round(avg((said = predicted)::int), 2) AS right, min(probability) >= 0 AND max(probability) <= 1 AS probabilities
  FROM complaint_flow.cross_validate('support');

-- Rules of other tables know no prediction.
INSERT INTO classification_rule (position, name, takes_prediction) VALUES (901, 'level', 'level');
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES (1, 'by model', 'category_is_sure', 'role', 'agent');
INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES (1, 'by model', 'x', $$predicted_category = '1.1'$$, '1 hour', '{state:closed}');
SELECT complaint_flow.condition_columns('support', $$predicted_probability > 0.8 AND predicted_category = '1.1'$$);

-- Conditions may read the facts: here nobody but the rule's author says how sure is sure.
INSERT INTO classification_rule (position, name, condition, category)
    VALUES (899, 'broken goods, likely', $$predicted_category = '1.1' AND predicted_probability > 0.3$$, '1.1');
INSERT INTO complaint (channel, title) VALUES ('hotline', '水壶歪了') RETURNING category, category_by;
DELETE FROM classification_rule WHERE position = 899;

-- Codes of today only: what is not for new cases any more is not predicted.
UPDATE category SET active = false WHERE code = '1.1';
SELECT bool_or(code = '1.1') AS knows FROM complaint_flow.predict('support', '水壶有一条缝');
UPDATE category SET active = true WHERE code = '1.1';

-- Nothing is predicted for a text of which the model knows nothing.
INSERT INTO complaint (channel, title) VALUES ('hotline', '!?') RETURNING category, guesses;

-- An n-gram that weighs next to nothing, where others are divided by its weight (idf: 1, 1e-30).
BEGIN;
UPDATE text_model SET codes = '{1.1,1.2}', weights = '\x43464d3202000000010000000000803f00000000000000000000803f0000803f25ebe4cd0000803f0000010001000000000000000000000000000000000003e6b0b4'
 WHERE active AND target = 'category';
SELECT code, probability FROM complaint_flow.predict('support', '水') WHERE code = '1.1';
ROLLBACK;
UPDATE text_model SET codes = '{1.1,1.2}', weights = '\x43464d3202000000010000000000803f00000000000000000000803f0000803f25ebe4cd6042a20d0000010001000000000000000000000000000000000003e6b0b4'
 WHERE active AND target = 'category';

-- An n-gram under the hash of another.
UPDATE text_model SET codes = '{1.1,1.2}', weights = '\x43464d3202000000010000000000803f00000000000000000000803f0000803f010000000000803f0000010001000000000000000000000000000000000003e6b0b4'
 WHERE active AND target = 'category';

-- Garbage is refused where it is written ...
UPDATE text_model SET weights = 'garbage' WHERE active AND target = 'category';
UPDATE text_model SET codes = codes || 'x'::text WHERE active AND target = 'category';
UPDATE text_model SET precisions = '{}' WHERE active AND target = 'category';
-- ... and where it came in nevertheless, the desk works without the model.
CREATE FUNCTION pg_temp.garbage(damage text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE 'UPDATE text_model SET ' || damage || ' WHERE active AND target = ''category''';
    SET LOCAL session_replication_role = origin;
    INSERT INTO complaint (channel, title) VALUES ('hotline', '水壶有一条缝') RETURNING coalesce(category, 'none') || ' ' || coalesce(guesses::text, 'none') INTO found;
    RAISE EXCEPTION 'found %', found USING ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN sqlerrm;
END
$$;
SET client_min_messages = error;
SELECT damage, pg_temp.garbage(damage)
  FROM (VALUES ('weights = weights'),
               ('weights = '''''), ('weights = ''CFM2'''), ('weights = ''garbage'''),
               ('weights = substr(weights, 1, length(weights) - 1)'), ('weights = weights || ''\x00'''),
               ('weights = set_byte(weights, 0, 0)'), ('weights = set_byte(weights, 5, 200)'), ('weights = set_byte(weights, 11, 255)'),
               ('weights = overlay(weights PLACING ''\x0000c07f'' FROM 13)'), ('weights = overlay(weights PLACING ''\x00000000'' FROM 13)'),
               -- the first bucket, an idf, the length of the first n-gram
               ('weights = overlay(weights PLACING ''\xffff'' FROM 17 + 8 * (cardinality(codes) + get_byte(weights, 8) + 256 * get_byte(weights, 9)))'),
               ('weights = overlay(weights PLACING ''\x0000c07f'' FROM 17 + 8 * cardinality(codes) + 4 * (get_byte(weights, 8) + 256 * get_byte(weights, 9)))'),
               ('weights = overlay(weights PLACING ''\x00'' FROM 17 + position(''\x00000000000000000000000000000000''::bytea IN weights))'),
               ('codes = ''{}'''), ('codes = ''{a,b,c}'''), ('codes = codes || ''x''::text'),
               ('thresholds = ''{}'''), ('precisions = ''{NaN}''')) AS d (damage);
-- any byte may be any other: nothing crashes
SELECT count(*) AS tried
  FROM generate_series(0, 99) AS n
 WHERE pg_temp.garbage(format('weights = set_byte(weights, (%s * 7919) %% length(weights), %s)', n, n * 31 % 256)) LIKE 'found %';
RESET client_min_messages;
SELECT rules_version IS NOT NULL AS works FROM desk;

-- The job trains what the desk has no model of, and then when enough examples have come.
SELECT complaint_flow.train_models('support') AS off;
UPDATE desk SET train_after = 3;
SELECT complaint_flow.train_models('support') AS urgency;
SELECT complaint_flow.train_models('support') AS too_few;
INSERT INTO example (content, category, urgency, recorded_at)
SELECT '水壶漆掉' || n, '1.1', 'ordinary', clock_timestamp() + interval '1 second' FROM generate_series(1, 3) n;
SELECT complaint_flow.train_models('support') AS trained;
SELECT rows FROM job_run WHERE job = 'train_models';

-- What was learned from a customer's case goes with the customer's data.
INSERT INTO customer (id, name) VALUES (1, '王小明');
INSERT INTO complaint (id, channel, title, customer_id) VALUES (100, 'hotline', '水壶有一条缝', 1);
INSERT INTO example (content, category, source, complaint_id) VALUES ('水壶有一条缝', '1.1', 'person', 100), ('王小明的水壶', '1.1', 'person', 100);
SELECT complaint_flow.erase_customer('support', 1, '客户来信', true);
SELECT count(*) AS left FROM example WHERE complaint_id = 100;

SELECT complaint_flow.drop_desk('support', true);
