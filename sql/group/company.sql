-- What a company keeps for its group, in a schema named after both: figures
-- and states that the head office reads by logical replication, and the inbox
-- that it writes.  @desk@ is the schema of the company's desk.

CREATE TABLE membership (
    group_name  text NOT NULL,
    company     text NOT NULL,
    title       text NOT NULL,
    channel     text NOT NULL,
    head_office name NOT NULL,
    replicator  name NOT NULL,
    joined_at   timestamptz NOT NULL
);
COMMENT ON TABLE membership IS 'one row: how the desk belongs to the group, written by join_group';
COMMENT ON COLUMN membership.group_name IS 'group';
COMMENT ON COLUMN membership.company IS 'code of this company in the group';
COMMENT ON COLUMN membership.title IS 'name of this company for people';
COMMENT ON COLUMN membership.channel IS 'channel of cases that are handed down';
COMMENT ON COLUMN membership.head_office IS 'database role as which the head office reads single cases and lays down others';
COMMENT ON COLUMN membership.replicator IS 'database role as which the head office replicates what the desk reports';
COMMENT ON COLUMN membership.joined_at IS 'when join_group ran';

CREATE TABLE admission (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    head text NOT NULL
);
COMMENT ON TABLE admission IS 'one row, or none: the head office that has admitted the company writes down who it is, so that no copy of it delivers';
COMMENT ON COLUMN admission.one IS 'always true: there is one row';
COMMENT ON COLUMN admission.head IS 'number of the group, system identifier of the cluster, database';

@each case_sum
CREATE TABLE {view}_sum (LIKE @desk@.{view}_sum INCLUDING COMMENTS, PRIMARY KEY (id));
COMMENT ON TABLE {view}_sum IS 'engine: copy of {view}_sum of the desk, for the head office; triggers on that table keep it';
@end
CREATE TABLE kpi_part_sum (LIKE @desk@.kpi_part_sum INCLUDING COMMENTS, PRIMARY KEY (id));
COMMENT ON TABLE kpi_part_sum IS 'engine: copy of kpi_part_sum of the desk, for the head office; triggers on that table keep it';
CREATE TABLE kpi_issue_sum (LIKE @desk@.kpi_issue_sum INCLUDING COMMENTS, PRIMARY KEY (day, issue_key));
COMMENT ON TABLE kpi_issue_sum IS 'engine: copy of kpi_issue_sum of the desk, for the head office; triggers on that table keep it';

@each reported_table
CREATE TABLE {table} (
@each reported table={table}
    {column} {type},
@end
    PRIMARY KEY ({key})
);
COMMENT ON TABLE {table} IS 'engine: {comment}; for the head office, written by exchange_cases';
@each reported table={table}
COMMENT ON COLUMN {table}.{column} IS '{comment}';
@end
@end
CREATE INDEX referral_status_complaint ON referral_status (complaint_id);
COMMENT ON INDEX referral_status_complaint IS 'the referral that a case comes from';

@list handed column type kept comment
-- kept: also when the case is filed; the rest stands in the case then, and an
-- erasure has to look there alone
id | uuid | yes | referral
order_id | bigint | yes | work order at the head office
sheet_no | text | yes | complaint sheet at the head office
task | text | - | what the head office asks for
head_due_at | timestamptz | yes | deadline of the clock of the work order at the head office
head_received_at | timestamptz | yes | when the head office received the complaint
occurred_at | timestamptz | - | as in complaint
occurred_place | text | - | as in complaint
product | text | - | as in complaint
merchant | text | - | as in complaint
order_ref | text | - | as in complaint
contract_ref | text | - | as in complaint
amount | numeric | - | as in complaint
currency | text | - | as in complaint
complainant_group | text | - | taken over where this desk knows the code
customer_tier | text | - | taken over where this desk knows the code
title | text | - | as in complaint
description | text | - | as in complaint
remedy_sought | text | - | as in complaint
evidence | text[] | - | as in complaint
customer_ref | text | - | by which the head office knows the customer; NULL: anonymous
customer_name | text | - | as in customer
customer_phone | text | - | as in customer
customer_email | text | - | as in customer
customer_address | text | - | as in customer
customer_language | text | - | as in customer
@end
CREATE TABLE inbox (
@each handed
    {column} {type},
@end
    arrived_at timestamptz NOT NULL DEFAULT now(),
    attempts   int NOT NULL DEFAULT 0,
    settled    boolean NOT NULL DEFAULT false,
    problem    text,
    PRIMARY KEY (id)
);
CREATE INDEX inbox_waiting ON inbox (attempts, arrived_at, order_id) WHERE NOT settled;
COMMENT ON INDEX inbox_waiting IS 'what has to be filed';
COMMENT ON TABLE inbox IS 'cases that the head office handed down (转办); it inserts them and sees nothing of it; exchange_cases files them and empties the rows';
@each handed
COMMENT ON COLUMN inbox.{column} IS '{comment}';
@end
COMMENT ON COLUMN inbox.arrived_at IS 'when it arrived: receipt of the company''s case, from which its clocks run';
COMMENT ON COLUMN inbox.attempts IS 'how often filing failed for reasons that pass';
COMMENT ON COLUMN inbox.settled IS 'true: filed or refused, see referral_status; what was in it is gone from here';
COMMENT ON COLUMN inbox.problem IS 'why filing failed the last time';

CREATE VIEW fact_complaint AS SELECT * FROM @desk@.fact_complaint;
COMMENT ON VIEW fact_complaint IS 'cases of the desk without personal data, for the head office to look closer';
