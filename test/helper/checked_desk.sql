\set ECHO none
-- The desk "support" where check_rules finds nothing, and :findings to look.
\ir support_desk.sql
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('xu.lan', 'Xu Lan', 'senior_agent', 'legal', 'zheng.hua'),
    ('gao.ming', 'Gao Ming', 'agent', 'technical', 'zheng.hua');
UPDATE staff SET manager = 'zheng.hua' WHERE code IN ('feng.tao', 'he.xin');
UPDATE department d SET overseer = coalesce(overseer, 'zheng.hua'),
       liaison = coalesce(liaison, (SELECT min(code) FROM staff WHERE department = d.code));
-- whatever the day of the test is
INSERT INTO calendar_year (calendar, year, source)
    SELECT 'standard', extract(year FROM day), 'test' FROM unnest(ARRAY[now(), now() + interval '40 days']) AS day
    ON CONFLICT DO NOTHING;
SELECT complaint_flow.run_clocks('support') AS flagged;
\set findings 'SELECT severity, kind, table_name, rule, other_rule, finding FROM complaint_flow.check_rules(''support'') WHERE accepted IS NULL;'
