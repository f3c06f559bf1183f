\set ECHO none
-- A desk "support" with the standard pack and twelve persons, and the search
-- path set to it.
\ir session.sql
\pset footer off
SELECT complaint_flow.create_desk('support');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('zheng.hua', 'Zheng Hua', 'head_of_operations', 'customer_service', NULL),
    ('wu.gang', 'Wu Gang', 'manager', 'customer_service', 'zheng.hua'),
    ('sun.li', 'Sun Li', 'supervisor', 'customer_service', 'wu.gang'),
    ('zhou.min', 'Zhou Min', 'supervisor', 'customer_service', 'wu.gang'),
    ('chen.jie', 'Chen Jie', 'senior_agent', 'customer_service', 'sun.li'),
    ('zhao.lei', 'Zhao Lei', 'senior_agent', 'customer_service', 'zhou.min'),
    ('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li'),
    ('wang.fang', 'Wang Fang', 'agent', 'customer_service', 'sun.li'),
    ('zhang.wei', 'Zhang Wei', 'agent', 'customer_service', 'zhou.min'),
    ('liu.yang', 'Liu Yang', 'agent', 'customer_service', 'zhou.min'),
    ('feng.tao', 'Feng Tao', 'agent', 'risk_control', NULL),
    ('he.xin', 'He Xin', 'agent', 'merchant_care', NULL);
UPDATE department SET liaison = 'feng.tao', overseer = 'zheng.hua' WHERE code = 'risk_control';
UPDATE department SET liaison = 'sun.li', overseer = 'wu.gang' WHERE code = 'customer_service';
