\set ECHO none
-- A desk "support" with the graded pack and its people, and the search path
-- set to it; the codes are those of support_desk.sql as far as the jobs agree.
\ir session.sql
\pset footer off
SELECT complaint_flow.create_desk('support', pack => 'graded');
SET search_path = support, public;
INSERT INTO staff (code, name, role, department, manager) VALUES
    ('zheng.hua', 'Zheng Hua', 'director', 'service_centre', NULL),
    ('wu.gang', 'Wu Gang', 'quality_manager', 'quality', 'zheng.hua'),
    ('qian.yu', 'Qian Yu', 'quality_manager', 'quality', 'zheng.hua'),
    ('sun.li', 'Sun Li', 'team_leader', 'service_centre', 'zheng.hua'),
    ('chen.jie', 'Chen Jie', 'assessor', 'service_centre', 'sun.li'),
    ('li.na', 'Li Na', 'officer', 'service_centre', 'sun.li'),
    ('wang.fang', 'Wang Fang', 'officer', 'service_centre', 'sun.li'),
    ('liu.yang', 'Liu Yang', 'officer', 'logistics', 'sun.li'),
    ('feng.tao', 'Feng Tao', 'officer', 'quality', 'wu.gang');
