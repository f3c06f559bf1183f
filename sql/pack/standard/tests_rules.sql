-- The procedure as tests, continued: each category, what makes a case urgent,
-- and which rule goes first.  Of 2026 they know: 6 March is a Friday.

-- What follows from the category alone.
INSERT INTO example (name, received_at, facts, content)
SELECT 'by category: ' || code || ' ' || label, '2026-03-06 10:00', jsonb_build_object('channel', 'hotline', 'category', code), ''
  FROM category;

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, x.fact, x.value
  FROM (VALUES
    ('1.1', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,order number,product,evidence,remedy sought}'),
    ('1.2', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,order number,remedy sought}'),
    ('1.3', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,merchant,remedy sought}'),
    ('1.4', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,order number,amount,remedy sought}'),
    ('1.5', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,remedy sought}'),
    ('1.6', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,remedy sought}'),
    ('1.7', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,remedy sought}'),
    ('1.8', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,remedy sought}'),
    ('1.9', 'I', '2026-03-07 10:00', '2026-03-17 24:00', 'agent', NULL, '{description,remedy sought}'),
    ('2.1', 'II', '2026-03-07 10:00', '2026-03-13 24:00', 'agent', NULL, '{description,merchant,time of the event,remedy sought}'),
    ('2.2', 'II', '2026-03-06 24:00', '2026-03-13 24:00', 'supervisor', NULL, '{description,person complained about,time of the event,remedy sought}'),
    ('2.3', 'II', '2026-03-06 24:00', '2026-03-13 24:00', 'senior_agent', NULL, '{description,person complained about,time of the event,remedy sought}'),
    ('3.1', 'III', '2026-03-07 10:00', '2026-03-11 24:00', 'agent', NULL, '{description,merchant,time of the event,remedy sought}'),
    ('3.2', 'III', '2026-03-10 24:00', '2026-03-11 24:00', NULL, 'risk_control', '{description,time of the event,amount,remedy sought}'),
    ('3.3', 'III', '2026-03-06 24:00', '2026-03-11 24:00', 'supervisor', NULL, '{description,remedy sought}'),
    ('3.4', 'III', '2026-03-06 24:00', '2026-03-11 24:00', 'supervisor', NULL, '{description,remedy sought}')
  ) AS c (category, level, first_response, resolution, handler_role, department, missing)
  JOIN example e ON e.name LIKE 'by category: ' || c.category || ' %'
 CROSS JOIN LATERAL (VALUES ('level', c.level), ('urgency', 'ordinary'), ('clock first_response', c.first_response), ('clock resolution', c.resolution),
                            ('handler_role', c.handler_role), ('department', c.department), ('missing', c.missing)) AS x (fact, value);

-- What makes a case urgent, and what does not.
INSERT INTO example (name, received_at, urgency, facts, content)
SELECT format('%s: %s', u.urgency, u.name), '2026-03-06 10:00', u.urgency, '{"channel": "hotline"}'::jsonb || u.facts, u.content
  FROM (VALUES
    ('urgent', 'a person sees it in the media', '{"risks": ["media"]}'::jsonb, 'The lid is loose.'),
    ('urgent', 'a person sees public attention', '{"risks": ["public_attention"]}', 'The lid is loose.'),
    ('urgent', 'a person sees litigation', '{"risks": ["safety", "litigation"]}', 'The lid is loose.'),
    ('urgent', 'a person sees arbitration', '{"risks": ["arbitration"]}', 'The lid is loose.'),
    ('urgent', 'a person sees harm to the reputation', '{"risks": ["reputation"]}', 'The lid is loose.'),
    ('ordinary', 'harm to health alone', '{"risks": ["safety"]}', 'The lid is loose.'),
    ('urgent', 'from a supervising authority', '{"complainant_group": "authority"}', 'The lid is loose.'),
    ('urgent', 'from the government', '{"complainant_group": "government"}', 'The lid is loose.'),
    ('urgent', 'from a consumer council', '{"complainant_group": "consumer_council"}', 'The lid is loose.'),
    ('urgent', 'from the leadership of the group', '{"complainant_group": "group_leadership"}', 'The lid is loose.'),
    ('urgent', 'a journalist by own words', '{}', 'I am a journalist and the lid is loose.'),
    ('urgent', 'a journalist by own words, in Chinese', '{"title": "我是记者，盖子松了"}', '.'),
    ('urgent', 'will post it', '{}', 'The lid is loose, I will post it online.'),
    ('urgent', 'will post it, in Chinese', '{"title": "盖子松了，我发到网上"}', '.'),
    ('urgent', 'asks not to have to go public', '{"remedy_sought": "or I go public"}', '.'),
    ('urgent', 'turns to the ombudsman', '{}', 'The lid is loose, the ombudsman will hear of it.'),
    ('urgent', 'turns to 12315', '{"title": "盖子松了，我打12315"}', '.'),
    ('urgent', 'asks, or turns to the consumer council', '{"remedy_sought": "or 消委会"}', '.'),
    ('urgent', 'will sue', '{"title": "The lid is loose, I will sue you"}', '.'),
    ('urgent', 'will sue, in Chinese', '{}', '盖子松了，法院见'),
    ('urgent', 'asks, or sues', '{"remedy_sought": "退款，否则起诉"}', '.'),
    ('urgent', 'a lawyer, which may be a threat', '{"title": "lawyer"}', '.'),
    ('urgent', 'a reporter, which may be a threat', '{}', '记者'),
    ('urgent', 'asks, and names a lawyer', '{"remedy_sought": "律师"}', '.'),
    ('ordinary', 'will not sue', '{}', '盖子松了，我不想起诉'),
    ('ordinary', 'handed on by an association', '{"channel": "third_party"}', 'The lid is loose.')
  ) AS u (urgency, name, facts, content);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, x.fact, x.value
  FROM (VALUES
    ('urgent: a person sees it in the media', 'urgent_reasons', '{可能引发媒体、网络、公众广泛关注或诉讼、仲裁，或严重损害声誉}'),
    -- the supervisor and the manager learn of it at once
    ('urgent: a person sees it in the media', 'message urgent_case', '{role supervisor,role manager}'),
    ('urgent: a person sees it in the media', 'message threatened_suit', NULL),
    ('urgent: a person sees litigation', 'message threatened_suit', '{department legal}'),
    ('urgent: a person sees arbitration', 'message threatened_suit', '{department legal}'),
    ('urgent: will sue', 'message threatened_suit', '{department legal}'),
    ('urgent: will sue, in Chinese', 'message threatened_suit', '{department legal}'),
    ('urgent: asks, or sues', 'message threatened_suit', '{department legal}'),
    ('ordinary: harm to health alone', 'message urgent_case', NULL),
    ('urgent: from a supervising authority', 'urgent_reasons', '{投诉人属于敏感群体}'),
    ('urgent: will post it', 'urgent_reasons', '{客户提及媒体或网络曝光}'),
    ('urgent: turns to the ombudsman', 'urgent_reasons', '{客户提及监管部门或消费者组织}'),
    ('urgent: will sue, in Chinese', 'urgent_reasons', '{客户提及诉讼或仲裁}'),
    ('urgent: a reporter, which may be a threat', 'urgent_reasons', '{客户可能诉诸媒体、监管部门或法律途径}'),
    ('urgent: from group headquarters', 'urgent_reasons', '{集团总公司转办}'),
    ('urgent: batch', 'urgent_reasons', '{同一问题当日投诉超过10件（批量投诉）}'),
    ('urgent: batch', 'issue_key', 'cafe nine')
  ) AS x (name, fact, value)
  JOIN example e USING (name);

-- The severest first: each text speaks for two categories, and the facts of
-- some for a third.
INSERT INTO example (name, received_at, category, facts, content)
SELECT 'first of two: ' || c.name, '2026-03-06 10:00', c.category, '{"channel": "hotline"}'::jsonb || c.facts, c.content
  FROM (VALUES
    ('3.3', 'handled badly before, then security', '{"repeat_kind": "escalated", "title": "盗刷"}'::jsonb, '.'),
    ('3.2', 'security, then a complaint about a complaint', '{"title": "盗刷，我投诉过"}', '.'),
    ('3.3', 'complains again, then member', '{"title": "我投诉过", "customer_tier": "vip"}', '.'),
    ('3.4', 'member, then agent', '{"customer_tier": "platinum", "accused_staff": "role agent of customer_service"}', '.'),
    ('3.4', 'diamond member', '{"customer_tier": "diamond"}', '.'),
    ('3.4', 'member by the tier important', '{"customer_tier": "important"}', '.'),
    ('3.4', 'member by own words, then agent', '{"title": "本人是重要会员", "accused_staff": "role agent of customer_service"}', '.'),
    ('2.2', 'agent named and unfriendly', '{"title": "态度恶劣", "accused_staff": "role agent of customer_service"}', '.'),
    ('2.2', 'agent named and unfriendly in the description, then infringement', '{"accused_staff": "role agent of customer_service"}', '态度恶劣，拒绝兑换'),
    ('2.3', 'agent named, then infringement', '{"title": "拒绝兑换", "accused_staff": "role agent of customer_service"}', '.'),
    ('3.1', 'infringement, then agent', '{"title": "拒绝兑换，客服骂我"}', '.'),
    ('2.2', 'agent unfriendly, then merchant', '{"title": "客服骂我，店员骂我"}', '.'),
    ('2.1', 'merchant unfriendly, then slow agent', '{"title": "店员骂我，热线打不通"}', '.'),
    ('2.3', 'slow agent, then pushed sale', '{"title": "热线打不通，强行推销"}', '.'),
    ('1.3', 'pushed sale, then announced', '{"title": "强行推销，公告说"}', '.'),
    ('1.9', 'announced, then frozen account', '{"title": "公告说，账户被封"}', '.'),
    ('1.5', 'frozen account, then expired points', '{"title": "账户被封，积分过期"}', '.'),
    ('1.7', 'expired points, then late points', '{"title": "积分过期，积分没到账"}', '.'),
    ('1.6', 'late points, then campaign', '{"title": "积分没到账，抽奖活动"}', '.'),
    ('1.8', 'campaign, then price', '{"title": "抽奖活动，差价"}', '.'),
    ('1.4', 'price, then after-sales service', '{"title": "差价，漏发"}', '.'),
    ('1.2', 'after-sales service, then quality', '{"title": "漏发，坏了"}', '.'),
    ('1.1', 'quality', '{"title": "坏了"}', '.'),
    ('1.9', 'announced, in the description', '{}', '公告说停机'),
    ('3.3', 'complains again, in the description', '{}', '我投诉过'),
    ('3.4', 'member by own words, in the description', '{}', '本人是重要会员'),
    -- nobody may say otherwise of what was handled badly before, an agent of the rest
    ('1.2', 'the writer, then words', '{"category": "1.2", "title": "坏了"}', '.')
  ) AS c (category, name, facts, content);

-- Words that speak for a category, where the model guesses the same.
INSERT INTO example (name, received_at, category, facts, content)
SELECT 'words: ' || c.content, '2026-03-06 10:00', c.category, '{"channel": "hotline"}'::jsonb || c.facts, c.content
  FROM (VALUES
    ('3.2', '{}'::jsonb, '泄露隐私'),
    ('3.1', '{}', '缺斤短两'),
    ('2.1', '{}', '店员粗鲁'),
    ('2.2', '{}', '客服粗鲁'),
    ('2.3', '{}', '客服互相推'),
    ('1.3', '{}', '推销'),
    ('1.4', '{}', '降价'),
    ('1.5', '{}', '冻结'),
    ('1.7', '{}', '积分归零'),
    ('1.8', '{}', '奖品'),
    ('1.6', '{}', '积分未到'),
    ('1.2', '{}', '送货慢'),
    ('1.1', '{}', '裂开')
  ) AS c (category, facts, content);

-- Who handles a case, and the order of the rules.
INSERT INTO example (name, received_at, facts, content)
SELECT 'handler: ' || h.name, '2026-03-06 10:00', h.facts, '.'
  FROM (VALUES
    ('the receiver', '{"channel": "hotline", "category": "1.1", "received_by": "role agent"}'::jsonb),
    ('the supervisor of the accused, urgent or not', '{"channel": "group_hq", "category": "2.2", "received_by": "role agent", "accused_staff": "role agent of customer_service"}'),
    ('an urgent case is a supervisor''s before it is another agent''s', '{"channel": "group_hq", "category": "2.3", "received_by": "role agent"}'),
    ('another agent before the receiver', '{"channel": "hotline", "category": "2.3", "received_by": "role agent"}'),
    ('an urgent case is a supervisor''s before it is risk control''s', '{"channel": "group_hq", "category": "3.2", "received_by": "role agent"}'),
    ('risk control before the receiver', '{"channel": "hotline", "category": "3.2", "received_by": "role agent"}'),
    ('an escalated case is a supervisor''s before the receiver''s', '{"channel": "hotline", "category": "3.3", "received_by": "role agent"}'),
    ('an important member is a supervisor''s before the receiver''s', '{"channel": "hotline", "category": "3.4", "received_by": "role agent"}'),
    ('about the receiver: the fallback role', '{"channel": "hotline", "category": "1.1", "received_by": "role agent", "accused_staff": "role agent"}')
  ) AS h (name, facts);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, x.fact, x.value
  FROM (VALUES
    ('the receiver', 'owner', 'role agent'),
    ('the receiver', 'handler_role', NULL),
    ('the supervisor of the accused, urgent or not', 'owner', 'role senior_agent'),
    ('the supervisor of the accused, urgent or not', 'message call_back', '{person role senior_agent}'),
    ('an urgent case is a supervisor''s before it is another agent''s', 'handler_role', 'supervisor'),
    ('another agent before the receiver', 'handler_role', 'senior_agent'),
    ('another agent before the receiver', 'owner', NULL),
    ('an urgent case is a supervisor''s before it is risk control''s', 'handler_role', 'supervisor'),
    ('risk control before the receiver', 'department', 'risk_control'),
    ('risk control before the receiver', 'owner', NULL),
    ('an escalated case is a supervisor''s before the receiver''s', 'handler_role', 'supervisor'),
    ('an escalated case is a supervisor''s before the receiver''s', 'owner', NULL),
    ('an important member is a supervisor''s before the receiver''s', 'handler_role', 'supervisor'),
    ('about the receiver: the fallback role', 'handler_role', 'supervisor')
  ) AS x (name, fact, value)
  JOIN example e ON e.name = 'handler: ' || x.name;

-- What a case is about.
INSERT INTO example (name, received_at, facts, content)
SELECT 'about: ' || i.name, '2026-03-06 10:00', i.facts, i.content
  FROM (VALUES
    ('a merchant and a product', '{"channel": "app", "merchant": "Cafe Nine", "product": "Cup"}'::jsonb, '登录不上'),
    ('a product', '{"channel": "app", "product": "Cup"}', '.'),
    ('a service that nobody gets into', '{"channel": "app", "title": "登录失败，收不到验证码"}', '.'),
    ('codes that do not arrive', '{"channel": "app", "product": "APP"}', '收不到验证码，支付失败'),
    ('payments that fail', '{"channel": "app", "product": "APP"}', 'APP支付失败，闪退'),
    ('a service that is down', '{"channel": "app", "product": "APP"}', 'APP闪退'),
    ('a service and a category', '{"channel": "app", "category": "1.5", "product": "会员卡"}', '.'),
    ('nothing in particular', '{"channel": "app"}', '.')
  ) AS i (name, facts, content);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, 'issue_key', x.value
  FROM (VALUES
    ('a merchant and a product', 'cafe nine / cup'),
    ('a product', 'cup'),
    ('a service that nobody gets into', '登录不上'),
    ('codes that do not arrive', '收不到验证码'),
    ('payments that fail', '支付不了'),
    ('a service that is down', '系统打不开'),
    ('a service and a category', '1.5 / 会员卡'),
    ('nothing in particular', NULL)
  ) AS x (name, value)
  JOIN example e ON e.name = 'about: ' || x.name;
