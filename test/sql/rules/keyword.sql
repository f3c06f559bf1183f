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

-- what was found: as the set spells it, each once, in the order of the set
INSERT INTO cf_words.keyword_set VALUES ('order', '{積分過期,Card,积分,"the card",積分,card}');
\c -
SELECT content, complaint_flow.mentioned('cf_words', content, 'order') AS mentioned
FROM unnest(ARRAY['THE CARD: 积分过期，积分', 'cards', '卡里的積分', '']) AS content;
SELECT count(DISTINCT complaint_flow.fold_text(word)) AS different,
       cardinality(complaint_flow.mentioned('cf_words', string_agg(word, ''), 'many')) AS mentioned,
       complaint_flow.mentioned('cf_words', 'x', 'empty') AS none
FROM cf_words.keyword_set, unnest(keywords) AS word WHERE name = 'many';

-- many sets of words that overlap, long and short, and texts of the same few characters, compared with the definition
CREATE FUNCTION cf_words.letters(seed text, most int) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(('{甲,乙,丙,戈,é,я,😀}'::text[])[1 + get_byte(sha256(convert_to(seed || n, 'UTF8')), 1) % 7], '' ORDER BY n)
      FROM generate_series(0, get_byte(sha256(convert_to(seed, 'UTF8')), 0) % most) AS n
$$;
INSERT INTO cf_words.keyword_set (name, keywords)
    SELECT 'some_' || s, array_agg(DISTINCT cf_words.letters('word ' || s || ' ' || w, 1 + s % 9))
      FROM generate_series(1, 30) AS s, generate_series(1, 40) AS w GROUP BY s;
\c -
WITH pair AS (
    SELECT ARRAY(SELECT k FROM unnest(s.keywords) WITH ORDINALITY AS k (k, n)
                  WHERE complaint_flow.fold_text(content) LIKE '%' || complaint_flow.fold_text(k) || '%' ORDER BY n) AS expected,
           complaint_flow.mentioned('cf_words', content, s.name) AS found
      FROM (SELECT cf_words.letters('text ' || n, 60) AS content FROM generate_series(1, 100) AS n) t, cf_words.keyword_set s
     WHERE s.name LIKE 'some\_%')
SELECT count(*) AS pairs, count(*) FILTER (WHERE found <> '{}') AS found, sum(cardinality(found)) AS words,
       count(*) FILTER (WHERE found <> expected) AS wrong FROM pair;

-- exceptions: every text of up to seven letters, compared with the definition
INSERT INTO cf_words.keyword_set (name, keywords, exceptions)
    VALUES ('covered', '{甲乙,乙,丙甲}', '{丙乙,甲乙丙,乙乙,丙甲甲,甲丙甲丙}');
\c -
CREATE TEMP TABLE written AS
    WITH RECURSIVE t (content) AS (VALUES ('') UNION ALL SELECT content || letter FROM t, unnest('{甲,乙,丙}'::text[]) AS letter WHERE length(content) < 7)
    SELECT content FROM t;
SELECT count(*) AS texts, count(*) FILTER (WHERE found = '{}') AS nothing, count(*) FILTER (WHERE found <> '{}' AND cardinality(found) < 3) AS something,
       count(*) FILTER (WHERE found <> ARRAY(
           SELECT word FROM unnest(keywords) WITH ORDINALITY AS k (word, n)
            WHERE EXISTS (SELECT FROM generate_series(1, length(content)) AS at
                           WHERE substr(content, at, length(word)) = word
                             AND NOT EXISTS (SELECT FROM unnest(exceptions) AS phrase, generate_series(1, at) AS from_at
                                              WHERE substr(content, from_at, length(phrase)) = phrase
                                                AND from_at + length(phrase) >= at + length(word)))
            ORDER BY n)) AS wrong,
       count(*) FILTER (WHERE complaint_flow.mentions('cf_words', content, 'covered') <> (found <> '{}')) AS sets_wrong
FROM written CROSS JOIN (SELECT * FROM cf_words.keyword_set WHERE name = 'covered') AS s
CROSS JOIN LATERAL complaint_flow.mentioned('cf_words', content, 'covered') AS found;

-- a long text in which all are covered, and one in which the last, or one in the middle, is not
SELECT complaint_flow.mentioned('cf_words', repeat('丙乙', 100000), 'covered') AS covered,
       complaint_flow.mentioned('cf_words', repeat('丙乙', 100000) || '甲乙', 'covered') AS at_end,
       complaint_flow.mentioned('cf_words', repeat('丙乙', 100000) || '，丙甲，' || repeat('乙', 100000), 'covered') AS inside;

-- negation: every text of up to five letters, compared with the definition
INSERT INTO cf_words.negation_word (word, effect, reach)
    VALUES ('不', 'negates', NULL), ('没', 'negates', 0), ('就', 'ends', NULL), ('不但', 'none', NULL);
INSERT INTO cf_words.keyword_set (name, keywords, negation_reach) VALUES ('denied', '{告}', 1);
\c -
WITH RECURSIVE t (content) AS (
    VALUES ('') UNION ALL SELECT content || letter FROM t, unnest('{不,没,但,就,告,。}'::text[]) AS letter WHERE length(content) < 5
), found AS (
    SELECT complaint_flow.mentions('cf_words', content, 'denied') AS found,
           EXISTS (SELECT FROM generate_series(1, length(content)) AS at
                    WHERE substr(content, at, 1) = '告'
                      AND NOT EXISTS (SELECT FROM generate_series(1, at - 1) AS n
                                       WHERE (substr(content, n, 1) = '不' AND substr(content, n, 2) <> '不但' AND at - n <= 2
                                              OR substr(content, n, 1) = '没' AND at - n = 1)
                                         AND substr(content, n, at - n) !~ '[就。]')) AS expected,
           content
      FROM t
)
SELECT count(*) AS texts, count(*) FILTER (WHERE found) AS found, count(*) FILTER (WHERE content ~ '告' AND NOT found) AS denied,
       count(*) FILTER (WHERE found <> expected) AS wrong
FROM found;
-- far behind: words of Latin letters are one each, blanks none, and no reach is longer than 200 bytes
SELECT complaint_flow.mentions('cf_words', '不 ' || filling || '告', 'denied') AS found, left(filling, 10) AS filling
FROM unnest(ARRAY['', '    ', 'abcdefghijklmnopqrstuvwxyz', 'é''s', 'ab ab', '中', '中中', E'\n', '：', '、', repeat(' ', 197), repeat(' ', 201)]) AS filling;

-- NULL and unknown names
SELECT complaint_flow.mentions('cf_words', NULL, 'media') AS null_text, complaint_flow.mentioned('cf_words', NULL, 'media') AS none_in_null;
SELECT complaint_flow.mentions('cf_words', 'x', 'nothing');
SELECT complaint_flow.mentioned('cf_words', 'x', 'nothing');
SELECT complaint_flow.mentions('cf_nowhere', 'x', 'media');
SELECT complaint_flow.mentions('x', 'media');
SELECT complaint_flow.mentioned('x', 'media');

SET client_min_messages = warning;
DROP SCHEMA cf_words CASCADE;
