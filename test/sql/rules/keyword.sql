-- Keyword sets: what a text mentions.
\i test/helper/session.sql
-- the tables of a desk, without its triggers
CREATE SCHEMA cf_words;
SET search_path = cf_words, pg_catalog, pg_temp;
SELECT complaint_flow.desk_template() \gexec
\set ECHO all
INSERT INTO calendar (name, time_zone) VALUES ('office', 'Asia/Shanghai');
INSERT INTO urgency VALUES ('ordinary', 1, 'ordinary', '普通');
INSERT INTO level VALUES ('I', 1, 'I', 'I');
INSERT INTO desk (engine_version, pack, calendar, default_urgency, default_level)
    VALUES ('1', 'empty', 'office', 'ordinary', 'I');
INSERT INTO keyword_set VALUES
    ('art', '{art}'),
    ('card', '{credit card,信用卡}'),
    ('empty', '{}'),
    ('media', '{记者,Journalist,媒体}'),
    ('mixed', '{App手机,T+1}'),
    ('nested_a', '{abcd,积分}'),
    ('nested_b', '{bc,b,积分过期}'),
    ('number', '{315,12345}'),
    ('quoted', '{"it''s","50%","a_b"}');
RESET search_path;

-- unaligned: psql does not always count a zero-width space alike
\pset format unaligned
SELECT content, array(SELECT name FROM cf_words.keyword_set
                      WHERE complaint_flow.mentions('cf_words', content, name)
                      ORDER BY name) AS mentioned
FROM unnest(ARRAY[
    -- word borders of Latin words
    'art', 'Art!', '(ART)', 'party', 'smart', 'art2', '2art', 'art_2', 'arté', 'éart', '×art÷', 'art-house',
    'start, then art', 'partart', 'ar t', 'ａｒｔ', 'ｐart', 'artｙ', '用art做', '艺术art',
    -- numbers
    '315', '3150', '打315电话', '１２３４５', '012345', '3.15', 'No.315.',
    -- Chinese has no borders
    '记者', '有记者来采访', '记记者', '记 者', '某媒体人', '媒', '体媒', '信用卡', 'credit card', 'Credit  card',
    'CREDIT CARD。', 'credit cards', 'credit-card',
    -- a border on one side only
    'app手机', 'myapp手机', '买app手机坏', 'T+1', 't＋1', 'AT+1', 'T+12',
    -- overlapping, and one inside the other
    'abcd', 'abc', 'b', 'bc', 'a b c', 'abcd bc', '积分', '积分过期', '积分过', '积积分过期',
    -- other bytes
    'it''s', '50%', '50％', 'a_b', '', ' ', '，', '記者', E'记\u200b者', '🙂记者🙂'
]) WITH ORDINALITY AS t (content, n) ORDER BY n;
\pset format aligned

-- found at the very end of a long text, and not beyond it
SELECT complaint_flow.mentions('cf_words', repeat('记', 500000) || '者', 'media') AS at_end,
       complaint_flow.mentions('cf_words', repeat('记', 500000), 'media') AS nowhere,
       complaint_flow.mentions('cf_words', repeat('art', 300000), 'art') AS no_border;

-- thousands of keywords, every one found, and none in what lacks them
INSERT INTO cf_words.keyword_set
SELECT 'many', array_agg(chr(19968 + n / 70) || chr(24000 + n % 70)) FROM generate_series(1, 5000) n;
\c -
SELECT count(*), count(*) FILTER (WHERE complaint_flow.mentions('cf_words',
           '前' || chr(19968 + n / 70) || chr(24000 + n % 70) || '后', 'many')) AS found,
       count(*) FILTER (WHERE complaint_flow.mentions('cf_words',
           chr(24000 + n % 70) || chr(19968 + n / 70), 'many')) AS turned_round
FROM generate_series(1, 5000) n;

-- NULL and unknown names
SELECT complaint_flow.mentions('cf_words', NULL, 'media') AS null_text;
SELECT complaint_flow.mentions('cf_words', 'x', 'nothing');
SELECT complaint_flow.mentions('cf_nowhere', 'x', 'media');

SET client_min_messages = warning;
DROP SCHEMA cf_words CASCADE;
