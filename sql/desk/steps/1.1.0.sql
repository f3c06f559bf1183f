-- numbers have digits; what would be rounded is the owner's to round
DO $step$
DECLARE
    part record;
    found bigint;
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
        EXECUTE format('SELECT count(*) FROM %I WHERE scale(trim_scale(%2$I)) > %3$s OR %2$I IN (''NaN'', ''Infinity'', ''-Infinity'') OR abs(%2$I) >= 1e15',
                       part.table_name, part.column_name, part.decimals) INTO found;
        IF found > 0 THEN
            RAISE EXCEPTION 'column "%" of table "%" has % values with more than % decimals, or none that a number of 15 digits can hold',
                part.column_name, part.table_name, found, part.decimals
                USING ERRCODE = 'KF011', TABLE = part.table_name, COLUMN = part.column_name,
                      HINT = format('Round them: UPDATE %I SET %2$I = round(%2$I, %s); then call upgrade_desk again.',
                                    part.table_name, part.column_name, part.decimals);
        END IF;
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s', part.table_name, part.column_name, part.type);
    END LOOP;
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
