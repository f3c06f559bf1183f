-- The pack's own examples: each fifth is filed in a desk whose model has
-- learned from the others.

\pset footer off
SET client_min_messages = warning;
CREATE TABLE pack_example AS
    SELECT e.*, t.content AS traditional, mod(abs(hashtextextended(e.content, 0)), 5)::int AS fold
      FROM pack.example e JOIN traditional t USING (id);
CREATE VIEW pack_folds AS SELECT fold, content, category FROM pack_example ORDER BY id;

CREATE PROCEDURE file_fold(which int) LANGUAGE plpgsql AS $$
DECLARE
    texts refcursor;
BEGIN
    DELETE FROM pack.example e USING pack_example p WHERE p.id = e.id AND p.fold = which;
    PERFORM FROM complaint_flow.train_model('pack', 'category');
    PERFORM FROM complaint_flow.train_model('pack', 'urgency');
    OPEN texts FOR SELECT * FROM pack_example WHERE fold = which ORDER BY id;
    PERFORM file_texts('own examples', 'as written', texts);
    CLOSE texts;
    OPEN texts FOR SELECT p.traditional AS content, p.category, p.urgency FROM pack_example p WHERE fold = which ORDER BY id;
    PERFORM file_texts('own examples', 'traditional', texts);
    CLOSE texts;
    INSERT INTO pack.example (id, content, category, urgency)
        SELECT id, content, category, urgency FROM pack_example WHERE fold = which;
END
$$;
CALL file_fold(0);
CALL file_fold(1);
CALL file_fold(2);
CALL file_fold(3);
CALL file_fold(4);
SELECT FROM complaint_flow.train_model('pack', 'category') \g /dev/null
SELECT FROM complaint_flow.train_model('pack', 'urgency') \g /dev/null

\echo Category, of texts that the model has not seen:
SELECT * FROM category_found;
\echo Urgency:
SELECT * FROM urgency_found;
\echo First guess by category:
SELECT code, label, texts, "precision %", "recall %" FROM by_category ORDER BY code;
\echo The model alone:
SELECT target, examples, cardinality(codes) AS codes, round(100 * accuracy::numeric, 1) AS "right %", round(macro_f1::numeric, 3) AS "macro F1"
  FROM pack.text_model WHERE active ORDER BY target;
