-- The standard pack, after a written complaint procedure of a company with
-- members, points and partner merchants.  What that procedure leaves open is
-- our choice and marked "ours".

INSERT INTO staff_role (code, rank, label, label_zh, sees_all) VALUES
    ('agent', 10, 'agent', '客服专员', false),
    ('senior_agent', 20, 'senior agent', '资深客服专员', false),
    ('supervisor', 30, 'supervisor', '客服主管', true),
    ('manager', 40, 'manager', '客服经理', true),
    ('head_of_operations', 50, 'head of operations', '运营负责人', true);

INSERT INTO department (code, label, label_zh) VALUES
    ('customer_service', 'customer service', '客户服务部'),
    ('risk_control', 'risk control', '风险控制部'),
    ('merchant_care', 'merchant care', '商户维护部'),
    ('technical', 'technical', '技术部'),
    ('legal', 'legal', '法务部');

INSERT INTO urgency (code, rank, label, label_zh) VALUES
    ('ordinary', 0, 'ordinary', '普通投诉'),
    ('urgent', 1, 'urgent', '紧急投诉');

INSERT INTO level (code, rank, label, label_zh) VALUES
    ('I', 1, 'level I', 'I级'),
    ('II', 2, 'level II', 'II级'),
    ('III', 3, 'level III', 'III级');

-- ours: zone and hours; the official days of all known years follow the desk
INSERT INTO calendar (name, time_zone, title, title_zh)
    VALUES ('standard', 'Asia/Shanghai', 'working days in China', '中国大陆工作日');
INSERT INTO calendar_hours (calendar, weekday, opens, closes)
    SELECT 'standard', weekday, '09:00', '18:00' FROM generate_series(1, 5) AS weekday;

INSERT INTO desk (engine_version, pack, language, time_zone, calendar, currency,
                  default_urgency, default_level, fallback_role, reclassification_roles, extension_roles, erasure_roles, wanted_precision)
    VALUES (complaint_flow.engine_version(), 'standard', 'zh', 'Asia/Shanghai', 'standard', 'CNY',
            'ordinary', 'I', 'supervisor', '{senior_agent,supervisor,manager,head_of_operations}',
            -- ours
            '{supervisor,manager,head_of_operations}', '{supervisor,manager,head_of_operations}', 0.9);

SELECT complaint_flow.load_official_days(current_schema(), 'standard', 'CN');

INSERT INTO category (code, key, level, label, label_zh) VALUES
    ('1.1', 'product_quality', 'I', 'quality of goods', '商品质量'),
    ('1.2', 'after_sales', 'I', 'after-sales service', '售后服务'),
    ('1.3', 'forced_selling', 'I', 'pushed sale by a merchant', '商户强行推销'),
    ('1.4', 'price_difference', 'I', 'price difference', '差价'),
    ('1.5', 'account_frozen', 'I', 'frozen account', '账户冻结'),
    ('1.6', 'points_delayed', 'I', 'points usable late', '积分延迟使用'),
    ('1.7', 'points_expired', 'I', 'short-term points expired', '短期积分过期'),
    ('1.8', 'promotion', 'I', 'marketing campaign', '市场活动'),
    ('1.9', 'announced_other', 'I', 'other announced problem', '其他已公告问题'),
    ('2.1', 'merchant_attitude', 'II', 'attitude of a merchant', '商户服务态度'),
    ('2.2', 'agent_attitude', 'II', 'attitude of an agent', '客服人员态度'),
    ('2.3', 'agent_efficiency', 'II', 'efficiency of an agent', '客服人员效率'),
    ('3.1', 'merchant_infringement', 'III', 'infringement by a merchant', '商户侵权'),
    ('3.2', 'account_security', 'III', 'account security', '账户安全'),
    ('3.3', 'escalated', 'III', 'escalated complaint', '升级投诉'),
    ('3.4', 'important_member', 'III', 'complaint of an important member', '重要会员投诉');

INSERT INTO channel (code, label, label_zh) VALUES
    ('hotline', 'hotline', '400热线/电话'),
    ('online_chat', 'online chat', '在线客服'),
    ('web_form', 'web form', '网站表单'),
    ('app', 'app or mini program', 'APP/小程序'),
    ('email', 'e-mail', '电子邮件'),
    ('letter', 'letter', '信函'),
    ('on_site', 'on site', '现场'),
    ('social_media', 'social media', '社交媒体'),
    ('third_party', 'handed on by an association or consumer organisation', '行业协会/消费者组织转办'),
    ('group_hq', 'handed down from group headquarters', '集团总公司转办'),
    ('internal', 'own staff', '内部员工');

-- ours
INSERT INTO cause (code, side, label, label_zh) VALUES
    ('process', 'internal', 'process', '流程问题'),
    ('system', 'internal', 'system', '系统问题'),
    ('attitude', 'internal', 'attitude of staff', '服务态度'),
    ('skill', 'internal', 'knowledge or skill of staff', '业务技能'),
    ('information', 'internal', 'wrong or missing information', '信息有误'),
    ('product', 'internal', 'quality of a product', '商品质量'),
    ('merchant', 'external', 'merchant', '商户责任'),
    ('logistics', 'external', 'delivery', '物流责任'),
    ('customer', 'external', 'customer', '客户自身原因'),
    ('third_party', 'external', 'another party', '第三方原因');

INSERT INTO remedy_kind (code, has_amount, label, label_zh) VALUES
    ('apology_private', false, 'private apology', '私下致歉'),
    ('apology_public', false, 'public apology', '公开致歉'),
    ('refund', true, 'refund', '退款'),
    ('replacement', true, 'replacement', '换货'),
    ('repair', true, 'repair', '维修'),
    ('discount', true, 'discount', '折扣'),
    ('points', true, 'points', '补偿积分'),
    ('gift', true, 'gift', '礼品'),
    ('eligibility', false, 'eligibility', '补录资格'),
    ('service_upgrade', true, 'service upgrade', '服务升级'),
    ('recall', false, 'recall', '召回');

-- ours: amounts; gifts are the supervisors' for escalated complaints and
-- important members
INSERT INTO authority (role, remedy_kind, up_to, per_day, approves) VALUES
    ('agent', NULL, 50, 200, false),
    ('senior_agent', NULL, 200, 1000, true),
    ('supervisor', NULL, 1000, NULL, true),
    ('manager', NULL, 10000, NULL, true),
    ('head_of_operations', NULL, NULL, NULL, true),
    ('supervisor', 'gift', 2000, NULL, true),
    ('manager', 'recall', 0, NULL, false);
INSERT INTO authority (role, remedy_kind, up_to, approves)
    SELECT role, kind, 0, false
      FROM unnest('{agent,senior_agent}'::text[]) AS role,
           unnest('{apology_public,gift,eligibility,recall}'::text[]) AS kind
     UNION ALL
    SELECT 'supervisor', 'recall', 0, false;

INSERT INTO complainant_group (code, label, label_zh) VALUES
    ('media', 'media', '媒体'),
    ('authority', 'supervising authority', '监管部门'),
    ('government', 'government', '政府机关'),
    ('consumer_council', 'consumer council', '消费者委员会'),
    ('group_leadership', 'leadership of the group', '集团领导');

-- ours
INSERT INTO customer_tier (code, label, label_zh) VALUES
    ('ordinary', 'ordinary member', '普通会员'),
    ('silver', 'silver', '银卡会员'),
    ('gold', 'gold', '金卡会员'),
    ('platinum', 'platinum', '白金会员'),
    ('diamond', 'diamond', '钻石会员'),
    ('important', 'important member', '重要会员'),
    ('vip', 'VIP', '贵宾');

INSERT INTO risk (code, label, label_zh) VALUES
    ('media', 'reports in the media', '媒体曝光'),
    ('public_attention', 'public attention', '舆论关注'),
    ('litigation', 'litigation', '诉讼'),
    ('arbitration', 'arbitration', '仲裁'),
    ('reputation', 'harm to reputation', '声誉损害'),
    ('safety', 'harm to health or safety', '人身安全');

INSERT INTO contact_purpose (code, label, label_zh, follow_up) VALUES
    ('acknowledgement', 'acknowledgement', '受理确认', false),
    ('first_response', 'first response', '首次回复', false),
    ('update', 'progress update', '进度告知', false),
    ('offer', 'offer of a solution', '方案答复', false),
    ('follow_up', 'follow-up', '回访', true),
    ('information', 'question or information', '信息核实', false),
    ('call_again', 'customer calls again', '再次来电', false);

INSERT INTO state (code, kind, label, label_zh) VALUES
    ('registered', 'initial', 'registered', '已登记'),
    ('verifying', 'working', 'being verified', '核实中'),
    ('awaiting_customer', 'waiting', 'waiting for the customer', '待客户补充'),
    ('investigating', 'working', 'under investigation', '调查处理中'),
    ('solution_proposed', 'working', 'solution to be approved', '方案待审批'),
    ('approved', 'working', 'solution approved', '已批复'),
    ('offered', 'waiting', 'offered to the customer', '已答复'),
    ('executing', 'working', 'being executed', '执行中'),
    ('follow_up_due', 'working', 'resolved, follow-up due', '待回访'),
    ('mediating', 'working', 'in mediation', '调解中'),
    ('agreed', 'working', 'agreed in mediation', '已达成一致'),
    ('reopened', 'working', 'reopened', '重新处理');
-- ours: what counts as resolved
INSERT INTO state (code, kind, label, label_zh, resolution) VALUES
    ('closed', 'final', 'closed', '已办结', 'full'),
    ('invalid', 'final', 'not upheld as a complaint', '不成立', 'none'),
    ('referred', 'final', 'referred to an outside authority', '已移交', 'none'),
    ('withdrawn', 'final', 'withdrawn', '撤诉', 'none'),
    ('joined', 'final', 'joined to an open case', '已并入', 'none');

UPDATE desk SET joined_state = 'joined', joined_purpose = 'call_again';
