-- Policy: every rule of the desk is a row in one of these tables.

-- one sequence numbers the rules of all tables, so that a number names one rule
CREATE SEQUENCE rule_id_seq;
COMMENT ON SEQUENCE rule_id_seq IS 'numbers of rules; unique over all rule tables of the desk';

CREATE TABLE urgency (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    rank     int  NOT NULL UNIQUE CHECK (rank BETWEEN 0 AND 99),
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE urgency IS 'degrees of urgency; the highest rank is served first';
COMMENT ON COLUMN urgency.code IS 'code on the case';
COMMENT ON COLUMN urgency.rank IS 'order, 0 (least urgent) to 99';

CREATE TABLE level (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    rank     int  NOT NULL UNIQUE CHECK (rank BETWEEN 0 AND 99),
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE level IS 'levels of severity; the highest rank is served first within an urgency';
COMMENT ON COLUMN level.code IS 'code on the case';
COMMENT ON COLUMN level.rank IS 'order, 0 (least severe) to 99';

CREATE TABLE category (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    key      text NOT NULL UNIQUE,
    level    text NOT NULL REFERENCES level ON UPDATE CASCADE,
    label    text NOT NULL,
    label_zh text NOT NULL,
    active   boolean NOT NULL DEFAULT true,
    sensitive boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE category IS 'kinds of complaint (SPEC R12)';
COMMENT ON COLUMN category.code IS 'code on the case, for instance 3.2';
COMMENT ON COLUMN category.key IS 'speaking name for programs, for instance account_security';
COMMENT ON COLUMN category.level IS 'level that a case of this category has unless a rule says a higher one';
COMMENT ON COLUMN category.active IS 'false: not for new cases';
COMMENT ON COLUMN category.sensitive IS 'true: queue and sheet hide the texts of its cases; read_case and read_sheet show them, and record who read';

CREATE TABLE channel (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    label    text NOT NULL,
    label_zh text NOT NULL,
    active   boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE channel IS 'ways by which complaints come in and customers are contacted (渠道, SPEC R1)';
COMMENT ON COLUMN channel.code IS 'code on the case';
COMMENT ON COLUMN channel.active IS 'false: not for new cases';

CREATE TABLE contact_purpose (
    code      text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    label     text NOT NULL,
    label_zh  text NOT NULL,
    follow_up boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE contact_purpose IS 'what a contact with the customer is for (SPEC R29); clock rules name the purposes that meet them';
COMMENT ON COLUMN contact_purpose.code IS 'code on the contact';
COMMENT ON COLUMN contact_purpose.follow_up IS 'true: asks after the solution whether the customer is satisfied (回访, SPEC R30)';

CREATE TABLE complainant_group (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE complainant_group IS 'sensitive groups of complainants (SPEC R11); while the table is empty, cases may name any';
COMMENT ON COLUMN complainant_group.code IS 'code on the case and on the customer';

CREATE TABLE customer_tier (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE customer_tier IS 'customer tiers; while the table is empty, cases may name any. What a case takes over from the customer''s row is not looked up';
COMMENT ON COLUMN customer_tier.code IS 'code on the case and on the customer';

CREATE TABLE risk (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE risk IS 'risks that a person can see in a case (SPEC R11); while the table is empty, cases may name any';
COMMENT ON COLUMN risk.code IS 'code in complaint.risks';

CREATE TABLE keyword_set (
    name     text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,62}$'),
    keywords text[] NOT NULL,
    note     text,
    exceptions text[] NOT NULL DEFAULT '{}',
    negation_reach int CHECK (negation_reach BETWEEN 0 AND 50),
    -- a blank would be found in nearly every text
    CONSTRAINT keyword_set_not_blank CHECK (cardinality(keywords || exceptions) = 0
        OR array_to_string(keywords || exceptions, E'\x01', '') !~ E'(^|\x01)\\s*(\x01|$)')
);
COMMENT ON TABLE keyword_set IS 'sets of words that rules look for with mentions(text, set)';
COMMENT ON COLUMN keyword_set.name IS 'name that mentions() uses';
COMMENT ON COLUMN keyword_set.keywords IS 'words or phrases in any language; a text mentions the set when it holds one of them';
COMMENT ON COLUMN keyword_set.note IS 'where the words come from';
COMMENT ON COLUMN keyword_set.exceptions IS 'phrases in which a keyword does not count: 法院对面 for the keyword 法院. Each contains a keyword of the set; what lies in it, wherever it begins and ends, is not mentioned there';
COMMENT ON COLUMN keyword_set.negation_reach IS 'how many characters at most stand between a word of negation (negation_word) and a keyword that then does not count; a Latin word is one character, blanks are none, and a new clause begins after 。！？；，,.!?;: and at the end of a line. NULL: negation does not matter';

CREATE TABLE negation_word (
    word   text PRIMARY KEY CHECK (word ~ '\S' AND octet_length(word) <= 200),
    effect text NOT NULL DEFAULT 'negates' CHECK (effect IN ('negates', 'ends', 'none')),
    reach  int CHECK (reach IS NULL OR (effect = 'negates' AND reach BETWEEN 0 AND 50)),
    note   text
);
COMMENT ON TABLE negation_word IS 'words that negate the keywords behind them, for the sets that have a negation_reach';
COMMENT ON COLUMN negation_word.word IS 'word or phrase in any language';
COMMENT ON COLUMN negation_word.effect IS 'negates: a keyword behind it does not count; ends: no negation before it reaches beyond it (没退款就起诉); none: a phrase in which the words of the other two have no effect (不得不)';
COMMENT ON COLUMN negation_word.reach IS 'where this word reaches less far than the set lets it: 不 reaches 0 characters, so that 不起诉 is a negation and 不退款我起诉 is none; NULL: as far as the set says';
COMMENT ON COLUMN negation_word.note IS 'where the word comes from, or an example';

CREATE TABLE classification_rule (
    id        bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position  int  NOT NULL,
    name      text NOT NULL UNIQUE,
    condition text,
    category  text REFERENCES category ON UPDATE CASCADE,
    level     text REFERENCES level ON UPDATE CASCADE,
    urgency   text REFERENCES urgency ON UPDATE CASCADE,
    reason    text,
    overrules_writer boolean NOT NULL DEFAULT false,
    takes_prediction text CHECK (takes_prediction IN ('category', 'urgency')),
    active    boolean NOT NULL DEFAULT true,
    CONSTRAINT classification_rule_says_something CHECK (num_nonnulls(category, level, urgency, takes_prediction) > 0)
);
COMMENT ON TABLE classification_rule IS 'decision table: category takes the first match by position (hit policy F), level the highest that matched (P), the reasons of urgency are all collected (C)';
COMMENT ON COLUMN classification_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN classification_rule.name IS 'name, shown by explain_complaint';
COMMENT ON COLUMN classification_rule.condition IS 'SQL boolean expression over the columns of complaint and the facts of complaint_flow.case_facts; NULL matches always; NULL results count as false';
COMMENT ON COLUMN classification_rule.category IS 'category of a matching case, unless the writer named one or an earlier rule matched';
COMMENT ON COLUMN classification_rule.level IS 'level that a matching case has at least';
COMMENT ON COLUMN classification_rule.urgency IS 'urgency that a matching case has at least';
COMMENT ON COLUMN classification_rule.reason IS 'text collected in complaint.urgent_reasons when the rule raises the urgency; the name where NULL';
COMMENT ON COLUMN classification_rule.overrules_writer IS 'true: its category also takes the place of one that the writer named';
COMMENT ON COLUMN classification_rule.takes_prediction IS 'category or urgency: a matching case gets what the model predicts for it, see text_model, and not what the rule names; NULL: what the rule names';

CREATE TABLE completeness_rule (
    id          bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position    int  NOT NULL,
    name        text NOT NULL UNIQUE,
    condition   text NOT NULL,
    question    text NOT NULL,
    question_zh text NOT NULL,
    active      boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE completeness_rule IS 'what a sheet still lacks (SPEC R3): every rule that matches adds its question to complaint.missing (hit policy C)';
COMMENT ON COLUMN completeness_rule.position IS 'order of the questions';
COMMENT ON COLUMN completeness_rule.name IS 'short name that stands in complaint.missing';
COMMENT ON COLUMN completeness_rule.condition IS 'true when the fact is needed and missing, as in classification_rule.condition';
COMMENT ON COLUMN completeness_rule.question IS 'what to ask the customer, English';
COMMENT ON COLUMN completeness_rule.question_zh IS 'what to ask the customer, Chinese';

CREATE TABLE routing_rule (
    id        bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position  int  NOT NULL,
    name      text NOT NULL UNIQUE,
    condition text,
    handler   text NOT NULL CHECK (handler IN ('receiver', 'person', 'role', 'department',
                  'department liaison', 'department overseer',
                  'supervisor of accused', 'supervisor of receiver', 'other agent')),
    argument  text,
    active    boolean NOT NULL DEFAULT true,
    CONSTRAINT routing_rule_argument CHECK
        ((argument IS NOT NULL) = (handler IN ('person', 'role', 'department', 'department liaison',
            'department overseer', 'other agent')) OR handler = 'supervisor of accused')
);
COMMENT ON TABLE routing_rule IS 'decision table: who handles a case; the first match by position decides (hit policy F, SPEC R18)';
COMMENT ON COLUMN routing_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN routing_rule.name IS 'name, shown by explain_complaint';
COMMENT ON COLUMN routing_rule.condition IS 'as in classification_rule.condition; category, level and urgency are already decided';
COMMENT ON COLUMN routing_rule.handler IS 'receiver; person, role, department (named in argument); department liaison, department overseer: that person of the department in argument; supervisor of accused: where argument names a department and that supervisor is absent, another person of the same rank there, and the supervisor all the same where none is there, or whoever is above one who has left; supervisor of receiver; other agent: anybody of the role in argument or above but the accused. For who is absent the deputy named there is taken, for a supervisor only one of the same rank. Who is absent without, inactive or accused is passed over in favour of the waiting list of desk.fallback_role, a liaison or overseer in favour of that of the department';
COMMENT ON COLUMN routing_rule.argument IS 'staff code, role code or department code that the handler needs; supervisor of accused may have one';

CREATE TABLE state (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    kind     text NOT NULL CHECK (kind IN ('initial', 'working', 'waiting', 'final')),
    label    text NOT NULL,
    label_zh text NOT NULL,
    resolution text CHECK (resolution IN ('full', 'part', 'none'))
);
CREATE UNIQUE INDEX state_one_initial ON state (kind) WHERE kind = 'initial';
COMMENT ON TABLE state IS 'states of a case (SPEC R24)';
COMMENT ON INDEX state_one_initial IS 'a desk has one initial state';
COMMENT ON COLUMN state.code IS 'code on the case';
COMMENT ON COLUMN state.kind IS 'initial: where cases begin; working; waiting: for somebody outside; final: the case is over and leaves the queue';
COMMENT ON COLUMN state.resolution IS 'final states: how far a case that ends here is resolved (SPEC R33): full, part or none; NULL: full';

CREATE TABLE transition (
    id            bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    from_state    text NOT NULL REFERENCES state ON UPDATE CASCADE,
    to_state      text NOT NULL REFERENCES state ON UPDATE CASCADE,
    name          text NOT NULL,
    roles         text[],
    condition     text,
    condition_hint text,
    required      text[] NOT NULL DEFAULT '{}',
    reason_required boolean NOT NULL DEFAULT false,
    reopens       boolean NOT NULL DEFAULT false,
    active        boolean NOT NULL DEFAULT true,
    by_entry      text[] NOT NULL DEFAULT '{}',
    UNIQUE (from_state, to_state, name),
    CONSTRAINT transition_for_somebody CHECK (roles <> '{}'),
    CONSTRAINT transition_moves CHECK (from_state <> to_state)
);
COMMENT ON TABLE transition IS 'allowed changes of state; where several rows join two states, one that lets the change pass is enough';
COMMENT ON COLUMN transition.from_state IS 'state before';
COMMENT ON COLUMN transition.to_state IS 'state after';
COMMENT ON COLUMN transition.name IS 'what the person does, shown in errors and by allowed_transitions';
COMMENT ON COLUMN transition.roles IS 'roles that may do it; NULL: everybody who may write the case';
COMMENT ON COLUMN transition.condition IS 'guard: as in classification_rule.condition, over the row as it would become and the facts about case and actor; NULL: no guard';
COMMENT ON COLUMN transition.condition_hint IS 'what to do when the guard is not met, for people';
COMMENT ON COLUMN transition.required IS 'columns of complaint that must be filled';
COMMENT ON COLUMN transition.reason_required IS 'true: the update must set reason';
COMMENT ON COLUMN transition.reopens IS 'true: the case begins again, complaint.reopen_count is raised by one';
COMMENT ON COLUMN transition.by_entry IS 'activities after which the engine takes the transition itself, for the same person and at the time of what happened: contact:offer, investigation:upheld, satisfaction:*, updated, as in action_rule.activities. Guard, roles, required columns and reason count as in an update; a reason that is required is the text of the entry: proposal, reason, comment, note. Where something lacks, nothing happens; of several transitions the first by id is taken. Empty: only people take it';

CREATE TABLE entry_rule (
    id             bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position       int  NOT NULL,
    name           text NOT NULL UNIQUE,
    activities     text[] NOT NULL,
    condition      text,
    condition_hint text,
    active         boolean NOT NULL DEFAULT true,
    CONSTRAINT entry_rule_about_something CHECK (cardinality(activities) > 0)
);
COMMENT ON TABLE entry_rule IS 'who may add what to the file of a case, and when: an entry that rules are about is taken only where one of them holds; an entry that no rule is about is free';
COMMENT ON COLUMN entry_rule.position IS 'order in which the rules are tried and named in errors';
COMMENT ON COLUMN entry_rule.name IS 'name, shown in errors';
COMMENT ON COLUMN entry_rule.activities IS 'entries that it is about, by their activities: account:freeze, satisfaction:*; kinds are account, assessment, evidence, identity, investigation, remedy, satisfaction, team and work_order';
COMMENT ON COLUMN entry_rule.condition IS 'as in transition.condition, over the case as it is before the entry; actor is NULL where an action rule adds the entry; NULL: always';
COMMENT ON COLUMN entry_rule.condition_hint IS 'what to do where the condition does not hold, for people';

CREATE TABLE clock_rule (
    id             bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position       int  NOT NULL,
    name           text NOT NULL UNIQUE,
    metric         text NOT NULL CHECK (metric ~ '^[a-z][a-z0-9_]{0,62}$'),
    condition      text,
    starts_on      text[] NOT NULL DEFAULT '{received}',
    met_by         text[] NOT NULL,
    met_condition  text,
    target         complaint_flow.target,
    at_most        complaint_flow.target,
    calendar       text REFERENCES calendar ON UPDATE CASCADE,
    warn_at_percent int NOT NULL DEFAULT 75 CHECK (warn_at_percent BETWEEN 1 AND 100),
    pausing_states text[] NOT NULL DEFAULT '{}',
    active         boolean NOT NULL DEFAULT true,
    CONSTRAINT clock_rule_starts CHECK (cardinality(starts_on) > 0),
    CONSTRAINT clock_rule_can_be_met CHECK (cardinality(met_by) > 0),
    CONSTRAINT clock_rule_target CHECK (target IS NOT NULL OR starts_on = '{promise}'),
    CONSTRAINT clock_rule_at_most CHECK (at_most IS NULL OR target IS NOT NULL)
);
COMMENT ON TABLE clock_rule IS 'decision table: which clocks run on a case; for each metric the first match by position decides (hit policy F, SPEC R22)';
COMMENT ON COLUMN clock_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN clock_rule.name IS 'name, shown by explain_complaint';
COMMENT ON COLUMN clock_rule.metric IS 'what is measured, for instance first_response or resolution';
COMMENT ON COLUMN clock_rule.condition IS 'as in classification_rule.condition; category, level, urgency and handler are already decided';
COMMENT ON COLUMN clock_rule.starts_on IS 'activities that start the clock: received, state:<code>, contact:<purpose>, contact:*, promise (a contact names the next one); none starts in a final state';
COMMENT ON COLUMN clock_rule.met_by IS 'activities that meet the clock: state:<code>, contact:<purpose> (the customer was reached by an outgoing contact), contact:* for any purpose';
COMMENT ON COLUMN clock_rule.met_condition IS 'what else must be true for such an activity to meet the clock: a condition about the case as the activity leaves it. Facts about the actor are those of the person who acted, for a contact of the person who made it. NULL: nothing else';
COMMENT ON COLUMN clock_rule.target IS 'time allowed from the start, see complaint_flow.target; NULL: the moment that was promised';
COMMENT ON COLUMN clock_rule.at_most IS 'a second target: where its deadline is the earlier one, the clock has it instead; NULL: none';
COMMENT ON COLUMN clock_rule.calendar IS 'calendar of both targets; NULL: desk.calendar';
COMMENT ON COLUMN clock_rule.warn_at_percent IS 'part of the time, in percent, after which the clock warns; 100: no warning before the breach';
COMMENT ON COLUMN clock_rule.pausing_states IS 'states during which the clock stands still';

CREATE TABLE escalation_step (
    id       bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    metric   text NOT NULL,
    step     int  NOT NULL CHECK (step BETWEEN 1 AND 99),
    after    complaint_flow.target NOT NULL,
    calendar text REFERENCES calendar ON UPDATE CASCADE,
    notify   text NOT NULL CHECK (notify IN ('owner', 'receiver', 'supervisor', 'department overseer', 'department liaison')
                 OR notify ~ '^(role|person|department) [A-Za-z0-9][A-Za-z0-9_.-]*$'),
    action   text NOT NULL DEFAULT 'notify' CHECK (action IN ('notify', 'hand over')),
    active   boolean NOT NULL DEFAULT true,
    UNIQUE (metric, step)
);
COMMENT ON TABLE escalation_step IS 'who is told, or gets the case, step by step, when a clock has been breached (SPEC R23); each step is taken once a clock';
COMMENT ON COLUMN escalation_step.metric IS 'clock metric, or * for every metric that has no steps of its own';
COMMENT ON COLUMN escalation_step.step IS 'number of the step, 1 first';
COMMENT ON COLUMN escalation_step.after IS 'how long after the deadline the step is due; 0 minutes: with the breach';
COMMENT ON COLUMN escalation_step.calendar IS 'calendar of after; NULL: desk.calendar';
COMMENT ON COLUMN escalation_step.notify IS 'who is told: owner, receiver, supervisor (of the owner), department overseer, department liaison, role <code>, person <code>, department <code>';
COMMENT ON COLUMN escalation_step.action IS 'notify; hand over: the one who is told also gets the case, unless absent or complained about; a role or a department gets it on its waiting list (SPEC R19)';

CREATE TABLE accepted_finding (
    kind        text NOT NULL,
    table_name  text NOT NULL,
    rule        text NOT NULL,
    other_rule  text NOT NULL DEFAULT '',
    reason      text NOT NULL CHECK (reason ~ '\S'),
    accepted_by text NOT NULL DEFAULT session_user,
    accepted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, table_name, rule, other_rule)
);
COMMENT ON TABLE accepted_finding IS 'findings of check_rules with which the desk lives (SPEC R41), see accept_finding';
COMMENT ON COLUMN accepted_finding.kind IS 'kind of the finding, as check_rules names it, and so the next three';
COMMENT ON COLUMN accepted_finding.table_name IS 'table that it is about';
COMMENT ON COLUMN accepted_finding.rule IS 'rule or code that it is about';
COMMENT ON COLUMN accepted_finding.other_rule IS 'the other rule; empty: there is none';
COMMENT ON COLUMN accepted_finding.reason IS 'why the policy shall stay as it is';
COMMENT ON COLUMN accepted_finding.accepted_by IS 'database role that accepted it';
COMMENT ON COLUMN accepted_finding.accepted_at IS 'when it was accepted';

CREATE TABLE rule_history (
    table_name   text NOT NULL,
    rule_key     text NOT NULL,
    from_version int  NOT NULL,
    to_version   int,
    content      jsonb NOT NULL,
    changed_at   timestamptz NOT NULL,
    changed_by   text NOT NULL,
    PRIMARY KEY (table_name, rule_key, from_version)
);
COMMENT ON TABLE rule_history IS 'every version of every row of the policy (SPEC R43), see policy_tables(); written by the engine, append-only';
COMMENT ON COLUMN rule_history.table_name IS 'policy table';
COMMENT ON COLUMN rule_history.rule_key IS 'what tells the row from others of its table: id, code, name; a blank between several columns';
COMMENT ON COLUMN rule_history.from_version IS 'first version of the rule set in which the rule read so, see desk.rules_version';
COMMENT ON COLUMN rule_history.to_version IS 'first version in which it did not any more; NULL: holds today';
COMMENT ON COLUMN rule_history.content IS 'the row, without what policy_tables() hides';
COMMENT ON COLUMN rule_history.changed_at IS 'when the row was written';
COMMENT ON COLUMN rule_history.changed_by IS 'database role that wrote it';

CREATE TABLE policy_version (
    version    int PRIMARY KEY,
    at         timestamptz NOT NULL,
    changed_by text NOT NULL,
    reason     text CHECK (char_length(reason) <= 1200)
);
COMMENT ON TABLE policy_version IS 'the versions of the policy, one for each transaction that changed it; written by the engine, append-only';
COMMENT ON COLUMN policy_version.version IS 'number, as on the cases that it judged, see desk.rules_version';
COMMENT ON COLUMN policy_version.at IS 'start of the transaction that made it';
COMMENT ON COLUMN policy_version.changed_by IS 'database role that made it';
COMMENT ON COLUMN policy_version.reason IS 'why: of the draft that was published, of the version that was brought back, or the setting complaint_flow.policy_reason';

CREATE TABLE desk (
    singleton           boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    engine_version      text NOT NULL,
    pack                text NOT NULL,
    title               text,
    language            text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'zh')),
    time_zone           text NOT NULL DEFAULT 'UTC',
    calendar            text NOT NULL REFERENCES calendar ON UPDATE CASCADE,
    sheet_prefix        text NOT NULL DEFAULT '' CHECK (char_length(sheet_prefix) <= 12),
    currency            text NOT NULL DEFAULT 'CNY' CHECK (currency ~ '^[A-Z]{3}$'),
    default_urgency     text NOT NULL REFERENCES urgency ON UPDATE CASCADE,
    default_level       text NOT NULL REFERENCES level ON UPDATE CASCADE,
    fallback_role       text REFERENCES staff_role ON UPDATE CASCADE,
    reclassification_roles text[] NOT NULL DEFAULT '{}',
    extension_roles     text[] NOT NULL DEFAULT '{}',
    personal_columns    text[] NOT NULL DEFAULT '{title,description,remedy_sought,occurred_place,received_place,evidence,reason,validity_reason}',
    erasure_roles       text[] NOT NULL DEFAULT '{}',
    clock_tolerance     interval NOT NULL DEFAULT '5 minutes' CHECK (clock_tolerance BETWEEN '0' AND '1 day'),
    handover_needs_acceptance boolean NOT NULL DEFAULT true,
    repeat_window       interval NOT NULL DEFAULT '30 days' CHECK (repeat_window BETWEEN '0' AND '3660 days'),
    joined_state        text,
    joined_purpose      text,
    wanted_precision    numeric(4, 3) NOT NULL DEFAULT 0.95 CHECK (wanted_precision > 0.5 AND wanted_precision <= 1),
    train_after         int CHECK (train_after > 0),
    learns_from_cases   boolean NOT NULL DEFAULT true,
    notify              boolean NOT NULL DEFAULT false,
    keep_messages       interval NOT NULL DEFAULT '90 days' CHECK (keep_messages >= '1 day'),
    report_every        text NOT NULL DEFAULT 'weekly' CHECK (report_every IN ('never', 'daily', 'weekly', 'monthly')),
    strict_rules        boolean NOT NULL DEFAULT false,
    rules_version       int NOT NULL DEFAULT 1,
    rules_changed_at    timestamptz NOT NULL DEFAULT now(),
    rules_changed_xid   xid8 NOT NULL DEFAULT pg_current_xact_id()
);
COMMENT ON TABLE desk IS 'settings of the desk, one row';
COMMENT ON COLUMN desk.singleton IS 'always true: a desk has one row of settings';
COMMENT ON COLUMN desk.engine_version IS 'version of complaint_flow whose template the tables follow; see upgrade_desk';
COMMENT ON COLUMN desk.pack IS 'rule pack that filled the policy tables at creation';
COMMENT ON COLUMN desk.title IS 'name of the desk for people';
COMMENT ON COLUMN desk.language IS 'language of printed sheets and messages where none is asked for: en or zh';
COMMENT ON COLUMN desk.time_zone IS 'time zone of sheet numbers and of rules that look at clock times';
COMMENT ON COLUMN desk.calendar IS 'calendar of targets that name none';
COMMENT ON COLUMN desk.sheet_prefix IS 'what sheet numbers begin with';
COMMENT ON COLUMN desk.currency IS 'currency of amounts that name none, ISO 4217';
COMMENT ON COLUMN desk.default_urgency IS 'urgency when no rule says one';
COMMENT ON COLUMN desk.default_level IS 'level when neither category nor rule says one';
COMMENT ON COLUMN desk.fallback_role IS 'role whose waiting list gets a case when the handler of its routing rule is absent, inactive or accused, or when no routing rule matches';
COMMENT ON COLUMN desk.reclassification_roles IS 'roles that may change category, level, urgency or handler of a case (SPEC R15); empty: everybody who may write it. The first category of a case is also its owner''s to give';
COMMENT ON COLUMN desk.extension_roles IS 'roles that grant more time for a clock, see extension, or agree on it with the customer, see agreed_deadline; empty: nobody';
COMMENT ON COLUMN desk.personal_columns IS 'columns of complaint that may hold personal data: the history keeps their values apart, erasable; those of other tables stand in personal_column';
COMMENT ON COLUMN desk.erasure_roles IS 'roles that may erase a customer''s personal data, see erase_customer; the owner of the desk may always';
COMMENT ON COLUMN desk.clock_tolerance IS 'how far ahead of the database clock a time sent by an application may be, and how far before the receipt a contact or entry may seem to lie: it then counts as of the receipt';
COMMENT ON COLUMN desk.handover_needs_acceptance IS 'true: another person becomes owner only by accepting a hand-over (SPEC R8), or by taking the case over as one of reclassification_roles; false: whoever may write a case may name its owner, with a reason';
COMMENT ON COLUMN desk.repeat_window IS 'how long after an earlier case was closed a new one of the same customer about the same matter counts as a repeat (SPEC R9); later ones are only linked';
COMMENT ON COLUMN desk.joined_state IS 'final state of the sheet of a customer who calls again about an open case: the sheet joins that case (SPEC R8); NULL: it is linked to the open case and handled as a case of its own';
COMMENT ON COLUMN desk.joined_purpose IS 'purpose of the contact that a joined sheet leaves on the open case, see contact_purpose; NULL: none is left';
COMMENT ON COLUMN desk.wanted_precision IS 'part of the decisions by the model that has to be right, above 0.5 and at most 1 (never decide): the facts category_is_sure and urgency_is_sure hold where its predictions reached that';
COMMENT ON COLUMN desk.train_after IS 'new examples after which the job train_models trains a model anew; NULL: never';
COMMENT ON COLUMN desk.learns_from_cases IS 'true: what people decided about cases that have ended becomes examples before a model is trained, see learn_from_cases; false: only what is written into table example';
COMMENT ON COLUMN desk.notify IS 'true: NOTIFY complaint_flow, with the name of the desk, tells listeners that a transaction wrote messages';
COMMENT ON COLUMN desk.keep_messages IS 'how long acknowledged messages stay in the outbox, see purge_outbox';
COMMENT ON COLUMN desk.report_every IS 'period of the reports of departments, see report_departments: never, daily, weekly (from Monday) or monthly';
COMMENT ON COLUMN desk.strict_rules IS 'true: a transaction that brings the policy a new error of check_rules is refused (KF005); false: it is warned';
COMMENT ON COLUMN desk.rules_version IS 'number of the policy in force; raised by every transaction that changes a rule';
COMMENT ON COLUMN desk.rules_changed_at IS 'start of the transaction that made this version';
COMMENT ON COLUMN desk.rules_changed_xid IS 'transaction that made this version';
