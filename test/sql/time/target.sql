-- The type target: reading, writing, order, errors.
\i test/helper/session.sql
\set ECHO all
SET search_path = complaint_flow, public;

-- every form, and the canonical form it is written in
SELECT given, given::target AS target, given::target::text::target = given::target AS round_trip
  FROM unnest('{3 hours,3h,1 HOUR,45 minutes,90 min,1 hour 30 minutes,"1 hour, 30 minutes",24 hours,0 hours,0 minutes,
                1.5 hours,90 seconds,0.25 sec,"  2   hours  ",100 hrs 1 s,
                8 business hours,1 business hour,8 working hours,45 business minutes,1 business hour 30 minutes,
                1 business hour 30 business minutes,0.5 business seconds,
                same day,SAME DAY,same-day,sameday,T+0,
                T+1,t+2,T + 2,t +7,T+3 working days,T+1 business day,T+2 close,t+2CLOSE,T+1 working day close,
                1 business day,2 working days,0 business days,30 days,1 day,8 weeks,1 week 2 days,1w,0 days,
                36525 days,876600 hours}'::text[]) WITH ORDINALITY AS g (given, n)
 ORDER BY n;

-- total order: nominal length, then kind
SELECT t::target FROM unnest('{3 hours,24 hours,8 business hours,9 business hours,same day,T+1,T+1 close,1 business day,
    1 day,2 days,2 business days,48 hours,0 hours,0 days,T+2}'::text[]) t
 ORDER BY t::target;
SELECT '24 hours'::target < '8 business hours'::target AS lt, '24 hours'::target <= '24 hours'::target AS le,
       '1 day'::target = '24 hours'::target AS eq, '1 day'::target <> '24 hours'::target AS ne,
       'T+2'::target > 'T+2 close'::target AS gt, 'T+2'::target >= 'T+3'::target AS ge,
       '8 weeks'::target = '56 days'::target AS same_value;

-- trichotomy and transitivity over all pairs and triples
CREATE TEMP TABLE t AS
SELECT s::target AS v FROM unnest('{0 hours,1 hour,72 hours,1 business hour,24 business hours,same day,T+1,T+2,T+2 close,
    0 business days,3 business days,0 days,3 days,1 second,T+3 close}'::text[]) s;
SELECT count(*) FROM t a, t b WHERE (a.v < b.v)::int + (a.v = b.v)::int + (a.v > b.v)::int <> 1;
SELECT count(*) FROM t a, t b, t c WHERE a.v < b.v AND b.v < c.v AND NOT a.v < c.v;
SELECT count(*) FROM t a, t b WHERE a.v = b.v AND a.v::text <> b.v::text;

-- indexes, hashing, grouping
CREATE UNIQUE INDEX ON t (v);
CREATE INDEX ON t USING hash (v);
SET enable_seqscan = off;
SELECT v FROM t WHERE v = 'T+2';
SELECT count(*) FROM t WHERE v BETWEEN '1 second' AND '72 hours';
RESET enable_seqscan;
SELECT count(*) FROM (SELECT v FROM (SELECT v FROM t UNION ALL SELECT v FROM t) u GROUP BY v HAVING count(*) = 2) x;
SELECT target_hash('8 weeks') = target_hash('56 days') AS equal_hash,
       target_hash_extended('T+1', 7) = target_hash_extended('t + 1', 7) AS equal_extended,
       target_hash('T+1') = target_hash('T+1 close') AS collides;
INSERT INTO t VALUES ('3 days');

-- the binary form goes there and back
\getenv folder PG_ABS_BUILDDIR
\cd :folder
\copy t TO 'results/target.bin' (FORMAT binary)
CREATE TEMP TABLE u (v target);
\copy u FROM 'results/target.bin' (FORMAT binary)
SELECT count(*), count(*) FILTER (WHERE t.v::text = u.v::text) FROM t JOIN u USING (v);
SELECT encode(target_send('T+2'), 'hex');
SELECT count(*) FROM t WHERE length(target_send(v)) <> 9;

-- errors
DO $$
DECLARE
    bad text;
    detail text;
    hint text;
BEGIN
    FOREACH bad IN ARRAY ARRAY['', ' ', 'soon', '3', 'hours', '3 fortnights', '-3 hours', 'T-1', 'T+-1', 'T+', 'T2', 'T+1.5', 'T+0 close',
        'T+1 hour', 'T+1 close x', '2 business weeks', '1.5 days', '1.5 business days', '1.1234567 hours', '1. hour', '.5 hours',
        '1 day 2 hours', '1 hour 30 business minutes', '1 business day 2 hours', '3 hours,, 2 minutes', 'same', 'same day x', 'day',
        '3 hours 4', '3 hoursandsomething', '1 month', '36526 days', 'T+36526', '876601 hours', '1e3 hours',
        '99999999999999999999 hours', '9223372036854775807 weeks', 'T+9999999999', '３ hours']
    LOOP
        BEGIN
            PERFORM bad::complaint_flow.target;
            RAISE NOTICE '"%" was accepted', bad;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            RAISE NOTICE '% % | %', SQLSTATE, SQLERRM, detail;
            IF SQLSTATE = '22P02' AND hint !~ 'business hours' THEN
                RAISE NOTICE 'without a hint';
            END IF;
        END;
    END LOOP;
END
$$;
SELECT '2 forthnights'::target;
DROP TABLE t;
