SET TimeZone = 'Asia/Shanghai';
\echo 'The life of a case: a customer calls, Li Na takes the call.'
SET complaint_flow.actor = 'li.na';
INSERT INTO support.customer (name, phone, tier) VALUES ('周先生', '13800000001', 'gold') RETURNING id AS customer \gset
INSERT INTO support.complaint (channel, customer_id, title, description)
    VALUES ('hotline', :customer, '保温杯漏水', '上周换的保温杯，用一次就漏水') RETURNING id \gset
SELECT sheet_no, category, level, urgency, state, owner, missing FROM support.complaint WHERE id = :id;

\echo 'She would like to skip to the end.  The desk refuses:'
\set ON_ERROR_STOP off
UPDATE support.complaint SET state = 'approved' WHERE id = :id;
\echo 'Nor may anybody write what the engine decides:'
UPDATE support.complaint SET priority = 1 WHERE id = :id;
\set ON_ERROR_STOP on
\echo 'What can be done, and what is lacking?'
SELECT to_state, name, allowed, lacks FROM complaint_flow.allowed_transitions('support', :id) ORDER BY to_state;

\echo 'So she does it in order.'
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (:id, 'out', 'hotline', 'acknowledgement', 'reached');
UPDATE support.complaint SET state = 'verifying', order_ref = 'JF26110118', product = '保温杯', evidence = '{photo-1}', remedy_sought = '换货' WHERE id = :id;
UPDATE support.complaint SET state = 'investigating', validity = 'valid', validity_reason = '照片可见裂纹' WHERE id = :id;
INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, next_contact_at)
    VALUES (:id, 'out', 'hotline', 'first_response', 'reached', now() + interval '1 day');
INSERT INTO support.investigation (complaint_id, methods, findings, cause, responsible_merchant, conclusion)
    VALUES (:id, '看照片', '杯盖裂', 'product', '杯壶供应商', 'upheld');
UPDATE support.complaint SET state = 'solution_proposed', reason = '换一只新的保温杯' WHERE id = :id;
SET complaint_flow.actor = 'sun.li';
UPDATE support.complaint SET state = 'approved' WHERE id = :id;
RESET complaint_flow.actor;

\echo 'Its history, chained by hashes; free text stands apart, so that it can be erased.'
SELECT seq, to_char(at, 'HH24:MI:SS.MS') AS at, activity, actor, left(changes::text, 70) AS changes, left(encode(hash, 'hex'), 12) AS hash
  FROM support.complaint_event WHERE complaint_id = :id ORDER BY seq;
\echo 'As it was after the second event:'
SELECT past ->> 'state' AS state, past ->> 'missing' AS missing, past ->> 'contact_count' AS contacts
  FROM support.complaint_event e, complaint_flow.complaint_as_of('support', :id, e.at) AS past
 WHERE e.complaint_id = :id AND e.seq = 2;
\echo 'Verified: no problem in any case of either desk.'
SELECT 'support' AS desk, count(*) AS problems FROM complaint_flow.verify_history('support')
UNION ALL SELECT 'cards', count(*) FROM complaint_flow.verify_history('cards');
\echo 'Somebody with all rights switches the triggers off and makes an event say that'
\echo 'another approved.  It is found (and taken back here).'
BEGIN;
ALTER TABLE support.complaint_event DISABLE TRIGGER USER;
UPDATE support.complaint_event SET actor = 'wu.gang' WHERE complaint_id = :id AND activity = 'state:approved';
SELECT complaint_id = :id AS the_case, seq, problem FROM complaint_flow.verify_history('support');
ROLLBACK;

\echo 'The complaint sheet (投诉处理单), as it can be printed at any stage, in two languages.'
\pset format unaligned
\pset tuples_only on
SELECT complaint_flow.complaint_sheet('support', :id, 'zh');
SELECT complaint_flow.complaint_sheet('support', :id, 'en');
