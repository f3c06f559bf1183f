-- A desk "support" with four months of made-up work up to now, for the tests
-- of the report page.  The engine takes the cases and the first answers in;
-- their later life is written past it and only has to look likely.
SET client_min_messages = warning;
SET TimeZone = 'Asia/Shanghai';
UPDATE support.desk SET title = '客户投诉处理中心 Customer Care', language = 'en';
SET search_path = support, public;

-- the same numbers in [0, 1) every time
CREATE FUNCTION pg_temp.chance(n int, what text) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN (hashtextextended(what, n) & 1048575) / 1048576.0;

CREATE TEMP TABLE made AS
SELECT n, date_trunc('hour', now()) - day * interval '1 day' + interval '1 minute' * (60 * 11 * pg_temp.chance(n, 'minute'))::int - interval '12 hours' AS received_at,
       (ARRAY['hotline','hotline','hotline','app','app','online_chat','web_form','email'])[1 + floor(8 * pg_temp.chance(n, 'channel'))::int] AS channel,
       (ARRAY['1.1','1.2','1.2','1.2','1.2','1.4','1.6','1.8','1.8','2.1','2.1','2.3','3.1','3.2'])[1 + floor(14 * pg_temp.chance(n, 'category') ^ 1.2)::int] AS category,
       (ARRAY['li.na','wang.fang','zhang.wei','liu.yang','chen.jie'])[1 + floor(5 * pg_temp.chance(n, 'owner') ^ 1.3)::int] AS owner,
       (ARRAY['城东超市','绿洲生鲜','North Star Travel','云上书店','Blue Harbour Insurance and Financial Services','</script><b>店</b>','东方数码','Golden Bakery'])
           [1 + floor(8 * pg_temp.chance(n, 'merchant') ^ 1.6)::int] AS merchant,
       (ARRAY['保温杯','机票','订阅','图书','手机'])[1 + floor(5 * pg_temp.chance(n, 'product'))::int] AS product,
       pg_temp.chance(n, 'answer') AS answer, pg_temp.chance(n, 'end') AS ending, pg_temp.chance(n, 'score') AS score
  FROM (SELECT row_number() OVER (ORDER BY day DESC)::int AS n, day
          FROM generate_series(0, 119) AS day
          -- fewer at weekends, a wave three weeks ago
          CROSS JOIN LATERAL generate_series(1, (CASE WHEN extract(isodow FROM now() - day * interval '1 day') > 5 THEN 2 ELSE 6 END
              + 4 * pg_temp.chance(day, 'day') + CASE WHEN day BETWEEN 18 AND 23 THEN 6 ELSE 0 END)::int)) AS each;

INSERT INTO complaint (id, received_at, channel, received_by, category, merchant, product, title)
SELECT n, received_at, channel, owner, category, merchant, product, '投诉 ' || n FROM made ORDER BY n;
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
SELECT n, 'out', 'hotline', 'first_response', received_at + interval '1 minute' * (4 + 3000 * answer ^ 5), 'reached'
  FROM made WHERE received_at + interval '1 minute' * (4 + 3000 * answer ^ 5) < now() - interval '1 minute' AND answer < 0.97 ORDER BY n;

-- the path of each case, its steps and when it took them
CREATE TEMP TABLE step AS
SELECT n, place, state, at FROM (
    SELECT m.n, p.place, p.state,
           m.received_at + sum(interval '1 minute' * (p.minutes * (0.3 + 1.8 * pg_temp.chance(m.n, p.state) ^ 2))) OVER (PARTITION BY m.n ORDER BY p.place) AS at
      FROM made m
      CROSS JOIN LATERAL (VALUES (1, 'verifying', 90), (2, 'investigating', 300), (3, 'solution_proposed', 2100), (4, 'approved', 900),
          (5, 'offered', 180), (6, 'executing', 1500), (7, 'follow_up_due', 700), (8, 'closed', 2200)) AS p (place, state, minutes)) AS s
 WHERE at < now();
SET session_replication_role = replica;
UPDATE complaint c SET state = l.state, closed_at = CASE WHEN l.state = 'closed' THEN l.at END, validity = 'valid'
  FROM (SELECT DISTINCT ON (n) n, state, at FROM step ORDER BY n, place DESC) AS l WHERE l.n = c.id;
INSERT INTO complaint_event (complaint_id, seq, at, activity, actor, db_role, changes, hash)
SELECT n, 1000 + place, at, 'state:' || state, 'li.na', current_user,
       jsonb_build_object('state', jsonb_build_array(lag(state, 1, 'registered') OVER (PARTITION BY n ORDER BY place), state)), ''
  FROM step;
DELETE FROM queue WHERE complaint_id IN (SELECT n FROM step WHERE state = 'closed');
UPDATE clock k SET stopped_at = least(k.due_at + interval '1 minute' * (1500 * (pg_temp.chance(c.id::int, k.metric) - 0.86)), c.closed_at),
       paused_at = NULL, next_at = NULL
  FROM complaint c WHERE c.id = k.complaint_id AND k.outcome IS NULL AND c.closed_at IS NOT NULL;
UPDATE clock SET outcome = CASE WHEN stopped_at <= due_at THEN 'met' ELSE 'late' END, started_at = least(started_at, stopped_at)
 WHERE stopped_at IS NOT NULL AND outcome IS NULL;
INSERT INTO satisfaction (complaint_id, score, recorded_by)
SELECT n, 1 + floor(5 * m.score ^ 0.55), 'sun.li' FROM made m JOIN step USING (n) WHERE step.state = 'closed' AND ending < 0.6;
INSERT INTO remedy (complaint_id, kind, amount, currency, recorded_by, status)
SELECT n, 'points', round((20 + 300 * ending ^ 4)::numeric), 'CNY', 'li.na', 'executed' FROM made JOIN step USING (n) WHERE state = 'closed' AND answer < 0.35;
INSERT INTO execution (complaint_id, remedy_id, amount, recorded_by) SELECT complaint_id, id, amount, 'li.na' FROM remedy;
RESET session_replication_role;
SELECT complaint_flow.run_clocks('support') \g /dev/null
SELECT complaint_flow.kpi_rebuild('support') \g /dev/null
