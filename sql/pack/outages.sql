-- Troubles with our own services, which have no merchant and often no product:
-- many of one kind on one day are an outage, others are told apart by their
-- category.  The words are ours.

INSERT INTO keyword_set (name, keywords, note) VALUES
    ('own_services', '{APP,应用,客户端,小程序,公众号,网站,官网,网页,系统,平台,website,web site,mini program,the site}', 'where customers meet us online'),
    ('login_trouble', '{登录不,登不上,登不进,登不了,登陆不,登入不,登录失败,登陆失败,登录异常,登录出错,登录报错,无法登,没法登,不能登录,不能登陆,没办法登,登录界面,
        cannot log in,can''t log in,could not log in,unable to log in,cannot login,can''t login,login fail,login error,cannot sign in,can''t sign in}', 'nobody gets in'),
    ('payment_trouble', '{支付不,付不了,付不出,付款不,支付失败,支付异常,支付报错,付款失败,无法支付,无法付款,不能支付,不能付款,没法支付,没法付款,扫码失败,扫码不,扫不了码,无法扫码,收银台,
        payment fail,payment error,cannot pay,can''t pay,unable to pay}', 'nobody can pay'),
    ('code_trouble', '{收不到验证码,验证码收不到,没收到验证码,没有收到验证码,验证码没收到,验证码没有收到,验证码一直没,验证码发不,验证码错误,验证码无效,不发验证码,
        no verification code,verification code never,did not receive the code,code does not arrive}', 'verification codes do not arrive'),
    ('screen_trouble', '{闪退,崩溃,白屏,黑屏,卡死,卡住,打不开,进不去,上不去,转圈,加载不,加载失败,刷不出,页面错误,无法访问,无法打开,瘫痪,宕机,网络异常,网络错误,
        crash,freezes,will not open,won''t open,does not load,is down,not loading,timed out}', 'nothing comes up');

INSERT INTO issue_rule (position, name, condition, issue_key) VALUES
    (50, 'cannot log in', $$mentions(title, 'login_trouble') OR mentions(description, 'login_trouble')$$, $$'登录不上'$$),
    (60, 'no verification code', $$mentions(title, 'code_trouble') OR mentions(description, 'code_trouble')$$, $$'收不到验证码'$$),
    (70, 'cannot pay', $$mentions(title, 'payment_trouble') OR mentions(description, 'payment_trouble')$$, $$'支付不了'$$),
    (80, 'a service is down', $$(mentions(title, 'own_services') OR mentions(description, 'own_services'))
         AND (mentions(title, 'screen_trouble') OR mentions(description, 'screen_trouble'))$$, $$'系统打不开'$$),
    (90, 'own service and category', $$product IS NOT NULL$$, $$category || ' / ' || fold_text(product)$$);
