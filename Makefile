EXTENSION = complaint_flow
MODULE_big = complaint_flow
PGFILEDESC = "complaint_flow - complaint handling inside PostgreSQL"

CF_TOP := $(dir $(firstword $(MAKEFILE_LIST)))
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(CF_TOP)$(EXTENSION).control)

# every .c file below src; a folder is a room, see docs/DESIGN.md
SOURCES := $(patsubst $(CF_TOP)%,%,$(sort $(wildcard $(CF_TOP)src/*.c $(CF_TOP)src/*/*.c)))
OBJS := $(SOURCES:.c=.o)
PG_CPPFLAGS = -I$(CF_TOP)src

# joined in this order; a forgotten file is a build error
INSTALL_SQL = \
	sql/install/00_header.sql \
	sql/install/20_time.sql \
	sql/install/21_histogram.sql \
	sql/install/30_condition.sql \
	sql/install/40_engine.sql \
	sql/install/48_template.sql \
	sql/install/50_desk.sql \
	sql/install/51_numbers.sql \
	sql/install/52_privileges.sql \
	sql/install/53_logins.sql \
	sql/install/54_jobs.sql \
	sql/install/55_verify.sql \
	sql/install/56_sheet.sql \
	sql/install/58_explain.sql \
	sql/install/62_words.sql \
	sql/install/63_timeline.sql \
	sql/install/64_next_action.sql \
	sql/install/65_scripts.sql \
	sql/install/66_similar.sql \
	sql/calendar/china.sql \
	sql/calendar/us_federal.sql \
	sql/install/60_official_days.sql \
	sql/install/61_issue.sql \
	sql/install/62_repeat.sql \
	sql/install/67_privacy.sql \
	sql/install/64_messages.sql \
	sql/install/68_kpi.sql \
	sql/install/69_report.sql \
	sql/install/70_state_machine.sql \
	sql/install/71_replay.sql \
	sql/install/72_ocel.sql

# what 48_template.sql takes in, each list in order
DESK_SQL = \
	sql/desk/10_people.sql \
	sql/desk/20_calendar.sql \
	sql/desk/30_policy.sql \
	sql/desk/40_case.sql \
	sql/desk/41_issue.sql \
	sql/desk/42_entries.sql \
	sql/desk/43_remedy.sql \
	sql/desk/44_messages.sql \
	sql/desk/45_jobs.sql \
	sql/desk/47_privacy.sql \
	sql/desk/46_learning.sql \
	sql/desk/48_scripts.sql \
	sql/desk/49_digest.sql \
	sql/desk/50_views.sql \
	sql/desk/58_kpi.sql \
	sql/desk/59_kpi_views.sql \
	sql/desk/60_kpi_parts.sql \
	sql/desk/60_kpi_within.sql \
	sql/desk/61_star.sql \
	sql/desk/62_live.sql \
	sql/desk/62_hot_spots.sql \
	sql/desk/63_score.sql \
	sql/desk/63_people.sql \
	sql/desk/63_report.sql \
	sql/desk/60_mining.sql \
	sql/desk/61_ocel.sql
PACK_EMPTY_SQL = \
	sql/pack/empty.sql \
	sql/pack/words.sql \
	sql/pack/hot_spots.sql
PACK_STANDARD_SQL = \
	sql/pack/standard/10_codes.sql \
	sql/pack/standard/20_classification.sql \
	sql/pack/standard/30_handling.sql \
	sql/pack/standard/40_states.sql \
	sql/pack/standard/50_issue.sql \
	sql/pack/standard/55_repeat.sql \
	sql/pack/standard/50_learning.sql \
	sql/pack/words.sql \
	sql/pack/buckets.sql \
	sql/pack/hot_spots.sql \
	sql/pack/score.sql \
	sql/pack/engine_messages.sql \
	sql/pack/standard/50_messages.sql
PACK_GRADED_SQL = \
	sql/pack/graded/10_codes.sql \
	sql/pack/graded/20_grading.sql \
	sql/pack/graded/30_handling.sql \
	sql/pack/graded/40_states.sql \
	sql/pack/graded/50_issue.sql \
	sql/pack/graded/55_repeat.sql \
	sql/pack/graded/60_scripts.sql \
	sql/pack/words.sql \
	sql/pack/buckets.sql \
	sql/pack/hot_spots.sql \
	sql/pack/score.sql \
	sql/pack/engine_messages.sql \
	sql/pack/graded/50_messages.sql

DATA_built = sql/$(EXTENSION)--$(EXTVERSION).sql

REGRESS = \
	target \
	calendar \
	worktime \
	real_deadlines \
	keyword \
	limits \
	condition \
	numbers \
	official_days \
	desk \
	privileges \
	foreign_tables \
	great_amounts \
	jobs \
	sheet \
	explain \
	extreme_values \
	shard \
	import \
	replay_helpdesk \
	replay_servicenow \
	real_desks \
	real_kpi \
	real_kpi_council \
	standard_pack \
	standard_life \
	history \
	engine_indexes \
	queue \
	rule_versions \
	provisional \
	bad_input_codes \
	bad_input_columns \
	bad_input_times \
	bad_input_changes \
	bad_input_actor \
	bad_input_policy \
	bad_input_damage \
	bad_input_history \
	bad_input_bulk \
	bad_input_robust \
	bad_input_stray \
	intake \
	story_phone_call \
	story_web_form \
	story_investigation \
	story_rejected_offer \
	story_mediation \
	story_withdrawn \
	story_invalid_appeal \
	story_bad_follow_up \
	story_three_attempts \
	story_graded_safety \
	story_graded_final_grade \
	story_graded_frequency \
	story_graded_objection \
	story_graded_repeat \
	story_two_packs \
	story_urgent \
	story_work_order \
	story_call_again \
	story_reply_to_sheet \
	story_customer_answers \
	story_reopened_absent \
	story_clock_ahead \
	story_import_numbers \
	story_repeat_escalated \
	story_repeat_not_escalated \
	story_closed_too_late \
	repeats_in_bulk \
	refused_handling \
	refused_people \
	refused_filter \
	refused_staff \
	entries_hold \
	refused_values errors_quote_nothing \
	story_customer_changed story_digest_verified \
	refused_engine \
	story_handover \
	story_accused_agent \
	story_accused_supervisor \
	story_absence \
	story_overseer \
	story_breach \
	story_bad_cases \
	story_bad_messages \
	story_reclassification \
	story_promise \
	story_late_report \
	story_reclassified_paused \
	guard_fails \
	story_whole_rows \
	story_late_notes \
	story_who_decided \
	policy_slips \
	logins \
	told_and_done \
	story_clearer_later \
	story_learning \
	story_scripts \
	story_similar \
	story_timeline \
	story_messages \
	story_acknowledgement \
	story_quiet_hours \
	story_digest \
	messenger \
	transactions \
	story_erasure \
	story_masking \
	story_read_log \
	user_triggers \
	refused_deferred \
	hostile_desk \
	refused_reading \
	refused_calls \
	partitions \
	story_remedy_small \
	story_remedy_ladder \
	story_delegation \
	story_extension \
	refused_remedies \
	story_batch \
	story_joined_figures \
	story_kpi \
	kpi_upkeep \
	kpi_counts \
	story_closed_within \
	story_live \
	story_hot_spots \
	story_score \
	story_people \
	story_department_report \
	batch_elsewhere \
	event_log \
	state_machine \
	replay_log \
	story_account_stolen \
	story_anonymous \
	story_audit_trail \
	story_corrective_action \
	story_department_late \
	story_gift \
	story_graded_attitude \
	story_graded_contract \
	story_graded_dismissed \
	story_graded_incomplete \
	story_graded_key_customer \
	story_headquarters \
	story_important_member \
	story_incomplete_sheet \
	story_infringement \
	story_litigation \
	story_media_risk \
	story_merchant_attitude \
	story_progress \
	story_report_chain \
	story_response_team \
	story_rude_agent \
	story_sensitive_complainant \
	story_sheet_stages \
	story_slow_agent \
	story_written_terms
REGRESS_OPTS = --inputdir=$(srcdir)/test --encoding=UTF8 --load-extension=$(EXTENSION)
REGRESS_PREP = link-expected
ISOLATION = \
	calendar_overlap \
	claim_twice \
	claim_against_update \
	customer_against_case \
	transition_race \
	rule_change_visible \
	batch_against_call \
	rule_versions \
	rules_opposite \
	staff_loop \
	job_against_contact \
	two_jobs \
	job_locks \
	reclassify_against_job \
	remedies_at_once \
	filter_against_handover \
	reader_against_owner \
	batch_eleventh \
	calls_at_once calls_in_a_row calls_with_orders \
	erase_against_writers \
	outbox_workers \
	fold_against_writers
ISOLATION_OPTS = --inputdir=$(srcdir)/test/isolation --encoding=UTF8 --load-extension=$(EXTENSION)
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl

EXTRA_CLEAN = sql/$(EXTENSION)--$(EXTVERSION).sql src/base/template_columns.inc \
	src/case/complaint_columns.inc

# object folders for out-of-tree builds
CF_DIRS := $(shell mkdir -p sql $(sort $(dir $(OBJS))))

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# arguments of sed: the line @name@ becomes the files of a list
take_in = -e '/^@$(1)@$$/{' $(foreach file,$(2),-e 'r $(CF_TOP)$(file)') -e 'd' -e '}'

$(DATA_built): $(addprefix $(CF_TOP),$(INSTALL_SQL) $(DESK_SQL) $(PACK_EMPTY_SQL) $(PACK_STANDARD_SQL) $(PACK_GRADED_SQL))
	cat $(addprefix $(CF_TOP),$(INSTALL_SQL)) | sed \
		$(call take_in,desk_template,$(DESK_SQL)) \
		$(call take_in,pack_empty,$(PACK_EMPTY_SQL)) \
		$(call take_in,pack_standard,$(PACK_STANDARD_SQL)) \
		$(call take_in,pack_graded,$(PACK_GRADED_SQL)) > $@

src/base/template_columns.inc: $(CF_TOP)src/base/template_columns.awk $(addprefix $(CF_TOP),$(DESK_SQL))
	cat $(addprefix $(CF_TOP),$(DESK_SQL)) | awk -f $(CF_TOP)src/base/template_columns.awk > $@.new
	mv $@.new $@

src/base/template.o src/base/template.bc: src/base/template_columns.inc

# the columns of complaint, for row_type.c
src/case/complaint_columns.inc: src/base/template_columns.inc $(CF_TOP)Makefile
	awk -F'[{", ]+' '$$2 == "complaint" { sub("OID", $$6 == "true" ? "ARRAYOID" : "OID", $$4); \
		printf "COLUMN(CF_%s, \"%s\", %s)\n", toupper($$3), $$3, $$4 }' $< > $@

src/case/row_type.o src/case/row_type.bc: src/case/complaint_columns.inc

# no header is left behind by a rebuild
$(OBJS): $(wildcard $(CF_TOP)src/*/*.h)

link-expected:
	@test -d expected || ln -sfn $(abspath $(CF_TOP))/expected expected

# commands that need nothing else, see their heads
test:
	sh $(CF_TOP)test/run

demo:
	sh $(CF_TOP)demo/run

bench:
	sh $(CF_TOP)test/bench/run

load:
	sh $(CF_TOP)test/load/run

.PHONY: link-expected test demo bench load
