-- What was published of the history, so that it can be compared later.

CREATE TABLE published_digest (
    day           date PRIMARY KEY,
    at            timestamptz NOT NULL,
    cases         bigint NOT NULL,
    last_id       bigint,
    erased        bigint NOT NULL,
    rules_version int NOT NULL,
    rules_sha256  bytea NOT NULL,
    sha256        bytea NOT NULL
);
COMMENT ON TABLE published_digest IS 'digests of the histories that left the database, see verify_digest; written by publish_history_digest, append-only';
COMMENT ON COLUMN published_digest.day IS 'local day';
COMMENT ON COLUMN published_digest.at IS 'when it was taken';
COMMENT ON COLUMN published_digest.cases IS 'number of cases';
COMMENT ON COLUMN published_digest.last_id IS 'highest number of a case';
COMMENT ON COLUMN published_digest.erased IS 'cases whose personal data was erased';
COMMENT ON COLUMN published_digest.rules_version IS 'version of the rules';
COMMENT ON COLUMN published_digest.rules_sha256 IS 'SHA-256 of rule_history and policy_version up to that version';
COMMENT ON COLUMN published_digest.sha256 IS 'SHA-256 of the digests of all blocks of cases, and of the rules: what was published';

CREATE TABLE digest_block (
    block        bigint NOT NULL,
    day          date NOT NULL,
    first_id     bigint,
    event_counts int[] NOT NULL,
    sha256       bytea,
    PRIMARY KEY (block, day)
);
COMMENT ON TABLE digest_block IS 'how long the history of each case was when a digest was published, for blocks of 10000 numbers; a block is written only when it has changed; append-only';
COMMENT ON COLUMN digest_block.block IS 'numbers of cases divided by 10000';
COMMENT ON COLUMN digest_block.day IS 'day of the digest, see published_digest; the block stays the same until its next row';
COMMENT ON COLUMN digest_block.first_id IS 'case of the first count';
COMMENT ON COLUMN digest_block.event_counts IS 'number of events of the cases one after another; NULL: no case has the number';
COMMENT ON COLUMN digest_block.sha256 IS 'SHA-256 over number and latest hash of the cases; NULL: no case is left';
