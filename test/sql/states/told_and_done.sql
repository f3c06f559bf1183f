-- allowed_transitions agrees with what happens: a case in each state, five
-- persons, every other state tried.
\i test/helper/support_desk.sql
\set ECHO all
-- every third valid, every third invalid, every second about Zhou Min
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, category, level, urgency, state, owner, received_by, validity, validity_reason, accused_staff)
    SELECT n, '2026-03-02 10:00', 'hotline', '漏发', '1.2', 'I', 'ordinary', code, 'li.na', 'li.na',
           CASE n % 3 WHEN 0 THEN 'valid' WHEN 1 THEN 'invalid' END, CASE WHEN n % 3 < 2 THEN 'seen' END,
           CASE WHEN n % 2 = 0 THEN 'zhou.min' END
      FROM (SELECT code, row_number() OVER (ORDER BY code) AS n FROM state) AS states;
RESET complaint_flow.importing;

CREATE FUNCTION attempt(id bigint, actor text, target text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('complaint_flow.actor', actor, true);
    UPDATE complaint SET state = target, reason = 'as the test says' WHERE complaint.id = attempt.id;
    RAISE EXCEPTION 'undone' USING ERRCODE = 'ZZ000';
EXCEPTION WHEN OTHERS THEN
    RETURN CASE SQLSTATE WHEN 'ZZ000' THEN 'done' ELSE SQLSTATE END;
END
$$;
-- the reason, which is given, may be lacking
CREATE FUNCTION told(id bigint, actor text, target text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('complaint_flow.actor', actor, true);
    RETURN EXISTS (SELECT FROM complaint_flow.allowed_transitions('support', id) AS t
                    WHERE t.to_state = target AND t.lacks <@ '{a reason}');
END
$$;
CREATE TEMP TABLE tried AS
    SELECT c.state, actor, s.code AS target, told(c.id, actor, s.code) AS told, attempt(c.id, actor, s.code) AS happened
      FROM complaint c
      CROSS JOIN unnest('{li.na,wang.fang,sun.li,zhou.min,wu.gang}'::text[]) AS actor
      JOIN state s ON s.code <> c.state;
SELECT * FROM tried WHERE told <> (happened = 'done') ORDER BY state, actor, target;
SELECT happened, count(*) FROM tried GROUP BY 1 ORDER BY 1;
SELECT actor, count(*) FILTER (WHERE told) AS can FROM tried GROUP BY 1 ORDER BY 1;
DROP TABLE tried;
DROP FUNCTION attempt(bigint, text, text), told(bigint, text, text);
SELECT complaint_flow.drop_desk('support', true);
