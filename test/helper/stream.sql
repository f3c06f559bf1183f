-- 400 cases for desk :desk in the order of their receipt, one statement each,
-- with texts of the pack's examples: customers who call again, issues with many
-- cases a day, persons complained about, a supervisor who is away.  Some cases are withdrawn in between.
SET search_path = :desk, public;
SELECT set_config('complaint_flow.actor', 'li.na', false) \gset
INSERT INTO absence (staff, from_at, until_at, deputy) VALUES ('sun.li', '2020-01-01', '2099-01-01', 'zhou.min');
INSERT INTO customer (id, name) SELECT n, 'customer ' || n FROM generate_series(1, 60) AS n;
CREATE TEMP TABLE text AS
    SELECT row_number() OVER (ORDER BY id)::int AS n, content FROM example WHERE id % 8 = 0 ORDER BY id LIMIT 400;
SELECT format($$INSERT INTO complaint (id, received_at, channel, customer_id, product, merchant, order_ref, amount, occurred_at, accused_staff, title, description)
                VALUES (%s, timestamptz '2026-03-02 08:00+08' + %1$s * interval '17 minutes', %L, %L, %L, %L, %L, %s, '2026-03-01 08:00+08', %L, %L, %L)$$,
              n, (ARRAY['hotline', 'web_form', 'app', 'email'])[1 + n % 4], CASE WHEN n % 3 > 0 THEN 1 + n * 7 % 60 END,
              (ARRAY['points', 'voucher', NULL])[1 + n % 3], 'M' || n % 3, 'O' || n % 4, n % 900,
              CASE WHEN n % 11 = 0 THEN 'wang.fang' END, left(content, 10), content),
       CASE WHEN n % 9 = 0 THEN
           format('UPDATE complaint SET state = ''withdrawn'', reason = ''settled'' WHERE id = %s AND state = ''registered''', n - 3) END
  FROM text ORDER BY n
\gexec
DROP TABLE text;
