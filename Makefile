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

# every test below test/sql stands in the folder of its topic, see test/README.md
REGRESS = $(patsubst $(CF_TOP)test/sql/%.sql,%,$(sort $(wildcard $(CF_TOP)test/sql/*/*.sql)))
REGRESS_OPTS = --inputdir=$(srcdir)/test --encoding=UTF8 --load-extension=$(EXTENSION)
REGRESS_PREP = prepare-regress
ISOLATION = $(basename $(notdir $(sort $(wildcard $(CF_TOP)test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=$(srcdir)/test/isolation --encoding=UTF8 --load-extension=$(EXTENSION)
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl

EXTRA_CLEAN = sql/$(EXTENSION)--$(EXTVERSION).sql src/base/template_columns.inc

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

.PHONY: prepare-regress test demo bench load
