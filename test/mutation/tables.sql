-- What came of the edits, of all packs.
CREATE TABLE outcome (n int GENERATED ALWAYS AS IDENTITY, pack text, fault boolean, kind text, table_name text, rule text, statement text,
                      refused text, findings text[], examples text[]);
CREATE TABLE left_out (pack text, kind text, statement text);
CREATE VIEW judged AS
SELECT *, refused IS NOT NULL AS was_refused, cardinality(examples) > 0 AS by_examples,
       -- the worst that was said
       (SELECT min(split_part(f, ' | ', 1)) FROM unnest(findings) AS f) AS worst,
       refused IS NULL AND coalesce(cardinality(findings), 0) = 0 AND coalesce(cardinality(examples), 0) = 0 AS missed
  FROM outcome;
