-- Keys of issues and messages are found in whatever order their index has.
\i test/helper/support_desk.sql
\set ECHO all
ALTER TABLE issue_count ALTER issue_key TYPE text COLLATE "en-x-icu";
ALTER TABLE outbox ALTER dedup_key TYPE text COLLATE "en-x-icu";

-- Eleven complaints about each merchant are an incident; the twelfth joins it.
CREATE FUNCTION file(first int, upto int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO complaint (received_at, channel, product, merchant, title)
        SELECT timestamptz '2026-03-02 09:00+08' + n * interval '1 minute', 'hotline', '饮品券', m, '券坏了，扫不出'
          FROM generate_series(first, upto) AS n, unnest('{zeta,élan,alpha,ärzte,öl,beta,ünal,_x,x_y,xy,x-z,Ñu}'::text[]) AS m;
$$;
SELECT file(1, 11);
SELECT file(12, 12);
SELECT count(DISTINCT incident_id) AS incidents, count(*) FILTER (WHERE incident_id IS NULL) AS left_out FROM complaint;
SELECT count(*) AS keys, min(count) AS fewest, max(count) AS most FROM issue_count;
SELECT count(*) AS told FROM outbox WHERE topic = 'incident_declared';

-- A job that looks again tells nobody twice.
SELECT complaint_flow.run_clocks('support') > 0 AS flagged;
SELECT count(*) AS messages FROM outbox \gset
SELECT complaint_flow.run_clocks('support') >= 0 AS again;
SELECT count(*) - :messages AS more FROM outbox;
SELECT count(*) AS differences FROM complaint_flow.verify_history('support');

-- An index in another order than its column does not serve.
ALTER TABLE issue_count DROP CONSTRAINT issue_count_pkey;
CREATE UNIQUE INDEX one_order ON issue_count (issue_key COLLATE "C", day);
INSERT INTO complaint (received_at, channel, product, merchant, title) VALUES ('2026-03-02 11:00+08', 'hotline', '饮品券', 'zeta', '券坏了');

SELECT complaint_flow.drop_desk('support', true);
