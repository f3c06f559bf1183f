-- The history as an event log, for process mining (SPEC R46): no personal
-- data, codes beside labels, names as plain words and as XES has them.

-- Labels are looked up once an activity and not once an event, and nothing here
-- sorts: rows asked for in the order of cases come from the primary key.
CREATE VIEW mining_event AS
SELECT e.complaint_id AS case_id, e.seq, e.activity,
       coalesce(w.label, replace(e.activity, '_', ' ')) AS label,
       coalesce(w.label_zh, replace(e.activity, '_', ' ')) AS label_zh,
       CASE WHEN e.seq = 1 THEN coalesce(c.received_at, e.at)
            WHEN e.activity LIKE 'contact:%' OR e.activity LIKE 'incoming:%'
            THEN coalesce((e.changes -> 'last_contact_at' ->> 1)::timestamptz, e.at)
            WHEN e.changes ?| complaint_flow.entry_tables()
            THEN coalesce((SELECT max((f.value -> 0 ->> 'recorded_at')::timestamptz)
                             FROM jsonb_each(e.changes) f
                            WHERE f.key = ANY (complaint_flow.entry_tables())), e.at)
            ELSE e.at END AS at,
       e.at AS recorded_at, e.actor AS resource, s.role, s.department,
       e.changes -> 'state' ->> 0 AS from_state, e.changes -> 'state' ->> 1 AS to_state,
       c.channel, CASE WHEN (SELECT 'product' <> ALL (d.personal_columns) FROM desk d) THEN c.product END AS product,
       c.customer_tier, c.category, c.level, c.urgency, c.department AS case_department, c.state,
       c.sla_status, c.received_at, c.closed_at
  FROM complaint_event e
  LEFT JOIN complaint c ON c.id = e.complaint_id
  LEFT JOIN staff s ON s.code = e.actor
  LEFT JOIN LATERAL (
      SELECT nullif(trim(':： ' FROM complaint_flow.fill_words(a.label, jsonb_build_object('code', coalesce(l.label, replace(p.code, '_', ' '))))), '') AS label,
             nullif(trim(':： ' FROM complaint_flow.fill_words(a.label_zh, jsonb_build_object('code', coalesce(l.label_zh, replace(p.code, '_', ' '))))), '') AS label_zh
        FROM (VALUES (split_part(e.activity, ':', 1), substr(e.activity, strpos(e.activity || ':', ':') + 1))) AS p (kind, code)
        JOIN activity_label a ON a.pattern = e.activity OR a.pattern = p.kind || ':*' OR a.pattern = p.kind
        LEFT JOIN (SELECT 'state' AS codes, code, label, label_zh FROM state
                   UNION ALL
                   SELECT 'department' AS codes, code, label, label_zh FROM department
                   UNION ALL
                   SELECT 'contact_purpose' AS codes, code, label, label_zh FROM contact_purpose
                   UNION ALL
                   SELECT 'remedy_kind' AS codes, code, label, label_zh FROM remedy_kind
                   UNION ALL
                   SELECT 'term' AS codes, code, label, label_zh FROM term) AS l ON l.codes = coalesce(a.codes, 'term') AND l.code = p.code
       ORDER BY a.pattern = e.activity DESC, a.pattern <> p.kind DESC
       LIMIT 1) AS w ON true;
COMMENT ON VIEW mining_event IS 'the history as an event log without personal data, one row an event, cases of all departments; ORDER BY case_id, seq follows the primary key (SPEC R46)';
COMMENT ON COLUMN mining_event.case_id IS 'case';
COMMENT ON COLUMN mining_event.seq IS 'number of the event within the case, in the order of writing';
COMMENT ON COLUMN mining_event.activity IS 'what happened, as complaint_event.activity: state:closed, contact:offer, work_order:risk_control';
COMMENT ON COLUMN mining_event.label IS 'the activity in English, by activity_label, without the values of the case';
COMMENT ON COLUMN mining_event.label_zh IS 'the activity in Chinese';
COMMENT ON COLUMN mining_event.at IS 'when it happened: receipt, contact and entry by the time that people gave, all else by the time of writing; so a late note stands before the event with the lower seq';
COMMENT ON COLUMN mining_event.recorded_at IS 'when it was written down';
COMMENT ON COLUMN mining_event.resource IS 'staff code of who did it; NULL: the engine, or an unknown person';
COMMENT ON COLUMN mining_event.role IS 'role of that person today';
COMMENT ON COLUMN mining_event.department IS 'department of that person today';
COMMENT ON COLUMN mining_event.from_state IS 'state before, where the event changed it';
COMMENT ON COLUMN mining_event.to_state IS 'state after, where the event changed it';
COMMENT ON COLUMN mining_event.channel IS 'channel by which the case came';
COMMENT ON COLUMN mining_event.product IS 'product or service; NULL where desk.personal_columns names it';
COMMENT ON COLUMN mining_event.customer_tier IS 'customer tier';
COMMENT ON COLUMN mining_event.category IS 'category of the case today, like all columns that follow';
COMMENT ON COLUMN mining_event.level IS 'level';
COMMENT ON COLUMN mining_event.urgency IS 'urgency';
COMMENT ON COLUMN mining_event.case_department IS 'department that handles the case';
COMMENT ON COLUMN mining_event.state IS 'state';
COMMENT ON COLUMN mining_event.sla_status IS 'as complaint.sla_status';
COMMENT ON COLUMN mining_event.received_at IS 'time of receipt';
COMMENT ON COLUMN mining_event.closed_at IS 'when the case reached a final state; NULL: it is open';

CREATE VIEW event_log AS
SELECT case_id::text AS "case:concept:name", activity AS "concept:name", at AS "time:timestamp",
       resource AS "org:resource", role AS "org:role", department AS "org:group",
       'complete'::text AS "lifecycle:transition", seq AS "concept:instance",
       label, label_zh, recorded_at AS "recorded:timestamp",
       channel AS "case:channel", product AS "case:product", customer_tier AS "case:customer_tier",
       category AS "case:category", level AS "case:level", urgency AS "case:urgency",
       case_department AS "case:department", state AS "case:state", sla_status AS "case:sla_status",
       received_at AS "case:received_at", closed_at AS "case:closed_at"
  FROM mining_event
 ORDER BY case_id, seq;
COMMENT ON VIEW event_log IS 'mining_event under the names of XES (IEEE 1849), which pm4py and other tools of process mining read, in the order of cases; to count and filter in SQL take mining_event';
COMMENT ON COLUMN event_log."case:concept:name" IS 'case, as text';
COMMENT ON COLUMN event_log."concept:name" IS 'activity';
COMMENT ON COLUMN event_log."time:timestamp" IS 'when it happened, as mining_event.at';
COMMENT ON COLUMN event_log."org:resource" IS 'staff code; NULL: the engine, or an unknown person';
COMMENT ON COLUMN event_log."org:role" IS 'role of that person today';
COMMENT ON COLUMN event_log."org:group" IS 'department of that person today';
COMMENT ON COLUMN event_log."lifecycle:transition" IS 'always complete: an event is a moment';
COMMENT ON COLUMN event_log."concept:instance" IS 'number of the event within the case';
COMMENT ON COLUMN event_log.label IS 'the activity in English';
COMMENT ON COLUMN event_log.label_zh IS 'the activity in Chinese';
COMMENT ON COLUMN event_log."recorded:timestamp" IS 'when it was written down';
COMMENT ON COLUMN event_log."case:channel" IS 'channel by which the case came';
COMMENT ON COLUMN event_log."case:product" IS 'product or service';
COMMENT ON COLUMN event_log."case:customer_tier" IS 'customer tier';
COMMENT ON COLUMN event_log."case:category" IS 'category of the case today, like all columns that follow';
COMMENT ON COLUMN event_log."case:level" IS 'level';
COMMENT ON COLUMN event_log."case:urgency" IS 'urgency';
COMMENT ON COLUMN event_log."case:department" IS 'department that handles the case';
COMMENT ON COLUMN event_log."case:state" IS 'state';
COMMENT ON COLUMN event_log."case:sla_status" IS 'as complaint.sla_status';
COMMENT ON COLUMN event_log."case:received_at" IS 'time of receipt';
COMMENT ON COLUMN event_log."case:closed_at" IS 'when the case reached a final state';
