-- How much one may write: texts, lists, keywords, conditions.  All far above any
-- honest use; beyond, KF011, or KF005 for a condition that could take long.
SET client_min_messages = warning;
\pset null '-'
\i test/helper/support_desk.sql
-- what a condition is told
CREATE FUNCTION pg_temp.told(condition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE 'INSERT INTO support.classification_rule (position, name, condition, category) VALUES (900, $1, $2, ''1.2'')' USING md5(condition), condition;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN format('%s %s: %s', sqlstate, sqlerrm, detail);
END
$$;
-- what any statement is told
CREATE FUNCTION pg_temp.answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE statement;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    -- how many there are depends on the pack
    RETURN format('%s %s: %s', sqlstate, sqlerrm, regexp_replace(detail, 'of the desk: \d+', 'of the desk: N'));
END
$$;
\set ECHO all

-- Conditions that make much of little, or compare all with all.
SELECT c AS condition, pg_temp.told(c) FROM unnest(ARRAY[
    'repeat(''x'', 1000000000) = title', 'repeat(title, length(description)) = ''x''', 'lpad(title, 100000000) = ''x''', 'rpad(title, length(title) * 1000, ''x'') = ''x''',
    'title::char(10000000) = ''x''', 'replace(description, ''a'', title) = ''x''', 'replace(replace(replace(description, ''a'', ''aaaaaaaa''), ''a'', ''aaaaaaaa''), ''a'', ''aaaaaaaa'') = ''x''',
    'array_to_string(evidence, title) = ''x''', 'array_fill(1, ARRAY[100000000]) IS NULL',
    'factorial(length(title) * 5000) > 0', 'factorial(100000) > 0', '9.9 ^ 131000.5 > amount', 'exp(amount) > 1', 'power(amount, amount) > 1', '1e100000 * 1e20000 > amount',
    'description::numeric * description::numeric > 1', 'sqrt(description::numeric) > 1',
    'title ~ title', 'description ~* product', 'title ~ (''a'' || product)', 'title !~ ANY (evidence)', 'regexp_replace(description, title, '''') = ''x''', 'regexp_match(description, product) IS NULL',
    'substring(description FROM product) = ''x''', 'description SIMILAR TO product', 'description ~ ''(a*)*\1b''', 'description ~ repeat(''a'', 1001)',
    'position(description IN remedy_sought) > 0', 'remedy_sought LIKE description', 'risks && string_to_array(description, '''')', 'normalize(description) = ''x''', 'split_part(description, remedy_sought, 1) = ''x''',
    'translate(description, remedy_sought, title) = ''x''', 'trim(remedy_sought FROM description) = ''x''', 'ltrim(description, remedy_sought) = ''x''', 'rtrim(description, remedy_sought) = ''x''',
    'jsonb_path_exists(description::jsonb, ''$.** ? (@ > 1)'')', 'description::polygon && description::polygon']) AS c;
SELECT pg_temp.told(array_to_string(array_fill('position(merchant IN description) > 0'::text, '{100}'), ' AND '));
SELECT pg_temp.told('title = ''' || repeat('x', 10000) || '''');
SELECT pg_temp.told('title || ' || array_to_string(array_fill('description'::text, '{17}'), ' || ') || ' = ''x''');

-- What desks say is none of that.
SELECT c AS condition, pg_temp.told(c) FROM unnest(ARRAY[
    'mentions(title || '' '' || coalesce(description, ''''), ''security'')', 'lower(btrim(title)) LIKE ''%refund%'' OR description ILIKE ''%退款%''', 'description ~* ''(refund|return).{0,20}(late|never)''',
    'position(lower(product) IN lower(description)) > 0', 'description LIKE ''%'' || merchant || ''%''', 'replace(order_ref, ''-'', '''') ~ ''^[0-9]{8,20}$''', 'lpad(order_ref, 20, ''0'') > ''00000000001000000000''',
    'repeat(''9'', 10) = order_ref', 'risks && ''{media,legal}''', 'cardinality(evidence) > 3', 'amount * 1.5 > 1000.00', 'amount::float8 ^ 2 > 10', 'round(amount / 3, 2) > 5', 'sqrt(amount) > 10',
    'normalize(title) = ''x''', 'regexp_replace(title, ''[^0-9]'', '''', ''g'') = ''315''', 'substring(order_ref FROM ''^JF([0-9]+)'') > ''2026''', 'title SIMILAR TO ''%(a|b)%''', 'split_part(order_ref, ''-'', 2) = ''1''',
    'translate(description, ''０１２'', ''012'') = ''x''', 'trim('' .'' FROM description) = ''x''', 'rtrim(title, product) = ''x''',
    'title LIKE ANY (ARRAY[''%a%'', ''%b%''])', 'title ~ ANY (ARRAY[''a+'', ''b+''])', 'upper(left(title, 5)) IN (''A'', ''B'')', 'to_char(received_at, ''HH24'') > ''18''']) AS c;
-- Patterns of operators are tried when the rule is written; a wrong one of a
-- function fails when it is asked.
SELECT pg_temp.told('title ~ ''a\'''), pg_temp.told('regexp_replace(title, ''a\'', '''') = ''b''');
DELETE FROM classification_rule WHERE position = 900;

-- Keyword sets.
SELECT pg_temp.answer($$UPDATE keyword_set SET keywords = array_fill('word'::text, '{10001}') WHERE name = 'security'$$);
SELECT pg_temp.answer($$UPDATE keyword_set SET keywords = ARRAY(SELECT md5(g::text) FROM generate_series(1, 5000) g) WHERE name = 'security'$$);
SELECT pg_temp.answer($$UPDATE keyword_set SET keywords = ARRAY[repeat('x', 201)] WHERE name = 'security'$$);
SELECT pg_temp.answer($$INSERT INTO keyword_set (name, keywords) SELECT 'set_' || g, '{word}' FROM generate_series(1, 1000) g$$);
SELECT pg_temp.answer($$INSERT INTO keyword_set (name, keywords, note) VALUES ('own', '{word}', repeat('x', 70000))$$);
SELECT pg_temp.answer($$INSERT INTO keyword_set (name, keywords) SELECT 'own', array_agg('w' || g) FROM generate_series(1, 2000) g$$);
-- A word that stands in a set a thousand times is one.
SELECT pg_temp.answer($$UPDATE keyword_set SET keywords = array_fill('word'::text, '{5000}') || '{other}' WHERE name = 'own'$$);
SELECT complaint_flow.mentions('support', 'a word', 'own') AS word, complaint_flow.mentions('support', 'an other', 'own') AS other, complaint_flow.mentions('support', 'nothing', 'own') AS nothing;

-- Texts and lists of cases, customers, entries, people and rules.
CREATE TEMP TABLE big (what text, statement text);
INSERT INTO big VALUES
    ('customer, name', $$INSERT INTO customer (name) VALUES (repeat('x', 1001))$$),
    ('customer, address', $$INSERT INTO customer (address) VALUES (repeat('x', 1001))$$),
    ('customer, changed', $$UPDATE customer SET email = repeat('x', 1001)$$),
    ('complaint, title', $$INSERT INTO complaint (channel, title) VALUES ('hotline', repeat('x', 1001))$$),
    ('complaint, description', $$INSERT INTO complaint (channel, description) VALUES ('hotline', repeat('x', 1048577))$$),
    ('complaint, risks', $$INSERT INTO complaint (channel, title, risks) VALUES ('hotline', 'x', array_fill('media'::text, '{1001}'))$$),
    ('complaint, evidence', $$INSERT INTO complaint (channel, title, evidence) VALUES ('hotline', 'x', array_fill(''::text, '{1001}'))$$),
    ('complaint, own column', $$INSERT INTO complaint (channel, title, shop_note) VALUES ('hotline', 'x', repeat('x', 1048577))$$),
    ('complaint, own list', $$INSERT INTO complaint (channel, title, shop_list) VALUES ('hotline', 'x', array_fill(1, '{1001}'))$$),
    ('contact, note', $$INSERT INTO contact (complaint_id, direction, channel, purpose, result, note) VALUES (1, 'in', 'hotline', 'information', 'reached', repeat('x', 1048577))$$),
    ('evidence, reference', $$INSERT INTO evidence (complaint_id, kind, reference) VALUES (1, 'photo', repeat('x', 1048577))$$),
    ('lesson, body', $$INSERT INTO lesson (title, body) VALUES ('x', repeat('x', 1048577))$$),
    ('absence, reason', $$INSERT INTO absence (staff, from_at, reason) VALUES ('li.na', now(), repeat('x', 1048577))$$),
    ('delegation, reason', $$INSERT INTO delegation (from_staff, to_staff, valid, reason) VALUES ('sun.li', 'zhou.min', tstzrange(now(), now() + interval '1 day'), repeat('x', 1048577))$$),
    ('staff, name', $$UPDATE staff SET name = repeat('x', 1001) WHERE code = 'li.na'$$),
    ('rule, name', $$INSERT INTO classification_rule (position, name, reason, category) VALUES (1, 'x', repeat('x', 65537), '1.2')$$),
    ('clock rule, list', $$UPDATE clock_rule SET met_by = array_fill('contact:update'::text, '{1001}') WHERE id = (SELECT min(id) FROM clock_rule)$$),
    ('label', $$UPDATE category SET label = repeat('x', 65537) WHERE code = '1.2'$$),
    ('settings', $$UPDATE desk SET title = repeat('x', 65537)$$),
    ('script', $$INSERT INTO script_version (script_id, body) SELECT id, repeat('x', 1048577) FROM script LIMIT 1$$),
    ('template', $$UPDATE message_template SET body = repeat('x', 1048577)$$),
    ('bucket', $$UPDATE closing_bucket SET label = repeat('x', 1048577)$$);
ALTER TABLE complaint ADD shop_note text, ADD shop_list int[];
INSERT INTO customer (name) VALUES (repeat('x', 1000));
INSERT INTO complaint (id, channel, title, description, risks, evidence, shop_note, shop_list)
    VALUES (1, 'hotline', repeat('x', 1000), repeat('x', 1048576), array_fill('media'::text, '{1000}'), array_fill(''::text, '{1000}'), repeat('x', 1048576), array_fill(1, '{1000}'));
SELECT what, pg_temp.answer(statement) FROM big;
-- A history is bound by them as well.
SET complaint_flow.importing = on;
SELECT what, pg_temp.answer(statement) FROM big WHERE what IN ('customer, name', 'contact, note', 'evidence, reference');
RESET complaint_flow.importing;
-- What stood there before stays, and the row can be written.
ALTER TABLE customer DISABLE TRIGGER USER;
UPDATE customer SET address = repeat('x', 2000);
ALTER TABLE customer ENABLE TRIGGER USER;
UPDATE customer SET name = 'Mrs Chen' RETURNING length(address);
UPDATE customer SET address = repeat('y', 2000);
UPDATE complaint SET merchant = 'Jade Shop' WHERE id = 1;
SELECT count(*) AS problems FROM complaint_flow.verify_history('support');
-- The longest text that is accepted can be shown, and looked for.
INSERT INTO customer (id, name) VALUES (70, 'Mrs Chen');
INSERT INTO complaint (id, channel, customer_id, title, description) VALUES (70, 'hotline', 70, '退款没有到账', repeat('退款没有到账', 58000));
SELECT right(complaint_flow.complaint_sheet('support', 70), 5) <> '' AS shown, similarity FROM complaint_flow.find_case('support', 70, repeat('退款到账', 500));
RESET search_path;
SELECT complaint_flow.drop_desk('support', true);
