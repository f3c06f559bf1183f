-- When complaints are about the same issue, and how many are a batch.

INSERT INTO issue_rule (position, name, condition, issue_key) VALUES
    -- ours: of our own services outages.sql tells what they are about
    (10, 'merchant and product',
     $$merchant IS NOT NULL OR NOT fold_text(product) = ANY (string_to_array(fold_text(
         '会员账户,账户,账号,会员,会员卡,积分,客服,客服热线,热线,在线客服,平台,商城,网站,官网,APP,小程序,公众号,account,membership,points,hotline,customer service,website'), ','))$$,
     $$coalesce(fold_text(merchant) || ' / ' || fold_text(product), fold_text(product), fold_text(merchant))$$);

INSERT INTO batch_rule (position, name, more_than, notify) VALUES
    (10, 'more than ten on one day', 10, 'role supervisor');

INSERT INTO classification_rule (position, name, condition, urgency, reason) VALUES
    (60, 'urgent: batch', $$incident_id IS NOT NULL$$, 'urgent', '同一问题当日投诉超过10件（批量投诉）');

-- when two cases of one customer are the same matter (SPEC R8, R9)
-- ours: how much two texts must have in common
INSERT INTO same_matter_rule (position, name, equal_columns, differing_columns, likeness) VALUES
    (10, 'same order', '{order_ref}', '{}', NULL),
    (20, 'same contract', '{contract_ref}', '{order_ref}', NULL),
    (30, 'same merchant and product', '{merchant,product}', '{order_ref,contract_ref}', NULL),
    (40, 'same issue', '{issue_key}', '{order_ref,contract_ref}', NULL),
    (50, 'the texts are alike', '{}', '{order_ref,contract_ref,merchant,product}', 0.6);

-- what a customer's next complaint about the same matter is (SPEC R9)
-- ours: what counts as unsatisfactory, late or handled badly
INSERT INTO repeat_rule (position, name, condition, kind) VALUES
    (10, 'customer was not satisfied', $$satisfaction_score <= 2$$, 'escalated'),
    -- of a case that was brought in only sla_status is known
    (20, 'overran its time', $$breached_metrics && '{first_response,resolution}' OR imported_at IS NOT NULL AND sla_status = 'breached'$$, 'escalated'),
    (30, 'had to be reopened', $$reopen_count > 0$$, 'escalated'),
    (90, 'any other', NULL, 'repeat');

-- ours: who joined a sheet wrongly was a machine
INSERT INTO transition (from_state, to_state, name, roles, reason_required) VALUES
    ('joined', 'registered', 'handle as a case of its own', '{supervisor,manager,head_of_operations}', true);
