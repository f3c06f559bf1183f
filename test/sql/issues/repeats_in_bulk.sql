-- Repeats in bulk: one statement brings first complaints and calls again.
\i test/helper/support_desk.sql
\set ECHO all

INSERT INTO customer (id, name) SELECT n, 'customer ' || n FROM generate_series(1, 300) AS n;
-- The night's web forms, by COPY: customer 1 wrote three times, customer 2 twice,
-- about two things.
COPY complaint (received_at, channel, customer_id, merchant, product, title) FROM stdin;
2026-03-02 01:00	web_form	1	星星商城	耳机	耳机质量差
2026-03-02 01:05	web_form	2	星星商城	耳机	耳机质量差
2026-03-02 01:10	web_form	1	星星商城	耳机	耳机质量太差
2026-03-02 01:15	web_form	2	星星商城	手表	手表质量差
2026-03-02 01:20	web_form	1	星星商城	耳机	耳机坏了
2026-03-02 01:25	web_form	\N	星星商城	耳机	耳机坏了
2026-03-02 01:30	web_form	\N	星星商城	耳机	耳机坏了
\.
SELECT id, customer_id, repeat_of, repeat_kind, state FROM complaint ORDER BY id;
SELECT complaint_id, contacted_at, note FROM contact ORDER BY id;
-- Calls again are not counted as complaints about the issue.
SELECT issue_key, count FROM issue_count ORDER BY issue_key;

-- Three hundred customers, each twice, in one INSERT; then once more in another.
INSERT INTO complaint (channel, customer_id, merchant, product, title)
    SELECT 'app', n, '大卖场', '积分券' || n % 40, '积分没到账' FROM generate_series(1, 300) AS n, generate_series(1, 2);
SELECT repeat_kind, state, count(*) FROM complaint WHERE merchant = '大卖场' GROUP BY 1, 2 ORDER BY 1, 2;
WITH again AS (
    INSERT INTO complaint (channel, customer_id, merchant, product, title)
        SELECT 'app', n, '大卖场', '积分券' || n % 40, '积分没到账' FROM generate_series(300, 1, -1) AS n
        RETURNING repeat_kind)
SELECT repeat_kind, count(*) FROM again GROUP BY 1;
SELECT contact_count, count(*) FROM complaint WHERE merchant = '大卖场' AND repeat_kind IS NULL GROUP BY 1;
SELECT count(*) AS joined_to_the_wrong_case
  FROM complaint n JOIN complaint o ON o.id = n.repeat_of
 WHERE (o.customer_id, o.issue_key, o.repeat_kind IS NULL) IS DISTINCT FROM (n.customer_id, n.issue_key, true);
SELECT count(*) AS clocks_of_joined FROM clock k JOIN complaint c ON c.id = k.complaint_id WHERE c.repeat_kind = 'joined';

-- The same statement closes a case and takes in the customer's next complaint.
WITH closed AS (UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = 2 RETURNING customer_id)
INSERT INTO complaint (id, channel, customer_id, merchant, product, title)
    SELECT 9001, 'app', customer_id, '星星商城', '耳机', '耳机质量差' FROM closed RETURNING repeat_of, repeat_kind;
SELECT state, repeat_kind FROM complaint WHERE id IN (2, 9001) ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
