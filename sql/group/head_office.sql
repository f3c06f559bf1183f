-- What the head office of a group keeps, in a schema of the group's name: the
-- companies, what was handed down to them, and what they report.  @desk@ is
-- the schema of the head office's own desk.

CREATE TABLE head_office (
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    group_name text NOT NULL
);
COMMENT ON TABLE head_office IS 'one row: what the group is known by, written by create_group';
COMMENT ON COLUMN head_office.id IS 'number of the group';
COMMENT ON COLUMN head_office.group_name IS 'name that companies know, whatever the schema is called by now';

CREATE TABLE company (
    code         text PRIMARY KEY,
    title        text NOT NULL,
    department   text,
    place        name NOT NULL UNIQUE,
    joined_at    timestamptz NOT NULL,
    admitted_at  timestamptz NOT NULL,
    left_at      timestamptz,
    tried_at     timestamptz,
    exchanged_at timestamptz,
    problem      text
);
COMMENT ON TABLE company IS 'companies (子公司) of the group; written by admit_company, remove_company and exchange_cases, see company_now';
COMMENT ON COLUMN company.code IS 'code that the company gave in join_group';
COMMENT ON COLUMN company.title IS 'its name for people, as it gave it';
COMMENT ON COLUMN company.department IS 'department of the head office''s desk that stands for it: a work order to this department is handed down (转办); NULL: nothing is';
COMMENT ON COLUMN company.place IS 'name of its schema on both sides, and of server, subscription, publication and replication slot: group and company';
COMMENT ON COLUMN company.joined_at IS 'when the company called join_group';
COMMENT ON COLUMN company.admitted_at IS 'when admit_company took it in';
COMMENT ON COLUMN company.left_at IS 'when remove_company let it go; its last figures stay; NULL: it belongs to the group';
COMMENT ON COLUMN company.tried_at IS 'when exchange_cases last had something for it';
COMMENT ON COLUMN company.exchanged_at IS 'when that last worked';
COMMENT ON COLUMN company.problem IS 'why it did not work the last time; NULL: it did';

CREATE TABLE referral (
    id            uuid PRIMARY KEY,
    company       text NOT NULL REFERENCES company,
    work_order_id bigint NOT NULL UNIQUE REFERENCES @desk@.work_order ON DELETE CASCADE,
    complaint_id  bigint NOT NULL,
    delivered_at  timestamptz,
    answered_at   timestamptz,
    status_before text,
    problem       text
);
CREATE INDEX referral_waiting ON referral (company, work_order_id) WHERE delivered_at IS NULL AND answered_at IS NULL;
CREATE INDEX referral_unanswered ON referral (company, id) WHERE answered_at IS NULL;
CREATE INDEX referral_complaint ON referral (complaint_id);
COMMENT ON INDEX referral_waiting IS 'what has to be delivered to a company';
COMMENT ON INDEX referral_unanswered IS 'what a company has not settled';
COMMENT ON INDEX referral_complaint IS 'referrals of a case';
COMMENT ON TABLE referral IS 'cases handed down to companies (转办), one a work order: the outbox of the head office; written by exchange_cases, see referral_now';
COMMENT ON COLUMN referral.id IS 'by which both sides know it, made from the work order: a company files it once, however often it arrives';
COMMENT ON COLUMN referral.company IS 'company';
COMMENT ON COLUMN referral.work_order_id IS 'work order at the head office; where forget_cases removes it, the referral goes, too';
COMMENT ON COLUMN referral.complaint_id IS 'case at the head office';
COMMENT ON COLUMN referral.delivered_at IS 'when it was laid into the company''s inbox for certain; NULL: it may be there already';
COMMENT ON COLUMN referral.answered_at IS 'when the work order was found answered, with the company''s result or by hand';
COMMENT ON COLUMN referral.status_before IS 'what the company had said of it when its reports were fetched anew or dropped; NULL: they never were';
COMMENT ON COLUMN referral.problem IS 'why the answer could not be entered at the head office; it is tried again';

-- What companies report, a partition each; logical replication writes them.
-- Columns have the types of the template, whatever a desk's owner has put there
-- instead: the apply worker must not run code of that owner.

@each case_sum
CREATE TABLE {view}_sum (
    id bigint NOT NULL,
@each case_sum_key view={view}
    {key} {type},
@end
    figures bigint[] NOT NULL,
    first_response complaint_flow.histogram NOT NULL,
    first_response_business complaint_flow.histogram NOT NULL,
    resolution complaint_flow.histogram NOT NULL,
    resolution_business complaint_flow.histogram NOT NULL,
    company text NOT NULL,
    CONSTRAINT figures_are_numbers CHECK (array_ndims(figures) = 1 AND cardinality(figures) <= 64 AND array_position(figures, NULL) IS NULL)
) PARTITION BY LIST (company);
COMMENT ON TABLE {view}_sum IS 'engine: {view}_sum of the companies; {view} and {view}_by_company show them';
COMMENT ON COLUMN {view}_sum.id IS 'number of the row at the company';
@each case_sum_key view={view}
COMMENT ON COLUMN {view}_sum.{key} IS '{comment}';
@end
COMMENT ON COLUMN {view}_sum.figures IS 'sums, place by place as kpi_figure says';
COMMENT ON COLUMN {view}_sum.first_response IS 'times to the first response';
COMMENT ON COLUMN {view}_sum.first_response_business IS 'the same in business time';
COMMENT ON COLUMN {view}_sum.resolution IS 'times to the end';
COMMENT ON COLUMN {view}_sum.resolution_business IS 'the same in business time';
COMMENT ON COLUMN {view}_sum.company IS 'company';
@end
CREATE TABLE kpi_part_sum (
    id         bigint NOT NULL,
    kind       text NOT NULL,
    month      date NOT NULL,
    code       text NOT NULL,
    department text,
    category   text,
    figures    bigint[] NOT NULL,
    times      complaint_flow.histogram NOT NULL,
    company    text NOT NULL,
    CONSTRAINT figures_are_numbers CHECK (array_ndims(figures) = 1 AND cardinality(figures) <= 64 AND array_position(figures, NULL) IS NULL)
) PARTITION BY LIST (company);
COMMENT ON TABLE kpi_part_sum IS 'engine: kpi_part_sum of the companies; kpi_clock and kpi_state show them';
COMMENT ON COLUMN kpi_part_sum.id IS 'number of the row at the company';
COMMENT ON COLUMN kpi_part_sum.kind IS 'as at a desk, and so are the next ones';
COMMENT ON COLUMN kpi_part_sum.month IS 'first day of the month of receipt';
COMMENT ON COLUMN kpi_part_sum.code IS 'metric of the clock, or state';
COMMENT ON COLUMN kpi_part_sum.department IS 'department that had to act';
COMMENT ON COLUMN kpi_part_sum.category IS 'category';
COMMENT ON COLUMN kpi_part_sum.figures IS 'sums';
COMMENT ON COLUMN kpi_part_sum.times IS 'how long clocks ran, or stays lasted';
COMMENT ON COLUMN kpi_part_sum.company IS 'company';
CREATE TABLE kpi_issue_sum (
    day       date NOT NULL,
    issue_key text NOT NULL,
    figures   bigint[] NOT NULL,
    company   text NOT NULL,
    CONSTRAINT figures_are_numbers CHECK (array_ndims(figures) = 1 AND cardinality(figures) <= 64 AND array_position(figures, NULL) IS NULL)
) PARTITION BY LIST (company);
COMMENT ON TABLE kpi_issue_sum IS 'engine: kpi_issue_sum of the companies; kpi_issue_day shows them';
COMMENT ON COLUMN kpi_issue_sum.day IS 'local day of receipt';
COMMENT ON COLUMN kpi_issue_sum.issue_key IS 'what the cases are about';
COMMENT ON COLUMN kpi_issue_sum.figures IS 'received, of these still open';
COMMENT ON COLUMN kpi_issue_sum.company IS 'company';

@list reported table column type comment
-- tables that exist for the group alone: here with a column company, at the
-- company without it
code_label | dimension | text NOT NULL | table of codes: department, category, level, urgency, channel or state
code_label | code | text NOT NULL | code
code_label | label | text NOT NULL | English name
code_label | label_zh | text NOT NULL | Chinese name
company_report | id | int NOT NULL | always 1
company_report | reported_at | timestamptz NOT NULL | when exchange_cases last ran at the company
company_report | not_folded | bigint NOT NULL | changes of cases that its figures lacked then, see fold_kpi
company_report | engine_version | text NOT NULL | version of complaint_flow there
company_report | currency | text | its desk.currency
company_report | time_zone | text NOT NULL | its desk.time_zone, by which its days are
company_report | received | bigint NOT NULL | sum of figure received over its kpi_month_sum at this moment, to be compared with what has arrived
company_report | closing_buckets | text NOT NULL | its closing_bucket in short, to be compared with that of the head office
referral_status | id | uuid NOT NULL | referral
referral_status | status | text NOT NULL | delivered (in the inbox, and something hinders filing it), filed (a case of the company now), closed (its case is over), refused
referral_status | recorded_at | timestamptz NOT NULL | when that was so first
referral_status | complaint_id | bigint | case of the company
referral_status | sheet_no | text | number of its complaint sheet
referral_status | state | text | state of that case
referral_status | resolution | text | how far it is resolved: full, part or none; NULL: it is not over
referral_status | department | text | department that has it
referral_status | due_at | timestamptz | nearest deadline of the clocks of that case
referral_status | sla_status | text | how the clocks of that case stand, as in complaint
referral_status | closed_at | timestamptz | when the case was over
referral_status | reason | text | why it was refused, or could not be filed yet
@end
@list reported_table table key comment
code_label | dimension, code | words for the codes that the figures of a company hold
company_report | id | how fresh the figures of a company are, one row a company
referral_status | id | what became of referrals, as the company says
@end
@each reported_table
CREATE TABLE {table} (
@each reported table={table}
    {column} {type},
@end
    company text NOT NULL
) PARTITION BY LIST (company);
COMMENT ON TABLE {table} IS '{comment}';
@each reported table={table}
COMMENT ON COLUMN {table}.{column} IS '{comment}';
@end
COMMENT ON COLUMN {table}.company IS 'company';
@end

-- The KPI views stand on these, and are those of a desk.  Other currencies are
-- left out, as at a desk.
CREATE VIEW closing_bucket AS SELECT * FROM @desk@.closing_bucket;
COMMENT ON VIEW closing_bucket IS 'closing_bucket of the head office, which the companies have to share';
COMMENT ON COLUMN closing_bucket.code IS 'as at a desk';
COMMENT ON COLUMN closing_bucket.position IS 'as at a desk';
COMMENT ON COLUMN closing_bucket.within IS 'as at a desk';
COMMENT ON COLUMN closing_bucket.label IS 'as at a desk';
COMMENT ON COLUMN closing_bucket.label_zh IS 'as at a desk';

@each case_sum
CREATE VIEW {view}_exact AS
SELECT {keys},
       CASE WHEN company = ANY (ARRAY(SELECT r.company FROM company_report r, @desk@.desk d WHERE r.currency IS DISTINCT FROM d.currency))
            THEN figures[:35] || 0::bigint || figures[37:] ELSE figures END AS figures,
       first_response, first_response_business, resolution, resolution_business
  FROM {view}_sum;
COMMENT ON VIEW {view}_exact IS 'engine: {view}_sum of all companies, in several rows a key; ask {view}';
@each case_sum_key view={view}
COMMENT ON COLUMN {view}_exact.{key} IS '{comment}';
@end
COMMENT ON COLUMN {view}_exact.figures IS 'as in {view}_sum; without costs in another currency than the head office''s';
COMMENT ON COLUMN {view}_exact.first_response IS 'as in {view}_sum';
COMMENT ON COLUMN {view}_exact.first_response_business IS 'as in {view}_sum';
COMMENT ON COLUMN {view}_exact.resolution IS 'as in {view}_sum';
COMMENT ON COLUMN {view}_exact.resolution_business IS 'as in {view}_sum';
@end

CREATE VIEW kpi_part_exact AS SELECT kind, month, code, department, category, figures, times FROM kpi_part_sum;
COMMENT ON VIEW kpi_part_exact IS 'engine: kpi_part_sum of all companies, in several rows a key; ask kpi_clock or kpi_state';
COMMENT ON COLUMN kpi_part_exact.kind IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.month IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.code IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.department IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.category IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.figures IS 'as in kpi_part_sum';
COMMENT ON COLUMN kpi_part_exact.times IS 'as in kpi_part_sum';

CREATE VIEW kpi_issue_exact AS SELECT issue_key, day, figures FROM kpi_issue_sum;
COMMENT ON VIEW kpi_issue_exact IS 'engine: kpi_issue_sum of all companies, in several rows a key; ask kpi_issue_day';
COMMENT ON COLUMN kpi_issue_exact.issue_key IS 'as in kpi_issue_sum';
COMMENT ON COLUMN kpi_issue_exact.day IS 'as in kpi_issue_sum';
COMMENT ON COLUMN kpi_issue_exact.figures IS 'as in kpi_issue_sum';

CREATE TYPE company_case AS (
    complaint_id bigint, day date, closed_day date, department text, owner text, category text, level text, urgency text, channel text,
    product text, merchant text, first_response_seconds bigint, first_response_business_seconds bigint,
    resolution_seconds bigint, resolution_business_seconds bigint,
@each figure fact
    {code} bigint,
@end
    score bigint, cost numeric(20, 2), problem text
);
COMMENT ON TYPE company_case IS 'a row of fact_complaint of a company, and why it did not answer';

CREATE VIEW referral_now AS
SELECT c.code AS company, r.work_order_id, r.complaint_id, h.sheet_no, w.recorded_at AS asked_at,
       coalesce(s.status, r.status_before, CASE WHEN r.delivered_at IS NOT NULL THEN 'delivered' WHEN r.answered_at IS NOT NULL THEN 'withdrawn' ELSE 'waiting' END) AS status,
       r.delivered_at, s.recorded_at AS filed_at, s.complaint_id AS company_complaint_id, s.sheet_no AS company_sheet_no,
       s.state AS company_state, s.reason, s.closed_at AS company_closed_at, r.answered_at,
       k.due_at AS head_due_at, k.on_time AS head_on_time,
       s.due_at AS company_due_at, s.sla_status AS company_sla_status, a.reported_at AS company_reported_at,
       coalesce(r.problem, CASE WHEN r.delivered_at IS NULL THEN c.problem END) AS problem
  FROM referral r
  JOIN company c ON c.code = r.company
  JOIN @desk@.work_order w ON w.id = r.work_order_id
  JOIN @desk@.complaint h ON h.id = r.complaint_id
  LEFT JOIN referral_status s ON s.company = r.company AND s.id = r.id
  LEFT JOIN company_report a ON a.company = r.company
  LEFT JOIN LATERAL (
       SELECT min(due_at) AS due_at,
              bool_and(CASE WHEN outcome IS NULL THEN breached_at IS NULL AND (paused_at IS NOT NULL OR due_at >= now()) ELSE outcome <> 'late' END) AS on_time
         FROM @desk@.clock WHERE clock.complaint_id = r.complaint_id AND subject = r.work_order_id) AS k ON true;
COMMENT ON VIEW referral_now IS 'where each case that was handed down is, and whether it is on time by the head office''s clock of the work order and by the company''s own';
COMMENT ON COLUMN referral_now.company IS 'company';
COMMENT ON COLUMN referral_now.work_order_id IS 'work order at the head office';
COMMENT ON COLUMN referral_now.complaint_id IS 'case at the head office';
COMMENT ON COLUMN referral_now.sheet_no IS 'its complaint sheet';
COMMENT ON COLUMN referral_now.asked_at IS 'when the work order was opened';
COMMENT ON COLUMN referral_now.status IS 'waiting (not delivered yet), withdrawn (the work order was answered before that), delivered (in the company''s inbox), filed (a case there), closed (that case is over), refused; of a company that left and came back, or whose figures were dropped: as it was then';
COMMENT ON COLUMN referral_now.delivered_at IS 'as in referral';
COMMENT ON COLUMN referral_now.filed_at IS 'when the company filed or refused it';
COMMENT ON COLUMN referral_now.company_complaint_id IS 'case of the company';
COMMENT ON COLUMN referral_now.company_sheet_no IS 'complaint sheet of the company';
COMMENT ON COLUMN referral_now.company_state IS 'state of the case there, words in code_label';
COMMENT ON COLUMN referral_now.reason IS 'why the company refused it, or could not file it yet';
COMMENT ON COLUMN referral_now.company_closed_at IS 'when the case there was over';
COMMENT ON COLUMN referral_now.answered_at IS 'when the work order got its answer';
COMMENT ON COLUMN referral_now.head_due_at IS 'deadline of the head office''s clocks of this work order; NULL: it has none';
COMMENT ON COLUMN referral_now.head_on_time IS 'whether the head office''s clocks of this work order are, or were, kept; NULL: it has none';
COMMENT ON COLUMN referral_now.company_due_at IS 'nearest deadline of the company''s own clocks';
COMMENT ON COLUMN referral_now.company_sla_status IS 'how the company''s own clocks stand: running, warned, breached, met, paused';
COMMENT ON COLUMN referral_now.company_reported_at IS 'when the company last reported: as of then is what it says';
COMMENT ON COLUMN referral_now.problem IS 'why it does not get on at the head office''s side; NULL: nothing known';

CREATE VIEW company_now AS
SELECT c.code AS company, c.title, c.department, c.left_at IS NULL AS belongs,
       r.reported_at, r.not_folded, r.engine_version, r.currency, r.time_zone,
       EXISTS (SELECT FROM pg_catalog.pg_stat_subscription s WHERE s.subname = c.place AND s.relid IS NULL AND s.pid IS NOT NULL) AS receiving,
       coalesce(n.waiting, 0) AS waiting, coalesce(n.delivered, 0) AS delivered, coalesce(n.filed, 0) AS filed,
       coalesce(n.closed, 0) AS closed, coalesce(n.refused, 0) AS refused,
       c.exchanged_at,
       coalesce(c.problem,
                CASE WHEN c.left_at IS NOT NULL THEN NULL
                     WHEN y.tables > 0 AND c.admitted_at < now() - interval '10 minutes' THEN y.tables || ' tables are not fetched yet, see the server''s log'
                     WHEN y.tables = 0 AND r.received <> coalesce(m.received, 0) THEN 'its figures are not those that it reported: remove_company and admit_company fetch them anew'
                     WHEN r.reported_at < now() - interval '10 minutes' THEN 'it has not reported for ' || date_trunc('minute', now() - r.reported_at)
                     WHEN r.engine_version <> d.engine_version THEN 'it runs complaint_flow ' || r.engine_version
                     WHEN r.closing_buckets <> b.buckets THEN 'its table closing_bucket is another one: kpi_within must not be added up' END) AS problem
  FROM company c
  LEFT JOIN LATERAL (SELECT sum(k.figures[2]) AS received FROM kpi_month_sum k WHERE k.company = c.code) AS m ON true
  LEFT JOIN LATERAL (SELECT count(*) AS tables FROM pg_catalog.pg_subscription u JOIN pg_catalog.pg_subscription_rel t ON t.srsubid = u.oid
                      WHERE u.subname = c.place AND u.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND t.srsubstate <> 'r') AS y ON true
  LEFT JOIN company_report r ON r.company = c.code
  CROSS JOIN (SELECT engine_version FROM @desk@.desk LIMIT 1) AS d
  CROSS JOIN (SELECT coalesce(string_agg(concat_ws(' ', position, code, within::text), ', ' ORDER BY position), '') AS buckets FROM closing_bucket) AS b
  LEFT JOIN (SELECT company, count(*) FILTER (WHERE status = 'waiting') AS waiting, count(*) FILTER (WHERE status = 'delivered') AS delivered,
                    count(*) FILTER (WHERE status = 'filed') AS filed, count(*) FILTER (WHERE status = 'closed') AS closed,
                    count(*) FILTER (WHERE status = 'refused') AS refused
               FROM referral_now
              GROUP BY company) AS n ON n.company = c.code;
COMMENT ON VIEW company_now IS 'the companies of the group at this moment: how fresh their figures are, how many cases are handed down to them, and what is wrong';
COMMENT ON COLUMN company_now.company IS 'code';
COMMENT ON COLUMN company_now.title IS 'name for people';
COMMENT ON COLUMN company_now.department IS 'department of the head office''s desk that stands for it';
COMMENT ON COLUMN company_now.belongs IS 'false: it has left, its last figures stay';
COMMENT ON COLUMN company_now.reported_at IS 'as of when its figures are: its last report that has arrived; NULL: none yet';
COMMENT ON COLUMN company_now.not_folded IS 'changes of cases that these figures lacked';
COMMENT ON COLUMN company_now.engine_version IS 'version of complaint_flow there';
COMMENT ON COLUMN company_now.currency IS 'currency of its costs';
COMMENT ON COLUMN company_now.time_zone IS 'time zone of its days';
COMMENT ON COLUMN company_now.receiving IS 'true: the subscription is at work; false: the company cannot be reached, or replication has stopped, see the server''s log';
COMMENT ON COLUMN company_now.waiting IS 'referrals not delivered yet';
COMMENT ON COLUMN company_now.delivered IS 'referrals in its inbox, as far as it has reported';
COMMENT ON COLUMN company_now.filed IS 'referrals that are open cases of the company';
COMMENT ON COLUMN company_now.closed IS 'referrals whose case is over';
COMMENT ON COLUMN company_now.refused IS 'referrals that it refused';
COMMENT ON COLUMN company_now.exchanged_at IS 'when a delivery last worked';
COMMENT ON COLUMN company_now.problem IS 'what is wrong; NULL: nothing known';
