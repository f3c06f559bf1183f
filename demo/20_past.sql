SET TimeZone = 'Asia/Shanghai';
\echo 'The desk did not begin today.  Ten weeks of cases come from the tool that it had'
\echo 'before, with their contacts, clocks, work orders, remedies and scores, each at the'
\echo 'time when it happened.  The import takes them as they were.'

-- what people complain about: of "weight" in a hundred cases
CREATE TEMP TABLE matter (n int GENERATED ALWAYS AS IDENTITY, weight int, category text, merchant text, product text, asks text, cause text,
                          remedy text, amount numeric, title text, description text, sought text, findings text);
INSERT INTO matter (weight, category, merchant, product, asks, cause, remedy, amount, title, description, sought, findings) VALUES
    (7, '1.1', '暖石家居', '珐琅锅', 'merchant_care', 'product', 'replacement', 180, '珐琅锅掉瓷', '第三次用就掉了一块瓷，怕混进饭里', '换一只新的', '同批次搪瓷厚度不足'),
    (6, '1.1', 'Harbour Kitchen', 'kettle', 'merchant_care', 'product', 'refund', 129, 'Kettle leaks at the base', 'It leaked onto the table the second time I used it', 'money back', 'the seal sits askew in this batch'),
    (4, '1.1', '雁南服饰', '羊毛围巾', NULL, 'product', 'points', 40, '围巾起球', '戴了两天就起球，与页面描述不符', '退货', '材质标注无误，工艺欠佳'),
    (9, '1.2', '暖石家居', '餐具套装', NULL, 'logistics', 'replacement', 60, '餐具少发两只碗', '箱子完好，里面少了两只碗', '补发', '仓库漏装'),
    (8, '1.2', NULL, '电子书阅读器', 'technical', 'logistics', 'points', 30, '阅读器一直没有发货', '兑换十天了，订单还是待发货', '尽快发货', '库存数据没有同步'),
    (5, '1.2', 'Maple Books', 'box set', NULL, 'logistics', 'discount', 20, 'Parcel went to the wrong town', 'Tracking says delivered, but to a town where I have never been', 'send it again', 'the label of another order'),
    (4, '1.2', NULL, '门票', NULL, 'process', 'points', 25, '客服电话排队四十分钟', '想改约时间，电话一直排队', '改到周日', '周末排班不足'),
    (4, '1.4', '雁南服饰', '羽绒马甲', NULL, 'information', 'refund', 45, '买后第二天降价', '昨天兑换，今天就少了三百积分', '退差价', '活动预告没有写明保价'),
    (3, '1.4', 'Harbour Kitchen', 'pan', NULL, 'information', 'points', 15, 'Cheaper in the shop than in the app', 'The same pan costs 300 points less at the counter', 'the difference', 'prices are updated at night only'),
    (5, '1.6', NULL, '积分', 'technical', 'system', 'points', 20, '积分到账后还不能用', '显示到账三天，结账时仍然不可用', '马上可用', '结算批次延迟一天'),
    (5, '1.7', NULL, '积分', NULL, 'information', 'points', 30, '短期积分过期没有提醒', '一千二百分月底过期，事先没有收到短信', '补回积分', '提醒短信被退订'),
    (5, '1.8', NULL, '秋日抽奖', 'technical', 'system', 'eligibility', NULL, '抽奖页面打不开', '活动最后一天页面一直转圈，没能参加', '补一次机会', '高峰时服务器超时'),
    (3, '1.8', 'Maple Books', 'voucher', NULL, 'process', 'discount', 30, 'Voucher refused at the till', 'The cashier said the campaign was over, the flyer says Sunday', 'honour it', 'the shop had the old terms'),
    (3, '1.5', NULL, '会员账户', 'risk_control', 'process', 'apology_private', NULL, '账户被冻结无法兑换', '换了手机号之后账户就被冻结', '解冻', '换号触发了风险规则'),
    (3, '1.3', '云岭康养', '足浴卡', 'merchant_care', 'merchant', 'refund', 160, '进店被要求办卡', '只想用一次券，店员一直让办三千元的卡', '退卡', '门店考核办卡数量'),
    (6, '2.1', '南桥小馆', '双人套餐', 'merchant_care', 'merchant', 'points', 50, '服务员态度差', '出示兑换券后服务员说"又是用券的"，让我们等一小时', '道歉', '店长承认'),
    (3, '2.1', 'Northgate Hotel', 'night stay', 'merchant_care', 'merchant', 'discount', 80, 'The receptionist was rude', 'She told us guests with points get what is left over', 'an apology', 'confirmed by the camera at the desk'),
    (3, '2.2', NULL, NULL, NULL, 'attitude', 'apology_private', NULL, '客服说话不耐烦', '问了两次就说"我已经讲过了"，随后挂断', '请她道歉', '录音属实'),
    (3, '2.3', NULL, NULL, NULL, 'skill', 'points', 20, '客服答应回电却没有回', '说当天回电，等了三天', '给一个答复', '工单没有建立'),
    (4, '3.1', '云岭康养', '体检套餐', 'legal', 'merchant', 'refund', 390, '体检被额外收费', '套餐内的项目到店又收了三百九', '退回费用', '门店擅自拆分套餐'),
    (3, '3.2', NULL, '会员账户', 'risk_control', 'third_party', 'points', 150, '积分在外地被人兑换', '我人在家，积分却在外地换了购物卡', '追回积分', '验证码被他人骗取'),
    (2, '3.2', NULL, 'account', 'risk_control', 'third_party', 'points', 90, 'Somebody logged in from abroad', 'Two messages about a login at night, and 9,000 points are gone', 'my points back', 'the password was used elsewhere, too'),
    (2, '3.3', NULL, '积分', NULL, 'process', 'points', 100, '同一件事投诉第三次', '前两次都说处理了，积分还是没有补', '今天解决', '两次工单都关给了错的组');

-- the same numbers in [0, 1) every time
CREATE FUNCTION pg_temp.chance(n int, what text) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN (hashtextextended(what, n) & 1048575) / 1048576.0;

INSERT INTO support.customer (name, phone, tier)
SELECT CASE WHEN n % 6 = 0 THEN (ARRAY['Mrs Hall', 'Mr Okafor', 'Ms Lindqvist', 'Mr Prasad', 'Mrs Moreau'])[1 + n / 6 % 5] || ' ' || n
            ELSE (ARRAY['赵', '钱', '孙', '李', '吴', '郑', '冯', '蒋', '沈', '韩', '杨'])[1 + n % 11] || (ARRAY['先生', '女士'])[1 + n / 11 % 2] || n END,
       '1380000' || to_char(n, 'FM0000'), (ARRAY['silver', 'gold', 'platinum'])[1 + n % 8]
  FROM generate_series(1, 240) AS n;

-- ten weeks up to now, few in the last days, when the desk took over: fewer on
-- days of rest, a wave of leaking kettles three weeks ago
CREATE TEMP TABLE past AS
WITH numbered AS (
    SELECT row_number() OVER (ORDER BY day, turn)::int AS n, day, ago, turn
      FROM generate_series((now() AT TIME ZONE 'Asia/Shanghai')::date - 70, (now() AT TIME ZONE 'Asia/Shanghai')::date - 3, interval '1 day') AS d (at)
      CROSS JOIN LATERAL (SELECT at::date AS day) AS local
      CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date - day AS ago) AS since
      CROSS JOIN LATERAL generate_series(1, CASE WHEN ago < 8 THEN 3 WHEN complaint_flow.is_working_day('support', 'standard', day) THEN 14 ELSE 7 END
          + (4 * pg_temp.chance(ago, 'day'))::int + CASE WHEN ago BETWEEN 17 AND 20 THEN 8 ELSE 0 END) AS turn
), chosen AS (
    SELECT n, (day + interval '8 hours 30 minutes' + interval '1 minute' * floor(720 * pg_temp.chance(n, 'minute'))) AT TIME ZONE 'Asia/Shanghai' AS received_at,
           (SELECT m.n FROM (SELECT matter.n, sum(weight) OVER (ORDER BY matter.n) AS upto, sum(weight) OVER () AS total FROM matter) AS m
             WHERE m.upto > m.total * CASE WHEN ago BETWEEN 17 AND 20 AND turn <= 8 THEN 0.08 ELSE pg_temp.chance(numbered.n, 'matter') END ORDER BY m.n LIMIT 1) AS matter,
           1 + floor(240 * pg_temp.chance(n, 'customer'))::int AS customer,
           (ARRAY['li.na', 'wang.fang', 'zhang.wei', 'liu.yang', 'chen.jie', 'zhao.lei'])[1 + floor(6 * pg_temp.chance(n, 'receiver') ^ 1.2)::int] AS receiver,
           pg_temp.chance(n, 'urgent') < 0.07 AS urgent, pg_temp.chance(n, 'way') AS way, pg_temp.chance(n, 'share') AS share
      FROM numbered
), timed AS (
    SELECT c.*, m.category, m.merchant, m.product, m.asks, m.cause, m.remedy, m.amount, m.title, m.description, m.sought, m.findings, k.level,
           received_at + interval '1 minute' * (1 + 9.3 * pg_temp.chance(c.n, 'acknowledged')) AS acknowledged_at,
           received_at + interval '1 minute' * (8 + CASE WHEN urgent THEN 200 ELSE 1650 END * pg_temp.chance(c.n, 'answered') ^ 4) AS answered_at,
           complaint_flow.deadline('support', 'standard', received_at, (format('%s business hours %s minutes',
               CASE WHEN urgent THEN (2 + 9 * share ^ 2)::int ELSE (3 + CASE k.level WHEN 'I' THEN 74 WHEN 'II' THEN 55 ELSE 32 END * share ^ 1.2)::int END,
               floor(59 * pg_temp.chance(c.n, 'end'))))::complaint_flow.target) AS ended_at,
           CASE WHEN c.matter IN (18, 19) THEN CASE WHEN receiver = 'liu.yang' THEN 'wang.fang' ELSE 'liu.yang' END END AS accused
      FROM chosen c JOIN matter m ON m.n = c.matter JOIN support.category k ON k.code = m.category
)
SELECT t.*,
       -- how far it is by now
       CASE WHEN ended_at > now()
            THEN (ARRAY['verifying', 'awaiting_customer', 'investigating', 'solution_proposed', 'approved', 'offered', 'executing', 'follow_up_due'])
                [1 + width_bucket(extract(epoch FROM now() - received_at) / extract(epoch FROM ended_at - received_at), ARRAY[0.25, 0.32, 0.55, 0.65, 0.72, 0.82, 0.92])]
            WHEN way < 0.06 THEN 'invalid' WHEN way < 0.10 THEN 'withdrawn' WHEN way < 0.11 AND category = '3.1' THEN 'referred' ELSE 'closed' END AS state,
       CASE category WHEN '3.2' THEN 'feng.tao' WHEN '2.2' THEN 'sun.li' WHEN '3.3' THEN 'zhou.min' WHEN '3.1' THEN 'sun.li'
            ELSE CASE WHEN urgent THEN 'zhou.min' WHEN category = '2.1' AND n % 2 = 0 THEN 'he.xin' WHEN receiver = accused THEN 'chen.jie' ELSE receiver END END AS owner
  FROM timed t;
ALTER TABLE past ADD COLUMN department text, ADD COLUMN origin int, ADD COLUMN resolve_by timestamptz;
UPDATE past SET resolve_by = complaint_flow.deadline('support', 'standard', received_at,
           (CASE WHEN urgent THEN '24 hours' WHEN level = 'I' THEN 'T+7' WHEN level = 'II' THEN 'T+5' ELSE 'T+3' END)::complaint_flow.target),
       department = CASE owner WHEN 'feng.tao' THEN 'risk_control' WHEN 'he.xin' THEN 'merchant_care' ELSE 'customer_service' END;
-- some call a second time about a case that was over
UPDATE past p SET origin = o.n, customer = o.customer
  FROM (SELECT DISTINCT ON (a.n) a.n AS again, b.n, b.customer
          FROM past a JOIN past b ON b.matter = a.matter AND b.state = 'closed' AND b.ended_at BETWEEN a.received_at - interval '20 days' AND a.received_at
         WHERE a.n % 23 = 7 AND b.n % 23 <> 7 ORDER BY a.n, b.ended_at DESC) AS o
 WHERE p.n = o.again;

BEGIN;
SET LOCAL complaint_flow.importing = on;
INSERT INTO support.complaint (id, received_at, channel, received_by, customer_id, product, merchant, order_ref, amount, accused_staff, title, description,
                               remedy_sought, category, level, urgency, state, owner, department, validity, validity_reason, first_response_at, last_contact_at,
                               contact_count, attempt_count, reopen_count, repeat_of, repeat_kind, closed_at, issue_key,
                               due_at, sla_status)
SELECT n, received_at, (ARRAY['hotline', 'hotline', 'hotline', 'app', 'app', 'online_chat', 'web_form', 'email', 'on_site'])[1 + floor(9 * pg_temp.chance(n, 'channel'))::int],
       receiver, customer, product, merchant, 'JF8' || to_char(n, 'FM00000'), amount, accused, title, description, sought, category, level,
       CASE WHEN urgent THEN 'urgent' ELSE 'ordinary' END, state, owner, department,
       CASE WHEN state = 'invalid' THEN 'invalid' WHEN state NOT IN ('verifying', 'awaiting_customer', 'withdrawn') THEN 'valid' END,
       CASE WHEN state = 'invalid' THEN '与约定一致' WHEN state NOT IN ('verifying', 'awaiting_customer', 'withdrawn') THEN '已核实' END,
       answered_at, greatest(answered_at, least(ended_at, now()) - interval '40 minutes'), 2 + (state = 'closed')::int + n % 2, (n % 7 = 0)::int,
       (state = 'closed' AND way > 0.955)::int, origin, CASE WHEN origin IS NOT NULL THEN CASE WHEN n % 2 = 0 THEN 'escalated' ELSE 'repeat' END END,
       CASE WHEN ended_at <= now() THEN ended_at END,
       -- our own services are no issue of a merchant
       CASE WHEN merchant IS NOT NULL OR product NOT IN ('积分', '会员账户', 'account') THEN complaint_flow.fold_text(concat_ws(' / ', merchant, product)) END,
       CASE WHEN ended_at > now() THEN resolve_by END, CASE WHEN ended_at > now() THEN 'running' WHEN ended_at > resolve_by THEN 'breached' ELSE 'met' END
  FROM past ORDER BY n;

-- the clocks: by when each was due and what met it.  Those that still run say
-- in next_at when run_clocks has to look at them
INSERT INTO support.clock (complaint_id, metric, cycle, rule_id, started_at, target, calendar, due_at, original_due_at, warn_at, provisional,
                           warned_at, breached_at, step, next_at, stopped_at, outcome)
SELECT n, r.metric, 1, r.id, received_at, r.target, 'standard', due_at, due_at, received_at + 0.8 * (due_at - received_at), false,
       CASE WHEN met_at > due_at THEN received_at + 0.8 * (due_at - received_at) END, CASE WHEN met_at > due_at THEN due_at END,
       CASE WHEN met_at > due_at + interval '20 minutes' THEN least(4, 2 + floor(extract(epoch FROM met_at - due_at) / 14400))::int ELSE 0 END,
       CASE WHEN met_at > now() THEN received_at + 0.8 * (due_at - received_at) END,
       CASE WHEN met_at <= now() THEN met_at END, CASE WHEN met_at > now() THEN NULL WHEN met_at > due_at THEN 'late' ELSE 'met' END
  FROM past
  CROSS JOIN LATERAL (VALUES
      ('acknowledgement', 10, acknowledged_at),
      ('first_response', CASE WHEN urgent THEN 20 WHEN category IN ('2.2', '2.3', '3.3') THEN 30 WHEN category = '3.2' THEN 40 ELSE 50 END, answered_at),
      ('resolution', CASE WHEN urgent THEN 70 ELSE 110 - 10 * length(level) END, ended_at)) AS k (metric, position, met_at)
  JOIN support.clock_rule r ON r.position = k.position
  CROSS JOIN LATERAL (SELECT least(complaint_flow.deadline('support', 'standard', received_at, r.target),
                                   complaint_flow.deadline('support', 'standard', received_at, r.at_most)) AS due_at) AS d;
UPDATE support.clock SET warned_at = NULL, breached_at = NULL, step = 0 WHERE outcome IS NULL;

INSERT INTO support.contact (complaint_id, direction, channel, purpose, contacted_at, made_by, result, note)
SELECT n, 'out', 'hotline', purpose, at, owner, 'reached', note
  FROM past
  CROSS JOIN LATERAL (VALUES ('acknowledgement', acknowledged_at, NULL), ('first_response', answered_at, '已说明后续步骤和时间'),
      ('offer', ended_at - interval '3 hours', '客户同意方案'), ('follow_up', ended_at, CASE WHEN n % 2 = 0 THEN '客户表示满意' ELSE 'all is well now' END)) AS c (purpose, at, note)
 WHERE at <= now() AND (purpose IN ('acknowledgement', 'first_response') OR state = 'closed' AND ended_at - interval '3 hours' > answered_at);

-- what other departments had to do, and what was found
INSERT INTO support.work_order (id, complaint_id, department, task, recorded_by, recorded_at, status, answered_at)
SELECT nextval('support.entry_id_seq'), n, asks, '请核实并在下一个工作日前回复', owner, asked_at, CASE WHEN told_at <= now() THEN 'answered' ELSE 'open' END,
       CASE WHEN told_at <= now() THEN told_at END
  FROM past
  CROSS JOIN LATERAL (SELECT received_at + interval '2 hours' AS asked_at,
                             received_at + interval '2 hours' + 0.45 * share * (ended_at - received_at) AS told_at) AS w
 WHERE asks IS DISTINCT FROM department AND asks IS NOT NULL AND state NOT IN ('withdrawn', 'invalid', 'verifying') AND n % 5 < 4;
INSERT INTO support.work_order_answer (complaint_id, work_order_id, result, answer, recorded_by, recorded_at)
SELECT w.complaint_id, w.id, CASE WHEN w.id % 9 = 0 THEN 'partly' ELSE 'done' END, p.findings, d.liaison, w.answered_at
  FROM support.work_order w JOIN past p ON p.n = w.complaint_id JOIN support.department d ON d.code = w.department WHERE w.status = 'answered';
INSERT INTO support.clock (complaint_id, metric, cycle, rule_id, started_at, target, calendar, due_at, original_due_at, warn_at, provisional,
                           breached_at, next_at, stopped_at, outcome, subject, department)
SELECT w.complaint_id, r.metric, 1, r.id, w.recorded_at, r.target, 'standard', d.due_at, d.due_at, w.recorded_at + 0.8 * (d.due_at - w.recorded_at), false,
       CASE WHEN w.answered_at > d.due_at THEN d.due_at END, CASE WHEN w.status = 'open' THEN w.recorded_at + 0.8 * (d.due_at - w.recorded_at) END,
       w.answered_at, CASE WHEN w.answered_at > d.due_at THEN 'late' WHEN w.status = 'answered' THEN 'met' END, w.id, w.department
  FROM support.work_order w
  JOIN support.clock_rule r ON r.metric = 'department_feedback'
  CROSS JOIN LATERAL (SELECT complaint_flow.deadline('support', 'standard', w.recorded_at, r.target) AS due_at) AS d;
INSERT INTO support.investigation (complaint_id, methods, findings, cause, responsible_merchant, responsible_staff, possible_harm, conclusion, proposal, recorded_by, recorded_at)
SELECT n, '核对订单、记录与录音', findings, cause, merchant, accused, CASE WHEN amount > 100 THEN 'money' ELSE 'none' END,
       CASE WHEN way < 0.25 THEN 'partly' WHEN way > 0.9 AND way < 0.94 THEN 'not_upheld' ELSE 'upheld' END, sought, owner, received_at + 0.5 * (ended_at - received_at)
  FROM past WHERE state IN ('closed', 'solution_proposed', 'approved', 'offered', 'executing', 'follow_up_due');

-- what customers got, who agreed, and what they thought of it
INSERT INTO support.remedy (complaint_id, kind, amount, currency, description, recorded_by, recorded_at, status, approvals, approved_at, executed_at)
SELECT n, remedy, granted, CASE WHEN granted IS NOT NULL THEN 'CNY' END, sought, owner, agreed_at - interval '50 minutes',
       CASE WHEN state IN ('closed', 'follow_up_due') THEN 'executed' ELSE 'approved' END, (coalesce(granted, 0) > 50)::int, agreed_at,
       CASE WHEN state IN ('closed', 'follow_up_due') THEN least(now(), ended_at) - interval '2 hours' END
  FROM past
  CROSS JOIN LATERAL (SELECT round((amount * (0.6 + 0.8 * pg_temp.chance(n, 'amount')))::numeric) AS granted,
                             received_at + 0.55 * (ended_at - received_at) AS agreed_at) AS g
 WHERE state IN ('closed', 'approved', 'offered', 'executing', 'follow_up_due') AND pg_temp.chance(n, 'remedy') < 0.7;
INSERT INTO support.approval (complaint_id, remedy_id, decision, recorded_by, recorded_at, rung)
SELECT complaint_id, id, 'approved', CASE WHEN amount > 200 THEN 'wu.gang' WHEN recorded_by = 'sun.li' THEN 'zhou.min' ELSE 'sun.li' END, approved_at, 'supervisor'
  FROM support.remedy WHERE approvals = 1;
INSERT INTO support.execution (complaint_id, remedy_id, amount, reference, recorded_by, recorded_at)
SELECT complaint_id, id, amount, 'B-' || id, recorded_by, executed_at FROM support.remedy WHERE status = 'executed';
INSERT INTO support.satisfaction (complaint_id, score, handling_score, comment, recorded_by, recorded_at)
SELECT n, score, least(5, score + 1), CASE score WHEN 5 THEN '处理得很快' WHEN 2 THEN 'took far too long' END, 'zheng.hua', ended_at
  FROM past
  CROSS JOIN LATERAL (SELECT greatest(1, 1 + width_bucket(pg_temp.chance(n, 'score'), ARRAY[0.04, 0.11, 0.25, 0.6]) - (share > 0.85)::int) AS score) AS s
 WHERE state = 'closed' AND pg_temp.chance(n, 'scored') < 0.7;
INSERT INTO support.handover (id, complaint_id, to_staff, reason, recorded_by, recorded_at, from_staff, status)
SELECT nextval('support.entry_id_seq'), n, owner, '熟悉此类案件', receiver, received_at + interval '1 hour', receiver, 'accepted'
  FROM past WHERE owner IN ('he.xin', 'feng.tao');
INSERT INTO support.handover_answer (complaint_id, handover_id, accepted, recorded_by, recorded_at)
SELECT complaint_id, id, true, to_staff, recorded_at + interval '20 minutes' FROM support.handover;

-- what the desk learned from it
INSERT INTO support.conduct_finding (complaint_id, staff, kind, found_at, month, note, recorded_by, recorded_at)
SELECT n, accused, CASE category WHEN '2.2' THEN 'attitude' ELSE 'delay' END, ended_at, date_trunc('month', ended_at AT TIME ZONE 'Asia/Shanghai')::date, findings, 'sun.li', ended_at
  FROM past WHERE accused IS NOT NULL AND state = 'closed' AND way > 0.3;
INSERT INTO support.conduct_finding (complaint_id, staff, kind, found_at, month, note, recorded_by, recorded_at)
SELECT n, owner, 'commendation', ended_at, date_trunc('month', ended_at AT TIME ZONE 'Asia/Shanghai')::date, '客户来信表扬', 'wu.gang', ended_at
  FROM past WHERE state = 'closed' AND n % 97 = 11;
INSERT INTO support.coaching (staff, finding_id, topic, due_on, done_on, done_by, recorded_by, recorded_at)
SELECT staff, id, '倾听与安抚 listening first', found_at::date + 14, CASE WHEN id % 3 < 2 THEN least(found_at::date + 9, now()::date) END, CASE WHEN id % 3 < 2 THEN 'sun.li' END, 'sun.li', found_at
  FROM support.conduct_finding WHERE kind <> 'commendation';
INSERT INTO support.lesson (title, body, complaint_id, category, cause, recorded_by, recorded_at)
SELECT l.title, l.body, (SELECT max(n) FROM past WHERE category = l.category AND state = 'closed'), l.category, l.cause, l.person, now() - l.ago
  FROM (VALUES
    ('Leaking kettles: stop the batch first', 'Six cases in two days had the same batch number. The shop took it off the shelf only after we asked.', '1.1', 'product', 'zhao.lei', interval '20 days'),
    ('账户冻结：先核实再解释规则', '客户更换手机号后被冻结，先核实身份，再解释规则，通话时间缩短一半。', '1.5', 'process', 'li.na', interval '33 days'),
    ('体检套餐：到店前告知包含项目', '预约短信里列明项目，到店加价的投诉减少。', '3.1', 'merchant', 'he.xin', interval '47 days'),
    ('Points that arrive late: name the day', 'Customers accept a delay of a day if the message names that day.', '1.6', 'system', 'qian.bo', interval '12 days')
  ) AS l (title, body, category, cause, person, ago);
INSERT INTO support.corrective_action (title, cause, department, owner, due_on, done_on, effective, effect_note, recorded_by, recorded_at)
SELECT a.title, a.cause, a.department, a.owner, now()::date + a.due, now()::date + a.done, a.effective, a.note, 'wu.gang', now() + (a.due - 30) * interval '1 day'
  FROM (VALUES
    ('库存数据每小时同步 stock every hour', 'system', 'technical', 'qian.bo', -30, -33, true, '发货延迟的投诉少了三分之二'),
    ('Seal of kettles checked on receipt', 'product', 'merchant_care', 'he.xin', -12, -10, true, NULL),
    ('积分到期前两次短信提醒', 'information', 'customer_service', 'sun.li', -5, -5, NULL, NULL),
    ('周末排班增加两人', 'process', 'customer_service', 'zhou.min', -3, NULL, NULL, NULL),
    ('套餐条款由法务复核', 'merchant', 'legal', 'tang.yu', 11, NULL, NULL, NULL)
  ) AS a (title, cause, department, owner, due, done, effective, note);
INSERT INTO support.suggestion (source, complaint_id, suggested_by, body, status, outcome, decided_on, recorded_by, recorded_at)
SELECT g.source, CASE g.source WHEN 'customer' THEN (SELECT max(n) FROM past WHERE matter = g.matter AND state = 'closed') END, g.person, g.body, g.status, g.outcome,
       CASE WHEN g.status <> 'open' THEN now()::date - g.ago + 6 END, coalesce(g.person, 'li.na'), now() - g.ago * interval '1 day'
  FROM (VALUES
    ('staff', 'wang.fang', NULL, '登记页面显示上次联系的要点', 'adopted', '下个版本上线', 41),
    ('staff', 'chen.jie', NULL, 'A list of shops with open cases on one page', 'open', NULL, 15),
    ('customer', NULL, 9, '降价前三天兑换的自动退差', 'declined', '结算做不到', 26),
    ('customer', NULL, 11, 'Say in the app when points can be used', 'open', NULL, 9)
  ) AS g (source, person, matter, body, status, outcome, ago);
INSERT INTO support.training (topic, held_on, trainer, category, cause, recorded_by, recorded_at)
SELECT t.topic, now()::date - t.ago, 'sun.li', t.category, t.cause, 'sun.li', now() - t.ago * interval '1 day'
  FROM (VALUES ('难缠电话 difficult calls', 95, '2.2', 'attitude'), ('账户安全 account security', 40, '3.2', 'skill'), ('Promises are clocks', 18, '2.3', 'process')) AS t (topic, ago, category, cause);
INSERT INTO support.training_participant
SELECT t.id, p.staff FROM support.training t CROSS JOIN unnest('{liu.yang,wang.fang,li.na,feng.tao}'::text[]) WITH ORDINALITY AS p (staff, n) WHERE (t.id + p.n) % 3 > 0;
COMMIT;
SELECT complaint_flow.advance_sequences('support') \g /dev/null
SELECT complaint_flow.kpi_rebuild('support') \g /dev/null

SELECT CASE WHEN closed_at IS NULL THEN 'open' ELSE state END AS state, count(*) AS cases, min(received_at)::date AS first, max(received_at)::date AS last,
       sum(contact_count) AS contacts, count(*) FILTER (WHERE reopen_count > 0) AS reopened, count(*) FILTER (WHERE repeat_of IS NOT NULL) AS repeats
  FROM support.complaint GROUP BY 1 ORDER BY 2 DESC;
