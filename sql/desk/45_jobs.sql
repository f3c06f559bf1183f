-- The jobs of the desk and what became of their last run.

CREATE TABLE job_run (
    job         text PRIMARY KEY,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    rows        bigint NOT NULL
);
COMMENT ON TABLE job_run IS 'last finished run of each job, written by the jobs themselves, whoever starts them';
COMMENT ON COLUMN job_run.job IS 'name of the job: run_clocks, fold_kpi, send_digests, report_departments, purge_outbox, warn_calendar_end, publish_history_digest';
COMMENT ON COLUMN job_run.started_at IS 'when it began';
COMMENT ON COLUMN job_run.finished_at IS 'when it was done';
COMMENT ON COLUMN job_run.rows IS 'how many things it did, for instance clocks that it flagged';
