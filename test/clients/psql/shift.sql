-- An agent's work in psql: psql -v person=li.na -v task='check the parcel' -f shift.sql
\set ON_ERROR_STOP on
SET search_path = support;
SELECT set_config('complaint_flow.actor', :'person', false) AS person \gset

INSERT INTO complaint (channel, title, description)
VALUES ('hotline', '包裹少了一件', '上周兑换的两只杯子，只收到一只')
RETURNING id, sheet_no, category, owner, missing \gset filed_
\echo :filed_sheet_no is of category :filed_category, for :filed_owner. Ask for :filed_missing.

UPDATE complaint SET state = 'verifying' WHERE id = :filed_id;
INSERT INTO work_order (complaint_id, department, task) VALUES (:filed_id, 'risk_control', :'task');
SELECT line FROM complaint_flow.case_timeline('support', :filed_id, 'en');

-- What was refused, and where: ask psql, or read the whole report.
\set ON_ERROR_STOP off
UPDATE complaint SET state = 'closed' WHERE id = :filed_id;
\if :ERROR
	\echo refused with :LAST_ERROR_SQLSTATE: :LAST_ERROR_MESSAGE
	\errverbose
\endif
\set ON_ERROR_STOP on
