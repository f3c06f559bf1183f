-- Some rows of :file of the shared data, always the same ones, whatever its
-- columns are, as rows of table told.
\setenv CF_FILE :file
\set header `gzip -dc "$CF_SHARED_DATA/$CF_FILE" 2>/dev/null | head -n 1`
SELECT format('CREATE TEMP TABLE raw (%s)', string_agg(format('%I text', name), ', ')) FROM unnest(string_to_array(:'header', ',')) AS name \gexec
\copy raw FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/$CF_FILE"' (FORMAT csv, HEADER)
\set rows `echo "${CF_SHARED_ROWS:-2000}"`
INSERT INTO told (file, row) SELECT :'file', jsonb_strip_nulls(to_jsonb(raw)) FROM raw ORDER BY md5(raw::text) LIMIT :rows;
DROP TABLE raw;
