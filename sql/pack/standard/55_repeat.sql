-- What a customer's next complaint about the same issue is (SPEC R9).

-- ours: what counts as unsatisfactory, late or handled badly
INSERT INTO repeat_rule (position, name, condition, kind) VALUES
    (10, 'customer was not satisfied', $$satisfaction_score <= 2$$, 'escalated'),
    (20, 'overran its time', $$sla_status = 'breached'$$, 'escalated'),
    (30, 'had to be reopened', $$reopen_count > 0$$, 'escalated'),
    (90, 'any other', NULL, 'repeat');
