-- What columns mean that stand in many tables.

@words coded table
staff_role department urgency level category channel contact_purpose complainant_group customer_tier risk
state frequency cause remedy_kind finding_kind kpi_figure kpi_measure closing_bucket
@end
@each coded
COMMENT ON COLUMN {table}.label IS 'English name';
COMMENT ON COLUMN {table}.label_zh IS 'Chinese name';
@end

@words case_row table
complaint_event complaint_event_personal clock queue issue_moved waiting_change assessment investigation
evidence work_order response_team identity_check account_action handover satisfaction remedy extension agreed_deadline read_log kpi_change
@end
@each case_row
COMMENT ON COLUMN {table}.complaint_id IS 'case';
@end

@words entry table
assessment investigation evidence work_order work_order_answer response_team identity_check account_action handover
handover_answer satisfaction delegation remedy extension agreed_deadline approval execution
@end
@each entry
COMMENT ON COLUMN {table}.id IS 'number of the entry';
@end

@words rule table
classification_rule completeness_rule routing_rule transition clock_rule escalation_step issue_rule batch_rule
same_matter_rule repeat_rule authority action_rule message_rule text_model entry_rule
@end
@each rule
COMMENT ON COLUMN {table}.id IS 'number of the rule';
@end

@words switch table
classification_rule completeness_rule routing_rule transition clock_rule escalation_step issue_rule batch_rule
same_matter_rule repeat_rule authority entry_rule
@end
@each switch
COMMENT ON COLUMN {table}.active IS 'false: not used';
@end

@words kept table
conduct_finding coaching lesson corrective_action suggestion training script_version
@end
@each kept
COMMENT ON COLUMN {table}.recorded_at IS 'engine: when the row was written';
@end

@words signed table
conduct_finding coaching corrective_action suggestion training script_version
@end
@each signed
COMMENT ON COLUMN {table}.recorded_by IS 'staff code of who wrote it; the actor where known';
@end

@words changed table
coaching lesson corrective_action suggestion training
@end
@each changed
COMMENT ON COLUMN {table}.changed_at IS 'engine: when it was last changed';
COMMENT ON COLUMN {table}.changed_by IS 'staff code of who changed it last';
@end
