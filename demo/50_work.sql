SET TimeZone = 'Asia/Shanghai';
\echo 'The work queue of the support desk: urgent first, then the severer level, then'
\echo 'the nearest deadline.  Its top comes from an index.'
SELECT sheet_no, urgency, level, category, to_char(due_at, 'Dy HH24:MI') AS due, coalesce(owner, claimable_by) AS whose, title
  FROM support.work_queue LIMIT 10;

\echo 'Sun Li, supervisor, takes the next case that waits for her, and Feng Tao of risk'
\echo 'control the next of his department.  Nobody gets the same.'
SELECT complaint_flow.claim('support', 'sun.li') AS sun_li,
       complaint_flow.claim('support', 'feng.tao', 'department risk_control') AS feng_tao \gset
SELECT id, urgency, category, owner, title FROM support.complaint WHERE id IN (:sun_li, :feng_tao) ORDER BY urgency DESC;

\echo 'Why is the first one as it is?  Rule, values that it read, and what did not match.'
\x on
SELECT attribute, value, decided_by, rule_name, condition, left(inputs::text, 160) AS inputs, cardinality(not_matched) AS earlier_rules_not_matched
  FROM complaint_flow.explain_complaint('support', :sun_li)
 WHERE attribute IN ('category', 'urgency', 'handler', 'clock first_response');
\x off

\echo 'Agents call back.  A contact is a row; inserting it meets the clocks.'
INSERT INTO support.contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result)
SELECT id, 'out', 'hotline', 'acknowledgement', received_at + interval '4 minutes', coalesce(owner, received_by, 'li.na'), 'reached'
  FROM support.complaint WHERE imported_at IS NULL AND received_at < now() - interval '10 minutes' AND id % 11 <> 0;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result, next_contact_at)
SELECT id, 'out', 'hotline', 'first_response', received_at + CASE urgency WHEN 'urgent' THEN interval '95 minutes' ELSE (1 + id % 9) * interval '1 hour' END,
       coalesce(owner, received_by, 'li.na'), 'reached',
       CASE WHEN id % 13 = 1 THEN received_at + interval '30 hours' END
  FROM support.complaint
 WHERE imported_at IS NULL AND received_at < now() - CASE urgency WHEN 'urgent' THEN interval '3 hours' ELSE interval '10 hours' END
   AND id % 5 <> 0 AND coalesce(owner, received_by, 'li.na') IS DISTINCT FROM accused_staff;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result)
SELECT id, 'out', 'hotline', 'update', promised_at - interval '20 minutes', coalesce(owner, received_by, 'li.na'), 'reached'
  FROM support.complaint WHERE promised_at < now() AND id % 2 = 0;
INSERT INTO cards.contact (complaint_id, direction, channel, purpose, contacted_at, result)
SELECT c.id, 'out', 'mail', 'response', c.received_at + CASE f.timely WHEN 'Yes' THEN interval '4 days' ELSE interval '16 days' END, 'reached'
  FROM cards.complaint c JOIN public.cfpb f ON f.complaint_id = c.id
 WHERE c.received_at + CASE f.timely WHEN 'Yes' THEN interval '4 days' ELSE interval '16 days' END < now();
SELECT desk, count(*) AS contacts FROM (SELECT 'support' AS desk FROM support.contact WHERE complaint_id IN (SELECT id FROM support.complaint WHERE imported_at IS NULL) UNION ALL SELECT 'cards' FROM cards.contact) AS c
 GROUP BY desk ORDER BY desk DESC;

\echo 'From here on pg_cron runs the clocks of both desks, every minute.'
SELECT complaint_flow.schedule_jobs('support') AS scheduled UNION ALL SELECT complaint_flow.schedule_jobs('cards');
CREATE TABLE scheduled AS SELECT clock_timestamp() AS at;
