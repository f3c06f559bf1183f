-- Drafts: the policy as it is to become, and who approves it.

CREATE TABLE policy_approval (
    table_name text PRIMARY KEY CHECK (table_name = '*' OR complaint_flow.is_draft_table(table_name)),
    approver   text NOT NULL REFERENCES staff_role ON UPDATE CASCADE
);
COMMENT ON TABLE policy_approval IS 'policy tables whose changes somebody else approves: they come from drafts only, and not from plain SQL, but of the desk''s owner, who alone writes this table. Empty: nothing needs approval';
COMMENT ON COLUMN policy_approval.table_name IS 'policy table, or * for all that have no row of their own; staff, text_model and this table are in no draft';
COMMENT ON COLUMN policy_approval.approver IS 'lowest role that approves, see approve_policy';

CREATE TABLE draft (
    name              name PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]*$'),
    schema_name       name NOT NULL UNIQUE,
    state             text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'proposed', 'approved', 'published', 'discarded')),
    reason            text CHECK (char_length(reason) <= 1000),
    based_on          int  NOT NULL,
    editors           text[] NOT NULL DEFAULT '{}',
    drafted_by        text NOT NULL,
    drafted_at        timestamptz NOT NULL DEFAULT now(),
    proposed_by       text,
    proposed_at       timestamptz,
    approved_by       text,
    approved_rank     int,
    approved_at       timestamptz,
    rejected_by       text,
    rejected_at       timestamptz,
    comment           text CHECK (char_length(comment) <= 1000),
    effective_at      timestamptz,
    published_by      text,
    published_at      timestamptz,
    published_version int,
    discarded_by      text,
    discarded_at      timestamptz
);
COMMENT ON TABLE draft IS 'drafts of the policy, see draft_policy; written by the functions for drafts. Persons are staff codes, or database roles that are nobody of the staff';
COMMENT ON COLUMN draft.name IS 'name that functions are called with; used once';
COMMENT ON COLUMN draft.schema_name IS 'schema with the tables of the draft; gone once it is published or discarded';
COMMENT ON COLUMN draft.state IS 'open: is being edited; proposed: waits for approval; approved, or due to be published where none is needed; published; discarded';
COMMENT ON COLUMN draft.reason IS 'why the policy is to change';
COMMENT ON COLUMN draft.based_on IS 'version of the policy that the draft changes, see policy_version';
COMMENT ON COLUMN draft.editors IS 'who changed the tables of the draft, and so does not approve it';
COMMENT ON COLUMN draft.drafted_by IS 'who made the draft';
COMMENT ON COLUMN draft.drafted_at IS 'when it was made';
COMMENT ON COLUMN draft.proposed_by IS 'who proposed it last';
COMMENT ON COLUMN draft.proposed_at IS 'when it was proposed';
COMMENT ON COLUMN draft.approved_by IS 'who approved it; NULL: nobody yet, or it needs no approval';
COMMENT ON COLUMN draft.approved_rank IS 'rank of who approved it, as it was then; the owner of the desk ranks above all';
COMMENT ON COLUMN draft.approved_at IS 'when it was approved';
COMMENT ON COLUMN draft.rejected_by IS 'who opened it again last, see reject_policy';
COMMENT ON COLUMN draft.rejected_at IS 'when it was opened again';
COMMENT ON COLUMN draft.comment IS 'what was said when it was approved, rejected or discarded last';
COMMENT ON COLUMN draft.effective_at IS 'when the job publish_drafts publishes it; NULL: it waits for publish_policy';
COMMENT ON COLUMN draft.published_by IS 'who published it, or had the job do so';
COMMENT ON COLUMN draft.published_at IS 'when it was published';
COMMENT ON COLUMN draft.published_version IS 'version that it became';
COMMENT ON COLUMN draft.discarded_by IS 'who discarded it';
COMMENT ON COLUMN draft.discarded_at IS 'when it was discarded';
