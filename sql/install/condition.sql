-- Conditions of rules: the facts that they may read, and the checks of rules.

CREATE TYPE @extschema@.case_facts AS (
    judged_at timestamptz,
    actor text,
    actor_role text,
    actor_rank int,
    actor_grade int,
    actor_department text,
    actor_is_owner boolean,
    actor_is_receiver boolean,
    from_state text,
    contacts_in_state int,
    attempts_in_state int,
    conclusion text,
    open_work_orders int,
    account_frozen boolean,
    offer_answer text,
    satisfaction_score int,
    follow_ups int,
    follow_up_days int,
    actor_entered_state boolean,
    assessed boolean,
    remedies_waiting int,
    remedies_to_execute int,
    remedies_executed int
);
COMMENT ON TYPE @extschema@.case_facts IS 'what a condition may know about a case beside its columns';
COMMENT ON COLUMN @extschema@.case_facts.judged_at IS 'the instant for which the case is judged; stands for the clock';
COMMENT ON COLUMN @extschema@.case_facts.actor IS 'code of the staff member who acts, null for strangers and jobs';
COMMENT ON COLUMN @extschema@.case_facts.actor_role IS 'role of the staff member who acts';
COMMENT ON COLUMN @extschema@.case_facts.actor_rank IS 'rank of that role, higher is more senior';
COMMENT ON COLUMN @extschema@.case_facts.actor_grade IS 'seniority of the staff member who acts, 1 to 9';
COMMENT ON COLUMN @extschema@.case_facts.actor_department IS 'department of the staff member who acts';
COMMENT ON COLUMN @extschema@.case_facts.actor_is_owner IS 'is the one who acts the current owner of the case?';
COMMENT ON COLUMN @extschema@.case_facts.actor_is_receiver IS 'is the one who acts the receiver of the case?';
COMMENT ON COLUMN @extschema@.case_facts.from_state IS 'state of the case before the change, null when it is new';
COMMENT ON COLUMN @extschema@.case_facts.contacts_in_state IS 'guards of transitions only: outgoing contacts that reached the customer since the case came into its state';
COMMENT ON COLUMN @extschema@.case_facts.attempts_in_state IS 'guards of transitions only: outgoing contacts since then that reached nobody';
COMMENT ON COLUMN @extschema@.case_facts.conclusion IS 'guards of transitions only: latest conclusion of an investigation: upheld, partly, not_upheld; null: none yet';
COMMENT ON COLUMN @extschema@.case_facts.open_work_orders IS 'guards of transitions only: work orders of the case that wait for an answer';
COMMENT ON COLUMN @extschema@.case_facts.account_frozen IS 'guards of transitions only: is the latest account_action a freeze?';
COMMENT ON COLUMN @extschema@.case_facts.offer_answer IS 'guards of transitions only: the customer''s latest answer since the case came into the state before its present one, so that the answer given in the call that made the offer counts: accepted, rejected; null: none';
COMMENT ON COLUMN @extschema@.case_facts.satisfaction_score IS 'guards of transitions only: latest score given since the case came into its state, 1 to 5; null: none';
COMMENT ON COLUMN @extschema@.case_facts.follow_ups IS 'guards of transitions only: follow-ups since then that reached the customer, see contact_purpose.follow_up';
COMMENT ON COLUMN @extschema@.case_facts.follow_up_days IS 'guards of transitions only: local days since then on which a follow-up was tried and reached nobody';
COMMENT ON COLUMN @extschema@.case_facts.actor_entered_state IS 'guards of transitions only: is the one who acts the one who brought the case into its state?';
COMMENT ON COLUMN @extschema@.case_facts.assessed IS 'guards of transitions only: has a person assessed the case?';
COMMENT ON COLUMN @extschema@.case_facts.remedies_waiting IS 'guards of transitions only: remedies that wait for an approval';
COMMENT ON COLUMN @extschema@.case_facts.remedies_to_execute IS 'guards of transitions only: remedies that are approved and not executed';
COMMENT ON COLUMN @extschema@.case_facts.remedies_executed IS 'guards of transitions only: remedies that the customer got';

CREATE FUNCTION @extschema@.mentions(content text, keyword_set text) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_mentions';
COMMENT ON FUNCTION @extschema@.mentions(text, text) IS 'in a condition: does the text contain a keyword of the set?';

CREATE FUNCTION @extschema@.mentions(desk name, content text, keyword_set text) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_mentions_of_desk';
COMMENT ON FUNCTION @extschema@.mentions(name, text, text) IS 'does the text contain a keyword of the desk''s set?';

CREATE FUNCTION @extschema@.condition_columns_as_reader(desk name, condition text) RETURNS text[]
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_condition_columns';
CALL @extschema@.make_public('condition_columns_as_reader',
    'names of the complaint columns and the facts that a condition reads');

CREATE FUNCTION @extschema@.check_condition() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_check_condition';
COMMENT ON FUNCTION @extschema@.check_condition IS 'trigger on rule tables: refuses conditions that cannot be used';
