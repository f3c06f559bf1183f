SELECT sheet_no, urgency, category, due_at, coalesce(owner, claimable_by) AS whose, title FROM support.work_queue LIMIT 10;  -- what is to be done next
SELECT at, who, line FROM complaint_flow.case_timeline('support', (SELECT max(complaint_id) FROM support.execution), 'en');  -- how one case went
SELECT month, department, category, received, on_time_rate, satisfied_share, cost FROM support.kpi_month ORDER BY 1, 2, 3;  -- how well it is done
