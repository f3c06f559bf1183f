-- What a desk consists of: psql -v id=3 -f look.sql; + shows what tables and columns mean.
\dv+ support.kpi_*
\d+ support.complaint
SELECT to_state, name, allowed, lacks FROM complaint_flow.allowed_transitions('support', :id);
