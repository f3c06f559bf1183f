-- Beside the busy desk: one that began today and speaks Chinese, and one with
-- an awkward name where nothing has ever come in.
SET client_min_messages = warning;
SELECT complaint_flow.create_desk('new_desk', title => '新投诉台') \g /dev/null
SET search_path = new_desk, public;
INSERT INTO staff (code, name, role, department) VALUES ('li.na', 'Li Na', 'agent', 'customer_service');
INSERT INTO complaint (channel, received_by, title, description, merchant, product)
    VALUES ('hotline', 'li.na', '漏发', '包裹漏发了一件', '城东超市', '保温杯'),
           ('app', NULL, '</script><script>document.title = "taken"</script>', '差价', '<img src=x onerror="document.title=1">', '手机');
INSERT INTO contact (complaint_id, direction, channel, purpose, result)
    SELECT min(id), 'out', 'hotline', 'first_response', 'reached' FROM complaint;
SELECT complaint_flow.create_desk('it''s "quiet"', title => 'A & B <desk>') \g /dev/null
SELECT complaint_flow.grant_desk(desk, 'analyst', 'regress_report_analyst') FROM complaint_flow.desks() \g /dev/null
