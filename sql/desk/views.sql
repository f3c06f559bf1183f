CREATE VIEW work_queue WITH (security_invoker = true) AS
SELECT w.complaint_id, w.sheet_no, w.urgency, w.level, w.category, nullif(w.due_at, 'infinity') AS due_at,
       w.sla_status, w.state, w.owner, w.audience AS claimable_by, w.received_at,
       CASE WHEN w.sensitive THEN '***' ELSE w.title END AS title,
       w.priority, w.guesses
  -- what is sorted by stands first: behind texts it would be looked for in each comparison
  FROM (SELECT q.priority, q.due_at, q.complaint_id, q.received_at, q.audience, q.owner, q.state,
               c.sheet_no, c.urgency, c.level, c.category, c.sla_status, c.title, c.guesses, g.sensitive
          FROM queue q
          JOIN complaint c ON c.id = q.complaint_id
          LEFT JOIN category g ON g.code = c.category
         ORDER BY q.priority, q.due_at, q.complaint_id) AS w;
COMMENT ON VIEW work_queue IS 'open cases in the order of service: urgency, level, nearest deadline, age (SPEC R17)';
COMMENT ON COLUMN work_queue.complaint_id IS 'case';
COMMENT ON COLUMN work_queue.sheet_no IS 'number of the complaint sheet';
COMMENT ON COLUMN work_queue.urgency IS 'urgency';
COMMENT ON COLUMN work_queue.level IS 'level';
COMMENT ON COLUMN work_queue.category IS 'category';
COMMENT ON COLUMN work_queue.due_at IS 'nearest deadline; NULL: none';
COMMENT ON COLUMN work_queue.sla_status IS 'as complaint.sla_status';
COMMENT ON COLUMN work_queue.state IS 'state';
COMMENT ON COLUMN work_queue.owner IS 'owner; NULL: waits to be claimed';
COMMENT ON COLUMN work_queue.claimable_by IS 'who may claim it, see claim; NULL: it has an owner';
COMMENT ON COLUMN work_queue.received_at IS 'time of receipt';
COMMENT ON COLUMN work_queue.title IS 'title; *** in a sensitive category, see read_case';
COMMENT ON COLUMN work_queue.priority IS 'as complaint.priority';
COMMENT ON COLUMN work_queue.guesses IS 'as complaint.guesses';

CREATE VIEW open_case AS
SELECT q.complaint_id, c.sheet_no, c.channel, q.received_at, c.product, c.urgency, c.level, c.category,
       q.state, q.department, c.handler_role, nullif(q.due_at, 'infinity') AS due_at, c.sla_status, q.priority
  FROM queue q
  JOIN complaint c ON c.id = q.complaint_id;
COMMENT ON VIEW open_case IS 'open cases without personal data, for analysts; shows all departments';
COMMENT ON COLUMN open_case.complaint_id IS 'case';
COMMENT ON COLUMN open_case.sheet_no IS 'number of the complaint sheet';
COMMENT ON COLUMN open_case.channel IS 'channel by which it came';
COMMENT ON COLUMN open_case.received_at IS 'time of receipt';
COMMENT ON COLUMN open_case.product IS 'product or service';
COMMENT ON COLUMN open_case.urgency IS 'urgency';
COMMENT ON COLUMN open_case.level IS 'level';
COMMENT ON COLUMN open_case.category IS 'category';
COMMENT ON COLUMN open_case.state IS 'state';
COMMENT ON COLUMN open_case.department IS 'department that handles it';
COMMENT ON COLUMN open_case.handler_role IS 'role that handles it';
COMMENT ON COLUMN open_case.due_at IS 'nearest deadline; NULL: none';
COMMENT ON COLUMN open_case.sla_status IS 'as complaint.sla_status';
COMMENT ON COLUMN open_case.priority IS 'as complaint.priority';

CREATE VIEW promise WITH (security_invoker = true) AS
SELECT k.complaint_id, c.sheet_no, k.metric, k.cycle, k.due_at,
       k.due_at - coalesce(k.paused_at, now()) AS remaining,
       CASE WHEN k.paused_at IS NOT NULL THEN 'paused'
            WHEN k.due_at < now() THEN 'breached'
            WHEN k.warn_at <= now() THEN 'warned'
            ELSE 'running' END AS status,
       q.owner, q.audience AS claimable_by, coalesce(k.department, q.department) AS department, c.urgency, c.level, c.category
  FROM queue q
  JOIN clock k ON k.complaint_id = q.complaint_id
  JOIN complaint c ON c.id = q.complaint_id
 WHERE k.outcome IS NULL;
COMMENT ON VIEW promise IS 'what was promised and is not kept yet: every clock that runs or pauses on an open case, by when, and who has the case';
COMMENT ON COLUMN promise.complaint_id IS 'case';
COMMENT ON COLUMN promise.sheet_no IS 'number of the complaint sheet';
COMMENT ON COLUMN promise.metric IS 'what is promised, see clock_rule; table term has the words';
COMMENT ON COLUMN promise.cycle IS 'as clock.cycle';
COMMENT ON COLUMN promise.due_at IS 'deadline';
COMMENT ON COLUMN promise.remaining IS 'time left, negative when overdue; while paused: what was left then';
COMMENT ON COLUMN promise.status IS 'running, warned, breached or paused, as the hour is now, whether the job has run or not';
COMMENT ON COLUMN promise.owner IS 'staff code of who has the case; NULL: waits to be claimed';
COMMENT ON COLUMN promise.claimable_by IS 'who may claim it; NULL: it has an owner';
COMMENT ON COLUMN promise.department IS 'department that owes it: the one asked by a work order, else the one that handles the case';
COMMENT ON COLUMN promise.urgency IS 'urgency';
COMMENT ON COLUMN promise.level IS 'level';
COMMENT ON COLUMN promise.category IS 'category';

CREATE VIEW job AS
SELECT j.*
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN complaint_flow.jobs(n.nspname) AS j
 WHERE c.oid = 'desk'::regclass;
COMMENT ON VIEW job IS 'the jobs of the desk: schedule and errors as far as pg_cron shows them to the reader, last run';
COMMENT ON COLUMN job.name IS 'function that the job calls';
COMMENT ON COLUMN job.schedule IS 'schedule of pg_cron; NULL: not scheduled, or by somebody else';
COMMENT ON COLUMN job.active IS 'whether pg_cron runs it; NULL: not scheduled';
COMMENT ON COLUMN job.last_run IS 'start of the last finished run, whoever started it; NULL: never ran';
COMMENT ON COLUMN job.duration IS 'how long it took';
COMMENT ON COLUMN job.rows IS 'how many things it did';
COMMENT ON COLUMN job.status IS 'status of the last run by pg_cron';
COMMENT ON COLUMN job.error IS 'error of the last run by pg_cron; NULL: none';
COMMENT ON COLUMN job.failing IS 'how many things it goes round because they cannot be written; they stand in job_failure';
COMMENT ON COLUMN job.waiting_since IS 'since when it could not do all because another run or transaction held a lock; NULL: it does';
COMMENT ON COLUMN job.fault IS 'what is wrong with its entry in pg_cron, see stale_jobs; NULL: nothing that the reader may see';

CREATE VIEW viewer AS
SELECT w.*, ARRAY[CASE WHEN w.sees_all THEN 'all' END, w.code, w.department] || w.roles AS sight
  FROM (SELECT actor.code, actor.department, actor.role,
               ARRAY(SELECT s.role FROM delegation d JOIN staff s ON s.code = d.from_staff AND s.active
                      WHERE d.to_staff = actor.code AND d.valid @> now()) AS lent,
               ARRAY(SELECT r.code FROM staff_role r WHERE r.rank <= role.rank) AS roles,
               coalesce(role.sees_all, false)
               OR (actor.code IS NOT DISTINCT FROM login.code
                   AND has_table_privilege(current_user, 'job_run'::regclass, 'SELECT')) AS sees_all
          FROM (SELECT) AS me
          -- by the index; without a row of this cluster one may be from another
          LEFT JOIN LATERAL (SELECT * FROM staff s WHERE s.active AND s.database_role_id = complaint_flow.login_id()
                             UNION ALL
                             SELECT * FROM staff s WHERE s.active AND NOT complaint_flow.login_is_local(s.database_role_id)
                                AND complaint_flow.login_role(s.database_role, s.database_role_id) = to_regrole(quote_ident(current_user))
                             LIMIT 1) AS login ON true
          LEFT JOIN LATERAL (SELECT * FROM staff s WHERE s.active AND s.code =
                                    CASE WHEN login.speaks_for_others
                                         THEN coalesce(nullif(current_setting('complaint_flow.actor', true), ''), login.code)
                                         ELSE login.code END
                             LIMIT 1) AS actor ON true
          LEFT JOIN LATERAL (SELECT * FROM staff_role r WHERE r.code = actor.role LIMIT 1) AS role ON true) AS w;
COMMENT ON VIEW viewer IS 'who looks at the desk, one row: decides what row level security shows, see filter_by_department';
COMMENT ON COLUMN viewer.code IS 'staff code of the actor; NULL: an unknown person';
COMMENT ON COLUMN viewer.department IS 'department of the actor';
COMMENT ON COLUMN viewer.role IS 'role of the actor';
COMMENT ON COLUMN viewer.lent IS 'roles whose authority others lend to the actor now, see delegation';
COMMENT ON COLUMN viewer.roles IS 'roles whose waiting lists the actor may claim from';
COMMENT ON COLUMN viewer.sees_all IS 'true: sees the cases of all departments';
COMMENT ON COLUMN viewer.sight IS 'the same in one list, for complaint_flow.in_sight: all or NULL, code, department, roles';

CREATE VIEW asked_case AS
WITH me AS MATERIALIZED (
    SELECT v.code, v.department, v.role || v.lent AS roles FROM viewer v
)
SELECT o.complaint_id, 'work_order' AS entry, o.id
  FROM me
  JOIN work_order o ON o.status = 'open' AND o.department = me.department
UNION ALL
SELECT h.complaint_id, 'handover' AS entry, h.id
  FROM me
  JOIN handover h ON h.status = 'asked' AND (h.to_staff = me.code OR h.to_department = me.department)
UNION ALL
SELECT w.complaint_id, w.entry, w.id
  FROM (SELECT r.complaint_id, 'remedy' AS entry, r.id
          FROM remedy r
         WHERE r.status = 'proposed'
           AND r.next_role = ANY (ARRAY(SELECT rung.code FROM staff_role rung
                                          JOIN staff_role held ON held.rank >= rung.rank
                                          JOIN me ON held.code = ANY (me.roles)))
        UNION ALL
        SELECT x.complaint_id, 'extension' AS entry, x.id
          FROM me
          JOIN desk d ON d.extension_roles && me.roles
          JOIN extension x ON x.status = 'asked'
        UNION ALL
        SELECT t.complaint_id, 'response_team' AS entry, t.id
          FROM me
          JOIN response_team t ON t.department = me.department AND (t.staff IS NULL OR t.staff = me.code)) AS w
  JOIN complaint c ON c.id = w.complaint_id
  JOIN state s ON s.code = c.state AND s.kind <> 'final';
COMMENT ON VIEW asked_case IS 'what waits for the viewer in cases of any department: open work orders of the own department, hand-overs to accept, remedies and extensions to decide (also with lent authority), response teams of open cases; row level security shows these cases to read and to add to, see filter_by_department';
COMMENT ON COLUMN asked_case.complaint_id IS 'case';
COMMENT ON COLUMN asked_case.entry IS 'work_order, handover, remedy, extension or response_team';
COMMENT ON COLUMN asked_case.id IS 'number of the entry by which the viewer is asked';
