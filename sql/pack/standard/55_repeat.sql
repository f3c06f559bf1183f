-- What a customer's next complaint about the same issue is (SPEC R9).

-- ours: what counts as unsatisfactory, late or handled badly
INSERT INTO repeat_rule (position, name, condition, kind) VALUES
    (10, 'customer was not satisfied', $$satisfaction_score <= 2$$, 'escalated'),
    (20, 'overran its time', $$sla_status = 'breached'$$, 'escalated'),
    (30, 'had to be reopened', $$reopen_count > 0$$, 'escalated'),
    (90, 'any other', NULL, 'repeat');

-- ours: who joined a sheet wrongly was a machine
INSERT INTO transition (from_state, to_state, name, roles, reason_required) VALUES
    ('joined', 'registered', 'handle as a case of its own', '{supervisor,manager,head_of_operations}', true);
