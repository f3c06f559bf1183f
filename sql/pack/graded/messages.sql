-- Who is told what, when, and in which words.

INSERT INTO action_rule (position, name, activities, condition, action, argument, topic) VALUES
    (10, 'receipt is confirmed to the customer', '{received}',
     $$customer_id IS NOT NULL$$, 'notify', 'customer', 'acknowledgement'),
    (20, 'grade 1: the director at once', '{received,rejudged,classified,reclassified,assessment:*}',
     -- a batch is told once, by batch_rule
     $$level = 'grade_1' AND (incident_id IS NULL OR cardinality(urgent_reasons) > 1)$$, 'notify', 'role director', 'grave_case'),
    (30, 'critical: the quality managers', '{received,rejudged,classified,reclassified,assessment:*}',
     $$urgency = 'critical' AND (incident_id IS NULL OR cardinality(urgent_reasons) > 1)$$, 'notify', 'role quality_manager', 'grave_case'),
    (40, 'frequent issue: the quality department', '{received}',
     $$frequency = 'frequent'$$, 'notify', 'department quality', 'frequent_issue'),
    (50, 'before the board', '{state:board_review}', NULL, 'notify', 'role quality_manager', 'board_review');

INSERT INTO action_rule (position, name, activities, condition, action, argument, task) VALUES
    (60, 'upheld and dangerous: logistics stops the lot', '{investigation:upheld,investigation:partly}',
     $$level = 'grade_1' AND category = 'quality'$$, 'work order', 'logistics', '停止发运涉及批次，并反馈库存与已发数量');

INSERT INTO action_rule (position, name, activities, action, argument, topic, once) VALUES
    (100, 'work order: the liaison of its department', '{work_order:*}', 'notify', 'department liaison', 'work_order', false),
    (110, 'work order answered: the owner', '{answer:*}', 'notify', 'owner', 'work_order_answered', false),
    (120, 'approval: the role whose turn it is', '{approval:asked,approval:step}', 'notify', 'next role', 'approval_asked', false),
    (130, 'customer calls again: the owner', '{incoming:call_again}', 'notify', 'owner', 'call_again', false),
    (140, 'more time is asked for: the quality managers', '{extension:asked}', 'notify', 'role quality_manager', 'extension_asked', false),
    (150, 'decided: the owner', '{approval:approved,approval:rejected,extension:granted,extension:refused}',
     'notify', 'owner', 'decided', false);

INSERT INTO action_rule (position, name, activities, condition, action, argument, topic, once) VALUES
    (132, 'customer writes or calls: the owner',
     '{incoming:information,incoming:update,incoming:offer,incoming:follow_up,incoming:first_response,incoming:acknowledgement}',
     $$owner IS DISTINCT FROM actor$$, 'notify', 'owner', 'customer_wrote', false),
    (155, 'another deadline: the owner', '{deadline:*}', $$owner IS DISTINCT FROM actor$$, 'notify', 'owner', 'deadline_moved', false),
    (160, 'opened again: the owner', '{state:handling}',
     $$from_state IN ('answered', 'closed') AND owner IS DISTINCT FROM actor$$, 'notify', 'owner', 'reopened', false);

INSERT INTO message_rule (position, name, topic, audience, urgency, quiet_calendar, digest_every) VALUES
    (10, 'critical cases at once', '*', '*', 'critical', NULL, NULL),
    (20, 'warnings in service hours', 'clock_warned', '*', NULL, 'service', NULL),
    (30, 'reports of departments in service hours', 'department_report', '*', NULL, 'service', NULL);

INSERT INTO message_template (topic, language, audience_kind, title, body) VALUES
    ('acknowledgement', 'en', NULL, 'We have received your complaint {sheet_no}',
     'Dear {customer}, your complaint of {received_at} has the number {sheet_no}. We assess it and answer you.'),
    ('acknowledgement', 'zh', NULL, '投诉已受理（{sheet_no}）',
     '尊敬的{customer}：您{received_at}的投诉已受理，编号{sheet_no}。我们将评估定级并答复您。'),
    ('grave_case', 'en', NULL, 'Grave complaint {sheet_no}: {level}',
     '{category}, {level}, {urgency}: {urgent_reasons}. Received {received_at} by {channel}. Next deadline: {due_at}.'),
    ('grave_case', 'zh', NULL, '重大投诉{sheet_no}：{level}',
     '{category}，{level}，{urgency}：{urgent_reasons}。{received_at}由{channel}受理，最近时限：{due_at}。'),
    ('frequent_issue', 'en', NULL, 'An issue that comes up often ({sheet_no})',
     '{category}, product {product}. Please look for the common cause.'),
    ('frequent_issue', 'zh', NULL, '高发问题（{sheet_no}）',
     '{category}，产品{product}。请查找共性原因。'),
    ('board_review', 'en', NULL, 'For the quality board: {sheet_no}',
     '{category}, {level}. The investigation has a conclusion; please review it. Owner: {owner}.'),
    ('board_review', 'zh', NULL, '待质量评审：{sheet_no}',
     '{category}，{level}。调查已有结论，请评审。负责人：{owner}。');
