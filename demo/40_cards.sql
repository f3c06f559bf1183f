SET TimeZone = 'America/New_York';
\echo 'A second desk, in English, for a bank''s American customers: no ready-made rules,'
\echo 'its own categories, channels, states and clocks as rows; federal holidays.'
SELECT complaint_flow.create_desk('cards', pack => 'empty', title => 'Card services', time_zone => 'America/New_York') \g /dev/null
SET search_path = cards, public;
INSERT INTO staff_role (code, rank, label, label_zh) VALUES
    ('analyst', 10, 'complaint analyst', '投诉专员'), ('lead', 30, 'team lead', '组长');
INSERT INTO department (code, label, label_zh) VALUES
    ('resolution', 'resolution team', '处理组'), ('fraud', 'fraud desk', '反欺诈组');
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('m.ortiz', 'Maria Ortiz', 'lead', 'resolution', NULL),
    ('j.baker', 'James Baker', 'analyst', 'resolution', 'm.ortiz'),
    ('t.nguyen', 'Thu Nguyen', 'analyst', 'fraud', 'm.ortiz');
INSERT INTO calendar (name, time_zone, title) VALUES ('us', 'America/New_York', 'US business days');
INSERT INTO calendar_hours (calendar, weekday, opens, closes) SELECT 'us', d, '09:00', '17:00' FROM generate_series(1, 5) AS d;
SELECT complaint_flow.load_official_days('cards', 'us', 'US') AS holidays_loaded;
INSERT INTO urgency (code, rank, label, label_zh) VALUES ('high', 1, 'high', '紧急');
INSERT INTO channel (code, label, label_zh) VALUES
    ('web', 'web', '网站'), ('phone', 'telephone', '电话'), ('mail', 'post or fax', '信函'),
    ('email', 'e-mail', '电子邮件'), ('referral', 'referred by an agency', '机构转办');
INSERT INTO contact_purpose (code, label, label_zh) VALUES ('response', 'response', '答复');
INSERT INTO category (code, key, level, label, label_zh) VALUES
    ('credit_report', 'credit_report', 'ordinary', 'credit reporting', '征信'),
    ('debt', 'debt', 'ordinary', 'debt collection', '催收'),
    ('card', 'card', 'ordinary', 'credit or prepaid card', '信用卡'),
    ('loan', 'loan', 'ordinary', 'mortgage or loan', '贷款'),
    ('account', 'account', 'ordinary', 'account or transfer', '账户');
INSERT INTO keyword_set (name, keywords) VALUES
    ('fraud', '{fraud,fraudulent,scam,stolen,identity theft,unauthorized,hacked,impersonating}'),
    ('law', '{lawyer,attorney,lawsuit,sue,court,legal action}');
INSERT INTO classification_rule (position, name, condition, category) VALUES
    (10, 'credit reporting', $$product LIKE 'Credit reporting%'$$, 'credit_report'),
    (20, 'debt collection', $$product = 'Debt collection'$$, 'debt'),
    (30, 'cards', $$product LIKE 'Credit card%'$$, 'card'),
    (40, 'loans', $$product ~* 'loan|mortgage'$$, 'loan'),
    (50, 'everything else', NULL, 'account');
INSERT INTO classification_rule (position, name, condition, urgency, reason) VALUES
    (110, 'fraud', $$mentions(title, 'fraud') OR mentions(description, 'fraud')$$, 'high', 'speaks of fraud'),
    (120, 'law', $$mentions(description, 'law')$$, 'high', 'speaks of going to law'),
    (130, 'protected customers', $$complainant_group IS NOT NULL$$, 'high', 'servicemember or older American');
INSERT INTO routing_rule (position, name, condition, handler, argument) VALUES
    (10, 'fraud desk', $$'speaks of fraud' = ANY (urgent_reasons)$$, 'department', 'fraud'),
    (20, 'resolution team', NULL, 'department', 'resolution');
INSERT INTO clock_rule (position, name, metric, target, calendar, met_by, condition) VALUES
    (10, 'high: response in 5 business days', 'response', '5 business days', 'us', '{contact:response}', $$urgency = 'high'$$),
    (20, 'response within 15 days', 'response', '15 days', 'us', '{contact:response}', NULL),
    (30, 'closed within 60 days', 'resolution', '60 days', 'us', '{state:closed}', NULL);
INSERT INTO escalation_step (metric, step, after, notify) VALUES ('*', 1, '0 minutes', 'role lead');

\echo 'COPY is as good as INSERT: the same rules judge, line by line.'
COPY complaint (channel, product, title, description) FROM STDIN (FORMAT csv);
phone,Credit card,Late fee,Charged a late fee although I paid on time
web,Checking account,Transfer,A stolen card was used for a transfer
\.
\echo '400 complaints that the Consumer Financial Protection Bureau published, moved to'
\echo 'the last three weeks.'
CREATE TABLE public.cfpb (
    date_received date, product text, sub_product text, issue text, narrative text, company text, state text,
    tags text, submitted_via text, date_sent date, company_response text, timely text, complaint_id bigint
);
\copy public.cfpb FROM 'data/cfpb_complaints.csv' (FORMAT csv, HEADER true)
INSERT INTO complaint (id, received_at, channel, complainant_group, product, merchant, order_ref, title, description)
SELECT complaint_id, now() - (400 - row_number() OVER (ORDER BY date_received, complaint_id)) * interval '75 minutes' - interval '1 hour',
       CASE submitted_via WHEN 'Web' THEN 'web' WHEN 'Phone' THEN 'phone' WHEN 'Email' THEN 'email'
                          WHEN 'Referral' THEN 'referral' ELSE 'mail' END,
       nullif(lower(replace(split_part(tags, ',', 1), ' ', '_')), ''), product, company, 'CFPB ' || complaint_id, issue, narrative
  FROM public.cfpb;
SELECT c.category, count(*) AS cases, count(*) FILTER (WHERE urgency = 'high') AS high,
       count(*) FILTER (WHERE department = 'fraud') AS fraud_desk
  FROM complaint c GROUP BY 1 ORDER BY 2 DESC;
RESET search_path;
