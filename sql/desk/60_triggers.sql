-- The engine's triggers.  Their names sort last, so that they see what the
-- desk's own triggers made of a row.  The argument is the logical name of the
-- table: the relation's own name may differ where a table is sharded.

CREATE TRIGGER zzz_decide BEFORE INSERT OR UPDATE ON complaint
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.decide_complaint('complaint');
CREATE TRIGGER zzz_record AFTER INSERT OR UPDATE ON complaint
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.record_complaint('complaint');
CREATE TRIGGER zzz_keep BEFORE DELETE ON complaint
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('complaint');
CREATE TRIGGER zzz_keep_all BEFORE TRUNCATE ON complaint
    FOR EACH STATEMENT EXECUTE FUNCTION complaint_flow.refuse_change('complaint');

CREATE TRIGGER zzz_decide BEFORE INSERT ON contact
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.decide_contact('contact');
CREATE TRIGGER zzz_record AFTER INSERT ON contact
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.record_contact('contact');
CREATE TRIGGER zzz_keep BEFORE UPDATE OR DELETE ON contact
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('contact');
CREATE TRIGGER zzz_keep_all BEFORE TRUNCATE ON contact
    FOR EACH STATEMENT EXECUTE FUNCTION complaint_flow.refuse_change('contact');

CREATE TRIGGER zzz_keep BEFORE UPDATE OR DELETE ON complaint_event
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('complaint_event');
CREATE TRIGGER zzz_keep_all BEFORE TRUNCATE ON complaint_event
    FOR EACH STATEMENT EXECUTE FUNCTION complaint_flow.refuse_change('complaint_event');

-- Policy: every change is announced to all connections, rules get versions,
-- conditions are checked when they are written.

DO $$
DECLARE
    policy text;
BEGIN
    FOREACH policy IN ARRAY '{desk,staff_role,department,staff,calendar,calendar_hours,calendar_day,calendar_year,
        urgency,level,category,channel,contact_purpose,keyword_set,classification_rule,completeness_rule,
        routing_rule,state,transition,clock_rule,escalation_step}'::text[]
    LOOP
        EXECUTE format('CREATE TRIGGER zzz_announce AFTER INSERT OR UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION complaint_flow.announce_policy(%L)', policy, policy);
        EXECUTE format('CREATE TRIGGER zzz_announce_all AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION complaint_flow.announce_policy(%L)', policy, policy);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER zzz_announce, ENABLE ALWAYS TRIGGER zzz_announce_all', policy);
    END LOOP;
    FOREACH policy IN ARRAY '{classification_rule,completeness_rule,routing_rule,transition,clock_rule,escalation_step}'::text[]
    LOOP
        EXECUTE format('CREATE TRIGGER zzz_version AFTER INSERT OR UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION complaint_flow.version_policy(%L, %L)', policy, policy, 'id');
    END LOOP;
    FOREACH policy IN ARRAY '{urgency,level,category,state,staff_role}'::text[]
    LOOP
        EXECUTE format('CREATE TRIGGER zzz_version AFTER INSERT OR UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION complaint_flow.version_policy(%L, %L)', policy, policy, 'code');
    END LOOP;
    FOREACH policy IN ARRAY '{classification_rule,completeness_rule,routing_rule,transition,clock_rule}'::text[]
    LOOP
        EXECUTE format('CREATE TRIGGER zzz_check BEFORE INSERT OR UPDATE ON %I
            FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_condition(%L)', policy, 'condition');
    END LOOP;
END
$$;
CREATE TRIGGER zzz_version AFTER INSERT OR UPDATE OR DELETE ON keyword_set
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.version_policy('keyword_set', 'name');
CREATE TRIGGER zzz_check BEFORE INSERT OR UPDATE OF manager ON staff
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.check_staff('staff');
CREATE TRIGGER zzz_keep BEFORE UPDATE OR DELETE ON rule_history
    FOR EACH ROW EXECUTE FUNCTION complaint_flow.refuse_change('rule_history');
