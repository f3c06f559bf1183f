-- An owner who empties a policy table makes a version of it like any other
-- change; and nobody else gets round an approval in this way.
\i test/helper/logins_desk.sql
\i test/helper/refused.sql
\pset format unaligned
\pset tuples_only on
\set ECHO queries
SET ROLE regress_cf_owner;
SELECT rules_version AS before FROM desk \gset
SELECT count(*) AS weights FROM kpi_weight \gset
TRUNCATE kpi_weight;
SELECT rules_version - :before AS later FROM desk;
SELECT count(*) FROM complaint_flow.policy_as_of('support', :before + 1) WHERE table_name = 'kpi_weight';
SELECT count(*) = :weights AS all_removed FROM complaint_flow.diff_policy('support', :before) WHERE change = 'removed';
SELECT complaint_flow.revert_policy('support', :before, 'it was a mistake') - :before AS later;
SELECT count(*) = :weights AS back FROM kpi_weight;
-- twice in one transaction, and written in between
BEGIN;
TRUNCATE kpi_weight;
INSERT INTO kpi_weight SELECT (jsonb_populate_record(NULL::kpi_weight, content)).* FROM complaint_flow.policy_as_of('support', :before) WHERE table_name = 'kpi_weight';
TRUNCATE kpi_weight;
COMMIT;
SELECT count(*) FROM rule_history WHERE table_name = 'kpi_weight' AND to_version IS NULL;
SELECT rules_version - :before AS later FROM desk;
INSERT INTO policy_approval (table_name, approver) VALUES ('*', 'manager');
GRANT TRUNCATE ON hot_spot_rule TO "regress_cf_wu.gang";
SET ROLE "regress_cf_wu.gang";
SELECT refused('TRUNCATE hot_spot_rule');
RESET ROLE;
\set ECHO none
SET client_min_messages = warning;
\i test/helper/drop_logins_desk.sql
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
