-- A change of policy tried on the past: cases are judged once more, by the
-- version that judged them and by the policy as it is now or is to become.

CREATE FUNCTION @extschema@.compared_source(desk name, draft name, people_of int) RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(CASE WHEN draft IS NOT NULL THEN @extschema@.policy_source(desk, draft, NULL) END, '')
        || coalesce((SELECT CASE WHEN draft IS NULL THEN 'WITH' ELSE ',' END || format(' staff AS (%s) ',
                            @extschema@.past_rows(desk, p.table_name, p.key, p.hidden, people_of))
                       FROM @extschema@.policy_tables() p
                      WHERE p.table_name = 'staff' AND people_of IS NOT NULL), '')
$$;
COMMENT ON FUNCTION @extschema@.compared_source IS 'as policy_source: the policy in force or a draft, with the people of a version; NULL: with today''s';

@list compared name more columns
compare_policy | - | attribute text, was text, becomes text, changed boolean, cases bigint
compared_cases | , unchanged boolean DEFAULT false | complaint_id bigint, received_at timestamptz, attribute text, was text, becomes text
compared_load | - | day date, department text, was bigint, becomes bigint
@end
@each compared
CREATE FUNCTION @extschema@.{name}_as_reader(desk name, since timestamptz, until timestamptz, draft name DEFAULT NULL,
    people text DEFAULT 'then', sample double precision DEFAULT 1, seconds int DEFAULT NULL{more})
RETURNS TABLE ({columns})
LANGUAGE c STABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', '{name}';
@end
CALL @extschema@.make_public('compare_policy_as_reader',
    'how a change of policy would have judged the past: the cases received from since on and before until, judged by the version that judged them and by the policy in force as the calling transaction sees it, or by a draft; how many have which value of an attribute in the one and in the other. First how many cases were judged, changed and passed over. Sheets that join an open case have no handler of their own. deadline <metric>: earlier, later, same, new or none; issue_key: same or other. people: those of the time when a case came in (then), or today''s (now) on both sides. sample: part of the cases, always the same ones. seconds: when to stop. Writes nothing. Needs the right to read fact_complaint (KF003); KF011, KF012 for arguments, KF008 for an unknown draft');
CALL @extschema@.make_public('compared_cases_as_reader',
    'the same case by case: a row for each value that differs; unchanged: also for those that do not');
CALL @extschema@.make_public('compared_load_as_reader',
    'the same as load: how many of the cases that joined no other of a local day come to which department, NULL: to none, by the old policy and by the new one');
