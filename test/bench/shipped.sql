-- Desks of the standard pack as it is shipped, with 62 people and 200,000
-- customers each; beside desk "shipped" the same tables without an engine: bare
-- with the case alone, floor with all that the engine writes.

CREATE FUNCTION bench.shipped_desk(desk name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM complaint_flow.create_desk(desk, title => desk);
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', desk), true);
    INSERT INTO staff (code, name, role, department) VALUES
        ('head', 'head', 'head_of_operations', 'customer_service'), ('boss', 'boss', 'supervisor', 'customer_service');
    INSERT INTO staff (code, name, role, department, manager)
        SELECT 'agent' || n, 'agent ' || n, CASE WHEN n % 4 = 0 THEN 'senior_agent' ELSE 'agent' END, 'customer_service', 'boss'
          FROM generate_series(0, 59) AS n;
    INSERT INTO customer (id, name, phone, tier)
        SELECT n, 'customer ' || n, (13800000000 + n)::text, (ARRAY['gold', 'silver'])[1 + n % 10] FROM generate_series(0, 199999) AS n;
END
$$;

-- complaints of a year and a half: customers known for 70 of 100, each heard 3.5
-- times, texts of 20 to 200 characters
CREATE FUNCTION bench.file_complaints(desk name, cases bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', desk), true);
    INSERT INTO complaint (received_at, channel, received_by, customer_id, product, merchant, order_ref, amount, complainant_group, title, description)
    SELECT timestamptz '2025-01-01' + n * (interval '550 days' / cases),
           (ARRAY['hotline', 'online_chat', 'web_form', 'app', 'email', 'letter', 'on_site', 'social_media', 'group_hq'])[1 + n % 9],
           'agent' || n % 60, CASE WHEN n % 10 < 7 THEN n * 7919 % least(200000, greatest(cases / 5, 1)) END,
           CASE WHEN n % 2 = 0 THEN 'p' || n / 2 % 12 END, CASE WHEN n % 2 = 0 THEN 'm' || n * 7919 % 1000 END,
           CASE WHEN n % 3 = 0 THEN 'X' || n END, n % 1000, CASE WHEN n % 100 = 0 THEN 'media' END, 'complaint ' || n,
           (ARRAY['收到的杯子碎了，要求退货退款，客服说要等三天。', '客服态度很差，电话里不耐烦，直接挂断。', '积分兑换没有到账，已经等了三天，要求补发。',
                  '商家拒绝退货，说不符合条件，没有道理。', '快递一直没有送到，物流信息停在上周。', '发票没有开，打了几次电话都没有人处理。',
                  'The card was charged twice and nobody answers my mails.', '买了两双鞋只发了一双，要求补发另一双。'])[1 + n * 31 % 8]
           || repeat('多次拨打客服热线没有得到答复，希望尽快处理。', (n % 9)::int)
           || CASE WHEN n % 50 = 7 THEN '持卡人反映账户被盗刷多笔，要求退款。' ELSE '' END
      FROM generate_series(1, cases) AS n;
END
$$;

SELECT bench.shipped_desk('shipped');

-- who needs neither the customer nor the issue nor messages; cases say which
SELECT bench.shipped_desk('lean');
UPDATE lean.message_rule SET active = false;

CREATE SCHEMA floor;
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT relname AS name, array_to_string(reloptions, ', ') AS options FROM pg_class
              WHERE relnamespace = 'shipped'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('CREATE TABLE floor.%1$I (LIKE shipped.%1$I INCLUDING ALL EXCLUDING CONSTRAINTS)', t.name);
        IF t.options IS NOT NULL THEN
            EXECUTE format('ALTER TABLE floor.%I SET (%s)', t.name, t.options);
        END IF;
    END LOOP;
END
$$;
INSERT INTO floor.customer SELECT * FROM shipped.customer;
ALTER TABLE floor.complaint ADD FOREIGN KEY (customer_id) REFERENCES floor.customer;

CREATE SCHEMA bare;
CREATE TABLE bare.customer (LIKE shipped.customer INCLUDING ALL);
INSERT INTO bare.customer SELECT * FROM shipped.customer;
CREATE TABLE bare.complaint (LIKE shipped.complaint INCLUDING ALL EXCLUDING CONSTRAINTS, CHECK (amount >= 0), CHECK (validity IN ('valid', 'invalid')))
    WITH (fillfactor = 85);
ALTER TABLE bare.complaint ALTER state SET DEFAULT 'registered', ADD FOREIGN KEY (customer_id) REFERENCES bare.customer;
CREATE TABLE bare.contact (LIKE shipped.contact INCLUDING ALL EXCLUDING CONSTRAINTS);
