-- When complaints are about the same issue, and how many are a batch.

INSERT INTO issue_rule (position, name, condition, issue_key) VALUES
    -- ours: without merchant and product nobody knows whether two are about the same
    (10, 'category, merchant and product', $$merchant IS NOT NULL OR product IS NOT NULL$$,
     $$category || ' / ' || coalesce(lower(merchant), '-') || ' / ' || coalesce(lower(product), '-')$$);

INSERT INTO batch_rule (position, name, more_than, notify) VALUES
    (10, 'more than ten on one day', 10, 'role supervisor');

INSERT INTO classification_rule (position, name, condition, urgency, reason) VALUES
    (60, 'urgent: batch', $$incident_id IS NOT NULL$$, 'urgent', '同一问题当日投诉超过10件（批量投诉）');

-- what a customer's next complaint about the same issue is (SPEC R9)
-- ours: what counts as unsatisfactory, late or handled badly
INSERT INTO repeat_rule (position, name, condition, kind) VALUES
    (10, 'customer was not satisfied', $$satisfaction_score <= 2$$, 'escalated'),
    (20, 'overran its time', $$sla_status = 'breached'$$, 'escalated'),
    (30, 'had to be reopened', $$reopen_count > 0$$, 'escalated'),
    (90, 'any other', NULL, 'repeat');

-- ours: who joined a sheet wrongly was a machine
INSERT INTO transition (from_state, to_state, name, roles, reason_required) VALUES
    ('joined', 'registered', 'handle as a case of its own', '{supervisor,manager,head_of_operations}', true);
