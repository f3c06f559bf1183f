\echo Use "CREATE EXTENSION complaint_flow" to load this file. \quit

-- every function carries its own grants
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
