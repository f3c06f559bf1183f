\set ECHO none
-- Case :id of Li Na's customer, brought to the state "offered" the ordinary
-- way: verified, investigated, proposed, approved by Sun Li, told.
SET complaint_flow.actor = 'li.na';
INSERT INTO complaint (id, channel, title, description) VALUES (:id, 'hotline', '包裹少了一件', '两只杯子只收到一只');
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (:id, 'out', 'hotline', 'first_response', 'reached');
UPDATE complaint SET state = 'verifying' WHERE id = :id;
UPDATE complaint SET state = 'investigating', validity = 'valid', validity_reason = '仓库确认' WHERE id = :id;
INSERT INTO investigation (complaint_id, cause, conclusion) VALUES (:id, 'process', 'upheld');
UPDATE complaint SET state = 'solution_proposed', reason = '补发一只' WHERE id = :id;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET state = 'approved' WHERE id = :id;
SET complaint_flow.actor = 'li.na';
INSERT INTO contact (complaint_id, direction, channel, purpose, result) VALUES (:id, 'out', 'hotline', 'offer', 'reached');
UPDATE complaint SET state = 'offered' WHERE id = :id;
