# The official image of PostgreSQL with complaint_flow and pg_cron:
#
#	docker build --build-arg PG_MAJOR=17 -t complaint_flow .
#
# docs/OPERATING.md says how to run it.

ARG PG_MAJOR=17
FROM postgres:${PG_MAJOR}-bookworm AS build
RUN apt-get update \
	&& apt-get install -y --no-install-recommends gcc libc6-dev make postgresql-server-dev-$PG_MAJOR \
	&& rm -rf /var/lib/apt/lists/*
COPY . /usr/src/complaint_flow
WORKDIR /usr/src/complaint_flow
RUN make with_llvm=no && make with_llvm=no install DESTDIR=/made

FROM postgres:${PG_MAJOR}-bookworm
RUN apt-get update \
	&& apt-get install -y --no-install-recommends postgresql-$PG_MAJOR-cron \
	&& rm -rf /var/lib/apt/lists/*
COPY --from=build /made/ /
CMD ["postgres", "-c", "shared_preload_libraries=pg_cron", "-c", "cron.use_background_workers=on"]
