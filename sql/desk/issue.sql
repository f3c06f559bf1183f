-- Issues and batches (SPEC R11 (4)): complaints about one issue on one local
-- day; when there are too many of them they become one incident.

CREATE TABLE issue_rule (
    id        bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position  int  NOT NULL,
    name      text NOT NULL UNIQUE,
    condition text,
    issue_key text NOT NULL,
    active    boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE issue_rule IS 'decision table: what a complaint is about; the first match by position gives complaint.issue_key (hit policy F)';
COMMENT ON COLUMN issue_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN issue_rule.name IS 'name of the rule';
COMMENT ON COLUMN issue_rule.condition IS 'as in classification_rule.condition; the category is already decided';
COMMENT ON COLUMN issue_rule.issue_key IS 'SQL expression that gives a text, read like a condition: complaints with the same text are about the same issue; NULL: about none. Not from columns that hold personal data: the text stands in counts and messages';

CREATE TABLE batch_rule (
    id        bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position  int  NOT NULL,
    name      text NOT NULL UNIQUE,
    condition text,
    more_than int  NOT NULL CHECK (more_than BETWEEN 0 AND 10000),
    notify    text CHECK (notify ~ '^(role|person|department) [A-Za-z0-9][A-Za-z0-9_.-]*$'),
    active    boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE batch_rule IS 'decision table: how many complaints about one issue on one local day are a batch; the first match by position decides (hit policy F); a complaint that no rule matches belongs to no batch';
COMMENT ON COLUMN batch_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN batch_rule.name IS 'name of the rule';
COMMENT ON COLUMN batch_rule.condition IS 'as in classification_rule.condition; category and issue are already decided, level and urgency are not';
COMMENT ON COLUMN batch_rule.more_than IS 'more complaints than this are a batch';
COMMENT ON COLUMN batch_rule.notify IS 'who is told of the incident, once: role <code>, person <code>, department <code>; NULL: nobody';

CREATE TABLE frequency (
    code        text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.]{0,62}$'),
    rank        int  NOT NULL UNIQUE CHECK (rank BETWEEN 0 AND 99),
    label       text NOT NULL,
    label_zh    text NOT NULL,
    at_least    int  NOT NULL CHECK (at_least >= 1),
    within_days int  NOT NULL CHECK (within_days BETWEEN 1 AND 3660)
);
COMMENT ON TABLE frequency IS 'how often an issue comes up (高发/多发/偶发): complaint.frequency is the highest rank that is reached; no rows: not graded';
COMMENT ON COLUMN frequency.code IS 'code on the case';
COMMENT ON COLUMN frequency.rank IS 'order, the highest that is reached counts';
COMMENT ON COLUMN frequency.at_least IS 'number of complaints about the issue, the new one included, that reach it';
COMMENT ON COLUMN frequency.within_days IS 'over so many local days, the day of receipt included';

CREATE SEQUENCE incident_number;
COMMENT ON SEQUENCE incident_number IS 'numbers of incidents; taken before the batch is sure, so some stay unused';

CREATE TABLE incident (
    id          bigint PRIMARY KEY DEFAULT nextval('incident_number'),
    issue_key   text NOT NULL,
    day         date NOT NULL,
    declared_at timestamptz NOT NULL,
    title       text,
    owner       text,
    department  text,
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    closed_at   timestamptz,
    updated_by  text,
    UNIQUE (issue_key, day)
);
COMMENT ON TABLE incident IS 'batches: one row an issue and local day that had too many complaints; the members are the cases with its number in complaint.incident_id. Written by the engine; people change title, owner, department and state';
COMMENT ON COLUMN incident.id IS 'number of the incident';
COMMENT ON COLUMN incident.issue_key IS 'what all its cases are about';
COMMENT ON COLUMN incident.day IS 'local day of receipt of its cases, in desk.time_zone';
COMMENT ON COLUMN incident.declared_at IS 'when it was found that they are too many: mostly when the complaint came in that was one too many';
COMMENT ON COLUMN incident.title IS 'short title for people; the issue until somebody writes a better one';
COMMENT ON COLUMN incident.owner IS 'staff code of who answers for the whole incident; NULL: nobody yet. Never a person whom a case of the incident accuses';
COMMENT ON COLUMN incident.department IS 'department of the incident; that of the owner where an owner is named alone';
COMMENT ON COLUMN incident.state IS 'open or closed; the cases have their own states';
COMMENT ON COLUMN incident.closed_at IS 'engine: when it was closed';
COMMENT ON COLUMN incident.updated_by IS 'staff code of who changed it last';

CREATE TABLE issue_count (
    issue_key   text COLLATE "C" NOT NULL,
    day         date NOT NULL,
    count       int NOT NULL,
    members     bigint[] NOT NULL,
    incident_id bigint,
    PRIMARY KEY (issue_key, day)
) WITH (fillfactor = 70);
COMMENT ON TABLE issue_count IS 'complaints of each issue and local day, written by the engine; counted until the batch is declared, afterwards only read: a flood does not queue on one row';
COMMENT ON COLUMN issue_count.issue_key IS 'issue';
COMMENT ON COLUMN issue_count.day IS 'local day of receipt';
COMMENT ON COLUMN issue_count.count IS 'complaints received, or found to be about it later; from a declared batch on, the number at that moment';
COMMENT ON COLUMN issue_count.members IS 'cases that count for the batch; a case that turned out to be about something else is left out when it would decide';
COMMENT ON COLUMN issue_count.incident_id IS 'incident; NULL: not a batch so far';

CREATE TABLE issue_moved (
    issue_key    text COLLATE "C" NOT NULL,
    day          date NOT NULL,
    complaint_id bigint NOT NULL,
    more_than    int NOT NULL,
    PRIMARY KEY (issue_key, day, complaint_id)
);
COMMENT ON TABLE issue_moved IS 'cases that somebody else was writing, or that turned out to be about an issue while somebody else was counting it; written by the engine, and the next complaint about the issue, or run_clocks, looks at them again';
COMMENT ON COLUMN issue_moved.issue_key IS 'issue';
COMMENT ON COLUMN issue_moved.day IS 'local day of receipt';
COMMENT ON COLUMN issue_moved.more_than IS 'more complaints than this are a batch, by the rule that the case matched; -1: it matched none and is only counted';

CREATE TABLE waiting_call (
    complaint_id bigint PRIMARY KEY
);
COMMENT ON TABLE waiting_call IS 'sheets that joined an open case while somebody else was writing that one, written by the engine; run_clocks leaves their contacts on the case';
COMMENT ON COLUMN waiting_call.complaint_id IS 'the sheet, see complaint.repeat_of';

CREATE TABLE waiting_change (
    complaint_id bigint NOT NULL,
    change_id    bigint NOT NULL,
    PRIMARY KEY (complaint_id, change_id)
);
COMMENT ON TABLE waiting_change IS 'cases that somebody else was writing while their customer''s address was changed, written by the engine; run_clocks notes the change in them';
COMMENT ON COLUMN waiting_change.change_id IS 'change, see customer_change';

CREATE TABLE customer_turn (
    customer_id bigint PRIMARY KEY
);
COMMENT ON TABLE customer_turn IS 'customers who have complained, written by the engine to be locked: who takes in such a complaint holds the row of its customer until the transaction ends, so that of two at once the second finds the first. The row of table customer stays free for others';
COMMENT ON COLUMN customer_turn.customer_id IS 'customer';

CREATE INDEX complaint_incident ON complaint (incident_id, id) WHERE incident_id IS NOT NULL;
COMMENT ON INDEX complaint_incident IS 'cases of an incident';

CREATE TABLE same_matter_rule (
    id                bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position          int NOT NULL,
    name              text NOT NULL UNIQUE,
    equal_columns     text[] NOT NULL DEFAULT '{}',
    differing_columns text[] NOT NULL DEFAULT '{}',
    likeness          real CHECK (likeness > 0 AND likeness <= 1),
    active            boolean NOT NULL DEFAULT true,
    CHECK (cardinality(array_remove(equal_columns, NULL)) > 0 OR likeness IS NOT NULL)
);
COMMENT ON TABLE same_matter_rule IS 'decision table: when a new case and an earlier one of the same customer are the same matter (SPEC R8, R9); the first rule by position that fits both decides (hit policy F); no rule: they are not';
COMMENT ON COLUMN same_matter_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN same_matter_rule.name IS 'name of the rule';
COMMENT ON COLUMN same_matter_rule.equal_columns IS 'columns of complaint that both cases must have, with the same value: what the writer gives, or issue_key';
COMMENT ON COLUMN same_matter_rule.differing_columns IS 'columns of complaint that tell the cases apart: where both have a value and the values differ, the rule does not fit';
COMMENT ON COLUMN same_matter_rule.likeness IS 'how much title and description of the cases must have in common at least, from 0 to 1 as text_likeness says, by their first 4000 bytes; NULL: the texts do not matter';

CREATE TABLE repeat_rule (
    id        bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position  int  NOT NULL,
    name      text NOT NULL UNIQUE,
    condition text,
    kind      text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,62}$' AND kind NOT IN ('joined', 'linked')),
    active    boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE repeat_rule IS 'decision table: what a new case is that repeats one closed within desk.repeat_window (SPEC R9); the first match by position gives complaint.repeat_kind (hit policy F); no match: linked';
COMMENT ON COLUMN repeat_rule.position IS 'order of the rule, lowest first; equal positions by id';
COMMENT ON COLUMN repeat_rule.name IS 'name of the rule';
COMMENT ON COLUMN repeat_rule.condition IS 'as in classification_rule.condition, but over the EARLIER case, with the facts breached_metrics, conclusion, offer_answer and satisfaction_score of its file; judged_at is the receipt of the new one; NULL matches always';
COMMENT ON COLUMN repeat_rule.kind IS 'word for complaint.repeat_kind, which classification rules of the new case may read';
