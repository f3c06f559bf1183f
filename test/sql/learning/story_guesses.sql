-- Where no category is found, the three that the model thinks likeliest stand
-- on the sheet, in the queue and in the next steps.
\i test/helper/support_desk.sql
\set ECHO all
DELETE FROM example;
INSERT INTO example (content, category)
    SELECT concat(a, b), code
      FROM (VALUES ('棕熊', '1.1'), ('企鹅', '1.2'), ('海豚', '2.2'), ('骆驼', '3.2')) AS w (a, code),
           unnest('{"",在哪里,来了,走了,很大,很小,睡了,醒了,吃饭,喝水,唱歌,跳舞}'::text[]) AS b;
SELECT trained, examples, classes FROM complaint_flow.train_model('support', 'category');

SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, customer_tier, title, description) VALUES
    (1, 'hotline', NULL, '企鹅和海豚', '骆驼和棕熊'),
    (2, 'hotline', 'vip', '企鹅和海豚', '骆驼和棕熊');
SELECT id, category, guesses FROM complaint ORDER BY id;
SELECT complaint_id, category, guesses FROM work_queue ORDER BY 1;
SELECT action, who FROM complaint_flow.next_action('support', 1, 'en') WHERE kind = 'category';
SELECT action, who FROM complaint_flow.next_action('support', 1, 'zh') WHERE kind = 'category';
SELECT count(*) FROM complaint_flow.next_action('support', 2) WHERE kind = 'category';
SELECT line FROM string_to_table(complaint_flow.complaint_sheet('support', 1, 'en'), E'\n') AS line WHERE line LIKE '  Category %';
SELECT line FROM string_to_table(complaint_flow.complaint_sheet('support', 1, 'zh'), E'\n') AS line WHERE line LIKE '  投诉类别%';

-- With a category they are gone.
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '1.2', reason = '听录音后认定' WHERE id = 1;
SELECT guesses FROM work_queue WHERE complaint_id = 1;
SELECT count(*) FROM complaint_flow.next_action('support', 1) WHERE kind = 'category';
SELECT line FROM string_to_table(complaint_flow.complaint_sheet('support', 1, 'en'), E'\n') AS line WHERE line LIKE '  Category %';

SELECT complaint_flow.drop_desk('support', true);
