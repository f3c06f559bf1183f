-- Preliminary grading: the nature by words, the grade and the urgency by what
-- is at stake, how often it happens, and who complains.

INSERT INTO keyword_set (name, keywords, note) VALUES
    ('harm', '{受伤,烫伤,烧伤,灼伤,割伤,划伤,摔伤,骨折,流血,过敏,中毒,住院,医院,急诊,爆炸,炸开,炸掉,炸裂,起火,着火,自燃,冒烟,触电,漏电,儿童误食,窒息,
        injured,injury,burned,burnt,bleeding,allergic,poisoned,hospital,exploded,caught fire,smoke,electric shock}', 'harm to people'),
    ('grave', '{严重质量,严重的质量,严重故障,严重缺陷,严重问题,重大质量,重大故障,重大缺陷,安全隐患,
        serious defect,severe defect,serious fault,major defect,critical failure,safety hazard}', 'a grave fault'),
    ('loss', '{财产损失,财物损失,经济损失,销售损失,营业损失,业务损失,重大损失,巨大损失,造成损失,财产受损,财物受损,烧毁,损毁,泡坏,误工,营业额,销售额,订单流失,客户流失,丢了订单,生意没法做,
        property damage,damaged property,financial loss,economic loss,lost sales,lost revenue,lost business,lost orders,loss of business}', 'loss of property or business'),
    ('outage', '{停机,宕机,瘫痪,停摆,停产,被迫停业,停工,系统中断,服务中断,网络中断,业务中断,系统崩溃,无法营业,不能营业,全线故障,
        outage,downtime,system down,out of service,standstill}', 'a system or a business stands still'),
    ('public', '{曝光,媒体,记者,热搜,微博,抖音,小红书,电视台,起诉,法院,律师,仲裁,监管部门,市场监督管理局,
        the media,journalist,television,lawsuit,lawyer,court,sue,arbitration}', 'publicity and law'),
    ('defect', '{质量,缺陷,次品,坏了,坏的,坏掉,破损,裂,瑕疵,故障,失灵,漏水,漏液,漏气,发霉,变质,异味,异物,掉漆,掉色,褪色,脱落,变形,断了,断裂,生锈,
        闪动,闪烁,闪屏,花屏,黑屏,蓝屏,死机,卡顿,异响,过热,短路,不亮,不响,不转,不加热,不制冷,打不开,开不了机,无法开机,无法启动,没反应,没有反应,用不了,假货,不符,
        quality,broken,defect,defective,damaged,faulty,malfunction,cracked,leaks,leaking,rusty,flickers,flickering,crashes,overheats,overheating,
        does not work,not working,stopped working,fake}', 'quality'),
    ('manners', '{态度,不耐烦,辱骂,骂人,吼,推诿,爱理不理,没礼貌,不礼貌,冷漠,挂电话,挂断,挂我电话,
        rude,attitude,impolite,shouted,hung up,unfriendly}', 'attitude'),
    ('delivery', '{物流,快递,配送,送货,发货,漏发,错发,少发,少了,没收到,未收到,延误,迟到,包裹,签收,丢件,
        delivery,shipping,parcel,courier,not arrived,late,missing item,wrong item}', 'logistics'),
    ('price', '{差价,降价,价保,价格,多收,标价,涨价,贵了,退差,price,overcharged,cheaper}', 'price'),
    ('contract', '{合同,协议,违约,违约金,定金,条款,保修期,contract,agreement,breach,deposit,terms}', 'contract');

INSERT INTO classification_rule (position, name, condition, category) VALUES
    (10, 'contract', $$contract_ref IS NOT NULL OR mentions(title, 'contract') OR mentions(description, 'contract')$$, 'contract'),
    (20, 'attitude', $$accused_staff IS NOT NULL OR mentions(title, 'manners')$$, 'attitude'),
    (30, 'title: quality', $$mentions(title, 'defect')$$, 'quality'),
    (40, 'title: price', $$mentions(title, 'price')$$, 'price'),
    (50, 'title: logistics', $$mentions(title, 'delivery')$$, 'logistics'),
    (60, 'quality', $$mentions(description, 'defect') OR mentions(description, 'harm') OR mentions(title, 'harm')
       OR mentions(description, 'outage') OR mentions(title, 'outage')$$, 'quality'),
    (70, 'price', $$mentions(description, 'price')$$, 'price'),
    (80, 'logistics', $$mentions(description, 'delivery')$$, 'logistics'),
    (90, 'manners', $$mentions(description, 'manners')$$, 'attitude'),
    (100, 'all others', NULL, 'other');

INSERT INTO classification_rule (position, name, condition, level, urgency, reason) VALUES
    (210, 'safety', $$risks && '{safety}' OR mentions(title, 'harm') OR mentions(description, 'harm')$$,
     'grade_1', 'critical', '涉及人身安全'),
    (212, 'grave fault with a loss',
     $$(mentions(title, 'grave') OR mentions(description, 'grave')) AND (mentions(title, 'loss') OR mentions(description, 'loss'))$$,
     'grade_1', 'critical', '严重质量问题造成损失'),
    (214, 'outage with a loss',
     $$(mentions(title, 'outage') OR mentions(description, 'outage')) AND (mentions(title, 'loss') OR mentions(description, 'loss'))$$,
     'grade_1', 'critical', '停机停业造成损失'),
    (220, 'major loss', $$amount >= 50000$$, 'grade_1', 'important', '重大损失'),
    (230, 'publicity or law',
     $$risks && '{media,public_attention,litigation,arbitration}' OR mentions(title, 'public') OR mentions(description, 'public')$$,
     'grade_2', 'critical', '舆情或法律风险'),
    (240, 'handed on by an authority', $$channel = 'third_party' OR complainant_group IS NOT NULL$$,
     'grade_2', 'important', '监管或敏感群体'),
    (250, 'serious loss', $$amount >= 5000$$, 'grade_2', NULL, NULL),
    (252, 'fault with a loss',
     $$category = 'quality' AND (mentions(title, 'loss') OR mentions(description, 'loss'))$$, 'grade_2', 'important', '质量问题造成损失'),
    (254, 'outage', $$mentions(title, 'outage') OR mentions(description, 'outage')$$, 'grade_2', 'important', '停机停业'),
    (260, 'loss', $$amount >= 500$$, 'grade_3', NULL, NULL),
    -- the grade of the customer
    (310, 'key customer', $$lower(customer_tier) IN ('key', 'strategic')$$, 'grade_2', 'important', '重点客户'),
    (320, 'gold customer', $$lower(customer_tier) = 'gold'$$, 'grade_3', NULL, NULL),
    -- how often the issue came up, see frequency
    (410, 'frequent issue', $$frequency = 'frequent'$$, 'grade_2', 'important', '高发问题'),
    (420, 'repeated issue', $$frequency = 'repeated'$$, 'grade_3', NULL, NULL),
    (510, 'opened again', $$reopen_count > 0$$, 'grade_2', 'important', '客户不认可答复');

-- the urgency follows the grade that a person gave, also down: their level ties
-- the two together
INSERT INTO classification_rule (position, name, condition, level, urgency, reason) VALUES
    (610, 'a person says grade 1', $$level = 'grade_1' AND category_by = 'person'$$, 'grade_1', 'critical', '人工定为一级'),
    (620, 'a person says grade 2', $$level = 'grade_2' AND category_by = 'person'$$, 'grade_2', 'important', '人工定为二级');
