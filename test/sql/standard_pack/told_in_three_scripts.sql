-- The sixteen categories and both urgencies, as customers say them in
-- simplified and traditional characters and in English; the phrases of the
-- written procedure; and texts that used to be judged wrongly.
\i test/helper/support_desk.sql
\set ECHO all
CREATE TEMP TABLE said (n int GENERATED ALWAYS AS IDENTITY, expected text, urgency text, tier text, content text);
INSERT INTO said (expected, urgency, tier, content) VALUES
    ('1.1', 'ordinary', NULL, '保温杯用了两天就漏水，质量太差'),
    ('1.1', 'ordinary', NULL, '保溫杯用了兩天就漏水，質量太差'),
    ('1.1', 'ordinary', NULL, 'The kettle stopped working after two days, poor quality'),
    ('1.2', 'ordinary', NULL, '退货寄回去半个月了，退款一直没退'),
    ('1.2', 'ordinary', NULL, '退貨寄回去半個月了，退款一直沒退'),
    ('1.2', 'ordinary', NULL, 'I returned the shoes three weeks ago and still have no refund'),
    ('1.3', 'ordinary', NULL, '店员强行推销护肤套餐，不买就不让走'),
    ('1.3', 'ordinary', NULL, '店員強行推銷護膚套餐，不買就不讓走'),
    ('1.3', 'ordinary', NULL, 'The salon would not let me leave until I bought their package, a real hard sell'),
    ('1.4', 'ordinary', NULL, '昨天刚买今天就降价两百，要求退差价'),
    ('1.4', 'ordinary', NULL, '昨天剛買今天就降價兩百，要求退差價'),
    ('1.4', 'ordinary', NULL, 'The price dropped by 200 the day after I bought it; please refund the difference'),
    ('1.5', 'ordinary', NULL, '我的账户被冻结了，什么时候能解冻'),
    ('1.5', 'ordinary', NULL, '我的帳戶被凍結了，什麼時候能解凍'),
    ('1.5', 'ordinary', NULL, 'My account is frozen, when will you unfreeze it?'),
    ('1.6', 'ordinary', NULL, '消费三周了，积分还没到账'),
    ('1.6', 'ordinary', NULL, '消費三週了，積分還沒到賬'),
    ('1.6', 'ordinary', NULL, 'Three weeks after the purchase my points have not been credited'),
    ('1.7', 'ordinary', NULL, '赠送的短期积分没用就过期清零了'),
    ('1.7', 'ordinary', NULL, '贈送的短期積分沒用就過期清零了'),
    ('1.7', 'ordinary', NULL, 'My short-term points expired before I could use them'),
    ('1.8', 'ordinary', NULL, '抽奖活动中了奖，奖品一直不发'),
    ('1.8', 'ordinary', NULL, '抽獎活動中了獎，獎品一直不發'),
    ('1.8', 'ordinary', NULL, 'I won the prize draw of your campaign and never got the prize'),
    ('1.9', 'ordinary', NULL, '你们公告说系统升级今早恢复，现在还用不了'),
    ('1.9', 'ordinary', NULL, '你們公告說系統升級今早恢復，現在還用不了'),
    ('1.9', 'ordinary', NULL, 'The scheduled maintenance you announced was to end this morning, it still goes on'),
    ('2.1', 'ordinary', NULL, '餐厅服务员态度恶劣，还骂人'),
    ('2.1', 'ordinary', NULL, '餐廳服務員態度惡劣，還罵人'),
    ('2.1', 'ordinary', NULL, 'The waiter was rude and shouted at my mother'),
    ('2.2', 'ordinary', NULL, '你们客服不耐烦，直接挂我电话'),
    ('2.2', 'ordinary', NULL, '你們客服不耐煩，直接掛我電話'),
    ('2.2', 'ordinary', NULL, 'Your agent was rude and hung up on me'),
    ('2.3', 'ordinary', NULL, '客服答应回电，三天了没有回电'),
    ('2.3', 'ordinary', NULL, '客服答應回電，三天了沒有回電'),
    ('2.3', 'ordinary', NULL, 'Your hotline promised a callback three days ago, it never came'),
    ('3.1', 'ordinary', NULL, '商户拒绝兑换积分，门口明明贴着可以用'),
    ('3.1', 'ordinary', NULL, '商戶拒絕兌換積分，門口明明貼著可以用'),
    ('3.1', 'ordinary', NULL, 'The shop refused to redeem my points although the sign says they do'),
    ('3.2', 'ordinary', NULL, '我的积分被盗了，有人异地登录换走了礼品卡'),
    ('3.2', 'ordinary', NULL, '我的積分被盜了，有人異地登錄換走了禮品卡'),
    ('3.2', 'ordinary', NULL, 'Somebody hacked my account and my points were stolen'),
    ('3.3', 'ordinary', NULL, '上次投诉你们一直没处理，这是第二次投诉'),
    ('3.3', 'ordinary', NULL, '上次投訴你們一直沒處理，這是第二次投訴'),
    ('3.3', 'ordinary', NULL, 'This is my second complaint, nobody dealt with my earlier complaint'),
    ('3.4', 'ordinary', 'diamond', '休息室排队等了一个小时'),
    ('3.4', 'ordinary', 'diamond', '休息室排隊等了一個小時'),
    ('3.4', 'ordinary', 'diamond', 'I waited an hour for the lounge'),
    -- urgent, and not
    (NULL, 'urgent', NULL, '再不处理我就打12315，315晚会见'),
    (NULL, 'urgent', NULL, '再不處理我就找消委會投訴'),
    (NULL, 'urgent', NULL, 'I will take this to the consumer council and the newspapers'),
    (NULL, 'urgent', NULL, '律师函已经寄出，法院见'),
    (NULL, 'urgent', NULL, '律師函已經寄出，法院見'),
    (NULL, 'urgent', NULL, 'My lawyer will sue you next week'),
    (NULL, 'urgent', NULL, '黑猫投诉已经发了'),
    (NULL, 'urgent', NULL, '我已经在小红书上发笔记曝光你们'),
    (NULL, 'urgent', NULL, '微博上都在骂你们，我也要发微博'),
    (NULL, 'urgent', NULL, '我在市场监管局上班'),
    (NULL, 'urgent', NULL, '我會在臉書同PTT公開'),
    (NULL, 'urgent', NULL, '在網路上公開你們的做法'),
    (NULL, 'urgent', NULL, '等着被告吧，我要告你们'),
    (NULL, 'ordinary', NULL, '我是律师事务所的前台，快递少了一件'),
    (NULL, 'ordinary', NULL, '法院对面那家店的杯子漏水'),
    (NULL, 'ordinary', NULL, '我不是要起诉，只想把积分补上'),
    (NULL, 'ordinary', NULL, '不想曝光你们，退货就行'),
    (NULL, 'ordinary', NULL, '媒体播放器没有声音'),
    (NULL, 'ordinary', NULL, '电视台灯的开关坏了'),
    (NULL, 'ordinary', NULL, 'The tennis court next to the hotel was closed'),
    -- phrases of the written procedure
    ('3.1', NULL, NULL, '商户拒绝提供积分兑换/累积'), ('3.2', NULL, NULL, '接到欺诈电话/短信'),
    ('2.2', NULL, NULL, '中途挂断客户电话'), ('2.2', NULL, NULL, '措辞失当'), ('2.2', NULL, NULL, '反问客户'),
    ('2.3', NULL, NULL, '同一问题询问数遍'), ('2.1', NULL, NULL, '争吵'), ('2.1', NULL, NULL, '肢体冲突'),
    ('1.2', NULL, NULL, '颜色/型号有误'), ('1.6', NULL, NULL, '奖励积分过了消保期'),
    ('3.3', NULL, NULL, '结果不满意'), ('3.3', NULL, NULL, '时效超长'),
    -- judged wrongly before
    ('1.1', NULL, NULL, '客服态度挺好，就是锅质量太差，用两次就糊底'),
    ('1.6', NULL, NULL, '账号没被盗，只是积分一直没到账'),
    ('1.2', NULL, NULL, '质量没毛病，就是两周了没发货');
INSERT INTO complaint (channel, received_at, customer_tier, description)
    SELECT 'web_form', timestamptz '2026-03-02 10:00' + n * interval '1 day', tier, content FROM said ORDER BY n;
SELECT s.content, s.expected, c.category, s.urgency, c.urgency AS found_urgency
  FROM said s JOIN complaint c ON c.description = s.content
 WHERE s.expected <> coalesce(c.category, '-') OR s.urgency <> c.urgency
 ORDER BY s.n;
SELECT count(*) AS texts, count(*) FILTER (WHERE c.category = s.expected) AS right_category, count(s.expected) AS categories,
       count(*) FILTER (WHERE c.urgency = s.urgency) AS right_urgency, count(s.urgency) AS urgencies
  FROM said s JOIN complaint c ON c.description = s.content;

-- one angry word freezes nothing
INSERT INTO complaint (channel, received_at, description)
    SELECT 'hotline', '2026-06-01 10:00', content
      FROM unnest('{你们就是骗子，东西坏了不给换,这不是诈骗吗,验证码被运营商拦截,账号没被盗,邻居的积分被盗了}'::text[]) AS content;
SELECT count(*) AS frozen FROM account_action;
SELECT complaint_flow.drop_desk('support', true);
