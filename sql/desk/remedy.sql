-- What the customer gets, and who may grant it: kinds, authority, the ladder;
-- remedies, approvals, executions; more time for a clock.

CREATE TABLE remedy_kind (
    code       text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    has_amount boolean NOT NULL DEFAULT true,
    label      text NOT NULL,
    label_zh   text NOT NULL,
    active     boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE remedy_kind IS 'kinds of remedies (SPEC R26)';
COMMENT ON COLUMN remedy_kind.code IS 'code on the remedy';
COMMENT ON COLUMN remedy_kind.has_amount IS 'true: remedies of this kind say what they are worth in money';
COMMENT ON COLUMN remedy_kind.active IS 'false: not for new remedies';

CREATE TABLE authority (
    id          bigint PRIMARY KEY DEFAULT nextval('rule_id_seq'),
    role        text NOT NULL REFERENCES staff_role ON UPDATE CASCADE,
    remedy_kind text REFERENCES remedy_kind ON UPDATE CASCADE,
    up_to       numeric(19, 4) CHECK (up_to >= 0),
    per_day     numeric(19, 4) CHECK (per_day >= 0),
    approves    boolean NOT NULL DEFAULT true,
    active      boolean NOT NULL DEFAULT true,
    UNIQUE NULLS NOT DISTINCT (role, remedy_kind)
);
COMMENT ON TABLE authority IS 'what a role may grant (SPEC R27): alone, and as a rung of the ladder; a row for the kind goes before the row for every kind, a role without a row grants nothing';
COMMENT ON COLUMN authority.role IS 'role';
COMMENT ON COLUMN authority.remedy_kind IS 'kind of remedy; NULL: every kind';
COMMENT ON COLUMN authority.up_to IS 'largest amount of one remedy, in desk.currency; NULL: without limit, and in any currency; 0: nothing of this kind';
COMMENT ON COLUMN authority.per_day IS 'how much one person of the role may grant alone on one day of the desk, all kinds together, in desk.currency; NULL: no limit of the day';
COMMENT ON COLUMN authority.approves IS 'true: a rung of the ladder, decides what people below propose; at most four for any kind';

CREATE VIEW remedy_authority AS
    SELECT k.code AS remedy_kind, r.code AS role, r.rank AS role_rank, a.up_to, a.per_day, a.approves, a.id AS rule_id
      FROM remedy_kind k
      CROSS JOIN staff_role r
      CROSS JOIN LATERAL (
        SELECT id, up_to, per_day, approves FROM authority
         WHERE active AND role = r.code AND (remedy_kind = k.code OR remedy_kind IS NULL)
         ORDER BY remedy_kind NULLS LAST LIMIT 1) AS a
     WHERE a.up_to IS DISTINCT FROM 0;
COMMENT ON VIEW remedy_authority IS 'who may grant what: the row of authority that counts, for each kind of remedy and each role that may grant it; the engine decides by it';
COMMENT ON COLUMN remedy_authority.remedy_kind IS 'kind of remedy';
COMMENT ON COLUMN remedy_authority.role IS 'role that may grant it';
COMMENT ON COLUMN remedy_authority.role_rank IS 'rank of the role: the order of the rungs';
COMMENT ON COLUMN remedy_authority.up_to IS 'largest amount; NULL: without limit';
COMMENT ON COLUMN remedy_authority.per_day IS 'free amount of a person and day; NULL: without limit';
COMMENT ON COLUMN remedy_authority.approves IS 'true: a rung of the ladder';
COMMENT ON COLUMN remedy_authority.rule_id IS 'row of authority that says so';

CREATE TABLE grant_turn (
    staff text PRIMARY KEY
);
COMMENT ON TABLE grant_turn IS 'persons who granted something alone within the free amount of a day, written by the engine to be locked: who grants holds the own row until the transaction ends, so that of two at once the second counts the first. Nobody else can lock it';
COMMENT ON COLUMN grant_turn.staff IS 'staff code';

CREATE TABLE delegation (
    id          bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    from_staff  text NOT NULL,
    to_staff    text NOT NULL,
    valid       tstzrange NOT NULL,
    reason      text NOT NULL,
    recorded_by text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT delegation_of_two CHECK (from_staff <> to_staff)
);
CREATE INDEX delegation_to ON delegation (to_staff);
COMMENT ON INDEX delegation_to IS 'who lent authority to a person';
COMMENT ON TABLE delegation IS 'a person lends the authority of the own role to another one, for a time, for instance while on leave; not for what either of the two proposed, and not what was lent to that person; written by the person or a higher role; it only changes by ending earlier';
COMMENT ON COLUMN delegation.from_staff IS 'staff code of the person who lends';
COMMENT ON COLUMN delegation.to_staff IS 'staff code of the person who may decide in that place';
COMMENT ON COLUMN delegation.valid IS 'from when until when';
COMMENT ON COLUMN delegation.reason IS 'why';
COMMENT ON COLUMN delegation.recorded_by IS 'staff code of who wrote it; the actor where not given';
COMMENT ON COLUMN delegation.recorded_at IS 'engine: when it was written';

CREATE TABLE remedy (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    kind         text NOT NULL,
    amount       numeric(19, 4) CHECK (amount > 0),
    currency     text CHECK (currency ~ '^[A-Z]{3}$'),
    description  text,
    alternative  int CHECK (alternative > 0),
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    status       text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'approved', 'rejected', 'withdrawn', 'executed')),
    next_role    text,
    approvals    int NOT NULL DEFAULT 0,
    approved_at  timestamptz,
    executed_at  timestamptz
);
CREATE INDEX remedy_complaint ON remedy (complaint_id);
CREATE INDEX remedy_waiting ON remedy (next_role, recorded_at) WHERE status = 'proposed';
CREATE INDEX remedy_granted_alone ON remedy (recorded_by, approved_at) WHERE approvals = 0;
COMMENT ON INDEX remedy_complaint IS 'remedies of a case';
COMMENT ON INDEX remedy_waiting IS 'what waits for a role';
COMMENT ON INDEX remedy_granted_alone IS 'what a person granted on a day';
COMMENT ON TABLE remedy IS 'what the customer shall get (SPEC R26): granted by recording it where the own authority suffices, else proposed and decided step by step in approval; append-only';
COMMENT ON COLUMN remedy.kind IS 'see remedy_kind';
COMMENT ON COLUMN remedy.amount IS 'what it is worth in money, points and goods too; NULL for kinds without amount';
COMMENT ON COLUMN remedy.currency IS 'currency of the amount, ISO 4217; desk.currency where not given; others are only granted by roles without limit';
COMMENT ON COLUMN remedy.description IS 'what exactly';
COMMENT ON COLUMN remedy.alternative IS 'remedies of a case with the same number are alternatives of which the customer picks one, see contact.chosen_remedy; NULL: not one of several';
COMMENT ON COLUMN remedy.recorded_by IS 'staff code of who proposes or grants it; the actor where not given';
COMMENT ON COLUMN remedy.recorded_at IS 'when it was proposed or granted';
COMMENT ON COLUMN remedy.status IS 'engine: proposed, approved, rejected, withdrawn or executed';
COMMENT ON COLUMN remedy.next_role IS 'engine: whose approval is next; a higher role may decide in its place; NULL: nobody''s';
COMMENT ON COLUMN remedy.approvals IS 'engine: how many persons approved it beside who recorded it';
COMMENT ON COLUMN remedy.approved_at IS 'engine: when the last approval was given; when it was written, if granted alone';
COMMENT ON COLUMN remedy.executed_at IS 'engine: when it was executed';

CREATE TABLE extension (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    metric       text NOT NULL DEFAULT 'resolution',
    new_due_at   timestamptz NOT NULL,
    reason       text NOT NULL,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    old_due_at   timestamptz,
    status       text NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'granted', 'refused', 'withdrawn'))
);
CREATE INDEX extension_complaint ON extension (complaint_id);
CREATE UNIQUE INDEX extension_one_asked ON extension (complaint_id, metric) WHERE status = 'asked';
COMMENT ON INDEX extension_complaint IS 'extensions of a case';
COMMENT ON INDEX extension_one_asked IS 'a clock is asked about once at a time';
COMMENT ON TABLE extension IS 'more time for a clock of a case: asked with a reason before the deadline has passed, by the owner or a higher role; decided in approval by desk.extension_roles; append-only';
COMMENT ON COLUMN extension.metric IS 'clock, see clock.metric';
COMMENT ON COLUMN extension.new_due_at IS 'deadline that is asked for; becomes clock.due_at when granted, clock.original_due_at stays';
COMMENT ON COLUMN extension.reason IS 'why the time does not suffice';
COMMENT ON COLUMN extension.recorded_by IS 'staff code of who asks; the actor where not given';
COMMENT ON COLUMN extension.recorded_at IS 'when it was asked';
COMMENT ON COLUMN extension.old_due_at IS 'engine: the deadline when it was asked';
COMMENT ON COLUMN extension.status IS 'engine: asked, granted, refused or withdrawn';

CREATE TABLE agreed_deadline (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    metric       text NOT NULL DEFAULT 'resolution',
    new_due_at   timestamptz NOT NULL,
    agreed_with  text NOT NULL CHECK (agreed_with IN ('customer', 'superior')),
    ordered_by   text,
    reason       text NOT NULL,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    old_due_at   timestamptz,
    CONSTRAINT agreed_deadline_ordered CHECK ((ordered_by IS NOT NULL) = (agreed_with = 'superior'))
);
CREATE INDEX agreed_deadline_complaint ON agreed_deadline (complaint_id);
COMMENT ON INDEX agreed_deadline_complaint IS 'agreed deadlines of a case';
COMMENT ON TABLE agreed_deadline IS 'a deadline agreed with the customer, or ordered by a superior (SPEC R53): holds at once, in place of the rule''s, before the deadline that it moves has passed. An earlier one binds whoever promised it, a later one is recorded by desk.extension_roles; the latest counts; append-only';
COMMENT ON COLUMN agreed_deadline.metric IS 'clock, see clock.metric';
COMMENT ON COLUMN agreed_deadline.new_due_at IS 'deadline from now on; becomes clock.due_at, clock.original_due_at stays';
COMMENT ON COLUMN agreed_deadline.agreed_with IS 'customer, or superior (who ordered it)';
COMMENT ON COLUMN agreed_deadline.ordered_by IS 'staff code of the superior, of a higher role than the owner of the case; required with superior';
COMMENT ON COLUMN agreed_deadline.reason IS 'why';
COMMENT ON COLUMN agreed_deadline.recorded_by IS 'staff code of who agreed it with the customer, or passes the order on; the actor where not given';
COMMENT ON COLUMN agreed_deadline.recorded_at IS 'when it was agreed or ordered';
COMMENT ON COLUMN agreed_deadline.old_due_at IS 'engine: the deadline until then';

CREATE TABLE approval (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    remedy_id    bigint,
    extension_id bigint UNIQUE,
    decision     text NOT NULL CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
    on_behalf_of text,
    reason       text,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    rung         text,
    settled      boolean NOT NULL DEFAULT true,
    CONSTRAINT approval_of_one CHECK (num_nonnulls(remedy_id, extension_id) = 1)
);
CREATE INDEX approval_remedy ON approval (remedy_id);
CREATE INDEX approval_complaint ON approval (complaint_id);
CREATE UNIQUE INDEX approval_four_eyes ON approval (remedy_id, recorded_by) WHERE decision = 'approved';
CREATE UNIQUE INDEX approval_one_end ON approval (remedy_id) WHERE decision <> 'approved';
COMMENT ON INDEX approval_remedy IS 'decisions about a remedy';
COMMENT ON INDEX approval_complaint IS 'decisions in a case';
COMMENT ON INDEX approval_four_eyes IS 'nobody approves a remedy twice';
COMMENT ON INDEX approval_one_end IS 'a remedy is rejected or withdrawn once';
COMMENT ON TABLE approval IS 'decisions about remedies, one a rung, and about extensions (SPEC R27): by the role that is next or a higher one, never by who asked or is complained about, never twice by one person; append-only';
COMMENT ON COLUMN approval.complaint_id IS 'case; that of the remedy or extension where not given';
COMMENT ON COLUMN approval.remedy_id IS 'remedy that it is about; this or extension_id';
COMMENT ON COLUMN approval.extension_id IS 'extension that it is about';
COMMENT ON COLUMN approval.decision IS 'approved; rejected; withdrawn: taken back by who asked, the owner of the case or a role above, also when approved but not executed yet';
COMMENT ON COLUMN approval.on_behalf_of IS 'staff code of the person whose authority was lent by a delegation; found by the engine where needed and not given';
COMMENT ON COLUMN approval.reason IS 'why; required when rejected';
COMMENT ON COLUMN approval.recorded_by IS 'staff code of who decides; the actor where not given';
COMMENT ON COLUMN approval.recorded_at IS 'when it was decided; the approval clock is judged by this time';
COMMENT ON COLUMN approval.rung IS 'engine: highest rung of the ladder that this approval stands for';
COMMENT ON COLUMN approval.settled IS 'engine: false: the next rung has to decide too';

CREATE TABLE execution (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    remedy_id    bigint NOT NULL UNIQUE,
    amount       numeric(19, 4),
    reference    text,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX execution_complaint ON execution (complaint_id);
COMMENT ON INDEX execution_complaint IS 'executions in a case';
COMMENT ON TABLE execution IS 'a remedy was given to the customer: once, after its last approval, with the amount that was approved; append-only';
COMMENT ON COLUMN execution.complaint_id IS 'case; that of the remedy where not given';
COMMENT ON COLUMN execution.remedy_id IS 'remedy';
COMMENT ON COLUMN execution.amount IS 'amount; that of the remedy, which is also taken where not given';
COMMENT ON COLUMN execution.reference IS 'booking number, parcel number or the like';
COMMENT ON COLUMN execution.recorded_by IS 'staff code; the actor where not given';
COMMENT ON COLUMN execution.recorded_at IS 'when it was done';
