-- Conditions of rules: what is refused, with which words, and what is read.
\i test/helper/session.sql
\set ECHO all
SET TimeZone = 'America/New_York';
SET DateStyle = 'SQL, DMY';

-- the tables of a desk that conditions depend on
CREATE SCHEMA cf_shop;
CREATE TABLE cf_shop.desk (time_zone text, engine_version text DEFAULT '1');
INSERT INTO cf_shop.desk (time_zone) VALUES ('Asia/Shanghai');
CREATE TABLE cf_shop.keyword_set (name text, keywords text[]);
INSERT INTO cf_shop.keyword_set VALUES ('media', '{记者,journalist}');
CREATE TYPE cf_shop.mood AS ENUM ('bad', 'good');
CREATE DOMAIN cf_shop.short AS text CHECK (length(VALUE) < 9);
CREATE TYPE cf_shop.address AS (city text, street text);
CREATE TABLE cf_shop.complaint (
    id bigint, channel text, title text, amount numeric,
    received_at timestamptz, due date, occurred timestamp, wait interval,
    risks text[], extra jsonb, mood cf_shop.mood, code cf_shop.short,
    address cf_shop.address, visits int, ratio float8, period tstzrange,
    actor text, gone text,
    title_length int GENERATED ALWAYS AS (length(title)) STORED);
CREATE TABLE cf_shop.rule (name text, condition text, guard text);
CREATE TRIGGER zzz_check BEFORE INSERT OR UPDATE ON cf_shop.rule
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_condition('condition', 'guard');

-- objects of somebody else
CREATE FUNCTION public.is_odd(int) RETURNS boolean LANGUAGE sql IMMUTABLE
    AS 'SELECT $1 % 2 = 1';
CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE FUNCTION complaint_flow.smuggled(int) RETURNS boolean LANGUAGE sql
    IMMUTABLE AS 'SELECT true';
CREATE FUNCTION public.mood_int(cf_shop.mood) RETURNS int LANGUAGE sql
    IMMUTABLE AS 'SELECT 1';
CREATE CAST (cf_shop.mood AS int) WITH FUNCTION public.mood_int(cf_shop.mood);

-- how a refusal looks to who writes the rule
\set SHOW_CONTEXT always
INSERT INTO cf_shop.rule VALUES ('spelling', 'visits > 1 AND chanel = ''app''');
INSERT INTO cf_shop.rule VALUES ('syntax', 'channel = ''app'' AND');
INSERT INTO cf_shop.rule VALUES ('第二', 'title LIKE ''%记者%'' AND visits = ''many''');
INSERT INTO cf_shop.rule VALUES ('guarded', 'true', 'random() < 0.5');
INSERT INTO cf_shop.rule VALUES ('types', 'title > visits');
SELECT complaint_flow.condition_columns('cf_shop', 'channel = ''app'' AND nothing');

-- SQLSTATE, words and place of many more
CREATE FUNCTION pg_temp.refusal(source text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
    place text;
BEGIN
    INSERT INTO cf_shop.rule VALUES ('r', source);
    RETURN 'ACCEPTED';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
        hint = PG_EXCEPTION_HINT, place = COLUMN_NAME;
    RETURN format(E'%s %s (%s)\n  %s\n  %s', SQLSTATE, message, place, detail, hint);
END
$$;
\pset format unaligned
\pset tuples_only on
\pset recordsep '\n\n'
SELECT source || E'\n' || pg_temp.refusal(source) FROM unnest(ARRAY[
    -- not one expression
    '', '   ', ' 　 ', ';', 'true;', 'true; DROP TABLE cf_shop.rule', 'true, false', 'true AS x',
    'true FROM cf_shop.desk', 'true WHERE true', 'DISTINCT true', 'true LIMIT 1',
    'true UNION SELECT true', 'true ORDER BY 1', 'SELECT true', ')(', 'channel = ''app',
    'channel ＝ ‘app’', 'channel = “app”', '(((true))',
    -- not boolean
    'visits', '''yes''', 'NULL', 'received_at', 'visits + 1', 'ROW(true)',
    -- names
    'nobody', 'chanel = ''app''', 'judged > due', 'channel = app', 'rule.channel = ''a''',
    'NEW.channel = ''a''', 'cf_shop.complaint.channel = ''a''', 'facts.channel = ''a''',
    'complaint.judged_at IS NULL', 'complaint IS NULL', 'complaint.* IS NULL', 'facts IS NULL',
    'ctid IS NULL', 'complaint.xmin IS NULL', 'tableoid = 1', 'title_length > 3', '"Channel" = ''a''',
    -- what a condition may not contain
    '(SELECT true)', 'EXISTS (SELECT 1)', 'visits IN (SELECT 1)', 'visits = ANY (ARRAY(SELECT 1))',
    'count(*) > 1', 'sum(visits) > 1', 'bool_and(true)', 'row_number() OVER () = 1',
    'sum(visits) OVER (PARTITION BY channel) > 1', 'generate_series(1, 2) = 1',
    'unnest(risks) = ''fire''', '$1', 'visits = $1', 'DEFAULT', 'GROUPING(visits) = 1',
    'xmlelement(name a) IS DOCUMENT', 'code = ''x''::cf_shop.short',
    -- clock, session, database
    'now() > received_at', 'clock_timestamp() > received_at', 'statement_timestamp() > received_at',
    'CURRENT_DATE > due', 'CURRENT_TIMESTAMP > received_at', 'LOCALTIME IS NULL', 'age(received_at) > wait',
    'current_user = actor', 'session_user = actor', 'CURRENT_ROLE = ''x''', 'current_schema = ''x''',
    'current_setting(''TimeZone'') = ''UTC''', 'pg_backend_pid() = 1', 'version() LIKE ''P%''',
    'random() < 0.5', 'pg_sleep(1) IS NULL', 'nextval(''s'') = 1', 'txid_current() = 1',
    'has_table_privilege(''cf_shop.desk'', ''SELECT'')', 'concat(title, channel) = ''x''',
    'to_char(amount, ''L9'') = ''x''', 'to_char(received_at, ''TMDay'') = ''x''',
    'to_char(received_at, title) = ''x''', 'to_tsvector(title) IS NULL', 'pg_read_file(title) IS NULL',
    '''complaint''::regclass IS NULL', '''text''::regtype IS NULL', 'title::regclass IS NULL', 'amount::money > ''1''::money',
    'risks::text = ''x''', 'set_config(''TimeZone'', ''UTC'', false) = ''UTC''',
    'query_to_xml(''SELECT 1'', true, true, '''') IS NULL', 'timetz(time ''10:00'') IS NULL',
    '(received_at::timetz AT TIME ZONE ''UTC'') IS NULL', 'date_in(''now'') > due',
    -- words that mean the clock, only where they do
    'received_at > ''now''', 'received_at < ''Today''', 'due = ''tomorrow''::date', 'due = date ''yesterday''',
    'occurred > timestamp ''now''', 'due = ANY (''{2024-01-01,today}'')', 'period @> ''now''::timestamptz',
    'period && ''[now,infinity)''', 'date_trunc(''day'', ''now''::timestamptz) > received_at',
    'title::date > due', '(extra ->> ''at'')::timestamptz > received_at', 'CAST(title AS time) IS NULL',
    -- things of others
    'public.is_odd(visits)', 'is_odd(visits)', 'visits OPERATOR(public.===) 1',
    'complaint_flow.smuggled(visits)', 'mood::int = 1', 'address = ROW(''a'', ''b'')::cf_shop.address',
    'address::text = ''x''', 'ROW(1, title) = ROW(1, title)::record',
    -- keyword sets
    'complaint_flow.mentions(title, channel)', 'mentions(title, ''nobody'')', 'mentions(title, NULL)',
    'mentions(title, ''me'' || ''dia'')', 'mentions(title)', 'mentions(visits, ''media'')',
    -- values that cannot be right
    'due > ''2024-02-30''', 'visits = ''x''', '1 / 0 = visits', 'mood = ''happy''', 'title ~ ''(''',
    'title LIKE ''100\''', 'received_at AT TIME ZONE ''Nowhere'' IS NULL', 'occurred AT TIME ZONE ''Nowhere'' IS NULL',
    'title COLLATE "nope" = ''x''',
    'title LIKE ''a'' COLLATE "C" = (title COLLATE "POSIX" = title COLLATE "C")'
]) WITH ORDINALITY AS t (source, n) ORDER BY n;
SELECT left(pg_temp.refusal(repeat('(', 20000) || 'true'), 5);
SELECT left(pg_temp.refusal(repeat('NOT ', 100000) || 'true'), 5);
SELECT count(*) FROM cf_shop.rule;

-- accepted, with the columns and facts that they read
SELECT source || E'\n  ' || complaint_flow.condition_columns('cf_shop', source)::text FROM unnest(ARRAY[
    'true', 'channel = ''app''', 'channel IN (''a'', ''b'', ''c'', ''d'', ''e'', ''f'', ''g'', ''h'', ''i'', ''j'')',
    'complaint.channel = ''x'' OR title IS NULL', 'amount > 1000 AND amount <= 1e6', 'visits BETWEEN 1 AND 3',
    'actor_rank >= 3 AND NOT actor_is_owner', 'actor = ''zhang''', 'complaint.actor = facts.actor',
    'judged_at - received_at > interval ''3 days''', 'due < ''2024-05-01''', 'due < judged_at',
    'received_at::date = due', 'date_trunc(''month'', received_at) = judged_at', 'extract(hour FROM received_at) < 9',
    'age(judged_at, received_at) > wait', 'to_date(title, ''YYYY-MM-DD'') > due', 'to_char(received_at, ''HH24'') = ''08''',
    'title LIKE ''%退款%'' OR title ILIKE ''%refund%''', 'title ~ ''退[款货]''', 'position(''退'' IN title) > 0',
    'lower(trim(title)) = ''x''', 'length(title) > 500', '''fire'' = ANY (risks)', 'risks && ARRAY[''fire'', ''flood'']',
    'extra ->> ''vip'' = ''yes''', 'extra @> ''{"a": 1}''', '(extra ->> ''n'')::int > 3', 'extra[''a''] IS NOT NULL',
    'mood = ''bad''', 'mood::text = ''bad''', 'code = ''x''', '(address).city = ''上海''',
    'period @> judged_at', '(channel, title) IN ((''a'', ''b''), (''c'', ''d''))', '(due, visits) < (date ''2024-01-01'', 3)',
    'CASE WHEN visits > 3 THEN amount > 10 ELSE false END', 'coalesce(visits, 0) = 0', 'greatest(visits, 3) = 3',
    'channel = ANY (ARRAY[title, actor])', 'channel = ANY (ARRAY[[title, actor], [actor, title]])', 'risks::varchar(3)[] && ''{fir}''',
    'title LIKE ''C:\\''', 'title = ''now''', 'title = ''today''', 'mentions(title, ''media'')', 'complaint_flow.mentions(title || channel, ''media'')',
    'title || visits = ''x1''', 'num_nulls(title, channel) > 0', 'from_state IS DISTINCT FROM ''new'' -- a comment',
    E'channel = ''a''\n  AND visits > 1', 'received_at > timestamptz ''2024-01-01''', 'NOT (ratio > 0.5) IS TRUE'
]) WITH ORDINALITY AS t (source, n) ORDER BY n;
\pset format aligned
\pset tuples_only off

-- trimmed, NULL stays NULL, both columns are checked
INSERT INTO cf_shop.rule VALUES ('trim', E'\n　 visits = 1\t ', NULL)
    RETURNING '[' || condition || ']' AS condition, guard;
INSERT INTO cf_shop.rule VALUES ('always', NULL);

-- who writes rules needs rights on the rule table alone
CREATE ROLE regress_condition_supervisor;
GRANT USAGE ON SCHEMA cf_shop TO regress_condition_supervisor;
GRANT INSERT ON cf_shop.rule TO regress_condition_supervisor;
SET ROLE regress_condition_supervisor;
INSERT INTO cf_shop.rule VALUES ('hers', 'mentions(title, ''media'')');
INSERT INTO cf_shop.rule VALUES ('hers', 'mentions(title, ''press'')');
RESET ROLE;

-- neither the session's path nor an operator in it changes a meaning
CREATE FUNCTION public.odd_equal(text, int) RETURNS boolean LANGUAGE sql
    IMMUTABLE AS 'SELECT true';
CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = int, FUNCTION = public.odd_equal);
SET search_path = public, pg_catalog;
INSERT INTO cf_shop.rule VALUES ('path', 'title = visits');
RESET search_path;

-- the settings of the session are as before, also after an error
SHOW TimeZone;
SHOW DateStyle;
SHOW IntervalStyle;
SHOW search_path;

-- a column dropped afterwards: the rule cannot be written anew, but its other columns can
INSERT INTO cf_shop.rule VALUES ('loses', 'gone = ''x''');
ALTER TABLE cf_shop.complaint DROP COLUMN gone;
UPDATE cf_shop.rule SET name = 'lost' WHERE name = 'loses' RETURNING name, condition;
UPDATE cf_shop.rule SET condition = 'gone = ''y''' WHERE name = 'lost';
ALTER TABLE cf_shop.complaint ADD COLUMN gone int;
UPDATE cf_shop.rule SET condition = 'gone = 5' WHERE name = 'lost' RETURNING name, condition;

-- a desk without settings has no time zone
BEGIN;
DELETE FROM cf_shop.desk;
INSERT INTO cf_shop.rule VALUES ('r', 'true');
ROLLBACK;

-- the trigger function used in a wrong way
CREATE TRIGGER wrong AFTER INSERT ON cf_shop.desk
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_condition('time_zone');
INSERT INTO cf_shop.desk VALUES ('UTC');
CREATE TRIGGER wrong BEFORE INSERT ON cf_shop.keyword_set
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_condition('nothing');
INSERT INTO cf_shop.keyword_set VALUES ('x', '{}');
SELECT complaint_flow.check_condition();
SELECT complaint_flow.condition_columns('no_such_desk', 'true');
SELECT complaint_flow.mentions('x', 'media');

DROP FUNCTION complaint_flow.smuggled(int);
SET client_min_messages = warning;
DROP SCHEMA cf_shop CASCADE;
DROP ROLE regress_condition_supervisor;
