-- The graded pack: another policy than the standard one, to show that a policy
-- is data.  Four grades of severity, given by rule at receipt and made final by
-- a person's assessment; urgency, frequency, nature of the complaint, grade of
-- the customer; a quality board for the two gravest grades.  Numbers are ours.

INSERT INTO staff_role (code, rank, label, label_zh, sees_all) VALUES
    ('officer', 10, 'complaint officer', '投诉专员', false),
    ('assessor', 20, 'assessor', '评估员', true),
    ('team_leader', 30, 'team leader', '组长', true),
    ('quality_manager', 40, 'quality manager', '质量经理', true),
    ('director', 50, 'director', '总监', true);

INSERT INTO department (code, label, label_zh) VALUES
    ('service_centre', 'service centre', '客户服务中心'),
    ('quality', 'quality', '质量部'),
    ('logistics', 'logistics', '物流部'),
    ('sales', 'sales', '销售部'),
    ('legal', 'legal', '法务部');

INSERT INTO urgency (code, rank, label, label_zh) VALUES
    ('general', 0, 'general', '一般'),
    ('important', 1, 'important', '重要'),
    ('critical', 2, 'critical', '紧急');

-- the highest rank is the gravest
INSERT INTO level (code, rank, label, label_zh) VALUES
    ('grade_4', 1, 'grade 4, minor', '四级'),
    ('grade_3', 2, 'grade 3, ordinary', '三级'),
    ('grade_2', 3, 'grade 2, serious', '二级'),
    ('grade_1', 4, 'grade 1, safety or major harm', '一级');

INSERT INTO calendar (name, time_zone, title, title_zh)
    VALUES ('service', 'Asia/Shanghai', 'service hours, Saturday mornings too', '服务时间（含周六上午）');
INSERT INTO calendar_hours (calendar, weekday, opens, closes)
    SELECT 'service', weekday, opens::time, closes::time
      FROM generate_series(1, 5) AS weekday,
           (VALUES ('08:30', '12:00'), ('13:00', '17:30')) AS hours (opens, closes)
    UNION ALL
    VALUES ('service', 6, time '08:30', time '12:00');

INSERT INTO desk (engine_version, pack, language, time_zone, calendar, currency,
                  default_urgency, default_level, fallback_role, reclassification_roles, extension_roles, erasure_roles)
    VALUES (complaint_flow.engine_version(), 'graded', 'zh', 'Asia/Shanghai', 'service', 'CNY',
            'general', 'grade_4', 'team_leader', '{assessor,team_leader,quality_manager,director}',
            '{quality_manager,director}', '{director}');

SELECT complaint_flow.load_official_days(current_schema(), 'service', 'CN');

-- the nature of a complaint, and the grade that it has at least
INSERT INTO category (code, key, level, label, label_zh) VALUES
    ('quality', 'quality', 'grade_3', 'quality', '质量'),
    ('attitude', 'attitude', 'grade_4', 'attitude', '服务态度'),
    ('logistics', 'logistics', 'grade_4', 'logistics', '物流配送'),
    ('price', 'price', 'grade_4', 'disputed price', '价格争议'),
    ('contract', 'contract', 'grade_3', 'contract', '合同纠纷'),
    ('other', 'other', 'grade_4', 'other', '其他');

INSERT INTO channel (code, label, label_zh) VALUES
    ('hotline', 'hotline', '客服热线'),
    ('online_chat', 'online chat', '在线客服'),
    ('web_form', 'web form', '网站表单'),
    ('email', 'e-mail', '电子邮件'),
    ('letter', 'letter', '信函'),
    ('on_site', 'on site', '现场'),
    ('social_media', 'social media', '社交媒体'),
    ('third_party', 'handed on by an authority or consumer organisation', '监管部门或消费者组织转办');

INSERT INTO cause (code, side, label, label_zh) VALUES
    ('design', 'internal', 'design', '设计'),
    ('manufacture', 'internal', 'manufacture', '制造'),
    ('process', 'internal', 'process', '流程'),
    ('people', 'internal', 'people', '人员'),
    ('information', 'internal', 'wrong or missing information', '信息有误'),
    ('carrier', 'external', 'carrier', '承运商'),
    ('supplier', 'external', 'supplier', '供应商'),
    ('customer', 'external', 'customer', '客户自身原因');

INSERT INTO contact_purpose (code, label, label_zh, follow_up) VALUES
    ('acknowledgement', 'acknowledgement', '受理确认', false),
    ('first_response', 'first response', '首次回复', false),
    ('update', 'progress update', '进度告知', false),
    ('offer', 'answer with a solution', '处理答复', false),
    ('follow_up', 'survey of satisfaction', '满意度回访', true),
    ('information', 'question or information', '信息核实', false),
    ('call_again', 'customer calls again', '再次来电', false);

INSERT INTO state (code, kind, label, label_zh) VALUES
    ('received', 'initial', 'received', '已受理'),
    ('assessing', 'working', 'being assessed', '评估定级'),
    ('handling', 'working', 'being handled', '处理中'),
    ('awaiting_customer', 'waiting', 'waiting for the customer', '待客户补充'),
    ('board_review', 'working', 'before the quality board', '质量评审'),
    ('cleared', 'working', 'cleared by the quality board', '评审通过'),
    ('answered', 'waiting', 'answered', '已答复');
INSERT INTO state (code, kind, label, label_zh, resolution) VALUES
    ('closed', 'final', 'closed', '已结案', 'full'),
    ('dismissed', 'final', 'dismissed', '不予受理', 'none'),
    ('arbitration', 'final', 'handed over to arbitration', '转仲裁', 'none'),
    ('withdrawn', 'final', 'withdrawn', '已撤诉', 'none'),
    ('joined', 'final', 'joined to an open case', '已并案', 'none');
UPDATE desk SET joined_state = 'joined', joined_purpose = 'call_again';

INSERT INTO remedy_kind (code, has_amount, label, label_zh) VALUES
    ('apology', false, 'apology', '致歉'),
    ('refund', true, 'refund', '退款'),
    ('replacement', true, 'replacement', '换货'),
    ('repair', true, 'repair', '维修'),
    ('compensation', true, 'compensation', '赔偿'),
    ('recall', false, 'recall', '召回');

-- the quality manager and the director decide what is dear
INSERT INTO authority (role, remedy_kind, up_to, per_day, approves) VALUES
    ('officer', NULL, 100, 500, false),
    ('team_leader', NULL, 2000, NULL, true),
    ('quality_manager', NULL, 20000, NULL, true),
    ('director', NULL, NULL, NULL, true);
INSERT INTO authority (role, remedy_kind, up_to, approves)
    SELECT role, 'recall', 0, false
      FROM unnest('{officer,team_leader,quality_manager}'::text[]) AS role;

INSERT INTO finding_kind (code, label, label_zh, praise) VALUES
    ('attitude', 'attitude', '服务态度', false),
    ('error', 'error at work', '工作差错', false),
    ('commendation', 'commendation', '表扬', true);

INSERT INTO accepted_finding (kind, table_name, rule, reason) VALUES
    ('ladder_skips_role', 'authority', 'assessor', 'assessors grade cases and grant nothing');
