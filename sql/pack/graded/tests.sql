-- The procedure as tests: what it says of a case with these facts.  None is
-- required: a desk changes policy as it likes, and sees which of them fail.
-- Service is open from 8:30 to 12 and from 13 to 17:30, on Saturdays in the
-- morning; of 2026, 7 and 14 March are Saturdays.

INSERT INTO example (name, received_at, facts, content) VALUES
    ('grade 1: somebody is hurt', '2026-03-06 21:30', '{"channel": "hotline"}', '电水壶爆炸，孩子烫伤住院'),
    ('grade 1: major loss', '2026-03-06 10:00', '{"channel": "hotline", "amount": 50000}', '收到的机器坏了'),
    ('grade 1: batch', '2026-03-06 10:00', '{"channel": "hotline", "product": "kettle", "incident_id": 1}', '收到的水壶坏了'),
    ('grade 2: publicity', '2026-03-06 10:00', '{"channel": "email"}', '包裹丢了，我要找媒体曝光'),
    ('grade 2: handed on by an authority', '2026-02-13 10:00', '{"channel": "third_party"}', '包裹丢了'),
    ('grade 2: contested before', '2026-03-06 10:00', '{"channel": "hotline", "repeat_kind": "contested"}', '一个包裹丢了'),
    ('grade 3: loss', '2026-03-06 19:00', '{"channel": "hotline", "amount": 500}', '两个包裹丢了'),
    ('grade 3: a contract', '2026-03-06 10:00', '{"channel": "letter"}', '合同里写的条款没有做到'),
    ('grade 4: nothing grave', '2026-03-06 10:00', '{"channel": "letter"}', '包裹来得晚'),
    ('life: the grade is a person''s', '2026-03-06 10:00', '{"channel": "hotline", "order_ref": "A1"}', '昨天的包裹丢了'),
    ('life: grave cases go before the board', '2026-03-06 10:00', '{"channel": "third_party", "order_ref": "A1"}', '上周的包裹丢了');

INSERT INTO example_step (example_id, step, after, table_name, content)
SELECT e.id, s.step, s.after::interval, s.table_name, s.content::jsonb
  FROM (VALUES
    ('life: the grade is a person''s', 1, '1 hour', 'complaint', '{"state": "assessing"}'),
    ('life: the grade is a person''s', 2, '1 hour', 'complaint', '{"state": "handling"}'),
    ('life: the grade is a person''s', 3, '2 hours', 'assessment', '{"severity": "high", "level": "grade_2"}'),
    ('life: the grade is a person''s', 4, '2 hours', 'assessment', '{"severity": "low"}'),
    ('life: the grade is a person''s', 5, '3 hours', 'complaint', '{"state": "handling"}'),
    ('life: grave cases go before the board', 1, '1 hour', 'complaint', '{"state": "assessing"}'),
    ('life: grave cases go before the board', 2, '1 hour', 'assessment', '{"severity": "high"}'),
    ('life: grave cases go before the board', 3, '2 hours', 'complaint', '{"state": "handling"}'),
    ('life: grave cases go before the board', 4, '3 hours', 'investigation', '{"conclusion": "upheld", "findings": "it was lost", "cause": "carrier"}'),
    ('life: grave cases go before the board', 5, '4 hours', 'contact', '{"direction": "out", "channel": "hotline", "purpose": "offer", "result": "reached"}'),
    ('life: grave cases go before the board', 6, '5 hours', 'complaint', '{"state": "answered"}'),
    ('life: grave cases go before the board', 7, '5 hours', 'complaint', '{"state": "board_review"}')
  ) AS s (name, step, after, table_name, content)
  JOIN example e USING (name);

INSERT INTO expectation (example_id, step, fact, value)
SELECT e.id, x.step, x.fact, x.value
  FROM (VALUES
    -- an hour and a day, whatever the hour
    ('grade 1: somebody is hurt', 0, 'level', 'grade_1'),
    ('grade 1: somebody is hurt', 0, 'urgency', 'critical'),
    ('grade 1: somebody is hurt', 0, 'handler_role', 'quality_manager'),
    ('grade 1: somebody is hurt', 0, 'clock first_response', '2026-03-06 22:30'),
    ('grade 1: somebody is hurt', 0, 'clock resolution', '2026-03-07 21:30'),
    ('grade 1: major loss', 0, 'level', 'grade_1'),
    ('grade 1: major loss', 0, 'urgency', 'important'),
    ('grade 1: batch', 0, 'level', 'grade_1'),
    ('grade 1: batch', 0, 'incident', 'yes'),
    -- critical: answered within a day
    ('grade 2: publicity', 0, 'level', 'grade_2'),
    ('grade 2: publicity', 0, 'urgency', 'critical'),
    ('grade 2: publicity', 0, 'handler_role', 'team_leader'),
    ('grade 2: publicity', 0, 'clock first_response', '2026-03-06 14:00'),
    ('grade 2: publicity', 0, 'clock resolution', '2026-03-07 10:00'),
    ('grade 2: handed on by an authority', 0, 'level', 'grade_2'),
    ('grade 2: handed on by an authority', 0, 'urgency', 'important'),
    ('grade 2: handed on by an authority', 0, 'category', 'logistics'),
    ('grade 2: handed on by an authority', 0, 'missing', '{order number,evidence}'),
    ('grade 2: contested before', 0, 'level', 'grade_2'),
    ('grade 3: loss', 0, 'level', 'grade_3'),
    ('grade 3: loss', 0, 'department', 'logistics'),
    -- eight hours of service: six and a half on Friday, the rest on Saturday;
    -- T+7 is the next Saturday
    ('grade 3: a contract', 0, 'category', 'contract'),
    ('grade 3: a contract', 0, 'level', 'grade_3'),
    ('grade 3: a contract', 0, 'department', 'legal'),
    ('grade 3: a contract', 0, 'missing', '{contract number}'),
    ('grade 3: a contract', 0, 'clock first_response', '2026-03-07 10:00'),
    ('grade 3: a contract', 0, 'clock resolution', '2026-03-14 24:00'),
    ('grade 4: nothing grave', 0, 'level', 'grade_4'),
    ('grade 4: nothing grave', 0, 'urgency', 'general'),
    ('life: the grade is a person''s', 0, 'state', 'received'),
    ('life: the grade is a person''s', 0, 'level', 'grade_4'),
    ('life: the grade is a person''s', 2, 'refused', 'KF002'),
    ('life: the grade is a person''s', 3, 'refused', 'KF003'),
    ('life: the grade is a person''s', 3, 'level', 'grade_4'),
    ('life: the grade is a person''s', 4, 'clock grading state', 'met'),
    ('life: the grade is a person''s', 5, 'state', 'handling'),
    ('life: grave cases go before the board', 6, 'refused', 'KF002'),
    ('life: grave cases go before the board', 7, 'state', 'board_review')
  ) AS x (name, step, fact, value)
  JOIN example e USING (name);
