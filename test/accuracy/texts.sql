-- Texts of a file, filed in the desk that has learned from all its examples.

\pset footer off
SET client_min_messages = warning;
SELECT set_config('accuracy.file', :'file', false) AS file \gset
DO $$
DECLARE
    texts refcursor;
BEGIN
    OPEN texts FOR SELECT * FROM texts;
    PERFORM file_texts(current_setting('accuracy.file'), 'as written', texts);
END
$$;
DROP TABLE texts;
SELECT texts, "right %", "left to people %", "wrong %", "right of decided %", "first guess right %"
  FROM category_found WHERE source = :'file';
SELECT urgent, "found %", ordinary, "false alarms %" FROM urgency_found WHERE source = :'file';
SELECT code, label, texts, "precision %", "recall %" FROM by_category WHERE source = :'file' ORDER BY code;
