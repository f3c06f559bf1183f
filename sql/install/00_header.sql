\echo Use "CREATE EXTENSION complaint_flow" to load this file. \quit
