-- Learning: kinds of findings, and scripts.  The procedure names the kinds of
-- complaints about agents; all wordings are ours.

INSERT INTO finding_kind (code, label, label_zh, praise) VALUES
    ('attitude', 'attitude', '服务态度', false),
    ('efficiency', 'efficiency', '工作效率', false),
    ('delay', 'delay', '拖延', false),
    ('commendation', 'commendation', '表扬', true);

WITH said (code, language, title, category, state, body) AS (
    VALUES
    ('greeting', 'zh', '受理投诉', NULL, 'registered', '您好，感谢您向我们反映。您的投诉我已记录，由我负责到底；请告诉我事情的时间、地点和经过，以及您希望怎样解决。'),
    ('greeting', 'en', 'Taking the complaint', NULL, 'registered', 'Thank you for telling us. I have written your complaint down and I stay responsible for it. Please tell me when and where it happened, and what you would like us to do.'),
    ('ask_for_facts', 'zh', '请客户补充信息', NULL, 'awaiting_customer', '为了尽快核实，还需要请您补充一些信息。收到后我们马上继续处理，这段时间不会影响您的投诉。'),
    ('ask_for_facts', 'en', 'Asking for what is missing', NULL, 'awaiting_customer', 'To look into this quickly I still need a few facts from you. As soon as I have them we go on; your complaint loses nothing by it.'),
    ('broken_goods', 'zh', '商品质量问题', '1.1', NULL, '很抱歉商品给您带来不便。请您拍两张照片，一张整体、一张问题部位，我们核实后给您换货或退款。'),
    ('broken_goods', 'en', 'Goods that are broken', '1.1', NULL, 'I am sorry that the goods arrived like this. Please take two photos, one of the whole and one of the fault; once verified we replace them or pay you back.'),
    ('missing_parcel', 'zh', '漏发、错发、少件', '1.2', NULL, '很抱歉包裹有误。请提供订单号，我马上与仓库核对，最迟下一个工作日给您答复。'),
    ('missing_parcel', 'en', 'Something missing in the parcel', '1.2', NULL, 'I am sorry that your parcel was not complete. Please give me the order number; I check with the warehouse and answer on the next working day at the latest.'),
    ('expired_points', 'zh', '积分过期', '1.7', NULL, '我理解您的心情。我先核对这批积分的有效期和提醒记录，再告诉您能否恢复；如果不能，我会说明原因。'),
    ('expired_points', 'en', 'Expired points', '1.7', NULL, 'I understand your disappointment. I first check how long these points were valid and what reminders you got, and then tell you whether they can be restored, and if not, why.'),
    ('rude_merchant', 'zh', '商户服务态度', '2.1', NULL, '对您在商户处的不愉快经历，我们深表歉意。我们会请商户维护部门向商户核实并要求改进，结果会告诉您。'),
    ('rude_merchant', 'en', 'A rude merchant', '2.1', NULL, 'I apologise for how you were treated at the merchant. Our merchant-care department takes it up with them, and we tell you what came of it.'),
    ('rude_agent', 'zh', '客服人员态度', '2.2', NULL, '对我们同事的服务态度，我代表公司向您道歉。我是主管，会调阅录音核实，今天之内给您回复。'),
    ('rude_agent', 'en', 'A rude agent', '2.2', NULL, 'I apologise on behalf of the company for how my colleague spoke to you. I am the supervisor; I listen to the recording and call you back today.'),
    ('account_stolen', 'zh', '账户安全', '3.2', NULL, '请您放心，核实身份后我立即冻结账户，防止损失扩大。风险控制部门会调查，两个工作日内给您答复；请不要向任何人提供验证码。'),
    ('account_stolen', 'en', 'A stolen account', '3.2', NULL, 'Once I have verified who you are I freeze the account at once, so that nothing more is lost. Risk control investigates and we answer within two working days. Please give no verification code to anybody.'),
    ('unreasonable_demand', 'zh', '婉拒不合理诉求', NULL, 'offered', '非常理解您的想法。按照规定这一项我们无法做到，我能为您做的是以下方案，请您考虑。'),
    ('unreasonable_demand', 'en', 'Declining what cannot be done', NULL, 'offered', 'I do understand why you ask. By our terms this is not possible; what I can do for you is the following.'),
    ('not_upheld', 'zh', '告知投诉不成立', NULL, 'verifying', '我们已认真核实。根据核实的情况，这次投诉不成立，原因是这样的……如果您有新的情况，我们会重新核实。'),
    ('not_upheld', 'en', 'Telling that a complaint is not upheld', NULL, 'verifying', 'We have looked into it carefully. From what we found the complaint is not upheld, and this is why. If you learn anything new, we verify again.'),
    ('follow_up', 'zh', '回访', NULL, 'follow_up_due', '您好，之前的投诉已处理完毕，想了解您是否满意，1到5分您打几分？还有什么建议请告诉我们。'),
    ('follow_up', 'en', 'Follow-up call', NULL, 'follow_up_due', 'Your complaint has been dealt with. Are you satisfied, from 1 to 5? And what could we do better?')
), made AS (
    INSERT INTO script (code, language, title, category, state)
    SELECT code, language, title, category, state FROM said
    RETURNING id, code, language
)
INSERT INTO script_version (script_id, body)
SELECT m.id, s.body FROM made m JOIN said s USING (code, language);

-- the hints of the transitions in Chinese, for next_action
INSERT INTO term (code, label, label_zh)
SELECT hint, hint, hint_zh
  FROM (VALUES
    ('Only the receiver settles an ordinary level I case on the first call, when nothing is left to do.', '只有首问责任人可以当场办结普通I级投诉，且无待办事项。'),
    ('Set validity to valid.', '请先将“是否成立”记为成立。'),
    ('Set validity to invalid, release the account, and tell the customer before the case ends.', '请先将“是否成立”记为不成立，解冻账户，并在结束前告知客户。'),
    ('Record the investigation with its conclusion first. Where a merchant is concerned, merchant care answers its work order first.', '请先记录调查及结论；涉及商户的，须先由商户维护部反馈工单。'),
    ('Record the contact with the customer first.', '请先记录与客户的联系。'),
    ('Record the contact in which the customer accepts, with its answer.', '请先记录客户接受方案的联系及答复。'),
    ('Record the contact in which the customer rejects, with its answer, or give a reason.', '请先记录客户不接受方案的联系及答复，或说明原因。'),
    ('Record the contact in which the customer agrees, with its answer.', '请先记录客户同意的联系及答复。'),
    ('Record the follow-up and a score that is not dissatisfied, after the answers to all work orders and the release of the account. An upheld infringement first needs its remedy.', '请先完成回访且评分不为不满意；工单须全部反馈，账户须已解冻。商户侵权成立的，须先执行补偿。'),
    ('Record the follow-up, and in satisfaction why the customer gives no score. An upheld infringement first needs its remedy.', '请先记录回访，并在满意度中记录客户不评分的原因。商户侵权成立的，须先执行补偿。'),
    ('Try to reach the customer on three different days. An upheld infringement first needs its remedy.', '请在三个不同日期尝试联系客户。商户侵权成立的，须先执行补偿。'),
    ('Try to reach the customer by follow-ups on three different days. An upheld infringement first needs its remedy.', '请在三个不同日期回访客户。商户侵权成立的，须先执行补偿。'),
    ('Record the score first; without one a supervisor reopens the case.', '请先记录评分；没有评分时由主管重新处理。'),
    ('Release the account first.', '请先解冻账户。'),
    ('Nobody approves their own solution; its remedies are decided first.', '不得审批自己提出的方案；方案中的补偿须先行审批。'),
    ('Say whether the complaint is valid.', '请先认定投诉是否成立。'),
    ('Execute every approved remedy, or withdraw it. An upheld infringement first needs its remedy.', '请先执行已批准的补偿，或予以撤回。商户侵权成立的，须先执行补偿。'),
    ('Thirty days after its end a case stays closed: register a new complaint of the customer.', '办结满三十日后不再重新处理：请登记新的投诉。')
  ) AS said (hint, hint_zh);
