-- Conditions of rules: the facts that they may read, and the checks of rules.

@list fact name type comment
judged_at | timestamptz | the instant for which the case is judged; stands for the clock
actor | text | code of the staff member who acts, null for strangers and jobs
actor_role | text | role of the staff member who acts
actor_rank | int | rank of that role, higher is more senior
actor_grade | int | seniority of the staff member who acts, 1 to 9
actor_department | text | department of the staff member who acts
actor_is_owner | boolean | is the one who acts the current owner of the case?
actor_is_receiver | boolean | is the one who acts the receiver of the case?
from_state | text | state of the case before the change, null when it is new
predicted_category | text | category that the model thinks likeliest for title and description, see text_model; null: no model, or no text. Known to rules of classification_rule, as the next five
predicted_probability | double precision | how likely it is, 0 to 1
category_is_sure | boolean | were so likely predictions right as often as desk.wanted_precision says?
predicted_urgency | text | the same for the urgency
predicted_urgency_probability | double precision | how likely it is, 0 to 1
urgency_is_sure | boolean | as category_is_sure
contacts_in_state | int | fact of the file: outgoing contacts that reached the customer since the case came into its state
attempts_in_state | int | fact of the file: outgoing contacts since then that reached nobody
conclusion | text | fact of the file: latest conclusion of an investigation: upheld, partly, not_upheld; null: none yet
open_work_orders | int | fact of the file: work orders of the case that wait for an answer
account_frozen | boolean | fact of the file: is an account frozen, without a release after it?
offer_answer | text | fact of the file: the customer''s latest answer since the case came into the state before its present one, so that the answer given in the call that made the offer counts: accepted, rejected; null: none
satisfaction_score | int | fact of the file: latest score given since the case came into its state, 1 to 5; null: none
follow_ups | int | fact of the file: follow-ups since then that reached the customer, see contact_purpose.follow_up
follow_up_days | int | fact of the file: local days since then on which a follow-up was tried and reached nobody
actor_entered_state | boolean | fact of the file: is the one who acts the one who brought the case into its state?
assessed | boolean | fact of the file: has a person assessed the case?
remedies_waiting | int | fact of the file: remedies that wait for an approval
remedies_to_execute | int | fact of the file: remedies that are approved and not executed
remedies_executed | int | fact of the file: remedies that the customer got
no_score_reason | text | fact of the file: why the customer gave no score, in the latest satisfaction since the case came into its state: content, declined; null: there is none, or it has a score
actor_handled | boolean | fact of the file: is the one who acts, or was once, the owner of the case?
departments_heard | text[] | fact of the file: departments that answered a work order of the case
identity_verified | boolean | fact of the file: did the latest identity_check verify who complains?
breached_metrics | text[] | fact of the file: metrics of clocks whose deadline passed before they were met, in order of name
@end
CREATE TYPE @extschema@.case_facts AS (
@each fact
    {name} {type}{comma}
@end
);
COMMENT ON TYPE @extschema@.case_facts IS 'what a condition may know about a case beside its columns';
@each fact
COMMENT ON COLUMN @extschema@.case_facts.{name} IS '{comment}';
@end

CREATE FUNCTION @extschema@.fold_text(content text) RETURNS text
LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.fold_text IS 'the text as keyword sets and text_likeness compare it: small letters, half width, simplified characters, one form of each variant; for comparing, not for reading. Never longer than the text; refused in a database that is not in UTF8';

CREATE FUNCTION @extschema@.mentions(content text, keyword_set text) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_mentions';
COMMENT ON FUNCTION @extschema@.mentions(text, text) IS 'in a condition: does the text contain a keyword of the set that counts there?';

CREATE FUNCTION @extschema@.mentions(desk name, content text, keyword_set text) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_mentions_of_desk';
COMMENT ON FUNCTION @extschema@.mentions(name, text, text) IS 'does the text contain a keyword of the desk''s set that counts there, see keyword_set.exceptions and negation_reach? KF008 where the desk has no such set';

CREATE FUNCTION @extschema@.mentioned(content text, keyword_set text) RETURNS text[]
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_mentioned';
COMMENT ON FUNCTION @extschema@.mentioned(text, text) IS 'in a condition: the keywords of the set that the text contains and that count there, as the set spells them, each once, in the order of the set; empty where it contains none';

CREATE FUNCTION @extschema@.mentioned(desk name, content text, keyword_set text) RETURNS text[]
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_mentioned_of_desk';
COMMENT ON FUNCTION @extschema@.mentioned(name, text, text) IS 'the keywords of the desk''s set that the text contains and that count there, as the set spells them, each once, in the order of the set. KF008 where the desk has no such set';

CREATE FUNCTION @extschema@.condition_columns_as_reader(desk name, condition text) RETURNS text[]
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_condition_columns';
CALL @extschema@.make_public('condition_columns_as_reader',
    'names of the complaint columns and the facts that a condition reads');
