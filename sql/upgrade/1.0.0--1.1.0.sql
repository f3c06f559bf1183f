\echo Use "ALTER EXTENSION complaint_flow UPDATE" to load this file. \quit

CREATE CAST (text AS @extschema@.target) WITH INOUT AS IMPLICIT;
CREATE CAST (varchar AS @extschema@.target) WITH INOUT AS IMPLICIT;
