-- The life of a case: assessed, handled, reviewed where it is grave, answered.

INSERT INTO transition (from_state, to_state, name) VALUES
    ('received', 'assessing', 'begin assessment'),
    ('awaiting_customer', 'handling', 'customer has answered');

INSERT INTO transition (from_state, to_state, name, reason_required) VALUES
    ('handling', 'awaiting_customer', 'ask the customer', true),
    ('dismissed', 'assessing', 'assess after an appeal', true);

INSERT INTO transition (from_state, to_state, name, reason_required)
    SELECT state, 'withdrawn', 'customer withdraws', true
      FROM unnest('{received,assessing,handling,awaiting_customer,board_review,cleared,answered}'::text[]) AS state;

INSERT INTO transition (from_state, to_state, name, required, condition, condition_hint) VALUES
    ('received', 'dismissed', 'dismiss', '{validity,validity_reason}',
     $$validity = 'invalid' AND contacts_in_state > 0$$,
     'Set validity to invalid, and tell the customer first.'),
    ('assessing', 'dismissed', 'dismiss', '{validity,validity_reason}',
     $$validity = 'invalid' AND contacts_in_state > 0$$,
     'Set validity to invalid, and tell the customer first.'),
    ('assessing', 'handling', 'grade is final', '{category}',
     $$assessed$$,
     'Record the assessment first: it confirms the grade, or sets another one.'),
    ('handling', 'answered', 'answer grade 3 or 4', '{}',
     $$level IN ('grade_3', 'grade_4') AND conclusion IS NOT NULL AND contacts_in_state > 0$$,
     'Record the investigation with its conclusion and the contact with the customer first; grades 1 and 2 go before the board.'),
    ('handling', 'board_review', 'bring before the board', '{}',
     $$level IN ('grade_1', 'grade_2') AND conclusion IS NOT NULL AND open_work_orders = 0$$,
     'The board reviews grades 1 and 2, when the investigation has a conclusion and the departments have answered.'),
    ('cleared', 'answered', 'answer as the board cleared it', '{}',
     $$contacts_in_state > 0$$,
     'Record the contact with the customer first.'),
    ('answered', 'closed', 'customer is content', '{}',
     $$(offer_answer = 'accepted' OR satisfaction_score >= 3) AND open_work_orders = 0$$,
     'Record that the customer accepts, or a score, after the answers to all work orders.'),
    ('answered', 'closed', 'seven days without objection', '{}',
     $$offer_answer IS NULL AND judged_at - last_contact_at >= interval '7 days' AND open_work_orders = 0$$,
     'Wait for seven days after the answer.'),
    ('answered', 'handling', 'customer objects', '{}',
     $$offer_answer = 'rejected' OR satisfaction_score <= 2$$,
     'Record that the customer rejects the answer, or the score.');

INSERT INTO transition (from_state, to_state, name, roles, condition, condition_hint, reason_required)
    SELECT from_state, to_state, name, '{quality_manager,director}', condition, hint, reason
      FROM (VALUES
        ('board_review', 'cleared', 'clear', $$NOT actor_is_owner AND NOT actor_entered_state$$,
         'Nobody reviews their own case.', false),
        ('board_review', 'handling', 'send back', NULL, NULL, true),
        ('answered', 'arbitration', 'hand over to arbitration', NULL, NULL, true),
        ('closed', 'handling', 'open again', $$judged_at - closed_at <= interval '90 days'$$,
         'Ninety days after its end a case stays closed: register a new complaint of the customer.', true)
      ) AS row (from_state, to_state, name, condition, hint, reason);

UPDATE transition SET reopens = true WHERE from_state IN ('answered', 'closed') AND to_state = 'handling';
