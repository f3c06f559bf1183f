EXTENSION = complaint_flow
MODULE_big = complaint_flow
PGFILEDESC = "complaint_flow - complaint handling inside PostgreSQL"

CF_TOP := $(dir $(firstword $(MAKEFILE_LIST)))
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(CF_TOP)$(EXTENSION).control)

# every .c file below src; a folder is a room, see docs/DESIGN.md
SOURCES := $(patsubst $(CF_TOP)%,%,$(sort $(wildcard $(CF_TOP)src/*.c $(CF_TOP)src/*/*.c)))
OBJS := $(SOURCES:.c=.o)
# the library does not tell the folder in which it was made
PG_CPPFLAGS = -I$(CF_TOP)src -ffile-prefix-map=$(abspath $(CF_TOP))/= -ffile-prefix-map=$(CURDIR)=.
# calls inside the library are bound now, not when each backend loads it
SHLIB_LINK = $(if $(filter linux,$(PORTNAME)),-Wl$(comma)-Bsymbolic-functions)
comma := ,

# the extension's functions, a topic a file, joined in this order
INSTALL_SQL = \
	sql/install/begin.sql \
	sql/install/time.sql \
	sql/install/histogram.sql \
	sql/install/condition.sql \
	sql/install/template.sql \
	sql/install/policy.sql \
	sql/install/check_conditions.sql \
	sql/install/triggers.sql \
	sql/install/case.sql \
	sql/install/desk.sql \
	sql/install/upgrade.sql \
	sql/install/sequences.sql \
	sql/install/privileges.sql \
	sql/install/partition.sql \
	sql/install/partition_swap.sql \
	sql/install/partition_past.sql \
	sql/install/logins.sql \
	sql/install/jobs.sql \
	sql/install/draft.sql \
	sql/install/shards.sql \
	sql/install/publish.sql \
	sql/install/publish_figures.sql \
	sql/install/revert.sql \
	sql/install/diff.sql \
	sql/install/check_gaps.sql \
	sql/install/check_states.sql \
	sql/install/check_clocks.sql \
	sql/install/check_people.sql \
	sql/install/check_words.sql \
	sql/install/check_order.sql \
	sql/install/check_overlap.sql \
	sql/install/check_siblings.sql \
	sql/install/check_rules.sql \
	sql/install/verify.sql \
	sql/install/sheet.sql \
	sql/install/explain.sql \
	sql/install/words.sql \
	sql/install/timeline.sql \
	sql/install/sheet_lists.sql \
	sql/install/next_action.sql \
	sql/install/scripts.sql \
	sql/install/similar_cases.sql \
	sql/install/model.sql \
	sql/install/model_report.sql \
	sql/install/learn_from_cases.sql \
	sql/install/examples.sql \
	sql/install/example_rows.sql \
	sql/calendar/china.sql \
	sql/calendar/us_federal.sql \
	sql/calendar/official_days.sql \
	sql/install/incident.sql \
	sql/install/find_case.sql \
	sql/install/privacy.sql \
	sql/install/messages.sql \
	sql/install/kpi.sql \
	sql/install/group.sql \
	sql/install/company.sql \
	sql/install/membership.sql \
	sql/install/exchange.sql \
	sql/install/department_report.sql \
	sql/install/state_machine.sql \
	sql/install/replay_log.sql \
	sql/install/compare.sql \
	sql/install/export_ocel.sql \
	sql/install/end.sql

# what template.sql takes in, in this order: the tables and views of a desk, and
# the rows of each pack
DESK_SQL = \
	sql/desk/people.sql \
	sql/desk/calendar.sql \
	sql/desk/policy.sql \
	sql/desk/draft.sql \
	sql/desk/case.sql \
	sql/desk/issue.sql \
	sql/desk/entries.sql \
	sql/desk/remedy.sql \
	sql/desk/messages.sql \
	sql/desk/jobs.sql \
	sql/desk/privacy.sql \
	sql/desk/learning.sql \
	sql/desk/model.sql \
	sql/desk/scripts.sql \
	sql/desk/digest.sql \
	sql/desk/views.sql \
	sql/desk/kpi/figures.sql \
	sql/desk/kpi/sums.sql \
	sql/desk/kpi/views.sql \
	sql/desk/kpi/rules.sql \
	sql/desk/kpi/star.sql \
	sql/desk/kpi/live.sql \
	sql/desk/kpi/hot_spots.sql \
	sql/desk/kpi/score.sql \
	sql/desk/kpi/people.sql \
	sql/desk/mining/event_log.sql \
	sql/desk/mining/ocel.sql \
	sql/desk/shared_comments.sql
PACK_EMPTY_SQL = \
	sql/pack/empty.sql \
	sql/pack/words.sql \
	sql/pack/policy_words.sql \
	sql/pack/negation.sql \
	sql/pack/hot_spots.sql
PACK_SHARED_SQL = \
	sql/pack/words.sql \
	sql/pack/policy_words.sql \
	sql/pack/negation.sql \
	sql/pack/hot_spots.sql \
	sql/pack/kpi.sql \
	sql/pack/engine_messages.sql \
	sql/pack/outages.sql
PACK_STANDARD_SQL = \
	sql/pack/standard/codes.sql \
	sql/pack/standard/classification.sql \
	sql/pack/standard/examples.sql \
	sql/pack/standard/handling.sql \
	sql/pack/standard/states.sql \
	sql/pack/standard/issue.sql \
	sql/pack/standard/scripts.sql \
	$(PACK_SHARED_SQL) \
	sql/pack/standard/messages.sql \
	sql/pack/standard/tests.sql \
	sql/pack/standard/tests_life.sql \
	sql/pack/standard/tests_handling.sql \
	sql/pack/standard/tests_rules.sql
PACK_GRADED_SQL = \
	sql/pack/graded/codes.sql \
	sql/pack/graded/classification.sql \
	sql/pack/graded/handling.sql \
	sql/pack/graded/states.sql \
	sql/pack/graded/issue.sql \
	sql/pack/graded/scripts.sql \
	$(PACK_SHARED_SQL) \
	sql/pack/graded/messages.sql \
	sql/pack/graded/tests.sql \
	sql/pack/graded/tests_rules.sql \
	sql/pack/graded/tests_life.sql


# what brings the tables of a desk to each version
STEPS_SQL = sql/desk/steps/1.1.0.sql

# the tables of a group: at its head office, and at a company
GROUP_SQL = sql/group/head_office.sql
COMPANY_SQL = sql/group/company.sql

FULL_SCRIPT = sql/$(EXTENSION)--$(EXTVERSION).sql

# what is released stays as it is; a step to this version is made of its file in
# sql/upgrade and of the functions in their present form
DATA = $(patsubst $(CF_TOP)%,%,$(wildcard $(CF_TOP)sql/release/*.sql))
UPDATE_SCRIPTS = $(patsubst $(CF_TOP)sql/upgrade/%.sql,sql/$(EXTENSION)--%.sql,$(wildcard $(CF_TOP)sql/upgrade/*--$(EXTVERSION).sql))
DATA_built = $(FULL_SCRIPT) $(UPDATE_SCRIPTS)

# every test below test/sql stands in the folder of its topic, see test/README.md
REGRESS = $(patsubst $(CF_TOP)test/sql/%.sql,%,$(sort $(wildcard $(CF_TOP)test/sql/*/*.sql)))
REGRESS_OPTS = --inputdir=$(srcdir)/test --encoding=UTF8 --load-extension=$(EXTENSION)
REGRESS_PREP = prepare-regress
ISOLATION = $(basename $(notdir $(sort $(wildcard $(CF_TOP)test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=$(srcdir)/test/isolation --encoding=UTF8 --load-extension=$(EXTENSION)
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl

EXTRA_CLEAN = $(DATA_built) src/base/template_columns.inc \
	src/case/complaint_columns.inc

# object folders for out-of-tree builds
CF_DIRS := $(shell mkdir -p sql $(sort $(dir $(OBJS))))

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# the headers of 15 are older than C23, which new compilers take by default
override CFLAGS += $(if $(filter 15,$(MAJORVERSION)),-std=gnu17)

# arguments of sed: the line @name@ becomes the files of a list
take_in = -e '/^@$(1)@$$/{' $(foreach file,$(2),-e 'r $(CF_TOP)$(file)') -e 'd' -e '}'

# SQL may hold lists, and lines that are repeated for their rows
expand = awk -f $(CF_TOP)sql/expand.awk

$(FULL_SCRIPT): $(CF_TOP)sql/expand.awk $(addprefix $(CF_TOP),$(INSTALL_SQL) $(DESK_SQL) $(PACK_EMPTY_SQL) $(PACK_STANDARD_SQL) $(PACK_GRADED_SQL) $(GROUP_SQL) $(COMPANY_SQL) $(STEPS_SQL))
	cat $(addprefix $(CF_TOP),$(INSTALL_SQL)) | sed \
		$(call take_in,desk_template,$(DESK_SQL)) \
		$(call take_in,pack_empty,$(PACK_EMPTY_SQL)) \
		$(call take_in,pack_standard,$(PACK_STANDARD_SQL)) \
		$(call take_in,pack_graded,$(PACK_GRADED_SQL)) \
		$(call take_in,desk_1_1_0,sql/desk/steps/1.1.0.sql) \
		$(call take_in,group_template,$(GROUP_SQL)) \
		$(call take_in,company_template,$(COMPANY_SQL)) | $(expand) > $@.new
	mv $@.new $@

$(UPDATE_SCRIPTS): sql/$(EXTENSION)--%.sql: $(CF_TOP)sql/upgrade/%.sql $(CF_TOP)sql/upgrade/functions_again.awk $(FULL_SCRIPT)
	{ cat $<; awk -f $(CF_TOP)sql/upgrade/functions_again.awk $(FULL_SCRIPT); } > $@.new
	mv $@.new $@

src/base/template_columns.inc: $(CF_TOP)src/base/template_columns.awk $(CF_TOP)sql/expand.awk $(addprefix $(CF_TOP),$(DESK_SQL))
	cat $(addprefix $(CF_TOP),$(DESK_SQL)) | $(expand) | awk -f $(CF_TOP)src/base/template_columns.awk > $@.new
	mv $@.new $@

src/base/template.o src/base/template.bc: src/base/template_columns.inc

# written by src/base/fold_table.pl
src/base/fold.o src/base/fold.bc: $(CF_TOP)src/base/fold_table.inc

# the columns of complaint, for row_type.c
src/case/complaint_columns.inc: src/base/template_columns.inc $(CF_TOP)Makefile
	awk -F'[{", ]+' '$$2 == "complaint" { sub("OID", $$6 == "true" ? "ARRAYOID" : "OID", $$4); \
		printf "COLUMN(CF_%s, \"%s\", %s)\n", toupper($$3), $$3, $$4 }' $< > $@.new
	mv $@.new $@

src/case/row_type.o src/case/row_type.bc: src/case/complaint_columns.inc

# the sums of a score are made of vectors
src/model/score.o: CFLAGS += -O3

# no header is left behind by a rebuild
$(OBJS): $(wildcard $(CF_TOP)src/*/*.h)

# pg_regress looks for expected/ and writes results/TOPIC/ below the current
# folder; psql reads test/helper from there
prepare-regress:
	@test -d expected || ln -sfn $(abspath $(CF_TOP))/expected expected
	@test -d test || ln -sfn $(abspath $(CF_TOP))/test test
	@mkdir -p results $(addprefix results/,$(sort $(dir $(REGRESS))))

# commands that need nothing else, see their heads
test:
	sh $(CF_TOP)test/run

demo:
	sh $(CF_TOP)demo/run

bench:
	sh $(CF_TOP)test/bench/run

load:
	sh $(CF_TOP)test/load/run

# what PGXN distributes: the commit that is checked out
dist:
	git -C $(CF_TOP) archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ \
		-o $(CURDIR)/$(EXTENSION)-$(EXTVERSION).zip HEAD

.PHONY: prepare-regress test demo bench load dist
