SELECT * FROM support.work_queue LIMIT 10;  -- what is to be done next
SELECT at, who, line FROM complaint_flow.case_timeline('support', (SELECT max(complaint_id) FROM support.execution), 'en');  -- how one case went
SELECT month, category, received, on_time_rate, satisfied_share, cost FROM support.kpi_month ORDER BY 1, 2;  -- how well it is done
