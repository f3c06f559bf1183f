-- Who is told what, when, and in which words.

INSERT INTO action_rule (position, name, activities, condition, action, argument, topic) VALUES
    (10, 'receipt is confirmed to the customer', '{received,separated}',
     $$customer_id IS NOT NULL$$, 'notify', 'customer', 'acknowledgement'),
    (20, 'account security: the customer learns the time needed', '{received,separated,raised,rejudged,classified,reclassified}',
     $$category = '3.2' AND customer_id IS NOT NULL$$, 'notify', 'customer', 'time_needed'),
    (30, 'urgent: the supervisor learns of it at once', '{received,separated,raised,rejudged,classified,reclassified}',
     -- a batch is told once, by batch_rule
     $$urgency = 'urgent' AND (incident_id IS NULL OR cardinality(urgent_reasons) > 1)$$, 'notify', 'supervisor', 'urgent_case'),
    (40, 'urgent: the manager learns of it at once', '{received,separated,raised,rejudged,classified,reclassified}',
     $$urgency = 'urgent' AND (incident_id IS NULL OR cardinality(urgent_reasons) > 1)$$, 'notify', 'role manager', 'urgent_case'),
    -- ours: steps after a deadline are in escalation_step
    (50, 'urgent and late: the head of operations', '{clock_breached:first_response,clock_breached:resolution}',
     $$urgency = 'urgent'$$, 'notify', 'role head_of_operations', 'urgent_case'),
    (60, 'attitude of a merchant: merchant care', '{received,separated,raised,rejudged,classified,reclassified}',
     $$category = '2.1'$$, 'notify', 'merchant_care liaison', 'merchant_complaint'),
    -- a sheet that joined leaves its reason on the case
    (65, 'threat of a lawsuit: legal', '{received,separated,raised,updated,rejudged,classified,reclassified}',
     $$risks && '{litigation,arbitration}' OR mentions(description, 'law_risk') OR mentions(title, 'law_risk')
       OR mentions(remedy_sought, 'law_risk') OR '客户提及诉讼或仲裁' = ANY (urgent_reasons)$$, 'notify', 'department legal', 'threatened_suit'),
    (66, 'attitude of an agent: who has to call back', '{received,separated,raised,rejudged,classified,reclassified}',
     $$category = '2.2' AND owner IS NOT NULL$$, 'notify', 'owner', 'call_back'),
    (68, 'merchant concerned: merchant care learns the result', '{state:follow_up_due,state:closed}',
     $$merchant IS NOT NULL$$, 'notify', 'merchant_care liaison', 'merchant_result');

INSERT INTO action_rule (position, name, activities, condition, action, argument, task) VALUES
    (70, 'account security: freeze as soon as the identity is verified', '{identity:verified,raised,rejudged,classified,reclassified}',
     -- what a model thinks alone is a suspicion
     $$category = '3.2' AND identity_verified AND category_by IS DISTINCT FROM 'model'$$, 'freeze account', NULL, NULL),
    (80, 'account security: risk control investigates', '{received,separated,raised,rejudged,classified,reclassified}',
     $$category = '3.2'$$, 'work order', 'risk_control', '核实身份，冻结账户并展开调查，反馈所需时间'),
    (85, 'merchant concerned: merchant care is heard before the solution', '{state:investigating,updated,rejudged}',
     $$merchant IS NOT NULL AND state = 'investigating' AND NOT 'merchant_care' = ANY (departments_heard)$$, 'work order', 'merchant_care', '投诉涉及商户：请向商户核实，并反馈处理意见'),
    (90, 'infringement upheld: merchant care reports back', '{investigation:upheld,investigation:partly}',
     $$category = '3.1'$$, 'work order', 'merchant_care', '投诉成立：请与商户核实整改，并反馈结果'),
    (92, 'attitude upheld: recorded', '{investigation:upheld,investigation:partly}',
     $$category = '2.2'$$, 'conduct finding', 'attitude', NULL),
    (94, 'efficiency upheld: recorded', '{investigation:upheld,investigation:partly}',
     $$category = '2.3'$$, 'conduct finding', 'efficiency', NULL);

-- ours: by when
INSERT INTO action_rule (position, name, activities, condition, action, task, due) VALUES
    (95, 'conduct upheld: coaching', '{investigation:upheld,investigation:partly}',
     $$category IN ('2.2', '2.3')$$, 'coaching', '就投诉反映的问题面谈辅导', 'T+5');

INSERT INTO action_rule (position, name, activities, condition, action, argument, topic) VALUES
    (96, 'conduct upheld: coaching by the supervisor of that person', '{investigation:upheld,investigation:partly}',
     $$category IN ('2.2', '2.3') AND accused_staff IS NOT NULL$$, 'notify', 'supervisor of accused', 'coaching_due'),
    -- ours: a batch is told together, see message_rule
    (98, 'batch: the supervisors', '{incident:joined}', NULL, 'notify', 'role supervisor', 'batch_case'),
    (99, 'batch: the managers', '{incident:joined}', NULL, 'notify', 'role manager', 'batch_case');

-- each time
INSERT INTO action_rule (position, name, activities, action, argument, topic, once) VALUES
    (100, 'work order: the liaison of its department', '{work_order:*}', 'notify', 'department liaison', 'work_order', false),
    (105, 'response team: the liaison of each department', '{team:*}', 'notify', 'department liaison', 'response_team', false),
    (110, 'work order answered: the owner', '{answer:*}', 'notify', 'owner', 'work_order_answered', false),
    (120, 'approval: the role whose turn it is', '{approval:asked,approval:step}', 'notify', 'next role', 'approval_asked', false),
    (125, 'customer calls again: the owner', '{incoming:call_again}', 'notify', 'owner', 'call_again', false),
    (130, 'more time is asked for: the supervisor', '{extension:asked}', 'notify', 'supervisor', 'extension_asked', false),
    (140, 'decided: the owner', '{approval:approved,approval:rejected,extension:granted,extension:refused}',
     'notify', 'owner', 'decided', false);

INSERT INTO action_rule (position, name, activities, condition, action, argument, topic, once) VALUES
    (127, 'customer writes or calls: the owner',
     '{incoming:information,incoming:update,incoming:offer,incoming:follow_up,incoming:first_response,incoming:acknowledgement}',
     $$owner IS DISTINCT FROM actor$$, 'notify', 'owner', 'customer_wrote', false),
    (142, 'another deadline: the owner', '{deadline:*}', $$owner IS DISTINCT FROM actor$$, 'notify', 'owner', 'deadline_moved', false),
    (145, 'reopened: the owner', '{state:reopened}', $$owner IS DISTINCT FROM actor$$, 'notify', 'owner', 'reopened', false),
    (150, 'more time: the customer is told', '{extension:granted}', $$customer_id IS NOT NULL$$,
     'notify', 'customer', 'extension_granted', false);

-- ours: quiet hours and digests
INSERT INTO message_rule (position, name, topic, audience, urgency, quiet_calendar, digest_every) VALUES
    (5, 'cases of a batch, one message in ten minutes', 'batch_case', '*', NULL, NULL, '10 minutes'),
    (10, 'urgent cases at once', '*', '*', 'urgent', NULL, NULL),
    (20, 'warnings to a whole role, one message an hour', 'clock_warned', 'role *', NULL, NULL, '1 hour'),
    (30, 'warnings in working hours', 'clock_warned', '*', NULL, 'standard', NULL),
    (40, 'ends of calendars in working hours', 'calendar_ends', '*', NULL, 'standard', NULL),
    (50, 'reports of departments in working hours', 'department_report', '*', NULL, 'standard', NULL);

-- ours: the words
INSERT INTO message_template (topic, language, audience_kind, title, body) VALUES
    ('acknowledgement', 'en', NULL, 'We have received your complaint {sheet_no}',
     'Dear {customer}, we received your complaint on {received_at}. Its number is {sheet_no}. We look into it and call you back.'),
    ('acknowledgement', 'zh', NULL, '您的投诉已受理（{sheet_no}）',
     '尊敬的{customer}：您于{received_at}提交的投诉已受理，单号{sheet_no}。我们将尽快核实并与您联系。'),
    ('time_needed', 'en', NULL, 'Your account is being checked ({sheet_no})',
     'Dear {customer}, our risk control department checks your account. You hear from us by {call_back_by} at the latest.'),
    ('time_needed', 'zh', NULL, '您的账户正在核查（{sheet_no}）',
     '尊敬的{customer}：我们的风险控制部门正在核查您的账户，最迟于{call_back_by}前与您联系。'),
    ('urgent_case', 'en', NULL, 'Urgent complaint {sheet_no}',
     'Urgent: {urgent_reasons}. {category}, received {received_at} by {channel}. Owner: {owner}. Next deadline: {due_at}.'),
    ('urgent_case', 'zh', NULL, '紧急投诉{sheet_no}',
     '紧急原因：{urgent_reasons}。类别：{category}，{received_at}由{channel}受理。负责人：{owner}。最近时限：{due_at}。'),
    ('response_team', 'en', NULL, 'Response team for complaint {sheet_no}',
     'Your department joins the response team. {category}, {urgency}: {urgent_reasons}. Owner: {owner}.'),
    ('response_team', 'zh', NULL, '投诉{sheet_no}的联合处理小组',
     '贵部门加入联合处理小组。{category}，{urgency}：{urgent_reasons}。负责人：{owner}。'),
    ('merchant_complaint', 'en', NULL, 'Complaint about merchant {merchant} ({sheet_no})',
     '{category}: merchant {merchant}, received {received_at}. Please follow it up with the merchant.'),
    ('merchant_complaint', 'zh', NULL, '涉及商户{merchant}的投诉（{sheet_no}）',
     '{category}：商户{merchant}，受理时间{received_at}。请跟进该商户。'),
    ('merchant_result', 'en', NULL, 'Complaint {sheet_no} about merchant {merchant} is settled',
     '{category}, merchant {merchant}: the solution has been carried out. The case is now: {state}. Owner: {owner}.'),
    ('merchant_result', 'zh', NULL, '涉及商户{merchant}的投诉{sheet_no}已处理',
     '{category}：商户{merchant}，解决方案已执行，案件状态：{state}。负责人：{owner}。'),
    ('threatened_suit', 'en', NULL, 'A customer threatens to go to law ({sheet_no})',
     '{category}, {urgency}: {urgent_reasons}. Received {received_at} by {channel}. Owner: {owner}.'),
    ('threatened_suit', 'zh', NULL, '客户提及诉讼或仲裁（{sheet_no}）',
     '{category}，{urgency}：{urgent_reasons}。{received_at}由{channel}受理。负责人：{owner}。'),
    ('call_back', 'en', NULL, 'Complaint about {accused} ({sheet_no}): please call back',
     '{category}, received {received_at}. You handle it: the customer expects your call by {call_back_by}.'),
    ('call_back', 'zh', NULL, '涉及{accused}的投诉（{sheet_no}），请回电',
     '{category}，受理时间{received_at}。由您处理，请最迟于{call_back_by}前回电客户。'),
    ('coaching_due', 'en', NULL, 'Coaching due after complaint {sheet_no}',
     '{category} upheld, about {accused}. Please talk with {accused} and record the coaching.'),
    ('coaching_due', 'zh', NULL, '投诉{sheet_no}成立，请安排辅导',
     '{category}投诉成立，涉及{accused}。请与其面谈辅导并记录。'),
    ('batch_case', 'en', NULL, '{sheet_no} belongs to a batch', '{category}, {product} {merchant}. Owner: {owner}.'),
    ('batch_case', 'zh', NULL, '{sheet_no}属于批量投诉', '{category}，{product} {merchant}。负责人：{owner}。');

-- what rules wrote, in both languages
INSERT INTO term (code, label, label_zh) VALUES
    ('account security: freeze as soon as the identity is verified', 'account security: freeze as soon as the identity is verified', '账户安全：身份核实后立即冻结'),
    ('核实身份，冻结账户并展开调查，反馈所需时间', 'Verify the identity, freeze the account, investigate, and say how much time you need', '核实身份，冻结账户并展开调查，反馈所需时间'),
    ('投诉成立：请与商户核实整改，并反馈结果', 'The complaint is upheld: settle it with the merchant, and report the result', '投诉成立：请与商户核实整改，并反馈结果'),
    ('可能引发媒体、网络、公众广泛关注或诉讼、仲裁，或严重损害声誉', 'may draw the attention of the media or the public, lead to litigation or arbitration, or harm the reputation', '可能引发媒体、网络、公众广泛关注或诉讼、仲裁，或严重损害声誉'),
    ('客户提及媒体或网络曝光', 'the customer speaks of publicity', '客户提及媒体或网络曝光'),
    ('客户提及诉讼或仲裁', 'the customer speaks of going to law', '客户提及诉讼或仲裁'),
    ('集团总公司转办', 'handed down from group headquarters', '集团总公司转办'),
    ('投诉人属于敏感群体', 'the complainant belongs to a sensitive group', '投诉人属于敏感群体'),
    ('投诉涉及商户：请向商户核实，并反馈处理意见', 'A merchant is concerned: hear the merchant, and say what you suggest', '投诉涉及商户：请向商户核实，并反馈处理意见'),
    ('就投诉反映的问题面谈辅导', 'Talk over what the complaint is about', '就投诉反映的问题面谈辅导'),
    ('客户提及监管部门或消费者组织', 'the customer turns to an authority or a consumer organisation', '客户提及监管部门或消费者组织'),
    ('客户可能诉诸媒体、监管部门或法律途径', 'the customer may turn to the media, an authority or the law', '客户可能诉诸媒体、监管部门或法律途径'),
    ('模型判断为紧急', 'the model takes it for urgent', '模型判断为紧急'),
    ('同一问题当日投诉超过10件（批量投诉）', 'more than ten complaints about it on one day (a batch)', '同一问题当日投诉超过10件（批量投诉）'),
    ('Verify the identity first and record it in identity_check; who handles the case, a supervisor or risk control freezes.',
     'Verify the identity first and record it in identity_check; who handles the case, a supervisor or risk control freezes.',
     '请先核实客户身份并记入identity_check；由经办人、主管或风险控制部冻结。'),
    ('Ask risk control to release the account.', 'Ask risk control to release the account.', '请由风险控制部解冻账户。');
