-- What the world has to be told: which facts make a message, to whom, in
-- which words, and when.

CREATE TABLE action_rule (
    id         bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position   int  NOT NULL,
    name       text NOT NULL UNIQUE,
    activities text[] NOT NULL,
    condition  text,
    action     text NOT NULL CHECK (action IN ('notify', 'work order', 'freeze account', 'conduct finding', 'coaching')),
    argument   text,
    topic      text CHECK (topic ~ '^[a-z][a-z0-9_]{0,62}$'),
    task       text,
    due        complaint_flow.target,
    once       boolean NOT NULL DEFAULT true,
    active     boolean NOT NULL DEFAULT true,
    CONSTRAINT action_rule_on_something CHECK (cardinality(activities) > 0),
    CONSTRAINT action_rule_topic CHECK ((topic IS NOT NULL) = (action = 'notify')),
    CONSTRAINT action_rule_task CHECK ((task IS NOT NULL) = (action IN ('work order', 'coaching'))),
    CONSTRAINT action_rule_due CHECK ((due IS NOT NULL) = (action = 'coaching')),
    CONSTRAINT action_rule_argument CHECK ((argument IS NOT NULL) = (action NOT IN ('freeze account', 'coaching'))),
    CONSTRAINT action_rule_audience CHECK (action <> 'notify' OR argument IS NOT NULL AND (
        argument IN ('owner', 'receiver', 'supervisor', 'supervisor of accused', 'customer', 'next role',
            'department overseer', 'department liaison')
        OR argument ~ '^(role|person|department) [A-Za-z0-9][A-Za-z0-9_.-]*$'
        OR argument ~ '^[a-z][a-z0-9_.]* (overseer|liaison)$'))
);
COMMENT ON TABLE action_rule IS 'what the engine does when something happens on a case: all rules that match act';
COMMENT ON COLUMN action_rule.position IS 'order in which the rules act';
COMMENT ON COLUMN action_rule.name IS 'name, shown to supervisors';
COMMENT ON COLUMN action_rule.activities IS 'what has to happen: activities as in complaint_event, such as received, rejudged, reclassified, state:closed, contact:*, clock_breached:resolution; a word and :* stands for all that begin with it';
COMMENT ON COLUMN action_rule.condition IS 'what has to be true of the case then; may read facts of its file, such as conclusion; NULL: always';
COMMENT ON COLUMN action_rule.action IS 'notify: write a message; work order: send one to a department, unless the case is over; freeze account: record that it is frozen; conduct finding: one about the person complained about, if there is one; coaching: of that person, after a finding in this case that is no commendation';
COMMENT ON COLUMN action_rule.argument IS 'notify: who is told: owner, receiver, supervisor (of the owner, or of the receiver where nobody owns the case), supervisor of accused, customer, next role (whose approval of a remedy is next; the supervisor where none is), role <code>, person <code>, department <code>, <department> liaison, <department> overseer; the word department there means the one that got the work order, or has the case; work order: code of the department; conduct finding: kind, see finding_kind';
COMMENT ON COLUMN action_rule.topic IS 'notify: topic of the message, see message_template';
COMMENT ON COLUMN action_rule.task IS 'work order: what the department is asked to do; coaching: its topic';
COMMENT ON COLUMN action_rule.due IS 'coaching: time allowed for it, by desk.calendar; it becomes the date coaching.due_on';
COMMENT ON COLUMN action_rule.once IS 'true: at most once a case';
COMMENT ON COLUMN action_rule.active IS 'false: the rule is switched off';

CREATE TABLE message_rule (
    id             bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    position       int  NOT NULL,
    name           text NOT NULL UNIQUE,
    topic          text NOT NULL DEFAULT '*' CHECK (topic ~ '^([a-z][a-z0-9_]{0,62}|\*)$'),
    audience       text NOT NULL DEFAULT '*'
        CHECK (audience ~ '^(\*|customer|(person|role|department) ([A-Za-z0-9][A-Za-z0-9_.-]*|\*))$'),
    urgency        text REFERENCES urgency ON UPDATE CASCADE,
    quiet_calendar text REFERENCES calendar ON UPDATE CASCADE,
    digest_every   interval CHECK (digest_every >= '1 minute' AND digest_every <= '7 days'
                       AND extract(month FROM digest_every) = 0 AND extract(year FROM digest_every) = 0),
    active         boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE message_rule IS 'when a message goes out: the first rule that matches decides; without one it goes out at once';
COMMENT ON COLUMN message_rule.position IS 'order in which the rules are tried';
COMMENT ON COLUMN message_rule.name IS 'name, shown to supervisors';
COMMENT ON COLUMN message_rule.topic IS 'topic of the message; *: any';
COMMENT ON COLUMN message_rule.audience IS 'audience of the message: customer, person <code>, role <code>, department <code>; person *: any person, and so on; *: anybody';
COMMENT ON COLUMN message_rule.urgency IS 'urgency of the case that the message is about; NULL: any, and messages without a case';
COMMENT ON COLUMN message_rule.quiet_calendar IS 'calendar outside whose open hours the message waits for the next opening; NULL: none';
COMMENT ON COLUMN message_rule.digest_every IS 'periods whose messages for one audience become one message, see send_digests; they are counted from midnight of a Monday; NULL: each message by itself';
COMMENT ON COLUMN message_rule.active IS 'false: the rule is switched off';

CREATE TABLE message_template (
    topic         text NOT NULL CHECK (topic ~ '^([a-z][a-z0-9_]{0,62}|\*)$'),
    language      text NOT NULL CHECK (language IN ('en', 'zh')),
    audience_kind text CHECK (audience_kind IN ('person', 'role', 'department', 'customer')),
    title         text NOT NULL,
    body          text NOT NULL,
    CONSTRAINT message_template_once UNIQUE NULLS NOT DISTINCT (topic, language, audience_kind)
);
COMMENT ON TABLE message_template IS 'the words of messages; {placeholders} are filled in when a message is read, see message_placeholders()';
COMMENT ON COLUMN message_template.topic IS 'topic of the message; *: topics that have no words of their own';
COMMENT ON COLUMN message_template.language IS 'en or zh';
COMMENT ON COLUMN message_template.audience_kind IS 'for whom: person, role, department or customer; NULL: everybody who has no words of their own';
COMMENT ON COLUMN message_template.title IS 'one line';
COMMENT ON COLUMN message_template.body IS 'the message';

CREATE SEQUENCE message_id;
COMMENT ON SEQUENCE message_id IS 'numbers of messages';

CREATE TABLE outbox (
    id           bigint PRIMARY KEY DEFAULT nextval('message_id'),
    created_at   timestamptz NOT NULL,
    complaint_id bigint,
    topic        text NOT NULL,
    audience     text,
    dedup_key    text NOT NULL UNIQUE,
    content      jsonb NOT NULL,
    visible_at   timestamptz,
    digest_rule  bigint,
    digest_id    bigint,
    attempts     int NOT NULL DEFAULT 0,
    read_by      name,
    acked_at     timestamptz
);
CREATE INDEX outbox_pending ON outbox (visible_at, id) WHERE acked_at IS NULL;
COMMENT ON INDEX outbox_pending IS 'what read_outbox takes';
CREATE INDEX outbox_digest ON outbox (digest_rule, audience) WHERE digest_rule IS NOT NULL AND digest_id IS NULL;
COMMENT ON INDEX outbox_digest IS 'what send_digests collects';
COMMENT ON TABLE outbox IS 'what the world has to be told, written by the engine in the same transaction as the fact; workers take it by read_outbox and finish it by ack_outbox';
COMMENT ON COLUMN outbox.id IS 'number of the message';
COMMENT ON COLUMN outbox.created_at IS 'time of the fact';
COMMENT ON COLUMN outbox.complaint_id IS 'case, if it is about one';
COMMENT ON COLUMN outbox.topic IS 'what it is about: clock_warned, clock_breached, escalated, calendar_ends, history_digest, department_report, digest, rule_failed, job_failed, job_waits, and the topics of action_rule';
COMMENT ON COLUMN outbox.audience IS 'who is told: person <code>, role <code>, department <code>, customer (of the case); NULL: whoever reads';
COMMENT ON COLUMN outbox.dedup_key IS 'a fact is told once: the same key cannot be written twice';
COMMENT ON COLUMN outbox.content IS 'facts of the message, no personal data: name and number of the customer are added when it is read';
COMMENT ON COLUMN outbox.visible_at IS 'from when on it may be read: later than the fact in quiet hours, and while a worker has it; infinity while it waits for a digest';
COMMENT ON COLUMN outbox.digest_rule IS 'message rule for whose digest it waits or waited; NULL: goes out by itself';
COMMENT ON COLUMN outbox.digest_id IS 'the digest that it went into';
COMMENT ON COLUMN outbox.attempts IS 'how often it was read';
COMMENT ON COLUMN outbox.read_by IS 'database role that read it last';
COMMENT ON COLUMN outbox.acked_at IS 'when a worker reported it delivered, or it went into a digest; NULL: not yet';
