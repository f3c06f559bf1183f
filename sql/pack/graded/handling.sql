-- What a sheet needs, who handles a case by its grade, and by when.

INSERT INTO completeness_rule (position, name, condition, question, question_zh) VALUES
    (10, 'description', $$description IS NULL$$, 'What happened?', '请说明事情经过。'),
    (20, 'product', $$category = 'quality' AND product IS NULL$$, 'Which product is it?', '请说明产品名称及型号。'),
    (30, 'order number', $$category IN ('logistics', 'price') AND order_ref IS NULL$$, 'Which order is it about?', '请提供订单号。'),
    (40, 'contract number', $$category = 'contract' AND contract_ref IS NULL$$, 'Which contract is it about?', '请提供合同编号。'),
    (50, 'where and when', $$level = 'grade_1' AND (occurred_at IS NULL OR occurred_place IS NULL)$$,
     'Where and when did it happen?', '请说明事件发生的时间和地点。'),
    (60, 'evidence', $$level IN ('grade_1', 'grade_2') AND evidence IS NULL$$, 'Please send photographs or documents.', '请提供照片或书面凭证。');

INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (10, 'about a person: that person''s supervisor', $$accused_staff IS NOT NULL$$, 'supervisor of accused', NULL),
    (20, 'grade 1: a quality manager', $$level = 'grade_1'$$, 'role', 'quality_manager'),
    (30, 'grade 2: a team leader', $$level = 'grade_2'$$, 'role', 'team_leader'),
    (40, 'logistics', $$category = 'logistics'$$, 'department', 'logistics'),
    (50, 'quality', $$category = 'quality'$$, 'department', 'quality'),
    (60, 'contract', $$category = 'contract'$$, 'department', 'legal'),
    (70, 'all others: the receiver', $$received_by IS NOT NULL$$, 'receiver', NULL),
    (80, 'came in without a receiver: any officer', NULL, 'role', 'officer');

INSERT INTO clock_rule (position, name, metric, condition, target, met_by, pausing_states)
    SELECT position, name, 'first_response', condition, target::complaint_flow.target,
           '{contact:first_response,contact:update,contact:offer}', '{awaiting_customer}'
      FROM (VALUES
        (10, 'grade 1: first response within 1 hour', $$level = 'grade_1'$$, '1 hour'),
        (20, 'critical or grade 2: first response within 4 hours', $$urgency = 'critical' OR level = 'grade_2'$$, '4 hours'),
        (30, 'grade 3: first response within 8 business hours', $$level = 'grade_3'$$, '8 business hours'),
        (40, 'grade 4: first response within 2 business days', NULL, '2 business days')
      ) AS rule (position, name, condition, target);

INSERT INTO clock_rule (position, name, metric, condition, target, met_by, pausing_states, starts_on)
    SELECT position, name, 'resolution', condition, target::complaint_flow.target,
           '{state:answered,state:closed,state:dismissed,state:arbitration,state:withdrawn}', '{awaiting_customer}',
           '{received,state:handling}'
      FROM (VALUES
        (110, 'critical or grade 1: answered within 24 hours', $$urgency = 'critical' OR level = 'grade_1'$$, '24 hours'),
        (120, 'grade 2 answered by T+3', $$level = 'grade_2'$$, 'T+3'),
        (130, 'grade 3 answered by T+7', $$level = 'grade_3'$$, 'T+7'),
        (140, 'grade 4 answered by T+15', NULL, 'T+15')
      ) AS rule (position, name, condition, target);

INSERT INTO clock_rule (position, name, metric, condition, target, met_by) VALUES
    (210, 'acknowledgement within an hour of service', 'acknowledgement', 'customer_id IS NOT NULL', '1 business hour', '{contact:*}');
INSERT INTO clock_rule (position, name, metric, starts_on, target, met_by) VALUES
    (220, 'final grade within 4 business hours', 'grading', '{state:assessing}', '4 business hours', '{assessment:*}'),
    (230, 'the board reviews by T+2', 'board_review', '{state:board_review}', 'T+2', '{state:cleared,state:handling}'),
    (240, 'departments answer by T+2', 'department_feedback', '{work_order:*}', 'T+2', '{answer:*}'),
    (245, 'remedies decided within 8 business hours', 'approval', '{approval:asked,approval:step,extension:asked}', '8 business hours',
     '{approval:step,approval:approved,approval:rejected,approval:withdrawn,extension:granted,extension:refused,extension:withdrawn}'),
    (250, 'survey within a week', 'follow_up', '{state:answered}', '7 days', '{contact:follow_up,satisfaction:*,state:closed,state:handling}');
INSERT INTO clock_rule (position, name, metric, starts_on, met_by) VALUES
    (260, 'contact as promised', 'promised_contact', '{promise}', '{contact:*}');

INSERT INTO escalation_step (metric, step, after, notify) VALUES
    ('*', 1, '0 minutes', 'owner'),
    ('*', 2, '4 business hours', 'role team_leader'),
    ('*', 3, '1 business day', 'role quality_manager'),
    ('*', 4, '3 business days', 'role director');
