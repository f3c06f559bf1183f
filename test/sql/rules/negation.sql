-- Words of negation and exceptions: when a keyword that stands in a text does
-- not count.
\i test/helper/support_desk.sql
\set ECHO all
INSERT INTO keyword_set (name, keywords, exceptions, negation_reach) VALUES
    ('sue', '{起诉,法院,曝光,律师,sue,court}', '{法院对面,法院路,律师事务所的前台,food court,不是要起诉}', 4),
    ('theft', '{被盗,诈骗,骗子,fraud,stolen}', '{}', 3),
    ('near', '{起诉,被盗}', '{}', 0),
    ('plain', '{起诉,法院,被盗,sue}', '{}', NULL);
\c -
SET search_path = support, pg_catalog;
\pset format unaligned

SELECT content, complaint_flow.mentioned('support', content, 'sue') AS sue, complaint_flow.mentioned('support', content, 'theft') AS theft,
       complaint_flow.mentioned('support', content, 'near') AS near, complaint_flow.mentioned('support', content, 'plain') AS plain
FROM unnest(ARRAY[
    -- exceptions: wherever they begin and end, also over another exception
    '店在法院对面', '我去法院', '法院对面的法院', '法院法院对面', '住在法院路法院对面', '律师事务所的前台态度差', '我的律师说', '律師事務所的前台', '法院對面',
    'The food court was dirty', 'See you in court', 'The food courtyard, court',
    -- negation, in its clause and within its reach
    '账号没被盗', '账号被盗', '没有被盗', '帳號沒被盜', '并没有任何被盗', '我不起诉', '不想去法院起诉', '不想曝光你们', '不想再继续走程序去起诉', '不想，起诉你', '不想。
起诉', '起诉，不想', '没有收到货，起诉', '放弃起诉',
    -- a threat behind something negated
    '不退款就起诉', '再不退款我起诉', '没退款就去法院', '没发货要起诉', '不要逼我起诉', '别让我曝光', '不是投诉而是起诉', '没办法只好起诉',
    -- no negations
    '不得不起诉', '要不起诉', '要不要起诉', '不但起诉', '非要起诉', '特别是律师', '难道不是诈骗吗', '是不是诈骗', '骗子', '没准起诉', '别人被盗', '不会不起诉',
    -- both
    '不是要起诉', '不是要起诉，就去法院', '不起诉但找律师',
    -- Latin words
    'I will sue', 'I will not sue', 'I do not want to sue', 'I do not really want you to sue', 'I won''t sue', 'I won’t sue', 'If you do not pay I will sue', 'not paid, I sue', 'not only sue', 'nothing: sue', 'another court',
    'no court', 'no refund from you, court', 'no refund for this court', 'Nor sue', 'issue'
]) WITH ORDINALITY AS t (content, n) ORDER BY n;
\pset format aligned
