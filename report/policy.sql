-- policy.sql -- all that the page of a desk's policy shows, from one snapshot
--
-- Read by make.mjs through psql with variables desk, draft (empty: the policy
-- in force), and for a draft from_day and to_day: the cases that it is tried
-- on, those of thirty days up to today if nothing is said.  Each line of the output is a name, a tab and JSON.
-- Supervisors and managers may read it.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL jit = off;
SELECT set_config('search_path', format('%I, pg_catalog, pg_temp', :'desk'), true) AS path \gset
SELECT :'draft' <> '' AS has_draft \gset
\if :has_draft
SELECT max(schema_name) AS schema, count(*) > 0 AS has_draft FROM draft WHERE name = :'draft' AND to_regnamespace(quote_ident(schema_name)) IS NOT NULL \gset
\endif

SELECT 'desk', jsonb_build_object('name', :'desk', 'title', coalesce(title, :'desk'), 'language', language, 'time_zone', time_zone,
           'currency', currency, 'now', to_char(now() AT TIME ZONE time_zone, 'YYYY-MM-DD HH24:MI'),
           'version', rules_version, 'since', to_char(rules_changed_at AT TIME ZONE time_zone, 'YYYY-MM-DD'),
           'draft', CASE WHEN :'has_draft' THEN :'draft' END)
  FROM desk;
SELECT 'use', coalesce(jsonb_agg(u), '[]') FROM rule_use AS u;
SELECT 'findings', coalesce(jsonb_agg(f), '[]')
  FROM complaint_flow.check_rules(:'desk', CASE WHEN :'has_draft' THEN :'draft'::name END) AS f;

\if :has_draft
-- what the draft changes, and what it would have changed
SELECT coalesce(nullif(:'to_day', '')::date, (now() AT TIME ZONE time_zone)::date) AS last FROM desk \gset
SELECT coalesce(nullif(:'from_day', '')::date, :'last'::date - 29) AS first \gset
SELECT :'first'::timestamp AT TIME ZONE time_zone AS since, (:'last'::date + 1)::timestamp AT TIME ZONE time_zone AS until FROM desk \gset
SELECT 'period', jsonb_build_object('first', :'first', 'last', :'last');
SELECT 'differences', coalesce(jsonb_agg(d ORDER BY n), '[]')
  FROM complaint_flow.diff_policy(:'desk', :'draft'::text) WITH ORDINALITY AS d (table_name, rule_key, rule, change, column_name, old, new, n);
SELECT 'compared', coalesce(jsonb_agg(c ORDER BY n), '[]')
  FROM complaint_flow.compare_policy(:'desk', :'since', :'until', :'draft') WITH ORDINALITY AS c (attribute, was, becomes, changed, cases, n);
SELECT 'load', coalesce(jsonb_agg(l ORDER BY was DESC, department), '[]')
  FROM (SELECT department, sum(was) AS was, sum(becomes) AS becomes FROM complaint_flow.compared_load(:'desk', :'since', :'until', :'draft') GROUP BY department) AS l;

-- it has the tables of the policy, which stand before the desk's
SELECT set_config('search_path', format('%I, %I, pg_catalog, pg_temp', :'schema', :'desk'), true) AS path \gset
\endif
SELECT 'settings', to_jsonb(d) FROM (SELECT default_urgency, default_level, fallback_role, calendar, joined_state, extract(epoch FROM repeat_window) / 86400 AS repeat_days FROM desk) AS d;
SELECT 'same_matter_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM same_matter_rule AS r;
SELECT 'repeat_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM repeat_rule AS r;
SELECT 'classification_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM classification_rule AS r;
SELECT 'issue_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM issue_rule AS r;
SELECT 'batch_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM batch_rule AS r;
SELECT 'routing_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM routing_rule AS r;
SELECT 'completeness_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM completeness_rule AS r;
SELECT 'clock_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM clock_rule AS r;
SELECT 'escalation_step', coalesce(jsonb_agg(r ORDER BY metric, step), '[]') FROM escalation_step AS r;
SELECT 'entry_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM entry_rule AS r;
SELECT 'action_rule', coalesce(jsonb_agg(r ORDER BY position, id), '[]') FROM action_rule AS r;
SELECT 'message_rule', coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('digest_minutes', extract(epoch FROM digest_every) / 60) ORDER BY position, id), '[]') FROM message_rule AS r;
SELECT 'authority', coalesce(jsonb_agg(to_jsonb(r) ORDER BY s.rank, r.remedy_kind NULLS FIRST, r.id), '[]') FROM authority AS r JOIN staff_role s ON s.code = r.role;
SELECT 'state', coalesce(jsonb_agg(r ORDER BY array_position('{initial,working,waiting,final}', kind), code), '[]') FROM state AS r;
SELECT 'transition', coalesce(jsonb_agg(r ORDER BY id), '[]') FROM transition AS r;
SELECT 'words', jsonb_object_agg(kind || ':' || code, jsonb_build_object('en', label, 'zh', label_zh))
  FROM (SELECT 'urgency' AS kind, code, label, label_zh FROM urgency
        UNION ALL SELECT 'level', code, label, label_zh FROM level
        UNION ALL SELECT 'category', code, label, label_zh FROM category
        UNION ALL SELECT 'channel', code, label, label_zh FROM channel
        UNION ALL SELECT 'state', code, label, label_zh FROM state
        UNION ALL SELECT 'role', code, label, label_zh FROM staff_role
        UNION ALL SELECT 'department', code, label, label_zh FROM department
        UNION ALL SELECT 'remedy', code, label, label_zh FROM remedy_kind
        UNION ALL SELECT 'purpose', code, label, label_zh FROM contact_purpose
        UNION ALL SELECT 'group', code, label, label_zh FROM complainant_group
        UNION ALL SELECT 'tier', code, label, label_zh FROM customer_tier
        UNION ALL SELECT 'risk', code, label, label_zh FROM risk
        UNION ALL SELECT 'frequency', code, label, label_zh FROM frequency
        UNION ALL SELECT 'conduct', code, label, label_zh FROM finding_kind
        UNION ALL SELECT 'term', code, label, label_zh FROM term) AS said;
COMMIT;
