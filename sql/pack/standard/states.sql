-- The life of a case.  Guards ask for the facts of its file; where several
-- rows join two states, one that lets the change pass is enough.

INSERT INTO transition (from_state, to_state, name) VALUES
    ('registered', 'verifying', 'start verification'),
    ('awaiting_customer', 'verifying', 'customer has answered'),
    ('agreed', 'executing', 'execute the agreement'),
    ('reopened', 'investigating', 'investigate again'),
    ('reopened', 'mediating', 'mediate');

INSERT INTO transition (from_state, to_state, name, reason_required) VALUES
    ('verifying', 'awaiting_customer', 'ask the customer', true),
    ('invalid', 'verifying', 'verify again after an appeal', true),
    ('offered', 'investigating', 'investigate again', true),
    ('offered', 'mediating', 'mediate', true);

INSERT INTO transition (from_state, to_state, name, condition, condition_hint, reason_required)
    SELECT state, 'withdrawn', 'customer withdraws', $$NOT account_frozen$$,
           'Release the account first.', true
      FROM unnest('{registered,verifying,awaiting_customer,investigating,solution_proposed,
                    approved,offered,mediating,agreed,reopened}'::text[]) AS state;

INSERT INTO transition (from_state, to_state, name, required, condition, condition_hint, reason_required) VALUES
    ('registered', 'closed', 'settle on the first call', '{category}',
     $$level = 'I' AND urgency = 'ordinary' AND actor_is_receiver AND open_work_orders = 0 AND NOT account_frozen$$,
     'Only the receiver settles an ordinary level I case on the first call, when nothing is left to do.', true),
    ('verifying', 'investigating', 'accept as valid', '{category,validity,validity_reason}',
     $$validity = 'valid'$$,
     'Set validity to valid.', false),
    ('verifying', 'invalid', 'find invalid', '{validity,validity_reason}',
     $$validity = 'invalid' AND contacts_in_state > 0 AND NOT account_frozen$$,
     'Set validity to invalid, release the account, and tell the customer before the case ends.', false),
    ('investigating', 'solution_proposed', 'propose a solution', '{category,validity}',
     $$validity = 'valid' AND conclusion IS NOT NULL AND (merchant IS NULL OR 'merchant_care' = ANY (departments_heard))$$,
     'Record the investigation with its conclusion first. Where a merchant is concerned, merchant care answers its work order first.', true),
    ('approved', 'offered', 'answer the customer', '{}',
     $$contacts_in_state > 0$$,
     'Record the contact with the customer first.', false),
    ('offered', 'executing', 'customer accepts', '{}',
     $$offer_answer = 'accepted'$$,
     'Record the contact in which the customer accepts, with its answer.', false),
    ('offered', 'investigating', 'customer rejects', '{}',
     $$offer_answer = 'rejected'$$,
     'Record the contact in which the customer rejects, with its answer, or give a reason.', false),
    ('offered', 'mediating', 'customer rejects, mediate', '{}',
     $$offer_answer = 'rejected'$$,
     'Record the contact in which the customer rejects, with its answer, or give a reason.', false),
    ('mediating', 'agreed', 'agree', '{}',
     $$offer_answer = 'accepted'$$,
     'Record the contact in which the customer agrees, with its answer.', false),
    ('executing', 'follow_up_due', 'finish execution', '{}',
     $$remedies_to_execute = 0 AND (category IS DISTINCT FROM '3.1' OR conclusion IS NULL OR conclusion = 'not_upheld' OR remedies_executed > 0)$$,
     'Execute every approved remedy, or withdraw it. An upheld infringement first needs its remedy.', false),
    ('follow_up_due', 'closed', 'follow-up done', '{}',
     $$follow_ups > 0 AND satisfaction_score > 2 AND open_work_orders = 0 AND NOT account_frozen AND (category IS DISTINCT FROM '3.1' OR conclusion IS NULL OR conclusion = 'not_upheld' OR remedies_executed > 0)$$,
     'Record the follow-up and a score that is not dissatisfied, after the answers to all work orders and the release of the account. An upheld infringement first needs its remedy.', false),
    ('follow_up_due', 'closed', 'customer gives no score', '{}',
     $$follow_ups > 0 AND no_score_reason IS NOT NULL AND open_work_orders = 0 AND NOT account_frozen AND (category IS DISTINCT FROM '3.1' OR conclusion IS NULL OR conclusion = 'not_upheld' OR remedies_executed > 0)$$,
     'Record the follow-up, and in satisfaction why the customer gives no score. An upheld infringement first needs its remedy.', false),
    -- ours: attempts on three days in vain stand for a follow-up
    ('follow_up_due', 'closed', 'follow-up tried in vain', '{}',
     $$follow_up_days >= 3 AND open_work_orders = 0 AND NOT account_frozen AND (category IS DISTINCT FROM '3.1' OR conclusion IS NULL OR conclusion = 'not_upheld' OR remedies_executed > 0)$$,
     'Try to reach the customer on three different days. An upheld infringement first needs its remedy.', false),
    -- ours: and for an answer to the offer
    ('offered', 'closed', 'customer cannot be reached', '{}',
     $$offer_answer IS NULL AND follow_up_days >= 3 AND open_work_orders = 0 AND NOT account_frozen AND (category IS DISTINCT FROM '3.1' OR conclusion IS NULL OR conclusion = 'not_upheld' OR remedies_executed > 0)$$,
     'Try to reach the customer by follow-ups on three different days. An upheld infringement first needs its remedy.', true),
    ('follow_up_due', 'reopened', 'customer is dissatisfied', '{}',
     $$satisfaction_score <= 2$$,
     'Record the score first; without one a supervisor reopens the case.', false);

INSERT INTO transition (from_state, to_state, name, roles, condition, condition_hint, reason_required)
    SELECT from_state, to_state, name, '{supervisor,manager,head_of_operations}', condition, hint, reason
      FROM (VALUES
        ('solution_proposed', 'approved', 'approve', $$NOT actor_is_owner AND NOT actor_entered_state AND remedies_waiting = 0$$,
         'Nobody approves their own solution; its remedies are decided first.', false),
        ('solution_proposed', 'investigating', 'send back', NULL, NULL, true),
        ('mediating', 'referred', 'refer to an outside authority', NULL, NULL, true),
        ('follow_up_due', 'reopened', 'reopen', NULL, NULL, true),
        -- ours: as long as a repeat counts
        ('closed', 'reopened', 'reopen', $$judged_at - closed_at <= interval '30 days'$$,
         'Thirty days after its end a case stays closed: register a new complaint of the customer.', true)
      ) AS row (from_state, to_state, name, condition, hint, reason);

UPDATE transition SET reopens = true WHERE to_state = 'reopened';

-- accounts are risk control's, but a freeze does not wait for them: who handles
-- the case and supervisors (rank 30) freeze, too; an action rule has no actor
INSERT INTO entry_rule (position, name, activities, condition, condition_hint) VALUES
    (10, 'freeze: identity verified', '{account:freeze}',
     $$identity_verified AND closed_at IS NULL AND (actor IS NULL OR actor_is_owner OR actor_is_receiver OR actor_department = 'risk_control' OR actor_rank >= 30)$$,
     'Verify the identity first and record it in identity_check; who handles the case, a supervisor or risk control freezes.'),
    (20, 'release: risk control', '{account:release}',
     $$actor_department = 'risk_control'$$,
     'Ask risk control to release the account.');

INSERT INTO transition (from_state, to_state, name, condition, condition_hint) VALUES
    ('registered', 'verifying', 'verified at once',
     $$validity IS NOT NULL$$,
     'Say whether the complaint is valid.');

-- What people record moves the case where nothing else has to be decided.
UPDATE transition t SET by_entry = e.by_entry
  FROM (VALUES
    ('registered', 'verified at once', '{updated,rejudged,classified,reclassified}'::text[]),
    ('awaiting_customer', 'customer has answered', '{incoming:*}'),
    ('verifying', 'accept as valid', '{state:verifying,updated,rejudged,classified,reclassified}'),
    ('verifying', 'find invalid', '{contact:first_response,contact:update,contact:offer}'),
    ('investigating', 'propose a solution', '{investigation:upheld,investigation:partly,investigation:not_upheld}'),
    ('approved', 'answer the customer', '{contact:offer}'),
    ('offered', 'customer accepts', '{contact:*,incoming:*}'),
    ('mediating', 'agree', '{contact:*,incoming:*}'),
    ('agreed', 'execute the agreement', '{remedy:*,approval:approved,execution:*}'),
    ('executing', 'finish execution', '{contact:offer,incoming:offer,execution:*,approval:withdrawn}'),
    ('follow_up_due', 'follow-up done', '{contact:follow_up,satisfaction:*}'),
    ('follow_up_due', 'customer gives no score', '{contact:follow_up,satisfaction:*}'),
    ('follow_up_due', 'customer is dissatisfied', '{satisfaction:*}')
  ) AS e (from_state, name, by_entry)
 WHERE t.from_state = e.from_state AND t.name = e.name;
