\set ECHO none
-- The settings under which every test answers the same everywhere.
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'iso_8601';
\set SHOW_CONTEXT never
