-- When complaints are about the same issue, and how often it comes up.

INSERT INTO issue_rule (position, name, condition, issue_key) VALUES
    -- of our own services outages.sql tells what they are about
    (10, 'product',
     $$NOT fold_text(product) = ANY (string_to_array(fold_text(
         '会员账户,账户,账号,会员,会员卡,积分,客服,客服热线,热线,在线客服,平台,商城,网站,官网,APP,小程序,公众号,account,membership,points,hotline,customer service,website'), ','))$$,
     $$fold_text(product)$$),
    (20, 'merchant', $$merchant IS NOT NULL$$, $$'at ' || fold_text(merchant)$$);

INSERT INTO frequency (code, rank, label, label_zh, at_least, within_days) VALUES
    ('occasional', 1, 'occasional', '偶发', 1, 30),
    ('repeated', 2, 'repeated', '多发', 3, 30),
    ('frequent', 3, 'frequent', '高发', 10, 30);

INSERT INTO batch_rule (position, name, more_than, notify) VALUES
    (10, 'more than twenty on one day', 20, 'role quality_manager');

INSERT INTO classification_rule (position, name, condition, level, urgency, reason) VALUES
    (430, 'batch', $$incident_id IS NOT NULL$$, 'grade_1', 'critical', '当日批量投诉');

-- when two cases of one customer are the same matter (SPEC R8, R9)
-- ours: how much two texts must have in common
INSERT INTO same_matter_rule (position, name, equal_columns, differing_columns, likeness) VALUES
    (10, 'same order', '{order_ref}', '{}', NULL),
    (20, 'same contract', '{contract_ref}', '{order_ref}', NULL),
    (30, 'same merchant and product', '{merchant,product}', '{order_ref,contract_ref}', NULL),
    (40, 'same issue', '{issue_key}', '{order_ref,contract_ref}', NULL),
    (50, 'the texts are alike', '{}', '{order_ref,contract_ref,merchant,product}', 0.6);

-- what a customer's next complaint about the same matter is (SPEC R9)
INSERT INTO repeat_rule (position, name, condition, kind) VALUES
    (10, 'customer did not accept the answer', $$satisfaction_score <= 2 OR offer_answer = 'rejected'$$, 'contested'),
    -- of a case that was brought in only sla_status is known
    (20, 'answered late', $$breached_metrics && '{first_response,resolution}' OR imported_at IS NOT NULL AND sla_status = 'breached'$$, 'contested'),
    (90, 'any other', NULL, 'repeat');

INSERT INTO classification_rule (position, name, condition, level, urgency, reason) VALUES
    (520, 'contested before', $$repeat_kind = 'contested'$$, 'grade_2', 'important', '前次处理未获认可');

INSERT INTO transition (from_state, to_state, name, roles, reason_required) VALUES
    ('joined', 'received', 'handle as a case of its own', '{team_leader,quality_manager,director}', true);
