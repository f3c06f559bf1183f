-- Folding: texts that people read as the same compare as equal.
\i test/helper/session.sql
SET search_path = complaint_flow, pg_catalog;

-- what is folded, each pair to one
SELECT a, b, fold_text(a) AS folded
FROM (VALUES ('The CUP leaks', 'tHE cup LEAKS'),
             ('ＡＢＣ１２３！（ｘ）', 'abc123!(x)'), ('don’t “ask”', 'don''t "ask"'),
             ('積分　過期', '积分 过期'),
             ('電池充電時炸開,手被燙傷', '电池充电时炸开,手被烫伤'),
             ('裡裏', '里里'), ('著名着', '着名著'), ('臺灣台', '台湾臺'), ('妳們', '你们'), ('甚麼', '什么'),
             ('衞生署', '衛生署'), ('牛肉麪', '牛肉面'), ('熱綫', '热线'), ('說明説', '说明說'), ('爲為', '为为'),
             ('眞', '真'), ('答覆', '答复'), ('乾杯幹活', '干杯干活'), ('瞭解', '了解'), ('只有隻祇', '只有只只')) AS pair (a, b)
WHERE fold_text(a) = fold_text(b);

-- what is not
SELECT fold_text('Élan ñ ひらがな カタカナ 한국어 🙂 ¥5 αΩ 𠀀') AS kept, fold_text('') AS empty, fold_text(NULL) IS NULL AS unknown;

-- every character: folding twice changes nothing more, and makes nothing longer
SELECT count(*) AS characters,
       count(*) FILTER (WHERE folded <> c) AS folded,
       count(*) FILTER (WHERE fold_text(folded) <> folded) AS not_stable,
       count(*) FILTER (WHERE octet_length(folded) > octet_length(c) OR char_length(folded) <> 1) AS of_other_length
FROM generate_series(1, 1114111) AS code
CROSS JOIN LATERAL chr(CASE WHEN code BETWEEN 55296 AND 57343 THEN 1 ELSE code END) AS c
CROSS JOIN LATERAL fold_text(c) AS folded;

-- one after another, too
WITH whole AS (SELECT string_agg(chr(code), '' ORDER BY code) AS content FROM generate_series(1, 55295) AS code)
SELECT fold_text(content) = (SELECT string_agg(fold_text(chr(code)), '' ORDER BY code) FROM generate_series(1, 55295) AS code) AS by_character
FROM whole;

-- likeness
SELECT text_likeness('保溫杯漏水', '保温杯漏水') AS script, text_likeness('ＡＰＰ閃退', 'app闪退') AS width,
       text_likeness('、', '，') AS signs;
