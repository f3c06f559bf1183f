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
     $$level IN ('grade_1', 'grade_2') AND conclusion IS NOT NULL AND open_work_orders = 0 AND remedies_waiting = 0$$,
     'The board reviews grades 1 and 2, when the investigation has a conclusion, the departments have answered and the remedies are decided.'),
    ('cleared', 'answered', 'answer as the board cleared it', '{}',
     $$contacts_in_state > 0$$,
     'Record the contact with the customer first.'),
    ('answered', 'closed', 'customer is content', '{}',
     $$(offer_answer = 'accepted' OR satisfaction_score >= 3) AND open_work_orders = 0 AND remedies_to_execute = 0$$,
     'Record that the customer accepts, or a score, after the answers to all work orders and the execution of the remedies.'),
    ('answered', 'closed', 'seven days without objection', '{}',
     $$offer_answer IS NULL AND judged_at - last_contact_at >= interval '7 days' AND open_work_orders = 0 AND remedies_to_execute = 0$$,
     'Wait for seven days after the answer, and execute the remedies.'),
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

-- whose work it was does not enter what the customer thinks of it
INSERT INTO entry_rule (position, name, activities, condition, condition_hint) VALUES
    (10, 'score: by another person', '{satisfaction:*}', $$NOT actor_handled$$, 'Another person asks the customer.');

-- What people record moves the case where nothing else has to be decided.
UPDATE transition t SET by_entry = e.by_entry
  FROM (VALUES
    ('received', 'begin assessment', '{assessment:*}'::text[]),
    ('received', 'dismiss', '{contact:first_response,contact:update,contact:offer}'),
    ('assessing', 'dismiss', '{contact:first_response,contact:update,contact:offer}'),
    ('assessing', 'grade is final', '{assessment:*}'),
    ('awaiting_customer', 'customer has answered', '{incoming:*}'),
    ('handling', 'answer grade 3 or 4', '{contact:offer}'),
    ('cleared', 'answer as the board cleared it', '{contact:offer}'),
    ('answered', 'customer is content', '{contact:*,incoming:*,satisfaction:*,execution:*}')
  ) AS e (from_state, name, by_entry)
 WHERE t.from_state = e.from_state AND t.name = e.name;

-- the hints in Chinese, for next_action
INSERT INTO term (code, label, label_zh)
SELECT hint, hint, hint_zh
  FROM (VALUES
    ('Set validity to invalid, and tell the customer first.', '请先将“是否成立”记为不成立，并告知客户。'),
    ('Record the assessment first: it confirms the grade, or sets another one.', '请先记录评估：确认或调整级别。'),
    ('Record the investigation with its conclusion and the contact with the customer first; grades 1 and 2 go before the board.', '请先记录调查结论及与客户的联系；一级、二级须经质量评审。'),
    ('The board reviews grades 1 and 2, when the investigation has a conclusion, the departments have answered and the remedies are decided.', '一级、二级在调查有结论、工单已反馈、补偿已审批后提交评审。'),
    ('Record the contact with the customer first.', '请先记录与客户的联系。'),
    ('Record that the customer accepts, or a score, after the answers to all work orders and the execution of the remedies.', '请先记录客户接受或评分；工单须已反馈，补偿须已执行。'),
    ('Wait for seven days after the answer, and execute the remedies.', '请在答复七日后结案，并先执行补偿。'),
    ('Record that the customer rejects the answer, or the score.', '请先记录客户不认可答复，或记录评分。'),
    ('Nobody reviews their own case.', '不得评审自己经办的投诉。'),
    ('Ninety days after its end a case stays closed: register a new complaint of the customer.', '结案满九十日后不再重新处理：请登记新的投诉。')
  ) AS said (hint, hint_zh);
