-- A desk of the standard pack, and what files texts in it and counts what it
-- made of them.

SET client_min_messages = warning;
CREATE EXTENSION complaint_flow;
SELECT complaint_flow.create_desk('pack', pack => 'standard', time_zone => 'Asia/Shanghai') AS made \gset

CREATE TABLE filed (source text, script text, content text, category text, urgency text,
    found text, guess text, found_urgency text);

-- an hour apart, so that no day has a batch
CREATE FUNCTION file_texts(source text, script text, texts refcursor) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line record;
    made pack.complaint;
    n int := 0;
BEGIN
    LOOP
        FETCH texts INTO line;
        EXIT WHEN NOT FOUND;
        n := n + 1;
        INSERT INTO pack.complaint (channel, received_at, description)
            VALUES ('web_form', now() - n * interval '1 hour', line.content) RETURNING * INTO made;
        INSERT INTO filed VALUES (source, script, line.content, coalesce(line.category, 'none'), line.urgency,
            coalesce(made.category, 'none'), coalesce(made.category, made.guesses[1], 'none'), made.urgency);
    END LOOP;
END
$$;

CREATE FUNCTION percent(part bigint, whole bigint) RETURNS numeric LANGUAGE sql AS $$
    SELECT round(100.0 * part / nullif(whole, 0), 1)
$$;

CREATE VIEW category_found AS
SELECT source, script, count(*) AS texts,
       percent(count(*) FILTER (WHERE found = category), count(*)) AS "right %",
       percent(count(*) FILTER (WHERE found = 'none' AND category <> 'none'), count(*)) AS "left to people %",
       percent(count(*) FILTER (WHERE found <> 'none' AND found <> category), count(*)) AS "wrong %",
       percent(count(*) FILTER (WHERE found <> 'none' AND found = category), count(*) FILTER (WHERE found <> 'none')) AS "right of decided %",
       percent(count(*) FILTER (WHERE guess = category), count(*) FILTER (WHERE category <> 'none')) AS "first guess right %"
  FROM filed GROUP BY source, script;

CREATE VIEW urgency_found AS
SELECT source, script, count(*) FILTER (WHERE urgency = 'urgent') AS urgent,
       percent(count(*) FILTER (WHERE urgency = 'urgent' AND found_urgency = 'urgent'), count(*) FILTER (WHERE urgency = 'urgent')) AS "found %",
       count(*) FILTER (WHERE urgency = 'ordinary') AS ordinary,
       percent(count(*) FILTER (WHERE urgency = 'ordinary' AND found_urgency = 'urgent'), count(*) FILTER (WHERE urgency = 'ordinary')) AS "false alarms %"
  FROM filed GROUP BY source, script;

CREATE VIEW by_category AS
SELECT f.source, c.code, c.label, count(*) FILTER (WHERE f.category = c.code) AS texts,
       percent(count(*) FILTER (WHERE f.guess = c.code AND f.category = c.code), count(*) FILTER (WHERE f.guess = c.code)) AS "precision %",
       percent(count(*) FILTER (WHERE f.guess = c.code AND f.category = c.code), count(*) FILTER (WHERE f.category = c.code)) AS "recall %"
  FROM filed f CROSS JOIN pack.category c
 WHERE f.script <> 'traditional'
 GROUP BY f.source, c.code, c.label;
