-- Both packs read traditional script as simplified: every keyword set finds the
-- same in each text.
\i test/helper/session.sql
\pset footer off
SELECT complaint_flow.create_desk('standard'), complaint_flow.create_desk('graded', pack => 'graded');
\set ECHO all
WITH written (traditional, simplified) AS (VALUES
    ('帳號被盜刷,積分全沒了', '账号被盗刷,积分全没了'),
    ('積分過期清零沒有通知', '积分过期清零没有通知'),
    ('充電時電池炸開,手被燙傷', '充电时电池炸开,手被烫伤'),
    ('客服態度惡劣,辱罵我還掛斷電話', '客服态度恶劣,辱骂我还挂断电话'),
    ('商戶拒絕兌換,強制推銷辦卡', '商户拒绝兑换,强制推销办卡'),
    ('再不處理我就找記者曝光,向法院起訴', '再不处理我就找记者曝光,向法院起诉'),
    ('發票開錯,退貨退款遲遲未到帳', '发票开错,退货退款迟迟未到账'),
    ('保溫杯漏水,質量有問題', '保温杯漏水,质量有问题'),
    ('活動獎勵與頁面不符,差價不退', '活动奖励与页面不符,差价不退'),
    ('收銀員瞧不起人,賬戶被凍結', '收银员瞧不起人,账户被冻结'),
    ('系統升級,ＡＰＰ無法登錄', '系统升级,app无法登录'),
    ('再次投訴,重複詢問身份驗證', '再次投诉,重复询问身份验证'))
SELECT desk, count(*) FILTER (WHERE found <> '{}') > 3 AS found_often,
       count(*) FILTER (WHERE found <> complaint_flow.mentioned(desk, simplified, set)) AS different
FROM written CROSS JOIN (SELECT 'standard'::name AS desk, name AS set FROM standard.keyword_set
                         UNION ALL SELECT 'graded', name FROM graded.keyword_set) AS sets
CROSS JOIN LATERAL complaint_flow.mentioned(desk, traditional, set) AS found
GROUP BY desk ORDER BY desk;
SELECT complaint_flow.drop_desk('standard', true), complaint_flow.drop_desk('graded', true);
