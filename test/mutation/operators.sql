-- What can go wrong in a text, a list or a row: each function gives every
-- slip of its kind.

-- the text with each of the places that match replaced, one place at a time
CREATE FUNCTION each_replaced(source text, pattern text, replacement text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(source, pattern, replacement, 1, n)
      FROM generate_series(1, regexp_count(source, pattern)) AS n
$$;

-- a word typed in haste: its middle letter is missing
CREATE FUNCTION misspelt(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN length(word) < 3 THEN word || 'a' ELSE overlay(word PLACING '' FROM length(word) / 2 + 1 FOR 1) END
$$;

-- texts in quotes, and the elements of lists in quotes
CREATE FUNCTION literals(condition text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT word
      FROM regexp_matches(condition, '''([^'']+)''', 'g') AS m, unnest(string_to_array(trim('{}' FROM m[1]), ',')) AS word
$$;

-- one of them in place of another
CREATE FUNCTION replaced(condition text, word text, other text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(condition, format('([''{,])%s(?=['',}])', replace(word, '.', '\.')), '\1' || other, 'g')
$$;

-- the parts of a condition between ANDs (or ORs) that stand in no parentheses
CREATE FUNCTION clauses(condition text, connective text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    parts text[] := '{}';
    part text := '';
    piece text;
    depth int := 0;
    quoted boolean := false;
BEGIN
    FOR piece IN SELECT m[1] FROM regexp_matches(condition, format('(\s+%s\s+|.)', connective), 'g') AS m
    LOOP
        IF NOT quoted AND depth = 0 AND piece ~ ('^\s+' || connective) THEN
            parts := parts || part;
            part := '';
        ELSE
            quoted := quoted <> (piece = '''');
            depth := depth + CASE WHEN quoted THEN 0 WHEN piece = '(' THEN 1 WHEN piece = ')' THEN -1 ELSE 0 END;
            part := part || piece;
        END IF;
    END LOOP;
    RETURN parts || part;
END
$$;

-- each clause left out
CREATE FUNCTION each_clause_lost(condition text, connective text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT array_to_string(c.parts[:n - 1] || c.parts[n + 1:], ' ' || connective || ' ')
      FROM (SELECT clauses(condition, connective) AS parts) AS c, generate_series(1, cardinality(c.parts)) AS n
     WHERE cardinality(c.parts) > 1
$$;

-- how much time: ten times as long, or a tenth
CREATE FUNCTION ten_times(target text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN target ~ '[1-9]' THEN regexp_replace(target, '\d+', (substring(target, '\d+')::int * 10)::text) ELSE 'T+10' END
$$;
CREATE FUNCTION a_tenth(target text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN target ~ '[1-9]0' THEN regexp_replace(target, '0', '')
                WHEN target ~ '\d .*day' THEN regexp_replace(target, 'days?', 'hours')
                WHEN target ~ '\d .*hour' THEN regexp_replace(target, '(business )?hours?', 'minutes')
                WHEN target ~ 'T\+[1-9]' THEN 'T+0'
                ELSE '1 hour' END
$$;
