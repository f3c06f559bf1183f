-- Who works at the desk.

CREATE TABLE staff_role (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    rank     int  NOT NULL,
    label    text NOT NULL,
    label_zh text NOT NULL,
    sees_all boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE staff_role IS 'roles of staff; a case waiting for a role may be claimed by that role and by every higher one';
COMMENT ON COLUMN staff_role.code IS 'code that rules, transitions and staff rows use';
COMMENT ON COLUMN staff_role.rank IS 'order of the roles, a higher number stands above a lower one';
COMMENT ON COLUMN staff_role.label IS 'English name';
COMMENT ON COLUMN staff_role.label_zh IS 'Chinese name';
COMMENT ON COLUMN staff_role.sees_all IS 'true: sees the cases of all departments where the desk filters by department';

CREATE TABLE department (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_.]{0,62}$'),
    label    text NOT NULL,
    label_zh text NOT NULL,
    liaison  text,
    overseer text,
    active   boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE department IS 'departments that handle cases or answer work orders (SPEC R19)';
COMMENT ON COLUMN department.code IS 'code that rules and staff rows use';
COMMENT ON COLUMN department.label IS 'English name';
COMMENT ON COLUMN department.label_zh IS 'Chinese name';
COMMENT ON COLUMN department.liaison IS 'staff code of the person who answers for the department (对接人)';
COMMENT ON COLUMN department.overseer IS 'staff code of the person told when a promise of the department is broken (监督人)';
COMMENT ON COLUMN department.active IS 'false: takes no new cases';

CREATE TABLE staff (
    code             text PRIMARY KEY CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
    name             text NOT NULL,
    role             text NOT NULL REFERENCES staff_role ON UPDATE CASCADE,
    department       text REFERENCES department ON UPDATE CASCADE,
    manager          text REFERENCES staff ON UPDATE CASCADE,
    grade            int  NOT NULL DEFAULT 1 CHECK (grade BETWEEN 1 AND 9),
    database_role    name UNIQUE,
    speaks_for_others boolean NOT NULL DEFAULT false,
    reachable        boolean NOT NULL DEFAULT true,
    active           boolean NOT NULL DEFAULT true,
    CONSTRAINT staff_not_own_manager CHECK (manager <> code)
);
ALTER TABLE department ADD FOREIGN KEY (liaison) REFERENCES staff ON UPDATE CASCADE;
ALTER TABLE department ADD FOREIGN KEY (overseer) REFERENCES staff ON UPDATE CASCADE;
COMMENT ON TABLE staff IS 'persons who handle cases; the actor of a change is one of them';
COMMENT ON COLUMN staff.code IS 'short name or staff number that cases, rules and events use, for instance li.na or 80012345';
COMMENT ON COLUMN staff.name IS 'full name';
COMMENT ON COLUMN staff.role IS 'role, see staff_role';
COMMENT ON COLUMN staff.department IS 'department, see department';
COMMENT ON COLUMN staff.manager IS 'staff code of the direct supervisor; chains may not loop';
COMMENT ON COLUMN staff.grade IS 'seniority within the role, 1 (lowest) to 9; readable in rules as actor_grade';
COMMENT ON COLUMN staff.database_role IS 'database role that logs in as this person; NULL for persons who work through an application';
COMMENT ON COLUMN staff.speaks_for_others IS 'true for the row of a pooled application: it may name the actor by complaint_flow.actor or the column updated_by';
COMMENT ON COLUMN staff.reachable IS 'false while absent: routing goes past this person';
COMMENT ON COLUMN staff.active IS 'false for persons who left: they stay in the history and get no cases';
