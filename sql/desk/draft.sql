-- Drafts: the policy as it is to become.

CREATE TABLE draft (
    name        name PRIMARY KEY,
    schema_name name NOT NULL UNIQUE
);
COMMENT ON TABLE draft IS 'drafts of the policy, see draft_policy';
COMMENT ON COLUMN draft.name IS 'name that functions are called with';
COMMENT ON COLUMN draft.schema_name IS 'schema with the tables of the draft';
