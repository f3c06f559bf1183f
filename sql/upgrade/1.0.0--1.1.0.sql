\echo Use "ALTER EXTENSION complaint_flow UPDATE" to load this file. \quit
