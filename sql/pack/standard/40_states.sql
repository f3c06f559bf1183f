-- The life of a case.  Approval of remedies, work orders and satisfaction have
-- no columns of their own yet: the guards ask for what the case shows.

INSERT INTO transition (from_state, to_state, name) VALUES
    ('registered', 'verifying', 'start verification'),
    ('awaiting_customer', 'verifying', 'customer has answered'),
    ('offered', 'executing', 'customer accepts'),
    ('mediating', 'agreed', 'agree'),
    ('agreed', 'executing', 'execute the agreement'),
    ('executing', 'follow_up_due', 'finish execution'),
    ('reopened', 'investigating', 'investigate again'),
    ('reopened', 'mediating', 'mediate');

INSERT INTO transition (from_state, to_state, name, reason_required) VALUES
    ('verifying', 'awaiting_customer', 'ask the customer', true),
    ('invalid', 'verifying', 'verify again after an appeal', true),
    ('offered', 'investigating', 'customer rejects', true),
    ('offered', 'mediating', 'customer rejects, mediate', true),
    ('follow_up_due', 'reopened', 'customer is not satisfied', true);

INSERT INTO transition (from_state, to_state, name, reason_required)
    SELECT state, 'withdrawn', 'customer withdraws', true
      FROM unnest('{registered,verifying,awaiting_customer,investigating,solution_proposed,
                    approved,offered,mediating,reopened}'::text[]) AS state;

INSERT INTO transition (from_state, to_state, name, required, condition, condition_hint, reason_required) VALUES
    ('registered', 'closed', 'settle on the first call', '{category}',
     $$level = 'I' AND urgency = 'ordinary' AND actor_is_receiver$$,
     'Only the receiver settles an ordinary level I case on the first call.', true),
    ('verifying', 'investigating', 'accept as valid', '{category,validity,validity_reason}',
     $$validity = 'valid'$$,
     'Set validity to valid.', false),
    ('verifying', 'invalid', 'find invalid', '{validity,validity_reason}',
     $$validity = 'invalid' AND contacts_in_state > 0$$,
     'Set validity to invalid, and tell the customer before the case ends.', false),
    ('investigating', 'solution_proposed', 'propose a solution', '{category,validity}',
     $$validity = 'valid'$$,
     'Only a valid complaint gets a solution.', true),
    ('approved', 'offered', 'answer the customer', '{}',
     $$contacts_in_state > 0$$,
     'Record the contact with the customer first.', false),
    -- ours: three attempts in vain stand for a follow-up
    ('follow_up_due', 'closed', 'follow-up done', '{}',
     $$contacts_in_state > 0 OR attempts_in_state > 2$$,
     'Record the follow-up call, or three attempts.', false);

INSERT INTO transition (from_state, to_state, name, roles, condition, condition_hint, reason_required) VALUES
    ('solution_proposed', 'approved', 'approve', '{supervisor,manager,head_of_operations}',
     $$NOT actor_is_owner$$, 'Nobody approves their own solution.', false),
    ('solution_proposed', 'investigating', 'send back', '{supervisor,manager,head_of_operations}',
     NULL, NULL, true),
    ('mediating', 'referred', 'refer to an outside authority', '{supervisor,manager,head_of_operations}',
     NULL, NULL, true),
    ('closed', 'reopened', 'reopen', '{supervisor,manager,head_of_operations}',
     NULL, NULL, true);
