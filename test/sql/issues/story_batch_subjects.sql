-- A batch counts what complaints are about, not their categories.
\i test/helper/support_desk.sql
\set ECHO all
CREATE VIEW batch AS
    SELECT (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, issue_key, category, urgency, incident_id, count(*) AS cases
      FROM complaint GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;

-- Ten complaints about the quality of a lamp, and the eleventh by a diamond member:
-- category 3.4, the same lamp.
INSERT INTO complaint (received_at, channel, product, title)
    SELECT '2026-03-02 09:00', 'app', '台灯 L3', '台灯质量差，坏了' FROM generate_series(1, 10);
INSERT INTO complaint (received_at, channel, product, customer_tier, title)
    VALUES ('2026-03-02 10:00', 'app', '台灯 L3', 'diamond', '台灯质量差，坏了');
SELECT * FROM batch WHERE day = '2026-03-02';

-- A humidifier, in the customers' own words: some of them no rule understands,
-- and one has complained before.
INSERT INTO complaint (received_at, channel, product, title) VALUES
    ('2026-03-03 09:00', 'app', '加湿器', '加湿器漏水'),
    ('2026-03-03 09:01', 'hotline', '加湿器', '用了两天就坏了'),
    ('2026-03-03 09:02', 'app', '加湿器', '质量太差了'),
    ('2026-03-03 09:03', 'app', '加湿器', '收到就是坏的'),
    ('2026-03-03 09:04', 'app', '加湿器', '有裂，漏水'),
    ('2026-03-03 09:05', 'app', '加湿器', '一直有异味'),
    ('2026-03-03 09:06', 'app', '加湿器', '不加热，故障'),
    ('2026-03-03 09:07', 'app', '加湿器', '机器故障'),
    ('2026-03-03 09:08', 'app', '加湿器', '再次投诉，还是没有人处理'),
    ('2026-03-03 09:09', 'app', '加湿器', '地板全湿了'),
    ('2026-03-03 09:10', 'app', '加湿器', '半夜嗡嗡响'),
    ('2026-03-03 09:11', 'app', '加湿器', '喷出来都是水滴'),
    ('2026-03-03 09:12', 'app', '加湿器', '孩子没法睡觉');
SELECT * FROM batch WHERE day = '2026-03-03';

-- An outage has no product: what the customers cannot do is the issue, in any words.
INSERT INTO complaint (received_at, channel, title, description) VALUES
    ('2026-03-04 09:00', 'app', 'APP登录不上', NULL),
    ('2026-03-04 09:01', 'app', 'APP登录不上', '急用积分'),
    ('2026-03-04 09:02', 'hotline', 'APP登录不上', NULL),
    ('2026-03-04 09:03', 'app', 'app登不上去', NULL),
    ('2026-03-04 09:04', 'web_form', '手机上无法登录', NULL),
    ('2026-03-04 09:05', 'app', 'APP登錄不上', NULL),
    ('2026-03-04 09:06', 'email', 'login', 'Since this morning I cannot log in'),
    ('2026-03-04 09:07', 'app', '登录失败', '提示稍后再试'),
    ('2026-03-04 09:08', 'app', '登陆不了', NULL),
    ('2026-03-04 09:09', 'app', 'APP 登录不了', NULL),
    ('2026-03-04 09:10', 'app', '账号登不进去', NULL),
    ('2026-03-04 09:11', 'app', '收不到验证码', NULL),
    ('2026-03-04 09:12', 'app', '小程序打不开', NULL),
    ('2026-03-04 09:13', 'app', '积分商城扫码失败，付不了款', NULL),
    ('2026-03-04 09:14', 'app', '盖子打不开', NULL),
    ('2026-03-04 09:15', 'app', '登录后积分没到账', NULL);
SELECT * FROM batch WHERE day = '2026-03-04';
-- Of the company's own services many things can be said: points that are late are
-- one issue, points that expire another.
INSERT INTO complaint (received_at, channel, product, title)
    SELECT '2026-03-05 09:00', 'app', '积分', (ARRAY['积分没到账', '积分过期清零'])[1 + n / 12] FROM generate_series(1, 16) AS n;
INSERT INTO complaint (received_at, channel, product, title) VALUES
    ('2026-03-05 10:00', 'app', '积分', '登录不上'), ('2026-03-05 10:00', 'app', '积分', '请给个说法');
SELECT * FROM batch WHERE day = '2026-03-05';
SELECT id, issue_key, title FROM incident ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);

-- The graded pack counts the same way: two natures, one product.
\i test/helper/graded_desk.sql
\set ECHO all
INSERT INTO complaint (received_at, channel, product, category, title)
    SELECT '2026-03-02 09:00', 'hotline', '保温杯 F1', (ARRAY['quality', 'logistics'])[1 + n % 2], '杯子' FROM generate_series(1, 21) AS n;
SELECT issue_key, urgency, incident_id, count(*) FROM complaint GROUP BY 1, 2, 3;
SELECT complaint_flow.drop_desk('support', true);
