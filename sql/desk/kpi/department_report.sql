-- The reports that heads of departments were sent (SPEC R38).

CREATE TABLE department_report (
    department text NOT NULL,
    first_day  date NOT NULL,
    last_day   date NOT NULL,
    made_at    timestamptz NOT NULL,
    content    jsonb NOT NULL,
    PRIMARY KEY (department, first_day, last_day)
);
COMMENT ON TABLE department_report IS 'case progress reports of departments, written by report_departments, one a department and period; what they said at that time stays here when the message is gone';
COMMENT ON COLUMN department_report.department IS 'department, as its code was then';
COMMENT ON COLUMN department_report.first_day IS 'first local day of the period';
COMMENT ON COLUMN department_report.last_day IS 'last local day of the period';
COMMENT ON COLUMN department_report.made_at IS 'moment at which open cases were judged';
COMMENT ON COLUMN department_report.content IS 'facts of the message. At made_at: open, waiting, due_soon, breached as in kpi_live, worst (numbers of the breached cases whose deadline passed first, five at most), orders and orders_overdue (open_orders and breached of kpi_orders). In the period: received and closed (closings of kpi_day). on_time: on_time_rate in percent of the cases received in the period. No personal data';
