\echo 'The extension, and pg_cron beside it.'
CREATE EXTENSION complaint_flow;
CREATE EXTENSION pg_cron;
SELECT extname AS extension, extversion AS version
FROM pg_catalog.pg_extension
WHERE extname IN ('complaint_flow', 'pg_cron')
ORDER BY extname;
