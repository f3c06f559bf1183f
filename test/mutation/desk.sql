-- A desk of the pack :pack, in the schema of that name, in which every role is
-- filled and every department has its people.

SET client_min_messages = warning;
SET TimeZone = 'Asia/Shanghai';
SELECT complaint_flow.create_desk(:'pack', pack => :'pack', time_zone => 'Asia/Shanghai') AS made \gset
SET search_path = mutation, :"pack", complaint_flow, public;
SET mutation.pack = :'pack';

-- two of each role, under the next higher one, in the first department
INSERT INTO staff (code, name, role, department, manager)
SELECT r.code || '.' || n, r.code || ' ' || n, r.code, (SELECT min(code) FROM department), r.higher || '.1'
  FROM (SELECT code, rank, lead(code) OVER (ORDER BY rank) AS higher FROM staff_role) AS r, generate_series(1, 2) AS n
 ORDER BY r.rank DESC, n;
-- two of the lowest role in each department
INSERT INTO staff (code, name, role, department, manager)
SELECT d.code || '.' || n, d.code || ' ' || n, r.lowest, d.code, r.second || '.1'
  FROM department AS d, generate_series(1, 2) AS n,
       (SELECT (array_agg(code ORDER BY rank))[1] AS lowest, (array_agg(code ORDER BY rank))[3] AS second FROM staff_role) AS r;
UPDATE department SET liaison = code || '.1', overseer = (SELECT code || '.1' FROM staff_role ORDER BY rank DESC LIMIT 1);
