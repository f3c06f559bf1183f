-- What to say, by state and nature of the complaint.

WITH said (code, language, title, category, state, body) AS (
    VALUES
    ('receive', 'zh', '受理', NULL, 'received', '您好，您的投诉我已登记。请告诉我产品型号、购买时间和事情经过；评估定级后会有专人与您联系。'),
    ('receive', 'en', 'Receiving the complaint', NULL, 'received', 'I have registered your complaint. Please tell me the model, when you bought it and what happened; once it is assessed somebody responsible calls you.'),
    ('unsafe_product', 'zh', '产品质量与人身安全', 'quality', NULL, '请您先停止使用并妥善保留产品。有没有人受伤？如需就医请先就医，我们会尽快安排取回检测。'),
    ('unsafe_product', 'en', 'Quality and safety of a product', 'quality', NULL, 'Please stop using the product and keep it as it is. Is anybody hurt? See a doctor first if need be; we collect the product and have it examined.'),
    ('answer', 'zh', '答复客户', NULL, 'cleared', '您的投诉已经调查并通过质量评审，结论和处理方案是这样的……您是否认可？'),
    ('answer', 'en', 'Giving the answer', NULL, 'cleared', 'Your complaint has been investigated and reviewed by our quality board. This is what we found and what we offer. Do you accept it?'),
    ('survey', 'zh', '满意度回访', NULL, 'answered', '您好，想了解您对这次处理是否满意，1到5分您打几分？不满意的地方请告诉我们。'),
    ('survey', 'en', 'Survey of satisfaction', NULL, 'answered', 'How satisfied are you with the way we dealt with your complaint, from 1 to 5? What should we have done better?')
), made AS (
    INSERT INTO script (code, language, title, category, state)
    SELECT code, language, title, category, state FROM said
    RETURNING id, code, language
)
INSERT INTO script_version (script_id, body)
SELECT m.id, s.body FROM made m JOIN said s USING (code, language);
