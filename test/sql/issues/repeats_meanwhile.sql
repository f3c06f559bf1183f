-- A new case is compared with the customer's others when its row is decided,
-- and once more at the end of the statement.
\i test/helper/support_desk.sql
\set ECHO all

INSERT INTO customer (id, name) SELECT n, 'customer ' || n FROM generate_series(1, 4) AS n;

-- In between a trigger of the desk's own finds that an older case is the same
-- customer's, under another number.
CREATE FUNCTION one_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE complaint SET customer_id = NEW.customer_id, reason = '同一客户'
     WHERE order_ref = NEW.order_ref AND customer_id <> NEW.customer_id;
    RETURN NULL;
END $$;
CREATE TRIGGER one_person AFTER INSERT ON complaint FOR EACH ROW EXECUTE FUNCTION one_person();
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES (101, 'hotline', 1, 'JF26030101', '杯子碎了');
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES
    (102, 'app', 2, 'JF26030101', '杯子碎了还没有退款'),
    (103, 'app', 3, 'JF26030102', '杯子碎了还没有退款');
SELECT id, customer_id, repeat_of, repeat_kind, state FROM complaint ORDER BY id;

-- Or it takes in another complaint of the customer itself.
CREATE OR REPLACE FUNCTION one_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.channel = 'letter' THEN
        INSERT INTO complaint (id, channel, customer_id, order_ref, title)
            VALUES (NEW.id + 1, 'app', NEW.customer_id, NEW.order_ref, NEW.title);
    END IF;
    RETURN NULL;
END $$;
INSERT INTO complaint (id, channel, customer_id, order_ref, title) VALUES (104, 'letter', 3, 'JF26030103', '没有开发票');
SELECT id, repeat_of, repeat_kind, state FROM complaint WHERE id IN (104, 105) ORDER BY id;
DROP TRIGGER one_person ON complaint;
DROP FUNCTION one_person();

-- Of a customer the latest twenty cases are compared.  The letter of May is not
-- among them for the call of today, but the letter finds the call.
INSERT INTO complaint (received_at, channel, customer_id, order_ref, title)
    SELECT timestamptz '2026-02-01 10:00' + n * interval '1 hour', 'app', 4, 'JF260201' || n, '没有收到货' FROM generate_series(1, 20) AS n;
INSERT INTO complaint (id, received_at, channel, customer_id, order_ref, title) VALUES
    (9001, '2025-05-02 10:00', 'letter', 4, 'JF26030104', '优惠券没有到账'),
    (9002, '2026-03-02 10:00', 'hotline', 4, 'JF26030104', '优惠券没有到账');
SELECT id, repeat_of, repeat_kind, state FROM complaint WHERE id > 9000 ORDER BY id;
SELECT * FROM complaint_flow.verify_history('support');
SELECT complaint_flow.drop_desk('support', true);
