-- What came of it, of all packs.
CREATE EXTENSION complaint_flow;
CREATE TABLE outcome (n int GENERATED ALWAYS AS IDENTITY, pack text, fault boolean, kind text, table_name text, rule text, statement text,
                      refused text, findings text[], examples text[]);
CREATE TABLE left_out (pack text, kind text, statement text);
