-- What the texts of a case mention is found once and kept until its action
-- rules ask: of each case its own, however many a statement files.
\i test/helper/support_desk.sql
INSERT INTO keyword_set (name, keywords) VALUES ('pets', '{cat,dog}');
INSERT INTO action_rule (position, name, activities, condition, action, topic, argument, once)
    VALUES (1, 'pets', '{received,updated,rejudged,reclassified,raised}', $$mentions(title, 'pets') OR mentions(title || ' ' || coalesce(description, ''), 'pets')$$,
            'notify', 'pets', 'supervisor', false);
\set ECHO all

-- One statement each, with the same text in another column, and for one case.
INSERT INTO complaint (id, channel, received_by, title, description) VALUES (1, 'hotline', 'li.na', 'a cat', 'no invoice');
INSERT INTO complaint (id, channel, received_by, title, description) VALUES (2, 'hotline', 'li.na', 'no invoice', 'a cat');
INSERT INTO complaint (id, channel, received_by, title, description) VALUES (3, 'hotline', 'li.na', 'no invoice', 'no invoice');
-- Four in one statement, of which two mention one; a text of the same length does not.
INSERT INTO complaint (id, channel, received_by, title, description) VALUES
    (4, 'hotline', 'li.na', 'a dog', NULL),
    (5, 'hotline', 'li.na', 'a hog', NULL),
    (6, 'hotline', 'li.na', 'a hog', repeat('long ', 1000) || 'dog'),
    (7, 'hotline', 'li.na', 'a hog', repeat('long ', 1000) || 'hog');
SELECT complaint_id, dedup_key FROM outbox WHERE topic = 'pets' ORDER BY 1, 2;

-- A trigger of the desk's own changes the text before it is judged.
CREATE FUNCTION no_pets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.title := replace(NEW.title, 'dog', 'hog');
    RETURN NEW;
END $$;
CREATE TRIGGER no_pets BEFORE INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION no_pets();
INSERT INTO complaint (id, channel, received_by, title) VALUES (8, 'hotline', 'li.na', 'a dog');
-- And the text is corrected: then the rule reads the new one.
SET complaint_flow.actor = 'li.na';
UPDATE complaint SET title = 'a cat' WHERE id IN (3, 5);
UPDATE complaint SET title = 'a dog' WHERE id = 7;
SELECT complaint_id, count(*) FROM outbox WHERE topic = 'pets' GROUP BY 1 ORDER BY 1;

\set ECHO none
SELECT complaint_flow.drop_desk('support', true);
