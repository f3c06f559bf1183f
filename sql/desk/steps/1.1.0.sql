-- Numbers have digits.  What would be rounded is the owner's to round, but for
-- entries, which nobody can change.
DO $step$
DECLARE
    place name := (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('desk'));
    part record;
    many bigint;
    odd bigint;
    altered text[] := '{}';
BEGIN
    FOR part IN
        SELECT * FROM (VALUES ('execution', 'amount', 4, 'numeric(19, 4)'),
                              ('remedy', 'amount', 4, 'numeric(19, 4)'),
                              ('authority', 'up_to', 4, 'numeric(19, 4)'),
                              ('authority', 'per_day', 4, 'numeric(19, 4)'),
                              ('hot_spot_rule', 'ratio', 2, 'numeric(6, 2)'),
                              ('kpi_weight', 'weight', 2, 'numeric(9, 2)'),
                              ('kpi_weight', 'at_worst', 4, 'numeric(14, 4)'),
                              ('kpi_weight', 'at_best', 4, 'numeric(14, 4)'),
                              ('complaint', 'amount', 4, 'numeric(19, 4)'),
                              ('desk', 'wanted_precision', 3, 'numeric(4, 3)')) AS p (table_name, column_name, decimals, type)
    LOOP
        EXECUTE format('SELECT count(*) FILTER (WHERE scale(trim_scale(%2$I)) > %3$s),
                               count(*) FILTER (WHERE %2$I IN (''NaN'', ''Infinity'', ''-Infinity'') OR abs(%2$I) >= 1e15) FROM %1$I',
                       part.table_name, part.column_name, part.decimals) INTO many, odd;
        IF odd > 0 THEN
            RAISE EXCEPTION 'column "%" of table "%" holds numbers that are none, or have more than 15 digits', part.column_name, part.table_name
                USING ERRCODE = 'KF011', TABLE = part.table_name, COLUMN = part.column_name,
                      DETAIL = format('In %s rows.', odd), HINT = 'Correct them, then call upgrade_desk again.';
        ELSIF many > 0 AND part.table_name IN ('remedy', 'execution') THEN
            RAISE WARNING 'column "%" of table "%" is rounded to % decimals in % rows', part.column_name, part.table_name, part.decimals, many;
        ELSIF many > 0 THEN
            RAISE EXCEPTION 'column "%" of table "%" has more than % decimals', part.column_name, part.table_name, part.decimals
                USING ERRCODE = 'KF011', TABLE = part.table_name, COLUMN = part.column_name,
                      DETAIL = format('In %s rows.', many),
                      HINT = format('UPDATE %I.%I SET %3$I = round(%3$I, %4$s) WHERE %3$I <> round(%3$I, %4$s); then call upgrade_desk again.',
                                    place, part.table_name, part.column_name, part.decimals);
        END IF;
        altered := altered || format('ALTER TABLE %I ALTER COLUMN %I TYPE %s', part.table_name, part.column_name, part.type);
    END LOOP;
    EXECUTE array_to_string(altered, ';');
END
$step$;

-- an amount with digits is never infinite
ALTER TABLE authority
    DROP CONSTRAINT IF EXISTS authority_up_to_check, ADD CONSTRAINT authority_up_to_check CHECK (up_to >= 0),
    DROP CONSTRAINT IF EXISTS authority_per_day_check, ADD CONSTRAINT authority_per_day_check CHECK (per_day >= 0);

-- programs that read the catalog know a sequence by its name
ALTER SEQUENCE IF EXISTS entry_id RENAME TO entry_id_seq;
ALTER SEQUENCE IF EXISTS rule_id RENAME TO rule_id_seq;

-- who may insert rows with numbers of their own may draw the numbers
DO $step$
DECLARE
    allowed record;
BEGIN
    FOR allowed IN
        SELECT DISTINCT pg_get_serial_sequence(c.oid::regclass::text, i.attname) AS sequence, pg_get_userbyid(p.grantee) AS role
          FROM pg_class c
          JOIN pg_attribute i ON i.attrelid = c.oid AND i.attidentity <> '' AND NOT i.attisdropped
          JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
          -- tables of others are theirs
          JOIN pg_class d ON d.oid = to_regclass('desk') AND d.relnamespace = c.relnamespace AND d.relowner = c.relowner
          CROSS JOIN LATERAL (SELECT * FROM aclexplode(c.relacl) UNION SELECT * FROM aclexplode(a.attacl)) AS p
         WHERE p.privilege_type = 'INSERT' AND p.grantee NOT IN (0, c.relowner)
    LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', allowed.sequence, allowed.role);
    END LOOP;
END
$step$;
