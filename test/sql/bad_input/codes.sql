-- Codes and texts that no case may carry.
\i test/helper/bad_input_desk.sql
\set ECHO all
UPDATE channel SET active = false WHERE code = 'letter';
UPDATE category SET active = false WHERE code = '1.9';
UPDATE department SET active = false WHERE code = 'legal';
UPDATE staff SET active = false WHERE code = 'he.xin';
SET complaint_flow.actor = 'sun.li';
INSERT INTO complaint (channel, received_by, title, description)
    VALUES ('hotline', 'li.na', '包裹少发一件', '漏发了杯子');
SELECT remember();

-- codes that are in no table, or not active
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('fax', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('letter', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('Hotline', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES (NULL, 'x')$$);
SELECT refused($$INSERT INTO complaint (title) VALUES ('x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES (U&'\3000\200B', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title, category) VALUES ('hotline', 'x', '9.9')$$);
SELECT refused($$INSERT INTO complaint (channel, title, category) VALUES ('hotline', 'x', '1.9')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_by) VALUES ('hotline', 'x', 'nobody')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_by) VALUES ('hotline', 'x', 'he.xin')$$);
SELECT refused($$INSERT INTO complaint (channel, title, accused_staff) VALUES ('hotline', 'x', '工号8031')$$);
SELECT refused($$INSERT INTO complaint (channel, title, updated_by) VALUES ('hotline', 'x', 'nobody')$$);
SELECT refused($$INSERT INTO complaint (channel, title, customer_tier) VALUES ('hotline', 'x', '　')$$);
SELECT refused($$INSERT INTO complaint (channel, title, complainant_group) VALUES ('hotline', 'x', '')$$);
SELECT refused($$INSERT INTO complaint (channel, title, customer_tier) VALUES ('hotline', 'x', 'copper')$$);
SELECT refused($$INSERT INTO complaint (channel, title, complainant_group) VALUES ('hotline', 'x', '记者')$$);
SELECT refused($$INSERT INTO complaint (channel, title, risks) VALUES ('hotline', 'x', '{media,fire}')$$);
SELECT refused($$INSERT INTO complaint (channel, title, risks) VALUES ('hotline', 'x', '{NULL}')$$);
SELECT refused($$UPDATE complaint SET risks = '{{media,fire}}'$$);
SELECT refused($$INSERT INTO complaint (channel, title, customer_id) VALUES ('hotline', 'x', 4711)$$);
SELECT refused($$INSERT INTO complaint (channel, title, currency, amount) VALUES ('hotline', 'x', 'yuan', 5)$$);
SELECT refused($$INSERT INTO complaint (channel, title, validity, validity_reason) VALUES ('hotline', 'x', 'perhaps', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title, validity) VALUES ('hotline', 'x', 'valid')$$);
SELECT refused(format($$INSERT INTO complaint (channel, title) VALUES (%L, 'x')$$, repeat('c', 300)));
SELECT refused($$UPDATE complaint SET category = '9.9', reason = 'x'$$);
-- the hint knows labels, in either language
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('电话', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('Web Form', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('媒体', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('信函', 'x')$$);
SELECT refused($$INSERT INTO complaint (channel, title, risks) VALUES ('hotline', 'x', '{诉讼}')$$);
SELECT refused($$INSERT INTO complaint (channel, title, category) VALUES ('hotline', 'x', '商品质量')$$);
SELECT refused($$INSERT INTO complaint (channel, title, category) VALUES ('hotline', 'x', 'product_quality')$$);
SELECT refused($$INSERT INTO complaint (channel, title, received_by) VALUES ('hotline', 'x', 'Li Na')$$);
SELECT refused($$UPDATE complaint SET state = '已办结'$$);
SELECT refused($$INSERT INTO contact (complaint_id, direction, channel, purpose, result) SELECT id, 'out', 'hotline', '回访', 'reached' FROM complaint$$);
SELECT refused($$INSERT INTO contact (complaint_id, direction, channel, purpose, result) SELECT id, 'out', 'hotline', 'why', 'reached' FROM complaint$$);
SELECT refused($$INSERT INTO contact (complaint_id, direction, channel, purpose, result, score) SELECT id, 'out', 'hotline', 'follow_up', 'reached', 6 FROM complaint$$);
SELECT refused($$INSERT INTO investigation (complaint_id, cause, conclusion) SELECT id, 'system fault', 'upheld' FROM complaint$$);
SELECT refused($$INSERT INTO remedy (complaint_id, kind, amount) SELECT id, '退款', 5 FROM complaint$$);
SELECT refused($$INSERT INTO work_order (complaint_id, department, task) SELECT id, '风控', 'x' FROM complaint$$);
SELECT refused($$UPDATE complaint SET level = 'IV', reason = 'x'$$);
SELECT refused($$UPDATE complaint SET urgency = 'hot', reason = 'x'$$);
SELECT refused($$UPDATE complaint SET state = 'sleeping'$$);
SELECT refused($$UPDATE complaint SET state = NULL$$);
SELECT refused($$UPDATE complaint SET level = NULL, reason = 'x'$$);
SELECT refused($$UPDATE complaint SET owner = 'nobody', reason = 'x'$$);
SELECT refused($$UPDATE complaint SET owner = 'he.xin', reason = 'x'$$);
SELECT refused($$UPDATE complaint SET department = 'legal', reason = 'x'$$);
SELECT refused($$UPDATE complaint SET handler_role = 'king', owner = NULL, reason = 'x'$$);
SELECT refused($$UPDATE complaint SET accused_staff = 'nobody'$$);
SELECT unchanged();

-- texts that say nothing, too much, or are no text
SELECT refused($$INSERT INTO complaint (channel) VALUES ('hotline')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('hotline', '　　')$$);
SELECT refused($$INSERT INTO complaint (channel, title, description) VALUES ('hotline', U&'\200B\FEFF', E' \t\n')$$);
SELECT refused($$INSERT INTO complaint (channel, title, description) VALUES ('hotline', '', U&'\200E\00A0\2060')$$);
SELECT refused($$INSERT INTO complaint (channel, title, description) VALUES ('hotline', U&'\00AD\034F\2800\3164', U&'\FFA0\115F\1160\180E\2064')$$);
SELECT refused($$UPDATE complaint SET title = '　', description = NULL$$);
SELECT refused(format($$INSERT INTO complaint (channel, title) VALUES ('hotline', %L)$$, repeat('长', 400)));
SELECT refused(format($$INSERT INTO complaint (channel, title, description) VALUES ('hotline', 'x', %L)$$, repeat('x', 1048577)));
SELECT refused(format($$INSERT INTO complaint (channel, title, order_ref) VALUES ('hotline', 'x', %L)$$, repeat('9', 1001)));
SELECT refused(format($$UPDATE complaint SET remedy_sought = %L$$, repeat('退', 400000)));
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('hotline', convert_from('\xff41', 'UTF8'))$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('hotline', E'\xe4\xbd')$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('hotline', convert_from('\x80ff', 'GB18030'))$$);
SELECT refused($$INSERT INTO complaint (channel, title) VALUES ('hotline', U&'\0000')$$);
SELECT refused($$INSERT INTO complaint (channel, title, risks) VALUES ('hotline', 'x', 'media')$$);
SELECT unchanged();

-- amounts
SELECT refused($$INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', 'NaN')$$);
SELECT refused($$INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', 'Infinity')$$);
SELECT refused($$INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', '-Infinity')$$);
SELECT refused($$INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', -0.01)$$);
SELECT refused($$INSERT INTO complaint (channel, title, amount) VALUES ('hotline', 'x', '一百元')$$);
SELECT refused($$UPDATE complaint SET amount = -5$$);
SELECT unchanged();
SELECT complaint_flow.drop_desk('support', true);
DROP FUNCTION refused(text), fingerprint(), remember(), unchanged();
