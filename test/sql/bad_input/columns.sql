-- Columns that belong to the engine, and those that are fixed at intake.
\i test/helper/bad_input_desk.sql
\set ECHO all
-- a value other than the present one, by the column's type
CREATE FUNCTION public.other_value(column_name text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE format_type(atttypid, NULL)
        WHEN 'text' THEN '''II'''
        WHEN 'text[]' THEN '''{x}'''
        WHEN 'bigint[]' THEN '''{1}'''
        WHEN 'integer' THEN '77'
        WHEN 'bigint' THEN '77'
        WHEN 'bytea' THEN '''\x00'''
        ELSE '''2026-01-01 12:00+08''' END
      FROM pg_attribute WHERE attrelid = 'support.complaint'::regclass AND attname = column_name
$$;
INSERT INTO complaint (channel, received_by, title, description)
    VALUES ('hotline', 'li.na', '包裹少发一件', '漏发了杯子');
SELECT remember();

-- on insert: every column but those of the client, and stamps
SELECT attname, refused(format('INSERT INTO complaint (channel, title, %I) VALUES (''hotline'', ''x'', %s)',
                               attname, other_value(attname)))
  FROM pg_attribute
 WHERE attrelid = 'complaint'::regclass AND attnum > 0
   AND (col_description(attrelid, attnum) LIKE 'engine%' OR attname IN ('state', 'owner', 'department', 'handler_role'))
   AND attname NOT IN ('updated_at', 'event_count')
 ORDER BY attnum;
SELECT unchanged();

-- numbers that are none
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (0, 'hotline', 'x')$$);
SELECT refused($$INSERT INTO complaint (id, channel, title) VALUES (-5, 'hotline', 'x')$$);
SELECT unchanged();

-- on update: those of the engine, and what was fixed at intake
SELECT attname, refused(format('UPDATE complaint SET %I = %s, reason = ''why not''', attname, other_value(attname)))
  FROM pg_attribute
 WHERE attrelid = 'complaint'::regclass AND attnum > 0
   AND (col_description(attrelid, attnum) LIKE 'engine:%' OR attname IN ('id', 'received_at', 'channel', 'received_by'))
   AND attname NOT IN ('imported_at', 'closed_at', 'promised_at', 'first_response_at', 'last_contact_at', 'updated_at', 'event_count')
 ORDER BY attnum;
-- filled from NULL
SELECT attname, refused(format('UPDATE complaint SET %I = now()', attname))
  FROM pg_attribute
 WHERE attrelid = 'complaint'::regclass
   AND attname IN ('imported_at', 'closed_at', 'promised_at', 'first_response_at', 'last_contact_at')
 ORDER BY attnum;
-- emptied
SELECT refused('UPDATE complaint SET sheet_no = NULL');
SELECT refused('UPDATE complaint SET priority = NULL');
SELECT refused('UPDATE complaint SET head_hash = NULL');
SELECT refused('UPDATE complaint SET received_at = NULL');
SELECT refused('UPDATE complaint SET received_by = NULL');
SELECT unchanged();

-- unchanged, NULL and default values are no offence: an ORM sends every column
UPDATE complaint SET sheet_no = sheet_no, priority = priority, state = state, head_hash = head_hash,
       event_count = event_count, updated_at = updated_at, salt = salt, id = id, channel = 'hotline';
SELECT unchanged();
INSERT INTO complaint (id, sheet_no, channel, title, state, priority, head_hash, contact_count, updated_at)
    VALUES (DEFAULT, NULL, 'hotline', '包裹少发两件', NULL, NULL, NULL, NULL, NULL)
    RETURNING state, priority, contact_count;
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
DROP FUNCTION other_value(text);
