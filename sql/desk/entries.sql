-- What people add to the file of a case.  Inserting an entry does its effect;
-- entries stay as they are, a correction is a new one.  Columns marked
-- "engine" follow from later entries.

CREATE SEQUENCE entry_id_seq;
COMMENT ON SEQUENCE entry_id_seq IS 'numbers of entries; unique over all tables of entries of the desk';

CREATE TABLE personal_column (
    table_name  text NOT NULL CHECK (table_name <> 'complaint'),
    column_name text NOT NULL,
    PRIMARY KEY (table_name, column_name)
);
COMMENT ON TABLE personal_column IS 'columns beside those of complaint that may hold personal data (SPEC R7): the history keeps their values apart, and erase_customer empties them. Add your own; those of complaint stand in desk.personal_columns';
COMMENT ON COLUMN personal_column.table_name IS 'table: customer, or one with a column complaint_id or customer_id';
COMMENT ON COLUMN personal_column.column_name IS 'column; one that is NOT NULL must hold text and reads "erased" afterwards, others become NULL';
INSERT INTO personal_column (table_name, column_name) VALUES
    ('contact', 'note'),
    ('assessment', 'note'),
    ('investigation', 'scope'), ('investigation', 'methods'), ('investigation', 'findings'), ('investigation', 'proposal'),
    ('evidence', 'description'),
    ('work_order', 'task'), ('work_order_answer', 'answer'),
    ('remedy', 'description'), ('approval', 'reason'), ('execution', 'reference'),
    ('extension', 'reason'), ('agreed_deadline', 'reason'),
    ('handover', 'reason'), ('handover_answer', 'reason'),
    ('satisfaction', 'comment'),
    ('identity_check', 'note'),
    ('account_action', 'account_ref'), ('account_action', 'reason');

CREATE TABLE cause (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    side     text NOT NULL CHECK (side IN ('internal', 'external')),
    label    text NOT NULL,
    label_zh text NOT NULL
);
COMMENT ON TABLE cause IS 'causes of complaints, as investigations find them (SPEC R25)';
COMMENT ON COLUMN cause.code IS 'code that investigations and lessons use';
COMMENT ON COLUMN cause.side IS 'internal: ours; external: of a merchant, a supplier or the customer';

CREATE TABLE assessment (
    id               bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id     bigint NOT NULL,
    severity         text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    safety           boolean NOT NULL DEFAULT false,
    complexity       text CHECK (complexity IN ('simple', 'normal', 'complex')),
    impact           text CHECK (impact IN ('one customer', 'several customers', 'public')),
    immediate_action boolean NOT NULL DEFAULT false,
    level            text,
    note             text,
    recorded_by      text,
    recorded_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX assessment_complaint ON assessment (complaint_id);
COMMENT ON INDEX assessment_complaint IS 'assessments of a case';
COMMENT ON TABLE assessment IS 'initial assessment of a case by a person (ISO 10002: severity, safety, complexity, impact, need for immediate action; SPEC R25); the latest counts; append-only';
COMMENT ON COLUMN assessment.severity IS 'low, medium, high or critical';
COMMENT ON COLUMN assessment.safety IS 'true: somebody''s safety or health is concerned';
COMMENT ON COLUMN assessment.complexity IS 'simple, normal or complex; NULL: not assessed';
COMMENT ON COLUMN assessment.impact IS 'one customer, several customers or public; NULL: not assessed';
COMMENT ON COLUMN assessment.immediate_action IS 'true: something has to be done at once';
COMMENT ON COLUMN assessment.level IS 'final level of the case; becomes complaint.level, while complaint.first_level keeps the preliminary one; the roles of desk.reclassification_roles set it; NULL: the level stays';
COMMENT ON COLUMN assessment.note IS 'why';
COMMENT ON COLUMN assessment.recorded_by IS 'staff code; the actor where not given';
COMMENT ON COLUMN assessment.recorded_at IS 'when it was done; not before receipt, not in the future';

CREATE TABLE investigation (
    id                     bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id           bigint NOT NULL,
    scope                  text,
    methods                text,
    findings               text,
    cause                  text,
    responsible_department text,
    responsible_staff      text,
    responsible_merchant   text,
    risk                   text CHECK (risk IN ('low', 'medium', 'high')),
    breach_of_law          boolean,
    possible_harm          text CHECK (possible_harm IN ('none', 'money', 'reputation', 'health')),
    conclusion             text CHECK (conclusion IN ('upheld', 'partly', 'not_upheld')),
    proposal               text,
    recorded_by            text,
    recorded_at            timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT investigation_conclusion_has_cause CHECK (conclusion IS NULL OR conclusion = 'not_upheld' OR cause IS NOT NULL)
);
CREATE INDEX investigation_complaint ON investigation (complaint_id);
COMMENT ON INDEX investigation_complaint IS 'investigations of a case';
COMMENT ON TABLE investigation IS 'what was investigated, how, and what came out (SPEC R25); the latest with a conclusion counts; append-only';
COMMENT ON COLUMN investigation.scope IS 'what was looked at';
COMMENT ON COLUMN investigation.methods IS 'how: recordings, records, interviews, visits';
COMMENT ON COLUMN investigation.findings IS 'what was found';
COMMENT ON COLUMN investigation.cause IS 'see cause; required unless the complaint is not upheld';
COMMENT ON COLUMN investigation.responsible_department IS 'department that is responsible; NULL: none';
COMMENT ON COLUMN investigation.responsible_staff IS 'staff code of the responsible person; NULL: none';
COMMENT ON COLUMN investigation.responsible_merchant IS 'responsible merchant or supplier; NULL: none';
COMMENT ON COLUMN investigation.risk IS 'how grave it is: low, medium or high';
COMMENT ON COLUMN investigation.breach_of_law IS 'true: a law or a contract was broken';
COMMENT ON COLUMN investigation.possible_harm IS 'none, money, reputation or health';
COMMENT ON COLUMN investigation.conclusion IS 'upheld, partly or not_upheld; NULL: an interim result';
COMMENT ON COLUMN investigation.proposal IS 'what is proposed to the customer';
COMMENT ON COLUMN investigation.recorded_by IS 'staff code; the actor where not given';
COMMENT ON COLUMN investigation.recorded_at IS 'when it was done';

CREATE TABLE evidence (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('photo', 'document', 'recording', 'screenshot', 'record', 'statement', 'other')),
    reference    text NOT NULL,
    sha256       bytea CHECK (octet_length(sha256) = 32),
    description  text,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX evidence_complaint ON evidence (complaint_id);
COMMENT ON INDEX evidence_complaint IS 'evidence of a case';
COMMENT ON TABLE evidence IS 'evidence, kept outside, named here (SPEC R25); append-only';
COMMENT ON COLUMN evidence.kind IS 'photo, document, recording, screenshot, record (of a system), statement, other';
COMMENT ON COLUMN evidence.reference IS 'where the file is kept: path, URL or number';
COMMENT ON COLUMN evidence.sha256 IS 'SHA-256 of the file, 32 bytes, to prove later that it is the same';
COMMENT ON COLUMN evidence.description IS 'what it shows';
COMMENT ON COLUMN evidence.recorded_by IS 'staff code; the actor where not given';
COMMENT ON COLUMN evidence.recorded_at IS 'when it was received';

CREATE TABLE work_order (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    department   text NOT NULL,
    task         text NOT NULL,
    rule_id      bigint,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'answered')),
    answered_at  timestamptz,
    UNIQUE (complaint_id, rule_id)
);
CREATE INDEX work_order_open ON work_order (department, recorded_at) WHERE status = 'open';
COMMENT ON INDEX work_order_open IS 'open work orders of a department';
COMMENT ON TABLE work_order IS 'work orders (工单) to departments (SPEC R28); each starts clocks of its own, work_order_answer ends it';
COMMENT ON COLUMN work_order.department IS 'department that has to act';
COMMENT ON COLUMN work_order.task IS 'what it has to do';
COMMENT ON COLUMN work_order.rule_id IS 'action rule that opened it; NULL: a person';
COMMENT ON COLUMN work_order.recorded_by IS 'staff code of who opened it; the actor where not given';
COMMENT ON COLUMN work_order.recorded_at IS 'when it was opened';
COMMENT ON COLUMN work_order.status IS 'engine: open or answered';
COMMENT ON COLUMN work_order.answered_at IS 'engine: when it was answered';

CREATE TABLE work_order_answer (
    id            bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id  bigint NOT NULL,
    work_order_id bigint NOT NULL UNIQUE,
    result        text NOT NULL CHECK (result IN ('done', 'partly', 'refused')),
    answer        text NOT NULL,
    recorded_by   text,
    recorded_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX work_order_answer_complaint ON work_order_answer (complaint_id);
COMMENT ON INDEX work_order_answer_complaint IS 'answers in a case';
COMMENT ON TABLE work_order_answer IS 'answers of departments to work orders; one an order, by a member of the department; append-only';
COMMENT ON COLUMN work_order_answer.complaint_id IS 'case; that of the work order where not given';
COMMENT ON COLUMN work_order_answer.work_order_id IS 'work order that it answers';
COMMENT ON COLUMN work_order_answer.result IS 'done, partly or refused';
COMMENT ON COLUMN work_order_answer.answer IS 'what was done and found';
COMMENT ON COLUMN work_order_answer.recorded_by IS 'staff code, of the department; the actor where not given';
COMMENT ON COLUMN work_order_answer.recorded_at IS 'when it was answered; the clock is judged by this time';

CREATE TABLE response_team (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    department   text NOT NULL,
    staff        text,
    leads        boolean NOT NULL DEFAULT false,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX response_team_one_leader ON response_team (complaint_id) WHERE leads;
CREATE INDEX response_team_complaint ON response_team (complaint_id);
CREATE INDEX response_team_department ON response_team (department);
COMMENT ON INDEX response_team_one_leader IS 'a team has one leader';
COMMENT ON INDEX response_team_complaint IS 'team of a case';
COMMENT ON INDEX response_team_department IS 'teams that a department joins';
COMMENT ON TABLE response_team IS 'rapid-response team of several departments for a case, with one leader (SPEC R28); append-only';
COMMENT ON COLUMN response_team.department IS 'department that joins';
COMMENT ON COLUMN response_team.staff IS 'its member; NULL: the liaison';
COMMENT ON COLUMN response_team.leads IS 'true: leads the team';
COMMENT ON COLUMN response_team.recorded_by IS 'staff code of who called it; the actor where not given';
COMMENT ON COLUMN response_team.recorded_at IS 'when it was called';

CREATE TABLE identity_check (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    method       text NOT NULL CHECK (method IN ('security_question', 'id_document', 'call_back', 'face_to_face', 'other')),
    result       text NOT NULL CHECK (result IN ('verified', 'failed')),
    note         text,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX identity_check_complaint ON identity_check (complaint_id);
COMMENT ON INDEX identity_check_complaint IS 'identity checks of a case';
COMMENT ON TABLE identity_check IS 'whether the complainant is who they say they are (核实身份, SPEC R50); the latest counts; append-only';
COMMENT ON COLUMN identity_check.method IS 'how: security_question, id_document, call_back (to the number on file), face_to_face, other';
COMMENT ON COLUMN identity_check.result IS 'verified or failed';
COMMENT ON COLUMN identity_check.note IS 'what was asked and shown';
COMMENT ON COLUMN identity_check.recorded_by IS 'staff code of who checked; the actor where not given';
COMMENT ON COLUMN identity_check.recorded_at IS 'when it was checked';

CREATE TABLE account_action (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    action       text NOT NULL CHECK (action IN ('freeze', 'release')),
    account_ref  text,
    reason       text,
    rule_id      bigint,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (complaint_id, rule_id)
);
COMMENT ON TABLE account_action IS 'freezes and releases of the customer''s accounts in a case of account security: a freeze lasts until a release of the same account, or of all; by a person of the staff or an action rule, as entry_rule allows; append-only';
COMMENT ON COLUMN account_action.action IS 'freeze or release';
COMMENT ON COLUMN account_action.account_ref IS 'account; NULL: all accounts of the customer';
COMMENT ON COLUMN account_action.reason IS 'why';
COMMENT ON COLUMN account_action.rule_id IS 'action rule that did it; NULL: a person';
COMMENT ON COLUMN account_action.recorded_by IS 'staff code; the actor where not given';
COMMENT ON COLUMN account_action.recorded_at IS 'when it was done';

CREATE TABLE handover (
    id            bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id  bigint NOT NULL,
    to_staff      text,
    to_department text,
    reason        text NOT NULL,
    recorded_by   text,
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    from_staff    text,
    status        text NOT NULL DEFAULT 'asked' CHECK (status IN ('asked', 'accepted', 'refused')),
    CONSTRAINT handover_to_somebody CHECK (num_nonnulls(to_staff, to_department) = 1)
);
CREATE INDEX handover_complaint ON handover (complaint_id);
COMMENT ON INDEX handover_complaint IS 'hand-overs of a case';
CREATE UNIQUE INDEX handover_one_asked ON handover (complaint_id) WHERE status = 'asked';
COMMENT ON INDEX handover_one_asked IS 'a case is offered to one at a time';
COMMENT ON TABLE handover IS 'a case is offered to another person or department; the owner stays responsible until it is accepted (SPEC R8)';
COMMENT ON COLUMN handover.to_staff IS 'person who shall take it; this or to_department';
COMMENT ON COLUMN handover.to_department IS 'department one of whose members shall take it';
COMMENT ON COLUMN handover.reason IS 'why';
COMMENT ON COLUMN handover.recorded_by IS 'staff code of who asks; the actor where not given';
COMMENT ON COLUMN handover.recorded_at IS 'when it was asked';
COMMENT ON COLUMN handover.from_staff IS 'engine: owner when it was asked; it can be accepted as long as this is the owner';
COMMENT ON COLUMN handover.status IS 'engine: asked, accepted or refused';

CREATE TABLE handover_answer (
    id           bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id bigint NOT NULL,
    handover_id  bigint NOT NULL UNIQUE,
    accepted     boolean NOT NULL,
    reason       text,
    recorded_by  text,
    recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX handover_answer_complaint ON handover_answer (complaint_id);
COMMENT ON INDEX handover_answer_complaint IS 'answers to hand-overs of a case';
COMMENT ON TABLE handover_answer IS 'the answer to a hand-over: who accepts becomes owner at once; append-only';
COMMENT ON COLUMN handover_answer.complaint_id IS 'case; that of the hand-over where not given';
COMMENT ON COLUMN handover_answer.handover_id IS 'hand-over that it answers';
COMMENT ON COLUMN handover_answer.accepted IS 'true: takes the case over';
COMMENT ON COLUMN handover_answer.reason IS 'why not; required when refused';
COMMENT ON COLUMN handover_answer.recorded_by IS 'staff code of the person asked, or of a member of the department asked; the actor where not given';
COMMENT ON COLUMN handover_answer.recorded_at IS 'when it was answered';

CREATE TABLE satisfaction (
    id              bigint PRIMARY KEY DEFAULT nextval('entry_id_seq'),
    complaint_id    bigint NOT NULL,
    score           int CHECK (score BETWEEN 1 AND 5),
    handling_score  int CHECK (handling_score BETWEEN 1 AND 5),
    no_score_reason text CHECK (no_score_reason IN ('content', 'declined')),
    comment         text,
    recorded_by     text,
    recorded_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT satisfaction_score_or_reason CHECK ((score IS NULL) = (no_score_reason IS NOT NULL))
);
CREATE INDEX satisfaction_complaint ON satisfaction (complaint_id);
COMMENT ON INDEX satisfaction_complaint IS 'scores of a case';
COMMENT ON TABLE satisfaction IS 'what the customer answers to the two questions of the follow-up, about the result and about the handling (SPEC R30, R54); the latest counts; entry_rule says who enters it; append-only';
COMMENT ON COLUMN satisfaction.score IS 'with the result, 1 (very dissatisfied) to 5 (very satisfied), see satisfaction_grade; NULL: the customer gives none';
COMMENT ON COLUMN satisfaction.handling_score IS 'with how the case was handled, on the same scale; NULL: not asked or not answered';
COMMENT ON COLUMN satisfaction.no_score_reason IS 'why there is no score: content (the customer is content but gives none), declined (wants to judge nothing)';
COMMENT ON COLUMN satisfaction.comment IS 'the customer''s words';
COMMENT ON COLUMN satisfaction.recorded_by IS 'staff code of who asked; NULL: the customer answered a machine';
COMMENT ON COLUMN satisfaction.recorded_at IS 'when it was said';

CREATE TABLE satisfaction_grade (
    score     int PRIMARY KEY CHECK (score BETWEEN 1 AND 5),
    satisfied boolean NOT NULL,
    grade     text NOT NULL,
    grade_zh  text NOT NULL
);
COMMENT ON TABLE satisfaction_grade IS 'the words for the five points';
COMMENT ON COLUMN satisfaction_grade.score IS 'point of the five-point scale';
COMMENT ON COLUMN satisfaction_grade.satisfied IS 'counts as satisfied (满意度)';
COMMENT ON COLUMN satisfaction_grade.grade IS 'English name of the grade';
COMMENT ON COLUMN satisfaction_grade.grade_zh IS 'Chinese name of the grade';
INSERT INTO satisfaction_grade (score, satisfied, grade, grade_zh) VALUES
    (1, false, 'very dissatisfied', '非常不满意'),
    (2, false, 'dissatisfied', '不满意'),
    (3, false, 'acceptable', '一般'),
    (4, true, 'satisfied', '满意'),
    (5, true, 'very satisfied', '非常满意');
