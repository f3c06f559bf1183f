-- The procedure as tests, continued: the nature of a complaint, its grade, who
-- handles it, who may grant what.  Of 2026 they know: 6 March is a Friday.

-- What follows from the nature alone.
INSERT INTO example (name, received_at, facts, content)
SELECT 'by nature: ' || code, '2026-03-06 10:00', jsonb_build_object('channel', 'hotline', 'category', code), ''
  FROM category;

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, x.fact, x.value
  FROM (VALUES
    ('quality', 'grade_3', '2026-03-07 10:00', '2026-03-14 24:00', NULL, 'quality', '{description,product}'),
    ('attitude', 'grade_4', '2026-03-09 10:00', '2026-03-24 24:00', 'officer', NULL, '{description}'),
    ('logistics', 'grade_4', '2026-03-09 10:00', '2026-03-24 24:00', NULL, 'logistics', '{description,order number}'),
    ('price', 'grade_4', '2026-03-09 10:00', '2026-03-24 24:00', 'officer', NULL, '{description,order number}'),
    ('contract', 'grade_3', '2026-03-07 10:00', '2026-03-14 24:00', NULL, 'legal', '{description,contract number}'),
    ('other', 'grade_4', '2026-03-09 10:00', '2026-03-24 24:00', 'officer', NULL, '{description}')
  ) AS c (category, level, first_response, resolution, handler_role, department, missing)
  JOIN example e ON e.name = 'by nature: ' || c.category
 CROSS JOIN LATERAL (VALUES ('level', c.level), ('urgency', 'general'), ('clock first_response', c.first_response), ('clock resolution', c.resolution),
                            ('handler_role', c.handler_role), ('department', c.department), ('missing', c.missing)) AS x (fact, value);

-- Which nature goes first: the contract, the title, the description.
INSERT INTO example (name, received_at, category, facts, content)
SELECT 'first of two: ' || c.name, '2026-03-06 10:00', c.category, '{"channel": "hotline"}'::jsonb || c.facts, c.content
  FROM (VALUES
    ('contract', 'a contract by number, then manners', '{"contract_ref": "C1", "title": "态度"}'::jsonb, '.'),
    ('contract', 'a contract in the title, then manners', '{"title": "合同，态度"}', '.'),
    ('contract', 'a contract in the description, then quality', '{"title": "坏了"}', '违约'),
    ('attitude', 'a person named, then quality', '{"title": "坏了", "accused_staff": "role officer"}', '.'),
    ('attitude', 'manners, then quality', '{"title": "rude and broken"}', '.'),
    ('quality', 'quality, then price', '{"title": "坏了，差价"}', '.'),
    ('price', 'price, then delivery', '{"title": "差价，包裹"}', '.'),
    ('logistics', 'delivery in the title, then quality below it', '{"title": "parcel"}', 'broken'),
    ('price', 'price in the title, then quality below it', '{"title": "差价"}', '坏了'),
    ('quality', 'quality, then price, below the title', '{}', '坏了，差价'),
    ('quality', 'harm, then price', '{"title": "烫伤"}', '差价'),
    ('quality', 'harm below the title, then price', '{}', '烫伤，差价'),
    ('quality', 'a standstill, then price', '{"title": "停机"}', '差价'),
    ('quality', 'a standstill below the title, then price', '{}', '停机，差价'),
    ('price', 'price, then delivery, below the title', '{}', '差价，包裹'),
    ('logistics', 'delivery, then manners', '{}', '包裹，态度'),
    ('attitude', 'manners below the title', '{}', '态度'),
    ('other', 'none', '{}', '.')
  ) AS c (category, name, facts, content);

-- What makes a case grave, and what does not.
INSERT INTO example (name, received_at, urgency, facts, content)
SELECT format('%s, %s: %s', g.level, g.urgency, g.name), '2026-03-06 10:00', g.urgency, '{"channel": "hotline"}'::jsonb || g.facts, g.content
  FROM (VALUES
    ('grade_1', 'critical', 'a person sees danger', '{"risks": ["safety"]}'::jsonb, '.'),
    ('grade_1', 'critical', 'somebody is hurt, in the title', '{"title": "My son was injured"}', '.'),
    ('grade_1', 'critical', 'a grave fault with a loss', '{"title": "严重缺陷"}', '造成损失'),
    ('grade_1', 'critical', 'a standstill with a loss', '{"title": "system down"}', 'lost sales'),
    ('grade_3', 'general', 'a grave fault alone', '{"title": "严重缺陷"}', '.'),
    ('grade_4', 'general', 'a loss alone', '{}', '造成损失'),
    ('grade_2', 'important', 'a fault with a loss', '{"title": "坏了"}', '造成损失'),
    ('grade_2', 'important', 'a standstill', '{}', '停机'),
    ('grade_2', 'general', 'a serious loss, not a major one', '{"amount": 49999.99}', '.'),
    ('grade_2', 'general', 'a serious loss', '{"amount": 5000}', '.'),
    ('grade_3', 'general', 'a loss, not a serious one', '{"amount": 4999.99}', '.'),
    ('grade_4', 'general', 'a small loss', '{"amount": 499.99}', '.'),
    ('grade_2', 'critical', 'a person sees it in the media', '{"risks": ["media"]}', '.'),
    ('grade_2', 'critical', 'a person sees public attention', '{"risks": ["public_attention"]}', '.'),
    ('grade_2', 'critical', 'a person sees litigation', '{"risks": ["litigation"]}', '.'),
    ('grade_2', 'critical', 'a person sees arbitration', '{"risks": ["arbitration"]}', '.'),
    ('grade_2', 'critical', 'will go to court', '{"title": "We meet in court"}', '.'),
    ('grade_2', 'important', 'from a sensitive group', '{"complainant_group": "media"}', '.'),
    ('grade_2', 'important', 'a key customer', '{"customer_tier": "key"}', '.'),
    ('grade_2', 'important', 'a strategic customer', '{"customer_tier": "Strategic"}', '.'),
    ('grade_3', 'general', 'a gold customer', '{"customer_tier": "gold"}', '.'),
    ('grade_4', 'general', 'a silver customer', '{"customer_tier": "silver"}', '.')
  ) AS g (level, urgency, name, facts, content);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, 'level', split_part(e.name, ',', 1) FROM example e WHERE e.name ~ '^grade_[1-4], ';

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, x.fact, x.value
  FROM (VALUES
    ('grade_1, critical: a person sees danger', 'urgent_reasons', '{涉及人身安全}'),
    ('grade_1, critical: a person sees danger', 'message grave_case', '{role director,role quality_manager}'),
    ('grade_1, critical: a person sees danger', 'missing', '{where and when,evidence}'),
    ('grade_1, critical: a grave fault with a loss', 'urgent_reasons', '{严重质量问题造成损失,质量问题造成损失}'),
    ('grade_2, critical: a person sees it in the media', 'urgent_reasons', '{舆情或法律风险}'),
    ('grade_2, critical: a person sees it in the media', 'message grave_case', '{role quality_manager}'),
    -- T+3: Saturday is worked
    ('grade_2, important: a key customer', 'clock first_response', '2026-03-06 14:00'),
    ('grade_2, important: a key customer', 'clock resolution', '2026-03-10 24:00'),
    ('grade_2, important: a key customer', 'urgent_reasons', '{重点客户}'),
    ('grade_2, important: a key customer', 'missing', '{evidence}'),
    ('grade_2, important: a key customer', 'message grave_case', NULL),
    ('grade 1: major loss', 'clock first_response', '2026-03-06 11:00'),
    ('grade 1: major loss', 'clock resolution', '2026-03-07 10:00'),
    ('grade 1: major loss', 'message grave_case', '{role director}'),
    ('grade 2: handed on by an authority', 'urgent_reasons', '{监管或敏感群体}'),
    ('grade 2: contested before', 'urgency', 'important'),
    ('grade 1: batch', 'urgency', 'critical')
  ) AS x (name, fact, value)
  JOIN example e USING (name);

-- Who handles a case, and the order of the rules.
INSERT INTO example (name, received_at, facts, content)
SELECT 'handler: ' || h.name, '2026-03-06 10:00', '{"channel": "hotline"}'::jsonb || h.facts, '.'
  FROM (VALUES
    ('the supervisor of the accused, however grave', '{"risks": ["safety"], "received_by": "role officer", "accused_staff": "role officer"}'::jsonb),
    ('a quality manager before a department', '{"risks": ["safety"], "category": "logistics", "received_by": "role officer"}'),
    ('a team leader before a department', '{"customer_tier": "key", "category": "quality", "received_by": "role officer"}'),
    ('logistics before the receiver', '{"category": "logistics", "received_by": "role officer"}'),
    ('quality before the receiver', '{"category": "quality", "received_by": "role officer"}'),
    ('legal before the receiver', '{"category": "contract", "received_by": "role officer"}'),
    ('the receiver', '{"category": "other", "received_by": "role officer"}')
  ) AS h (name, facts);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, x.fact, x.value
  FROM (VALUES
    ('the supervisor of the accused, however grave', 'owner', 'role assessor'),
    ('a quality manager before a department', 'handler_role', 'quality_manager'),
    ('a team leader before a department', 'handler_role', 'team_leader'),
    ('logistics before the receiver', 'department', 'logistics'),
    ('logistics before the receiver', 'owner', NULL),
    ('quality before the receiver', 'department', 'quality'),
    ('legal before the receiver', 'department', 'legal'),
    ('the receiver', 'owner', 'role officer')
  ) AS x (name, fact, value)
  JOIN example e ON e.name = 'handler: ' || x.name;

-- What a case is about.
INSERT INTO example (name, received_at, facts, content)
SELECT 'about: ' || i.name, '2026-03-06 10:00', '{"channel": "web_form"}'::jsonb || i.facts, i.content
  FROM (VALUES
    ('a product, not its merchant', '{"product": "Kettle", "merchant": "Cafe Nine"}'::jsonb, '登录不上'),
    ('a merchant', '{"merchant": "Cafe Nine"}', '登录不上'),
    ('a service that nobody gets into', '{"title": "登录失败，收不到验证码"}', '.'),
    ('codes that do not arrive', '{"product": "APP"}', '收不到验证码，支付失败'),
    ('payments that fail', '{"product": "APP"}', 'APP支付失败，闪退'),
    ('a service that is down', '{"product": "APP"}', 'APP闪退'),
    ('a service and a nature', '{"product": "会员卡", "category": "price"}', '.'),
    ('nothing in particular', '{}', '.')
  ) AS i (name, facts, content);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, 0, 'issue_key', x.value
  FROM (VALUES
    ('a product, not its merchant', 'kettle'),
    ('a merchant', 'at cafe nine'),
    ('a service that nobody gets into', '登录不上'),
    ('codes that do not arrive', '收不到验证码'),
    ('payments that fail', '支付不了'),
    ('a service that is down', '系统打不开'),
    ('a service and a nature', 'price / 会员卡'),
    ('nothing in particular', NULL)
  ) AS x (name, value)
  JOIN example e ON e.name = 'about: ' || x.name;

-- What is granted alone, and whose approval is next.
INSERT INTO example (name, received_at, facts, content)
    VALUES ('remedies: who may grant what', '2026-03-06 10:00', '{"channel": "hotline", "received_by": "role officer", "category": "other"}', '.'),
           ('remedies: rung by rung', '2026-03-06 10:00', '{"channel": "hotline", "received_by": "role officer", "category": "other"}', '.');

INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, r.step, '1 hour', 'role ' || r.role, 'remedy', jsonb_strip_nulls(jsonb_build_object('kind', r.kind, 'amount', r.amount))
  FROM example e CROSS JOIN (VALUES
    (1, 'officer', 'refund', 100),
    (2, 'officer', 'refund', 101),
    (3, 'assessor', 'refund', 1),
    (4, 'team_leader', 'repair', 2000),
    (5, 'team_leader', 'refund', 2001),
    (6, 'quality_manager', 'compensation', 20000),
    (7, 'quality_manager', 'refund', 20001),
    (8, 'director', 'refund', 20001),
    (9, 'officer', 'apology', NULL),
    (10, 'officer', 'recall', NULL),
    (11, 'team_leader', 'recall', NULL),
    (12, 'quality_manager', 'recall', NULL),
    (13, 'director', 'recall', NULL),
    -- the free amount of a day is used up: 500
    (14, 'officer', 'replacement', 100),
    (15, 'officer', 'refund', 100),
    (16, 'officer', 'refund', 100),
    (17, 'officer', 'refund', 100),
    (18, 'officer', 'refund', 1)
  ) AS r (step, role, kind, amount)
 WHERE e.name = 'remedies: who may grant what';

INSERT INTO expectation (example_id, step, fact, value)
SELECT s.example_id, s.step, x.fact, x.value
  FROM example_step s JOIN example e ON e.id = s.example_id
  LEFT JOIN (VALUES (2, 'team_leader'), (3, 'team_leader'), (5, 'quality_manager'), (7, 'director'), (10, 'director'), (11, 'director'),
                    (12, 'director'), (18, 'team_leader')) AS n (step, role) USING (step)
 CROSS JOIN LATERAL (VALUES ('remedy', CASE WHEN n.role IS NULL THEN 'approved' ELSE 'proposed' END), ('remedy_next_role', n.role)) AS x (fact, value)
 WHERE e.name = 'remedies: who may grant what';

INSERT INTO example_step (example_id, step, after, actor, table_name, content)
SELECT e.id, s.step, s.after::interval, s.actor, s.table_name, s.content::jsonb
  FROM example e CROSS JOIN (VALUES
    (1, '1 hour', 'role officer', 'remedy', '{"kind": "refund", "amount": 30000}'),
    (2, '2 hours', 'role assessor', 'approval', '{"remedy_id": "latest", "decision": "approved"}'),
    (3, '2 hours', 'role team_leader', 'approval', '{"remedy_id": "latest", "decision": "approved"}'),
    (4, '3 hours', 'role quality_manager', 'approval', '{"remedy_id": "latest", "decision": "approved"}'),
    (5, '4 hours', 'role director', 'approval', '{"remedy_id": "latest", "decision": "approved"}'),
    (6, '5 hours', 'role officer', 'extension', '{"metric": "resolution", "new_due_at": "2026-04-20T17:00", "reason": "the carrier"}'),
    (7, '6 hours', 'role team_leader', 'approval', '{"extension_id": "latest", "decision": "approved"}'),
    (8, '6 hours', 'role quality_manager', 'approval', '{"extension_id": "latest", "decision": "approved"}'),
    (9, '7 hours', 'role director', 'agreed_deadline', '{"metric": "resolution", "new_due_at": "2026-04-22T17:00", "agreed_with": "customer", "reason": "away"}'),
    (10, '8 hours', NULL, 'contact', '{"direction": "in", "channel": "hotline", "purpose": "call_again", "result": "reached"}'),
    (11, '9 hours', NULL, 'contact', '{"direction": "in", "channel": "hotline", "purpose": "information", "result": "reached"}')
  ) AS s (step, after, actor, table_name, content)
 WHERE e.name = 'remedies: rung by rung';

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM example e CROSS JOIN (VALUES
    -- eight hours of service: five and a half on Friday, the rest on Saturday
    (1, 'clock approval', '2026-03-07 11:00'),
    (1, 'remedy_next_role', 'team_leader'),
    (1, 'message approval_asked', '{role team_leader}'),
    (2, 'refused', 'KF003'),
    (3, 'remedy_next_role', 'quality_manager'),
    -- after noon: four and a half hours are left of Friday
    (3, 'clock approval', '2026-03-07 12:00'),
    (4, 'remedy_next_role', 'director'),
    (5, 'remedy', 'approved'),
    (5, 'clock approval state', 'met'),
    (5, 'message decided', '{person role officer}'),
    (6, 'message extension_asked', '{role quality_manager}'),
    (7, 'refused', 'KF003'),
    (8, 'clock resolution', '2026-04-20 17:00'),
    (9, 'clock resolution', '2026-04-22 17:00'),
    (9, 'message deadline_moved', '{person role officer}'),
    (10, 'message call_again', '{person role officer}'),
    (11, 'message customer_wrote', '{person role officer}')
  ) AS x (step, fact, value)
 WHERE e.name = 'remedies: rung by rung';
