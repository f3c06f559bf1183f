-- What a sheet needs, who handles a case, and by when.

INSERT INTO completeness_rule (position, name, condition, question, question_zh) VALUES
    (10, 'description', $$description IS NULL$$,
     'What happened?', '请说明事情经过。'),
    (20, 'order number', $$category IN ('1.1', '1.2', '1.4') AND order_ref IS NULL$$,
     'Which order is it about?', '请提供订单号。'),
    (30, 'product', $$category = '1.1' AND product IS NULL$$,
     'Which product or service is it about?', '请说明涉及的商品或服务名称。'),
    (40, 'merchant', $$category IN ('1.3', '2.1', '3.1') AND merchant IS NULL$$,
     'Which merchant, and which shop?', '请提供商户及门店名称。'),
    (50, 'person complained about', $$category IN ('2.2', '2.3') AND accused_staff IS NULL$$,
     'Whom did you talk to, by name or number?', '请提供客服人员的姓名或工号。'),
    (60, 'time of the event', $$category IN ('2.1', '2.2', '2.3', '3.1', '3.2') AND occurred_at IS NULL$$,
     'When did it happen?', '请说明事件发生的时间。'),
    (70, 'amount', $$category IN ('1.4', '3.2') AND amount IS NULL$$,
     'How much money, or how many points, is it about?', '请说明涉及的金额或积分数量。'),
    (80, 'evidence', $$category = '1.1' AND evidence IS NULL$$,
     'Please send photographs of the defect.', '请提供问题商品的照片等凭证。'),
    (90, 'remedy sought', $$remedy_sought IS NULL$$,
     'What do you ask for?', '请说明您的诉求。');

INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (10, 'attitude of an agent: the supervisor of that agent', $$category = '2.2'$$,
     'supervisor of accused', 'customer_service'),
    (20, 'urgent: a supervisor', $$urgency = 'urgent'$$, 'role', 'supervisor'),
    (30, 'efficiency of an agent: another senior agent', $$category = '2.3'$$, 'other agent', 'senior_agent'),
    (40, 'account security: risk control', $$category = '3.2'$$, 'department', 'risk_control'),
    (50, 'escalated or important member: a supervisor', $$category IN ('3.3', '3.4')$$, 'role', 'supervisor'),
    (60, 'all others: the receiver', $$received_by IS NOT NULL$$, 'receiver', NULL),
    -- ours: the procedure knows no complaint that nobody received
    (70, 'came in without a receiver: any agent', NULL, 'role', 'agent');

-- ours: acknowledgement, resolution, and which states pause
INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES
    (10, 'acknowledgement within 10 minutes', 'acknowledgement', 'customer_id IS NOT NULL', '10 minutes', '{contact:*,state:closed}');

-- nobody waits longer than 24 hours for the first answer (SPEC R4).  On account
-- security risk control gives it: the customer learns at once that this takes
-- until T+2, so the written time stands there.
INSERT INTO clock_rule (position, name, metric, condition, target, at_most, met_by, met_condition, pausing_states)
    SELECT position, name, 'first_response', condition, target::complaint_flow.target, at_most::complaint_flow.target,
           '{contact:first_response,contact:update,contact:offer,state:closed}', met_condition, '{awaiting_customer}'
      FROM (VALUES
        (20, 'first response to urgent cases within 3 hours', $$urgency = 'urgent'$$, '3 hours', NULL, NULL),
        (30, 'first response the same day', $$category IN ('2.2', '2.3', '3.3', '3.4')$$, 'same day', '24 hours', NULL),
        (40, 'first response on account security by T+2', $$category = '3.2'$$, 'T+2', NULL, $$actor_department = 'risk_control'$$),
        (50, 'first response to all others by T+1', NULL, 'T+1', '24 hours', NULL)
      ) AS rule (position, name, condition, target, at_most, met_condition);

INSERT INTO clock_rule (position, name, metric, starts_on, met_by) VALUES
    (60, 'contact as promised', 'promised_contact', '{promise}', '{contact:*}');

INSERT INTO clock_rule (position, name, metric, condition, starts_on, target, met_by, pausing_states)
    SELECT position, name, 'resolution', condition, '{received,state:reopened,state:verifying}', target::complaint_flow.target,
           '{state:follow_up_due,state:closed,state:invalid,state:referred,state:withdrawn}', '{awaiting_customer}'
      FROM (VALUES
        (70, 'urgent cases resolved within 24 hours', $$urgency = 'urgent'$$, '24 hours'),
        (80, 'level III resolved by T+3', $$level = 'III'$$, 'T+3'),
        (90, 'level II resolved by T+5', $$level = 'II'$$, 'T+5'),
        (100, 'level I resolved by T+7', $$level = 'I'$$, 'T+7')
      ) AS rule (position, name, condition, target);

-- ours: answers of departments, approval and follow-up
INSERT INTO clock_rule (position, name, metric, starts_on, target, met_by) VALUES
    (110, 'departments answer by T+1', 'department_feedback', '{work_order:*}', 'T+1', '{answer:*}'),
    (120, 'solutions approved within 4 business hours', 'solution_approval',
     '{state:solution_proposed}', '4 business hours', '{state:approved,state:investigating}'),
    (130, 'follow-up by T+3', 'follow_up',
     '{state:follow_up_due}', 'T+3', '{contact:follow_up,state:closed,state:reopened}');

-- ours: how soon; an account is not touched before
INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES
    (135, 'account security: identity checked within 2 business hours', 'identity_check', $$category = '3.2'$$, '2 business hours',
     '{identity:*}');

-- ours: while we work on it, the customer hears from us every three days
INSERT INTO clock_rule (position, name, metric, condition, starts_on, target, met_by) VALUES
    (140, 'word to the customer every T+3', 'progress_update',
     $$state IN ('investigating', 'solution_proposed', 'approved', 'mediating', 'agreed', 'executing')$$,
     '{state:investigating,state:mediating,state:executing,contact:*}', 'T+3',
     '{contact:*,state:offered,state:follow_up_due,state:reopened}');

-- ours: each rung has the time anew
INSERT INTO clock_rule (position, name, metric, starts_on, target, met_by) VALUES
    (125, 'approvals within 4 business hours', 'approval', '{approval:asked,approval:step,extension:asked}', '4 business hours',
     '{approval:step,approval:approved,approval:rejected,approval:withdrawn,extension:granted,extension:refused,extension:withdrawn}');

-- ours: how long after the deadline each step follows
INSERT INTO escalation_step (metric, step, after, notify) VALUES
    ('*', 1, '0 minutes', 'owner'),
    ('*', 2, '0 minutes', 'department overseer'),
    ('*', 3, '2 business hours', 'supervisor'),
    ('*', 4, '1 business day', 'role manager'),
    ('*', 5, '2 business days', 'role head_of_operations');
