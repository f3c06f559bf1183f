-- How the category is found from text and facts, and what makes a case urgent.
-- The words are ours; a desk adds those of its own customers.

INSERT INTO keyword_set (name, keywords, note) VALUES
    ('security', '{盗用,盗刷,被盗,盗号,盗走,冒用,冒名,冒充本人,冒充客服,冒充官方,篡改,伪卡,伪造,诈骗,骗子,钓鱼,木马,验证码被,信息泄露,泄露,异地登录,陌生设备,非本人,不是本人,不是我本人,未经本人,
        stolen,fraud,hacked,phishing,scam,unauthorized,unauthorised,identity theft,counterfeit card}', 'account security'),
    ('again', '{再次投诉,第二次投诉,第三次投诉,多次投诉,重复投诉,又来投诉,继续投诉,上次投诉,上次的投诉,之前投诉,之前的投诉,前一次投诉,上一单投诉,投诉升级,升级投诉,投诉过,二次投诉,投诉单,
        complained before,complained twice,second complaint,third complaint,previous complaint,earlier complaint,escalate}', 'an earlier complaint'),
    ('refused_rights', '{拒绝兑换,不给兑换,不予兑换,不让兑换,不能兑换,拒兑,拒绝使用积分,不让用积分,不给积分,不给累积,不予累积,拒绝累积,不能累积,不肯积分,拒绝积分,不给我积分,没给积分,不给记积分,拒绝核销,
        误导,以次充好,单方面,擅自,霸王条款,侵害,侵犯,虚假宣传,虚假承诺,夸大宣传,欺骗消费者,欺诈,
        refused to redeem,refuses to redeem,refused points,misled,misleading,false advertising,deceived}', 'infringement by a merchant'),
    ('rudeness', '{态度,不耐烦,没耐心,辱骂,骂人,骂我,骂了,讽刺,取笑,训人,教训,嘲讽,挖苦,嘲笑,阴阳怪气,翻白眼,白眼,呵斥,训斥,吼,爱理不理,爱答不理,不理不睬,粗鲁,粗暴,傲慢,没礼貌,不礼貌,没有礼貌,难听,瞧不起,看不起,歧视,冷漠,冷淡,
        挂我电话,挂断我,挂断电话,直接挂断,直接挂了,挂了电话,挂电话,rude,attitude,impolite,shouted,yelled,insulted,insulting,hung up,disrespectful,unfriendly}', 'behaviour of a person'),
    ('slowness', '{核身,核实身份,身份核实,验证身份,身份验证,重复询问,反复询问,反复问,重复问,重复说,重新说一遍,又问一遍,前后矛盾,说法不一,口径不一,说的不一样,没有回电,没回电,未回电,不回电,回电话,回电,没有回复我,
        一直让我等,让我等,无人接听,没人接,打不通,转来转去,转接,called back,call back,callback,verify my identity,same questions,repeat the same,contradict,contradicted,kept waiting,on hold,transferred}', 'efficiency of an agent'),
    ('our_agents', '{客服,坐席,话务员,接线员,工号,热线,专员,人工服务,agent,agents,customer service,hotline,representative,call centre,call center,operator}', 'our own agents'),
    ('merchant_people', '{商户,商家,店员,店家,店主,店长,老板,收银员,收银,营业员,服务员,服务生,导购,柜员,前台,教练,门店,店里,柜台,专柜,merchant,shop,store,cashier,waiter,waitress,clerk,shop assistant,receptionist}', 'people of a merchant'),
    ('pushing', '{强行推销,强制推销,强迫,强买强卖,强制消费,强行,强制,捆绑,硬塞,推销,不买就,不买不,不办卡,不让走,必须买,必须加买,必须另,加购才,诱导办卡,硬要我,
        pushy,hard sell,forced to buy,forced me to buy,pressured}', 'forced selling'),
    ('price', '{差价,降价,价差,保价,价保,价格保护,价格不一致,价格不符,贵了,比我买,更便宜,便宜了,多收,多付,补收,标价,原价,涨价,补差,价格不同,
        price difference,price drop,price match,overcharged,cheaper}', 'price difference'),
    ('frozen', '{冻结,封号,被封,封禁,账户锁定,账号锁定,被锁,被锁定,被限制,限制使用,停用,账户异常,账号异常,解冻,解封,frozen,freeze,locked,suspended,blocked}', 'frozen account'),
    ('points', '{积分,里程,points,miles}', 'points'),
    ('expiry', '{过期,到期,清零,失效,作废,有效期,过了期,expire,expired,expiry,expiration}', 'expiry'),
    ('delay', '{未到,没有收到,没收到,没到账,没有到账,不到账,还没到,没到,未入账,没有入账,没入账,迟迟,延迟,拖了,不能用,不能使用,无法使用,用不了,还没有,一直没,冻结期,处理中,入账,到账,
        not credited,not been credited,still missing,delayed,delay,pending,still waiting,cannot use,missing points}', 'delay'),
    ('campaign', '{活动,抽奖,中奖,参与资格,资格,满减,返现,优惠券,优惠幅度,红包,奖励,双倍,翻倍,拉新,邀请好友,签到,打卡,促销,campaign,promotion,prize,lottery,coupon,cashback,bonus}', 'marketing campaign'),
    ('announced', '{公告,已公告,公示,系统升级,系统维护,停机,维护期间,升级期间,规则调整,调整通知,announced,announcement,maintenance,outage}', 'announced problems'),
    ('after_sales', '{售后,退货,换货,退换,退款,发票,漏发,错发,漏赠,少发,发错,未发货,没发货,不发货,不给退,拒退,不给换,赠品,补发,补寄,物流,快递,配送,送货,发货,包裹,签收,保修,报修,维修,安装,推诿,推给,互相推,推来推去,
        refund,exchange,replacement,invoice,wrong item,missing item,delivery,shipping,shipped,parcel,warranty,repair,after-sales}', 'after-sales service'),
    ('defect', '{质量,坏了,坏的,烂了,破损,破裂,破了,裂,瑕疵,故障,漏水,漏油,发霉,霉味,变质,异味,有异物,掉漆,掉色,褪色,生锈,断了,不亮,没声音,充不进,不加热,不制冷,打不开,扫不出,假货,仿冒,描述不符,不符,与页面,无效,用不了,不能用,
        quality,broken,defective,damaged,faulty,cracked,mouldy,moldy,spoiled,rotten,leaks,leaking,does not work,stopped working,not as described,fake}', 'quality of goods'),
    ('no_defect', '{非质量问题,不是质量问题,没有质量问题,无质量问题,无理由,not a quality problem}', 'returns without a defect'),
    ('public_risk', '{曝光,媒体,记者,热搜,发到网上,发网上,发微博,发到微博,发抖音,发到抖音,发小红书,发到小红书,发朋友圈,发视频,拍视频,网上发帖,发帖,舆论,电视台,集体维权,维权群,
        go public,the media,journalist,journalists,reporter,newspaper,the press,go viral,television}', 'public attention'),
    ('law_risk', '{起诉,诉讼,法院,律师,仲裁,打官司,告上法庭,法律途径,lawsuit,lawyer,lawyers,attorney,court,sue,suing,litigation,arbitration,legal action}', 'litigation or arbitration');

INSERT INTO classification_rule (position, name, condition, urgency, reason) VALUES
    (10, 'urgent: risk that a person saw',
     $$risks && '{media,public_attention,litigation,arbitration,reputation}'$$,
     'urgent', '可能引发媒体、网络、公众广泛关注或诉讼、仲裁，或严重损害声誉'),
    (20, 'urgent: customer speaks of publicity',
     $$mentions(description, 'public_risk') OR mentions(title, 'public_risk') OR mentions(remedy_sought, 'public_risk')$$,
     'urgent', '客户提及媒体或网络曝光'),
    (30, 'urgent: customer speaks of going to law',
     $$mentions(description, 'law_risk') OR mentions(title, 'law_risk') OR mentions(remedy_sought, 'law_risk')$$,
     'urgent', '客户提及诉讼或仲裁'),
    (40, 'urgent: group headquarters', $$channel = 'group_hq'$$, 'urgent', '集团总公司转办'),
    (50, 'urgent: sensitive complainant',
     $$lower(complainant_group) IN ('media', 'authority', 'government', 'consumer_council', 'group_leadership')$$,
     'urgent', '投诉人属于敏感群体');

-- ours: what the words of the rules do not find, the model may
INSERT INTO classification_rule (position, name, condition, takes_prediction, reason) VALUES
    (60, 'urgent: the model is sure', $$urgency_is_sure$$, 'urgency', '模型判断为紧急'),
    (900, 'the model is sure', $$category_is_sure$$, 'category', NULL);

-- ours: what had to be opened again is grave
INSERT INTO classification_rule (position, name, condition, level) VALUES
    (100, 'reopened', $$reopen_count > 0$$, 'III');

-- severest first, then the rarer subject before the commoner; of the level I
-- subjects the title decides before the description does
INSERT INTO classification_rule (position, name, condition, category, overrules_writer) VALUES
    (100, 'repeats a case handled badly', $$repeat_kind = 'escalated'$$, '3.3', true);

INSERT INTO classification_rule (position, name, condition, category) VALUES
    (110, 'account security', $$mentions(title, 'security') OR mentions(description, 'security')$$, '3.2'),
    (120, 'complains again', $$mentions(title, 'again') OR mentions(description, 'again')$$, '3.3'),
    (130, 'important member', $$lower(customer_tier) IN ('vip', 'important', 'platinum', 'diamond')$$, '3.4'),
    (140, 'agent named, unfriendly',
     $$accused_staff IS NOT NULL AND (mentions(title, 'rudeness') OR mentions(description, 'rudeness'))$$, '2.2'),
    (150, 'agent named, other reasons', $$accused_staff IS NOT NULL$$, '2.3'),
    (160, 'merchant infringes rights', $$mentions(title, 'refused_rights') OR mentions(description, 'refused_rights')$$, '3.1'),
    (170, 'merchant''s people unfriendly',
     $$(mentions(title, 'rudeness') OR mentions(description, 'rudeness'))
       AND (mentions(title, 'merchant_people') OR mentions(description, 'merchant_people') OR merchant IS NOT NULL)
       AND NOT coalesce(mentions(title, 'our_agents'), false)$$, '2.1'),
    (180, 'our agent unfriendly',
     $$(mentions(title, 'rudeness') OR mentions(description, 'rudeness'))
       AND (mentions(title, 'our_agents') OR mentions(description, 'our_agents'))$$, '2.2'),
    (190, 'our agent slow',
     $$(mentions(title, 'slowness') OR mentions(description, 'slowness'))
       AND (mentions(title, 'our_agents') OR mentions(description, 'our_agents')) AND merchant IS NULL$$, '2.3'),
    (210, 'title: pushed sale', $$mentions(title, 'pushing')$$, '1.3'),
    (220, 'title: price', $$mentions(title, 'price')$$, '1.4'),
    (230, 'title: announced problem', $$mentions(title, 'announced')$$, '1.9'),
    (240, 'title: frozen account', $$mentions(title, 'frozen')$$, '1.5'),
    (250, 'title: points expired', $$mentions(title, 'points') AND mentions(title, 'expiry')$$, '1.7'),
    (260, 'title: campaign', $$mentions(title, 'campaign')$$, '1.8'),
    (270, 'title: points late', $$mentions(title, 'points') AND mentions(title, 'delay')$$, '1.6'),
    (280, 'title: after-sales', $$mentions(title, 'no_defect') OR mentions(title, 'after_sales')$$, '1.2'),
    (290, 'title: quality', $$mentions(title, 'defect')$$, '1.1'),
    (310, 'pushed sale', $$mentions(description, 'pushing')$$, '1.3'),
    (320, 'price', $$mentions(description, 'price')$$, '1.4'),
    (330, 'announced problem', $$mentions(description, 'announced')$$, '1.9'),
    (340, 'frozen account', $$mentions(description, 'frozen')$$, '1.5'),
    (350, 'points expired', $$mentions(description, 'points') AND mentions(description, 'expiry')$$, '1.7'),
    (360, 'campaign', $$mentions(description, 'campaign')$$, '1.8'),
    (370, 'points late', $$mentions(description, 'points') AND mentions(description, 'delay')$$, '1.6'),
    (380, 'return without a defect', $$mentions(description, 'no_defect')$$, '1.2'),
    (390, 'quality', $$mentions(description, 'defect')$$, '1.1'),
    (400, 'after-sales', $$mentions(description, 'after_sales') OR mentions(remedy_sought, 'after_sales')$$, '1.2');
