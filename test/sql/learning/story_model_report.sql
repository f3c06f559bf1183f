-- What a supervisor asks about the model: how often is it right, what does it
-- mix up, which examples contradict each other, which words are missing.
\i test/helper/support_desk.sql
\set ECHO all
DELETE FROM example;
INSERT INTO example (id, content, category)
    SELECT row_number() OVER (), concat(a, b), code
      FROM (VALUES ('棕熊', '1.1'), ('企鵝', '1.2'), ('海豚', '2.2')) AS w (a, code),
           unnest('{"",在哪里,来了,走了,很大,很小,睡了,醒了,吃饭,喝水,唱歌,跳舞}'::text[]) AS b;
INSERT INTO example (id, content, category) VALUES
    -- it reads as those of 1.1
    (101, '棕熊跑步', '1.2'),
    -- the same text in another category, twice
    (102, '海豚，很大！', '1.1'),
    (103, 'The bear, the BEAR', '2.2'), (104, 'the bear the bear', '1.1'),
    -- fewer than ten: not in the model
    (105, '骆驼', '3.2');

-- No model of these examples yet: the pack's is another's.
DELETE FROM text_model;
SELECT count(*) FROM complaint_flow.model_report('support');
SELECT trained, examples, classes FROM complaint_flow.train_model('support', 'category');

SELECT figure, round(value::numeric, 2) AS value FROM complaint_flow.model_report('support') WHERE section = 'model';
SELECT code, round(max(value) FILTER (WHERE figure = 'examples')::numeric) AS examples, round(max(value) FILTER (WHERE figure = 'right')::numeric) AS "right",
       round(max(value) FILTER (WHERE figure = 'precision')::numeric, 2) AS precision, round(max(value) FILTER (WHERE figure = 'recall')::numeric, 2) AS recall
  FROM complaint_flow.model_report('support') WHERE section = 'code' GROUP BY code ORDER BY code;

-- The same, counted from the predictions themselves: nothing differs.
CREATE TEMP TABLE trial AS SELECT * FROM complaint_flow.cross_validate('support');
CREATE TEMP TABLE reported AS SELECT * FROM complaint_flow.model_report('support');
SELECT said, predicted, count(*) FROM trial GROUP BY 1, 2
EXCEPT SELECT code, other, value FROM reported WHERE section = 'confusion';
SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT said, predicted FROM trial) AS pairs) AS as_many
  FROM reported WHERE section = 'confusion';
WITH counted AS (
    SELECT c.code, count(*) FILTER (WHERE said = c.code) AS examples, count(*) FILTER (WHERE predicted = c.code) AS predicted,
           count(*) FILTER (WHERE said = c.code AND predicted = c.code) AS hits
      FROM trial CROSS JOIN (VALUES ('1.1'), ('1.2'), ('2.2')) AS c (code) GROUP BY c.code
)
SELECT code, figure, value FROM reported WHERE section = 'code'
EXCEPT
SELECT code, f.* FROM counted CROSS JOIN LATERAL (VALUES ('examples', examples::float8), ('predicted', predicted), ('right', hits),
    ('precision', hits::float8 / predicted), ('recall', hits::float8 / examples), ('f1', 2.0::float8 * hits / (examples + predicted))) AS f;
SELECT (SELECT avg((said = predicted)::int::float8) FROM trial) = value AS accuracy FROM reported WHERE figure = 'accuracy';
SELECT round(avg(f1.value)::numeric, 6) = round(max(macro.value)::numeric, 6) AS macro_f1
  FROM reported f1, reported macro WHERE f1.figure = 'f1' AND macro.figure = 'macro_f1';
-- Each point of the curve: the part of the predictions from its threshold on.
WITH point AS (
    SELECT place, max(value) FILTER (WHERE figure = 'threshold') AS threshold, max(value) FILTER (WHERE figure = 'coverage') AS coverage,
           max(value) FILTER (WHERE figure = 'precision') AS precise
      FROM reported WHERE section = 'curve' GROUP BY place
)
SELECT count(*) > 0 AS points,
       bool_and(abs(coverage - (SELECT count(*) FROM trial WHERE probability >= threshold - 1e-9)::float8 / (SELECT count(*) FROM trial)) < 1e-9) AS coverages,
       bool_and(precise >= before) AS rising
  FROM (SELECT *, lag(precise, 1, 0) OVER (ORDER BY place) AS before FROM point) AS p;

-- The n-grams that speak most for each, heaviest first.
SELECT code, bool_or(other = animal) AS animal, bool_and(value <= before) AS falling
  FROM (SELECT code, other, value, lag(value, 1, value) OVER (PARTITION BY code ORDER BY place) AS before
          FROM reported WHERE section = 'ngram') AS n
  JOIN (VALUES ('1.1', '棕熊'), ('1.2', '企鹅'), ('2.2', '海豚')) AS w (code, animal) USING (code)
 GROUP BY code ORDER BY code;

-- Contradictions: the same text, signs, case and script aside; then what the others make doubtful.
SELECT place, code, other, value FROM reported WHERE section = 'contradiction' ORDER BY place, value;
SELECT example_id, content, said, other, like_id, like_content, round(likeness::numeric, 2) AS likeness
  FROM complaint_flow.doubtful_examples('support') ORDER BY example_id;

-- Analysts see the figures and no text.
CREATE ROLE regress_cf_analyst;
SELECT complaint_flow.grant_desk('support', 'analyst', 'regress_cf_analyst');
SET ROLE regress_cf_analyst;
SELECT section, count(*) FROM complaint_flow.model_report('support') GROUP BY section ORDER BY section;
SELECT * FROM complaint_flow.doubtful_examples('support');
SELECT * FROM complaint_flow.suggest_keywords('support', '1.1');
RESET ROLE;
SELECT * FROM complaint_flow.model_report('support', 'level');

-- Words: 棕熊 is in no set; its other half, and what crosses it, say no more.
SELECT keyword, in_category, elsewhere, score > 3 AS telling FROM complaint_flow.suggest_keywords('support', '1.1');
SELECT count(*) FILTER (WHERE category = '1.1') AS in_category, count(*) FILTER (WHERE category <> '1.1') AS elsewhere
  FROM example WHERE complaint_flow.fold_text(content) LIKE '%棕熊%';
-- in a set it is not suggested, whatever the script
UPDATE keyword_set SET keywords = keywords || '{企鹅}' WHERE name = 'points';
SELECT keyword FROM complaint_flow.suggest_keywords('support', '1.2');
SELECT * FROM complaint_flow.suggest_keywords('support', '9.9');

SELECT complaint_flow.drop_desk('support', true);
DROP ROLE regress_cf_analyst;
