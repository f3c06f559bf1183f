-- What a customer's next complaint about the same issue is.

INSERT INTO repeat_rule (position, name, condition, kind) VALUES
    (10, 'customer did not accept the answer', $$satisfaction_score <= 2 OR offer_answer = 'rejected'$$, 'contested'),
    (20, 'answered late', $$sla_status = 'breached'$$, 'contested'),
    (90, 'any other', NULL, 'repeat');

INSERT INTO classification_rule (position, name, condition, level, urgency, reason) VALUES
    (520, 'contested before', $$repeat_kind = 'contested'$$, 'grade_2', 'important', '前次处理未获认可');

INSERT INTO transition (from_state, to_state, name, roles, reason_required) VALUES
    ('joined', 'received', 'handle as a case of its own', '{team_leader,quality_manager,director}', true);
