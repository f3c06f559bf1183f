EXTENSION = complaint_flow
MODULE_big = complaint_flow
PGFILEDESC = "complaint_flow - complaint handling inside PostgreSQL"

CF_TOP := $(dir $(firstword $(MAKEFILE_LIST)))
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(CF_TOP)$(EXTENSION).control)

OBJS = \
	src/complaint_flow.o \
	src/target.o \
	src/target_sql.o \
	src/local_time.o \
	src/calendar.o \
	src/worktime.o \
	src/workday.o \
	src/deadline.o \
	src/calendar_load.o \
	src/calendar_check.o \
	src/calendar_sql.o

# joined in this order; a forgotten file is a build error
INSTALL_SQL = \
	sql/install/00_header.sql \
	sql/install/20_time.sql \
	sql/calendar/china.sql \
	sql/calendar/us_federal.sql \
	sql/install/60_official_days.sql

DATA_built = sql/$(EXTENSION)--$(EXTVERSION).sql

REGRESS = \
	target \
	calendar \
	worktime \
	real_deadlines \
	official_days
REGRESS_OPTS = --inputdir=$(srcdir)/test --encoding=UTF8 --load-extension=$(EXTENSION)
REGRESS_PREP = link-expected
ISOLATION =
ISOLATION_OPTS = --inputdir=$(srcdir)/test/isolation --encoding=UTF8 --load-extension=$(EXTENSION)
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl

EXTRA_CLEAN = sql/$(EXTENSION)--$(EXTVERSION).sql

# object folders for out-of-tree builds
CF_DIRS := $(shell mkdir -p src sql)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(DATA_built): $(addprefix $(CF_TOP),$(INSTALL_SQL))
	cat $^ > $@

link-expected:
	@test -d expected || ln -sfn $(abspath $(CF_TOP))/expected expected

# the two commands that need nothing else, see their heads
test:
	sh $(CF_TOP)test/run

demo:
	sh $(CF_TOP)demo/run

.PHONY: link-expected test demo
