-- The jobs of the desk: what became of their last run, what they cannot do.

CREATE TABLE job_run (
    job         text PRIMARY KEY,
    started_at  timestamptz,
    finished_at timestamptz,
    rows        bigint,
    failing     bigint NOT NULL DEFAULT 0
);
INSERT INTO job_run (job)
SELECT unnest('{run_clocks,fold_kpi,send_digests,report_departments,purge_outbox,warn_calendar_end,publish_history_digest,train_models}'::text[]);
COMMENT ON TABLE job_run IS 'last finished run of each job, written by the jobs themselves, whoever starts them';
COMMENT ON COLUMN job_run.job IS 'name of the job: run_clocks, fold_kpi, send_digests, report_departments, purge_outbox, warn_calendar_end, publish_history_digest, train_models';
COMMENT ON COLUMN job_run.started_at IS 'when it began; NULL: no run has finished yet';
COMMENT ON COLUMN job_run.finished_at IS 'when it was done';
COMMENT ON COLUMN job_run.rows IS 'how many things it did, for instance clocks that it flagged';
COMMENT ON COLUMN job_run.failing IS 'how many things it went round because they cannot be written; they stand in job_failure';

CREATE TABLE job_failure (
    job          text NOT NULL,
    kind         text NOT NULL,
    subject      text NOT NULL,
    complaint_id bigint,
    sqlstate     text NOT NULL,
    message      text NOT NULL,
    since        timestamptz NOT NULL,
    last_at      timestamptz NOT NULL,
    attempts     int NOT NULL DEFAULT 1,
    retry_at     timestamptz NOT NULL,
    told         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (job, kind, subject)
);
COMMENT ON TABLE job_failure IS 'what jobs go round because it cannot be written: it is tried again after 1, 2, 4, 8 and then every 15 minutes, and leaves this table when it could be written. The owner may remove rows: then it is tried by the next run';
COMMENT ON COLUMN job_failure.job IS 'name of the job, or recompute_clocks';
COMMENT ON COLUMN job_failure.kind IS 'what it is: case; member (a case that is to join an incident); call (of a sheet that joined a case); change (of a customer, to be noted in a case); issue; department; message; calendar; day; draft';
COMMENT ON COLUMN job_failure.subject IS 'which one: number of the case, sheet or message, day and key of the issue, code of the department, name of the calendar, day';
COMMENT ON COLUMN job_failure.complaint_id IS 'the case, or the sheet; NULL: it is none';
COMMENT ON COLUMN job_failure.sqlstate IS 'SQLSTATE of the error';
COMMENT ON COLUMN job_failure.message IS 'its text where that names tables and constraints only, never values; to see all of the error, have the owner write the row: for a case UPDATE complaint SET reason = reason WHERE id = ...';
COMMENT ON COLUMN job_failure.since IS 'as-of time of the run that met this error first';
COMMENT ON COLUMN job_failure.last_at IS 'as-of time of the run that tried last';
COMMENT ON COLUMN job_failure.attempts IS 'how often it was tried';
COMMENT ON COLUMN job_failure.retry_at IS 'when it is tried again';
COMMENT ON COLUMN job_failure.told IS 'whether the role of desk.fallback_role was told, by a message with topic job_failed';

CREATE TABLE job_wait (
    job text NOT NULL,
    at  timestamptz NOT NULL,
    PRIMARY KEY (job, at)
);
COMMENT ON TABLE job_wait IS 'runs that did nothing, or not all, because another run or another transaction held a lock, since the last run that did all: none when all is well. After ten minutes the role of desk.fallback_role is told, by a message with topic job_waits';
COMMENT ON COLUMN job_wait.job IS 'name of the job';
COMMENT ON COLUMN job_wait.at IS 'when it gave up';

CREATE TABLE job_lock (
    job text PRIMARY KEY
);
INSERT INTO job_lock
SELECT unnest('{rule_failed,fold_kpi,send_digests,report_departments,purge_outbox,warn_calendar_end,publish_history_digest,train_models}'::text[]);
COMMENT ON TABLE job_lock IS 'engine: a run locks the row of its job, so that there is one at a time. Nobody else may lock it: nobody is granted UPDATE here';
COMMENT ON COLUMN job_lock.job IS 'name of the job; run_clocks has none, its runs share the work; rule_failed: whoever is writing such a message';
