-- calls.csv: received_at,channel,title,description
BEGIN;
SET LOCAL complaint_flow.actor = 'li.na';
\copy support.complaint (received_at, channel, title, description) FROM 'calls.csv' WITH (FORMAT csv, HEADER)
COMMIT;

-- the months as a sheet of their own, a column for each department
\copy (SELECT * FROM support.kpi_month ORDER BY month, department, category) TO 'months.csv' WITH (FORMAT csv, HEADER)
SELECT month, coalesce(department, '-') AS department, sum(received) AS received
  FROM support.kpi_month GROUP BY 1, 2 ORDER BY 1, 2
\crosstabview
