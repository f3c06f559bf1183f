-- What to say, by state and nature of the complaint.

INSERT INTO script (code, language, title, category, state) VALUES
    ('receive', 'zh', '受理', NULL, 'received'),
    ('receive', 'en', 'Receiving the complaint', NULL, 'received'),
    ('unsafe_product', 'zh', '产品质量与人身安全', 'quality', NULL),
    ('unsafe_product', 'en', 'Quality and safety of a product', 'quality', NULL),
    ('answer', 'zh', '答复客户', NULL, 'cleared'),
    ('answer', 'en', 'Giving the answer', NULL, 'cleared'),
    ('survey', 'zh', '满意度回访', NULL, 'answered'),
    ('survey', 'en', 'Survey of satisfaction', NULL, 'answered');

INSERT INTO script_version (script_id, body)
SELECT s.id, w.body
  FROM (VALUES
    ('receive', 'zh', '您好，您的投诉我已登记。请告诉我产品型号、购买时间和事情经过；评估定级后会有专人与您联系。'),
    ('receive', 'en', 'I have registered your complaint. Please tell me the model, when you bought it and what happened; once it is assessed somebody responsible calls you.'),
    ('unsafe_product', 'zh', '请您先停止使用并妥善保留产品。有没有人受伤？如需就医请先就医，我们会尽快安排取回检测。'),
    ('unsafe_product', 'en', 'Please stop using the product and keep it as it is. Is anybody hurt? See a doctor first if need be; we collect the product and have it examined.'),
    ('answer', 'zh', '您的投诉已经调查并通过质量评审，结论和处理方案是这样的……您是否认可？'),
    ('answer', 'en', 'Your complaint has been investigated and reviewed by our quality board. This is what we found and what we offer. Do you accept it?'),
    ('survey', 'zh', '您好，想了解您对这次处理是否满意，1到5分您打几分？不满意的地方请告诉我们。'),
    ('survey', 'en', 'How satisfied are you with the way we dealt with your complaint, from 1 to 5? What should we have done better?')
  ) AS w (code, language, body)
  JOIN script s USING (code, language);
