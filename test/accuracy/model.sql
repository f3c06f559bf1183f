-- The model alone, cross-validated on labelled texts: "rows" is their table,
-- "content" and "label" say what in it is the text and the code.

\pset footer off
SET client_min_messages = warning;
SELECT complaint_flow.create_desk(:'desk', pack => 'empty') AS made \gset
SET search_path = :"desk", public;
INSERT INTO level (code, rank, label, label_zh) VALUES ('only', 1, 'only', 'only') ON CONFLICT DO NOTHING;
CREATE TEMP TABLE labelled AS
    SELECT :content AS content, :label AS label, dense_rank() OVER (ORDER BY :label) AS number
      FROM public.:"rows" WHERE :content ~ '\S' AND :label ~ '\S';
INSERT INTO category (code, key, level, label, label_zh)
    SELECT DISTINCT 'c' || number, 'c' || number, 'only', label, label FROM labelled;
INSERT INTO example (content, category, source)
    SELECT DISTINCT content, 'c' || number, 'imported' FROM labelled;
CREATE TEMP TABLE checked AS
    SELECT c.*, e.content FROM complaint_flow.cross_validate(:'desk', 'category') c JOIN example e ON e.id = c.example_id;
SELECT :'desk' AS texts_of, count(*) AS texts, round(100.0 * avg((said = predicted)::int), 1) AS "right %",
       (SELECT round(avg(f), 3)
          FROM (SELECT 2.0 * count(*) FILTER (WHERE said = code AND predicted = code)
                       / (count(*) FILTER (WHERE said = code) + count(*) FILTER (WHERE predicted = code)) AS f
                  FROM checked CROSS JOIN (SELECT DISTINCT said AS code FROM checked) k GROUP BY code) s) AS "macro F1"
  FROM checked;
SELECT :'desk' || '_folds' AS folds \gset
CREATE TABLE public.:"folds" AS
    SELECT mod(abs(hashtextextended(content, 0)), 5)::int AS fold, content, said FROM checked;
