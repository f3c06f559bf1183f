-- The procedure as tests: what it says of a case with these facts.  None is
-- required: a desk changes policy as it likes, and sees which of them fail.
-- Of 2026 they know: 15 to 23 February and 1 to 5 May are days off, 14 and 28
-- February and 9 May are worked; 7 and 8 March are a weekend.

INSERT INTO example (name, received_at, facts, content) VALUES
    ('urgent: risk of public attention', '2026-03-08 22:30', '{"channel": "app", "risks": ["media"]}', 'The parcel came late.'),
    ('urgent: litigation by own words', '2026-03-06 10:00', '{"channel": "email"}', 'My lawyer will file a lawsuit about this parcel.'),
    ('urgent: from group headquarters', '2026-03-06 10:00', '{"channel": "group_hq"}', 'The parcel came a day late.'),
    ('urgent: sensitive complainant', '2026-03-06 10:00', '{"channel": "letter", "complainant_group": "media"}', 'The parcel came two days late.'),
    ('urgent: batch', '2026-03-06 10:00', '{"channel": "app", "merchant": "Cafe Nine", "incident_id": 1}', 'The cup is broken.'),
    ('ordinary: nothing at risk', '2026-03-06 10:00', '{"channel": "hotline", "order_ref": "A1", "product": "cup", "evidence": ["photo"], "remedy_sought": "a new one"}',
     '杯子质量有问题，用了一次就裂了'),
    ('1.2 after-sales service', '2026-02-13 10:00', '{"channel": "hotline"}', '商家漏发了一件商品，一直不补发'),
    ('1.3 pushed sale', '2026-03-07 11:00', '{"channel": "hotline"}', '商户强行推销，不买不让走'),
    ('1.4 price difference', '2026-03-06 10:00', '{"channel": "app"}', '刚买就降价，要求退差价'),
    ('1.5 frozen account', '2026-03-06 10:00', '{"channel": "hotline"}', '我的账户被冻结了，什么时候解冻'),
    ('1.6 points late', '2026-03-06 10:00', '{"channel": "app"}', '积分一直没到账'),
    ('1.7 points expired', '2026-03-06 10:00', '{"channel": "app"}', '积分过期了，没人提醒'),
    ('1.8 campaign', '2026-03-06 10:00', '{"channel": "app"}', '活动奖励积分没有给'),
    ('2.1 attitude of a merchant', '2026-04-30 10:00', '{"channel": "on_site", "merchant": "Cafe Nine"}', '店员态度恶劣'),
    ('2.2 attitude of an agent', '2026-03-06 16:00', '{"channel": "hotline"}', '客服态度恶劣，还挂我电话'),
    ('2.3 efficiency of an agent', '2026-03-06 16:00', '{"channel": "hotline"}', '客服核身太久，重复询问同一个问题'),
    ('3.1 infringement by a merchant', '2026-03-07 11:00', '{"channel": "hotline", "merchant": "Cafe Nine"}', '商户拒绝兑换积分'),
    ('3.2 account security', '2026-02-13 17:00', '{"channel": "hotline"}', '我的积分被盗刷了'),
    ('3.3 handled badly before', '2026-03-06 16:00', '{"channel": "hotline", "repeat_kind": "escalated"}', 'The bowl is broken.'),
    ('3.3 whatever the agent chose', '2026-03-06 16:00', '{"channel": "hotline", "category": "1.1", "repeat_kind": "escalated"}', 'The plate is broken.'),
    ('3.4 important member', '2026-03-06 16:00', '{"channel": "hotline", "customer_tier": "vip"}', 'The glass is broken.'),
    ('severest first: security before membership', '2026-03-06 16:00', '{"channel": "hotline", "customer_tier": "vip"}', '我的积分昨天被盗刷了'),
    ('life: clocks stop while the customer is asked', '2026-03-02 10:00', '{"channel": "hotline", "category": "1.2"}', 'One item was missing.'),
    ('life: an invalid complaint is answered', '2026-03-02 10:00', '{"channel": "hotline", "category": "1.2"}', 'Two items were missing.'),
    ('life: no solution without a conclusion, no end without a follow-up', '2026-03-02 10:00', '{"channel": "hotline", "category": "1.1"}', 'The mug is broken.'),
    ('life: promises are kept', '2026-03-02 10:00', '{"channel": "hotline", "category": "1.2"}', 'Three items were missing.'),
    ('life: department feedback', '2026-02-13 10:00', '{"channel": "hotline", "category": "3.2"}', 'My points are gone.');

INSERT INTO example_step (example_id, step, after, table_name, content)
SELECT e.id, s.step, s.after::interval, s.table_name, s.content::jsonb
  FROM (VALUES
    ('life: clocks stop while the customer is asked', 1, '1 hour', 'complaint', '{"state": "verifying"}'),
    ('life: clocks stop while the customer is asked', 2, '2 hours', 'complaint', '{"state": "awaiting_customer", "reason": "which item?"}'),
    ('life: clocks stop while the customer is asked', 3, '26 hours', 'contact', '{"direction": "in", "channel": "hotline", "purpose": "update", "result": "reached"}'),
    ('life: clocks stop while the customer is asked', 4, '27 hours', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "first_response", "result": "reached"}'),
    ('life: an invalid complaint is answered', 1, '1 hour', 'complaint', '{"state": "verifying"}'),
    ('life: an invalid complaint is answered', 2, '2 hours', 'complaint', '{"state": "invalid", "validity": "invalid", "validity_reason": "it was all there"}'),
    ('life: an invalid complaint is answered', 3, '3 hours', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "first_response", "result": "reached"}'),
    ('life: an invalid complaint is answered', 4, '4 hours', 'complaint', '{"state": "invalid", "validity": "invalid", "validity_reason": "it was all there"}'),
    ('life: no solution without a conclusion, no end without a follow-up', 1, '1 hour', 'complaint', '{"state": "closed", "reason": "settled"}'),
    ('life: no solution without a conclusion, no end without a follow-up', 2, '1 hour', 'complaint', '{"state": "verifying"}'),
    ('life: no solution without a conclusion, no end without a follow-up', 3, '2 hours', 'complaint', '{"validity": "valid", "validity_reason": "seen"}'),
    ('life: no solution without a conclusion, no end without a follow-up', 4, '3 hours', 'complaint', '{"state": "solution_proposed", "reason": "a new cup"}'),
    ('life: no solution without a conclusion, no end without a follow-up', 5, '4 hours', 'complaint', '{"state": "closed", "reason": "over"}'),
    ('life: promises are kept', 1, '1 hour', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "first_response", "result": "not_reached"}'),
    ('life: promises are kept', 2, '2 hours', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "first_response", "result": "reached", "next_contact_at": "2026-03-03T15:00"}'),
    ('life: promises are kept', 3, '30 hours', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "update", "result": "reached"}'),
    ('life: department feedback', 1, '1 hour', 'work_order', '{"department": "technical", "task": "look at the log"}'),
    ('life: department feedback', 2, '12 days', 'complaint', '{"state": "verifying"}')
  ) AS s (name, step, after, table_name, content)
  JOIN example e USING (name);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM (VALUES
    -- three hours after the receipt and a day, be it Sunday night
    ('urgent: risk of public attention', 0, 'urgency', 'urgent'),
    ('urgent: risk of public attention', 0, 'handler_role', 'supervisor'),
    ('urgent: risk of public attention', 0, 'clock first_response', '2026-03-09 01:30'),
    ('urgent: risk of public attention', 0, 'clock resolution', '2026-03-09 22:30'),
    ('urgent: litigation by own words', 0, 'urgency', 'urgent'),
    ('urgent: litigation by own words', 0, 'clock first_response', '2026-03-06 13:00'),
    ('urgent: from group headquarters', 0, 'urgency', 'urgent'),
    ('urgent: from group headquarters', 0, 'handler_role', 'supervisor'),
    ('urgent: sensitive complainant', 0, 'urgency', 'urgent'),
    ('urgent: batch', 0, 'urgency', 'urgent'),
    ('urgent: batch', 0, 'incident', 'yes'),
    -- a sheet with all that its category needs; T+1, but 24 hours at most; the
    -- seventh working day after Friday 6 is Tuesday 17
    ('ordinary: nothing at risk', 0, 'urgency', 'ordinary'),
    ('ordinary: nothing at risk', 0, 'category', '1.1'),
    ('ordinary: nothing at risk', 0, 'level', 'I'),
    ('ordinary: nothing at risk', 0, 'missing', NULL),
    ('ordinary: nothing at risk', 0, 'incident', 'no'),
    ('ordinary: nothing at risk', 0, 'state', 'registered'),
    ('ordinary: nothing at risk', 0, 'clock acknowledgement', NULL),
    ('ordinary: nothing at risk', 0, 'clock first_response', '2026-03-07 10:00'),
    ('ordinary: nothing at risk', 0, 'clock resolution', '2026-03-17 24:00'),
    -- after 13 February the 14th is worked, then from the 24th to the 28th, a
    -- Saturday: seven with 2 March
    ('1.2 after-sales service', 0, 'category', '1.2'),
    ('1.2 after-sales service', 0, 'clock resolution', '2026-03-02 24:00'),
    ('1.2 after-sales service', 0, 'missing', '{order number,remedy sought}'),
    -- received on a Saturday: T+1 is Monday 9
    ('1.3 pushed sale', 0, 'category', '1.3'),
    ('1.3 pushed sale', 0, 'missing', '{merchant,remedy sought}'),
    ('1.3 pushed sale', 0, 'clock resolution', '2026-03-17 24:00'),
    ('1.4 price difference', 0, 'category', '1.4'),
    ('1.4 price difference', 0, 'level', 'I'),
    ('1.5 frozen account', 0, 'category', '1.5'),
    ('1.6 points late', 0, 'category', '1.6'),
    ('1.7 points expired', 0, 'category', '1.7'),
    ('1.8 campaign', 0, 'category', '1.8'),
    -- after Thursday 30 April: 6, 7, 8, Saturday 9, Monday 11 May
    ('2.1 attitude of a merchant', 0, 'category', '2.1'),
    ('2.1 attitude of a merchant', 0, 'level', 'II'),
    ('2.1 attitude of a merchant', 0, 'clock first_response', '2026-05-01 10:00'),
    ('2.1 attitude of a merchant', 0, 'clock resolution', '2026-05-11 24:00'),
    ('2.2 attitude of an agent', 0, 'category', '2.2'),
    ('2.2 attitude of an agent', 0, 'level', 'II'),
    ('2.2 attitude of an agent', 0, 'clock first_response', '2026-03-06 24:00'),
    ('2.2 attitude of an agent', 0, 'clock resolution', '2026-03-13 24:00'),
    ('2.3 efficiency of an agent', 0, 'category', '2.3'),
    ('2.3 efficiency of an agent', 0, 'clock first_response', '2026-03-06 24:00'),
    ('3.1 infringement by a merchant', 0, 'category', '3.1'),
    ('3.1 infringement by a merchant', 0, 'level', 'III'),
    ('3.1 infringement by a merchant', 0, 'clock resolution', '2026-03-11 24:00'),
    -- identity within two hours of service: 17 to 18 on Friday 13, 9 to 10 on
    -- Saturday 14; T+2 is the 24th, T+3 the 25th
    ('3.2 account security', 0, 'category', '3.2'),
    ('3.2 account security', 0, 'level', 'III'),
    ('3.2 account security', 0, 'department', 'risk_control'),
    ('3.2 account security', 0, 'clock identity_check', '2026-02-14 10:00'),
    ('3.2 account security', 0, 'clock first_response', '2026-02-24 24:00'),
    ('3.2 account security', 0, 'clock resolution', '2026-02-25 24:00'),
    ('3.3 handled badly before', 0, 'category', '3.3'),
    ('3.3 handled badly before', 0, 'level', 'III'),
    ('3.3 handled badly before', 0, 'handler_role', 'supervisor'),
    ('3.3 handled badly before', 0, 'clock first_response', '2026-03-06 24:00'),
    ('3.3 handled badly before', 0, 'clock resolution', '2026-03-11 24:00'),
    ('3.3 whatever the agent chose', 0, 'category', '3.3'),
    ('3.4 important member', 0, 'category', '3.4'),
    ('3.4 important member', 0, 'handler_role', 'supervisor'),
    ('severest first: security before membership', 0, 'category', '3.2'),
    ('severest first: security before membership', 0, 'department', 'risk_control'),
    -- 24 hours for the first answer, of which two have passed; the rest runs
    -- from Tuesday 12:00 on
    ('life: clocks stop while the customer is asked', 1, 'state', 'verifying'),
    ('life: clocks stop while the customer is asked', 2, 'state', 'awaiting_customer'),
    ('life: clocks stop while the customer is asked', 2, 'clock first_response state', 'paused'),
    ('life: clocks stop while the customer is asked', 2, 'clock resolution state', 'paused'),
    ('life: clocks stop while the customer is asked', 3, 'state', 'verifying'),
    ('life: clocks stop while the customer is asked', 3, 'clock first_response', '2026-03-04 10:00'),
    ('life: clocks stop while the customer is asked', 3, 'clock first_response state', 'running'),
    ('life: clocks stop while the customer is asked', 4, 'clock first_response state', 'met'),
    ('life: an invalid complaint is answered', 2, 'refused', 'KF002'),
    ('life: an invalid complaint is answered', 2, 'state', 'verifying'),
    ('life: an invalid complaint is answered', 3, 'clock first_response state', 'met'),
    ('life: an invalid complaint is answered', 4, 'state', 'invalid'),
    ('life: an invalid complaint is answered', 4, 'clock resolution state', 'met'),
    ('life: no solution without a conclusion, no end without a follow-up', 1, 'refused', 'KF002'),
    ('life: no solution without a conclusion, no end without a follow-up', 3, 'state', 'investigating'),
    ('life: no solution without a conclusion, no end without a follow-up', 4, 'refused', 'KF002'),
    ('life: no solution without a conclusion, no end without a follow-up', 5, 'refused', 'KF001'),
    ('life: no solution without a conclusion, no end without a follow-up', 5, 'state', 'investigating'),
    ('life: promises are kept', 1, 'clock first_response state', 'running'),
    ('life: promises are kept', 2, 'clock first_response state', 'met'),
    ('life: promises are kept', 2, 'clock promised_contact', '2026-03-03 15:00'),
    ('life: promises are kept', 3, 'clock promised_contact state', 'late'),
    -- ordered on Friday 13: T+1 is Saturday 14, which is worked
    ('life: department feedback', 1, 'clock department_feedback', '2026-02-14 24:00'),
    ('life: department feedback', 2, 'clock department_feedback state', 'breached'),
    ('life: department feedback', 2, 'clock first_response state', 'breached')
  ) AS x (name, step, fact, value)
  JOIN example e USING (name);
