-- Preliminary grading: the nature by words, the grade and the urgency by what
-- is at stake, how often it happens, and who complains.

INSERT INTO keyword_set (name, keywords, note) VALUES
    ('harm', '{受伤,烫伤,割伤,划伤,流血,过敏,中毒,住院,医院,急诊,爆炸,起火,着火,冒烟,触电,漏电,儿童误食,窒息,
        injured,injury,burned,burnt,bleeding,allergic,poisoned,hospital,exploded,caught fire,smoke,electric shock}', 'harm to people'),
    ('public', '{曝光,媒体,记者,热搜,微博,抖音,小红书,电视台,起诉,法院,律师,仲裁,监管部门,市场监督管理局,
        the media,journalist,television,lawsuit,lawyer,court,sue,arbitration}', 'publicity and law'),
    ('defect', '{质量,坏了,坏的,破损,裂,瑕疵,故障,漏水,漏液,发霉,变质,异味,异物,掉漆,生锈,不亮,不加热,打不开,假货,不符,
        quality,broken,defective,damaged,faulty,cracked,leaks,leaking,rusty,does not work,stopped working,fake}', 'quality'),
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
    (60, 'quality', $$mentions(description, 'defect') OR mentions(description, 'harm') OR mentions(title, 'harm')$$, 'quality'),
    (70, 'price', $$mentions(description, 'price')$$, 'price'),
    (80, 'logistics', $$mentions(description, 'delivery')$$, 'logistics'),
    (90, 'manners', $$mentions(description, 'manners')$$, 'attitude'),
    (100, 'all others', NULL, 'other');

INSERT INTO classification_rule (position, name, condition, level, urgency, reason) VALUES
    (210, 'safety', $$risks && '{safety}' OR mentions(title, 'harm') OR mentions(description, 'harm')$$,
     'grade_1', 'critical', '涉及人身安全'),
    (220, 'major loss', $$amount >= 50000$$, 'grade_1', 'important', '重大损失'),
    (230, 'publicity or law',
     $$risks && '{media,public_attention,litigation,arbitration}' OR mentions(title, 'public') OR mentions(description, 'public')$$,
     'grade_2', 'critical', '舆情或法律风险'),
    (240, 'handed on by an authority', $$channel = 'third_party' OR complainant_group IS NOT NULL$$,
     'grade_2', 'important', '监管或敏感群体'),
    (250, 'serious loss', $$amount >= 5000$$, 'grade_2', NULL, NULL),
    (260, 'loss', $$amount >= 500$$, 'grade_3', NULL, NULL),
    -- the grade of the customer
    (310, 'key customer', $$lower(customer_tier) IN ('key', 'strategic')$$, 'grade_2', 'important', '重点客户'),
    (320, 'gold customer', $$lower(customer_tier) = 'gold'$$, 'grade_3', NULL, NULL),
    -- how often the issue came up, see frequency
    (410, 'frequent issue', $$frequency = 'frequent'$$, 'grade_2', 'important', '高发问题'),
    (420, 'repeated issue', $$frequency = 'repeated'$$, 'grade_3', NULL, NULL),
    (510, 'opened again', $$reopen_count > 0$$, 'grade_2', 'important', '客户不认可答复');
