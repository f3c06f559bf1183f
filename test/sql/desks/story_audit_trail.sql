-- The owner of a desk keeps an audit trail and a copy of it, by triggers of the
-- usual kind.  Whatever is written in whatever way, they see the changes of a
-- case in the order in which they happened, the newest row last.
\i test/helper/support_desk.sql
\i test/helper/shadow.sql
\set ECHO all
CREATE TABLE public.trail (n serial PRIMARY KEY, who text, op text, id bigint, events int);
CREATE FUNCTION public.note_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.trail (who, op, id, events) VALUES (tg_name, tg_op, new.id, new.event_count);
    RETURN NULL;
END $$;
-- One fires before the triggers of the engine, one after them.
CREATE TRIGGER aa_first AFTER INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION public.note_case();
CREATE TRIGGER trail AFTER INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION public.note_case();
CREATE CONSTRAINT TRIGGER later AFTER INSERT OR UPDATE ON complaint
    FOR EACH ROW EXECUTE FUNCTION public.note_case();
-- What must hold after everything: no row.
CREATE VIEW wrong AS
SELECT who || ' saw ' || op || ' ' || events || ' in place of ' || place AS what, id::text
  FROM (SELECT *, row_number() OVER (PARTITION BY who, id ORDER BY n) AS place FROM public.trail) t
 WHERE events <> place OR (op = 'INSERT') <> (place = 1)
UNION ALL
SELECT who || ' missed something', id::text FROM public.trail JOIN complaint USING (id)
 GROUP BY who, id, event_count HAVING count(*) <> event_count
UNION ALL
SELECT DISTINCT 'copy of ' || tab, coalesce(image ->> 'complaint_id', image ->> 'id')
  FROM (SELECT tab, coalesce("is", copied) AS image FROM public.shadow_differs) d
UNION ALL
SELECT 'history', complaint_id::text FROM complaint_flow.verify_history('support')
UNION ALL
SELECT 'event_count', id::text FROM complaint
 WHERE event_count <> (SELECT count(*) FROM complaint_event e WHERE e.complaint_id = complaint.id);
-- A clock that the work order meets, which follows from the complaint itself.
INSERT INTO clock_rule (position, name, metric, target, met_by) VALUES (1, 'the department is asked', 'asked', '1 hour', '{work_order:*}');
ALTER SEQUENCE complaint_id_seq RESTART WITH 101;
INSERT INTO customer (id, name) SELECT n, 'customer ' || n FROM generate_series(1, 30) AS n;
SET complaint_flow.actor = 'li.na';

-- This desk freezes an account on the first word.
UPDATE entry_rule SET active = false;
UPDATE action_rule SET activities = '{received,separated,raised,rejudged,reclassified}', condition = $$category = '3.2'$$ WHERE action = 'freeze account';

-- An account was stolen: it is frozen, and risk control gets a work order.
-- RETURNING shows what the INSERT itself wrote.
INSERT INTO complaint (id, channel, customer_id, title, description) VALUES (1, 'hotline', 1, '账户被盗', '积分没了')
    RETURNING event_count, category;
SELECT op, events, count(*) AS triggers FROM public.trail WHERE id = 1 GROUP BY op, events ORDER BY min(n);
SELECT seq, activity, actor, at = max(at) OVER () AS same_moment FROM complaint_event WHERE complaint_id = 1 ORDER BY seq;
SELECT action, recorded_by FROM account_action;
SELECT * FROM wrong;

-- Among others, in one INSERT, by COPY, by MERGE, and in place of a row that
-- is there.
INSERT INTO complaint (id, channel, title, description) VALUES
    (2, 'app', '积分没到账', '一周了'), (3, 'app', '账户被盗', '积分没了'), (4, 'app', '包裹漏发', '少了一件'), (5, 'app', '账户被盗', '卡被盗刷');
COPY complaint (id, channel, title, description) FROM stdin;
6	app	账户被盗	积分没了
7	app	包裹漏发	少了一件
8	app	账户被盗	卡被盗刷
\.
SET complaint_flow.actor = 'sun.li';
MERGE INTO complaint c USING (VALUES (2, '账户被盗'), (9, '账户被盗'), (10, '包裹漏发')) AS s (id, title) ON c.id = s.id
    WHEN MATCHED THEN UPDATE SET category = '3.2', reason = '是盗号'
    WHEN NOT MATCHED THEN INSERT (id, channel, title) VALUES (s.id, 'app', s.title);
INSERT INTO complaint (id, channel, title) VALUES (4, 'app', '账户被盗'), (11, 'app', '账户被盗')
    ON CONFLICT (id) DO UPDATE SET category = '3.2', reason = '是盗号';
UPDATE complaint SET category = '3.2', reason = '是盗号' WHERE id IN (7, 10);
SELECT c.id, c.event_count, string_agg(activity, ' > ' ORDER BY seq) AS life
  FROM complaint c JOIN complaint_event e ON e.complaint_id = c.id WHERE c.id BETWEEN 2 AND 11 GROUP BY c.id ORDER BY c.id;
SELECT * FROM wrong;

-- Several contacts and entries in one statement; some of one case.
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    VALUES (1, 'out', 'hotline', 'update', 'not_reached'), (1, 'out', 'hotline', 'first_response', 'reached'), (2, 'out', 'hotline', 'first_response', 'reached');
INSERT INTO work_order (complaint_id, department, task)
    VALUES (1, 'merchant_care', '核实'), (2, 'merchant_care', '核实'), (1, 'risk_control', '再核实');
WITH filed AS (INSERT INTO complaint (id, channel, title) VALUES (12, 'app', '账户被盗') RETURNING id)
INSERT INTO contact (complaint_id, direction, channel, purpose, result) SELECT id, 'out', 'hotline', 'first_response', 'reached' FROM filed;
SELECT activity FROM complaint_event WHERE complaint_id IN (1, 12) ORDER BY complaint_id, seq;
SELECT * FROM wrong;

-- Rules that call one another, and one that would follow itself for ever.
INSERT INTO action_rule (position, name, activities, condition, action, argument, task, once) VALUES
    (200, 'frozen: merchant care looks', '{account:freeze}', NULL, 'work order', 'merchant_care', '看商户', true),
    (210, 'care looked for: customer service, too', '{work_order:merchant_care}', NULL, 'work order', 'customer_service', '通知客户', true),
    (220, 'round and round', '{work_order:customer_service}', $$title LIKE '%圈%'$$, 'work order', 'customer_service', '再来', false);
INSERT INTO complaint (id, channel, title) VALUES (13, 'app', '账户被盗'), (14, 'app', '账户被盗圈');
SELECT complaint_id, seq, activity FROM complaint_event WHERE complaint_id IN (13, 14) ORDER BY complaint_id, seq;
SELECT regexp_replace(content ->> 'rule', '[0-9]+', 'N') AS rule FROM outbox WHERE topic = 'rule_failed';
SELECT * FROM wrong;

-- A batch, whose first complaint is about a stolen account: the incident is
-- declared at once, no case is left to the job.
INSERT INTO complaint (channel, title, merchant, product, description)
    SELECT 'app', 'a', 'm2', 'x', CASE WHEN n = 1 THEN '卡被盗刷' ELSE '商品质量有问题坏了' END FROM generate_series(1, 13) AS n;
SELECT issue_key, count, incident_id FROM issue_count WHERE issue_key LIKE '%m2%' ORDER BY 1;
SELECT category, urgency, count(*) FROM complaint WHERE merchant = 'm2' GROUP BY 1, 2 ORDER BY 1;
SELECT count(*) AS left_to_the_job FROM issue_moved;
SELECT * FROM wrong;
-- The same by COPY, the stolen account last.
COPY complaint (channel, title, merchant, product, description) FROM stdin;
app	a	m3	x	卡被盗刷
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	商品质量有问题坏了
app	a	m3	x	卡被盗刷
\.
SELECT issue_key, count, incident_id FROM issue_count WHERE issue_key LIKE '%m3%' ORDER BY 1;
SELECT count(*) AS left_to_the_job FROM issue_moved;
SELECT * FROM wrong;

-- The customer calls again: the sheet joins the open case.
INSERT INTO complaint (id, channel, customer_id, product, title, description) VALUES
    (901, 'hotline', 5, 'App', '账户被盗', '积分没了'), (902, 'hotline', 5, 'App', '账户被盗', '还没消息'), (903, 'hotline', 6, 'App', '账户被盗', '积分没了');
SELECT id, repeat_of, event_count FROM complaint WHERE id BETWEEN 901 AND 903 ORDER BY id;
-- The job finds deadlines that have passed, and a rule acts on it.
INSERT INTO action_rule (position, name, activities, condition, action, argument, task) VALUES
    (230, 'late: risk control helps', '{clock_breached:first_response}', NULL, 'work order', 'risk_control', '催办');
INSERT INTO complaint (id, received_at, channel, title) VALUES
    (911, '2026-03-02', 'app', '积分没到账'), (912, '2026-03-02', 'app', '账户被盗'), (913, '2026-03-02', 'app', '包裹漏发');
SELECT complaint_flow.run_clocks('support') AS flagged;
SELECT complaint_id FROM work_order WHERE task = '催办' ORDER BY 1;
SELECT * FROM wrong;

-- Cases that a foreign key changes: the parcels get other numbers, by which
-- rules judge.
SET complaint_flow.actor = 'sun.li';
CREATE TABLE public.parcel (ref text PRIMARY KEY);
INSERT INTO public.parcel VALUES ('p1'), ('p2'), ('p3');
ALTER TABLE complaint ADD FOREIGN KEY (order_ref) REFERENCES public.parcel ON UPDATE CASCADE;
INSERT INTO classification_rule (position, name, condition, category) VALUES (1, 'stolen parcels', $$order_ref LIKE 'stolen%'$$, '3.2');
INSERT INTO complaint (id, channel, title, order_ref) SELECT 920 + n, 'app', '包裹漏发', 'p' || n FROM generate_series(1, 3) AS n;
UPDATE public.parcel SET ref = 'stolen ' || ref WHERE ref <> 'p2';
SELECT complaint_id, seq, activity FROM complaint_event WHERE complaint_id IN (921, 922, 923) ORDER BY 1, 2;
SELECT * FROM wrong;
ALTER TABLE complaint DROP CONSTRAINT complaint_order_ref_fkey;

-- What fails takes all of it back; after a savepoint the rest goes on.
CREATE FUNCTION public.refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.id = 1003 THEN RAISE 'not this one'; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER zz_refuse AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION public.refuse_one();
BEGIN;
INSERT INTO complaint (id, channel, title) VALUES (1001, 'app', '账户被盗');
SAVEPOINT s;
INSERT INTO complaint (id, channel, title) VALUES (1002, 'app', '账户被盗'), (1003, 'app', '账户被盗');
ROLLBACK TO s;
INSERT INTO complaint (id, channel, title) VALUES (1004, 'app', '账户被盗');
COMMIT;
SELECT complaint_id, count(*) FROM work_order WHERE complaint_id > 1000 GROUP BY 1 ORDER BY 1;
SELECT * FROM wrong;
DROP TRIGGER zz_refuse ON complaint;

-- A trigger of the statement, with its rows in a table, sees what the statement
-- wrote, and then what followed.
CREATE FUNCTION public.note_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE NOTICE '% of %', tg_op, (SELECT string_agg(id || ' with ' || event_count, ', ' ORDER BY id) FROM fresh);
    RETURN NULL;
END $$;
CREATE TRIGGER inserted AFTER INSERT ON complaint REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.note_statement();
CREATE TRIGGER updated AFTER UPDATE ON complaint REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.note_statement();
UPDATE action_rule SET active = false WHERE position BETWEEN 200 AND 230;
INSERT INTO complaint (id, channel, title) VALUES (1011, 'app', '账户被盗'), (1012, 'app', '包裹漏发');
MERGE INTO complaint c USING (VALUES (1012, 'x'), (1013, '账户被盗')) AS s (id, title) ON c.id = s.id
    WHEN MATCHED THEN UPDATE SET category = '3.2', reason = '是盗号'
    WHEN NOT MATCHED THEN INSERT (id, channel, title) VALUES (s.id, 'app', s.title);
DROP TRIGGER inserted ON complaint;
DROP TRIGGER updated ON complaint;

-- A trigger of the owner's that writes the case itself, when all others have
-- seen the row: it acknowledges.  That a statement's own cases are written
-- again spoils no batch.
CREATE FUNCTION public.acknowledge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact (complaint_id, direction, channel, purpose, result)
        VALUES (new.id, 'out', new.channel, 'acknowledgement', 'reached');
    RETURN NULL;
END $$;
CREATE TRIGGER zz_acknowledge AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION public.acknowledge();
INSERT INTO complaint (channel, title, merchant, product, description)
    SELECT 'app', 'a', 'm4', 'x', '商品质量有问题坏了' FROM generate_series(1, 12) AS n;
SELECT issue_key, count, incident_id IS NOT NULL AS incident FROM issue_count WHERE issue_key LIKE '%m4%';
SELECT count(*) AS left_to_the_job FROM issue_moved;
SELECT * FROM wrong;
DROP TRIGGER zz_acknowledge ON complaint;
-- One that withdraws it: a case that is over gets no work order.
CREATE FUNCTION public.withdraw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE complaint SET state = 'withdrawn', reason = '客户撤诉' WHERE id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER zz_withdraw AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION public.withdraw();
INSERT INTO complaint (id, channel, title) VALUES (20001, 'app', '账户被盗');
SELECT activity FROM complaint_event WHERE complaint_id = 20001 ORDER BY seq;
SELECT * FROM wrong;
DROP TRIGGER zz_withdraw ON complaint;

-- More than wait for the end of a statement.
INSERT INTO complaint (id, channel, title) SELECT 10000 + n, 'app', '账户被盗' FROM generate_series(1, 1050) AS n;
SELECT event_count, count(*) FROM complaint WHERE id BETWEEN 10001 AND 11050 GROUP BY 1;
SELECT count(*) AS orders, count(DISTINCT complaint_id) AS cases FROM work_order WHERE complaint_id BETWEEN 10001 AND 11050;
SELECT * FROM wrong;
DROP TABLE public.shadow, public.parcel CASCADE;
SELECT complaint_flow.drop_desk('support', true);
