\set ECHO none
-- What owners hang behind a desk: a copy of some of its tables that a trigger
-- keeps, the last image wins, as replication by triggers and search indexes do.
-- public.shadow_differs holds no row as long as the copies are right.
CREATE TABLE public.shadow (tab text, key text, image jsonb, PRIMARY KEY (tab, key));
CREATE FUNCTION public.image(anyelement) RETURNS jsonb LANGUAGE plpgsql STABLE SET TimeZone = 'UTC' AS 'BEGIN RETURN to_jsonb($1); END';
CREATE FUNCTION public.keep_shadow() RETURNS trigger LANGUAGE plpgsql SET TimeZone = 'UTC' AS $$
DECLARE
    was text := (SELECT string_agg(to_jsonb(old) ->> k, ' ') FROM unnest(tg_argv) AS k);
    is_now text := (SELECT string_agg(to_jsonb(new) ->> k, ' ') FROM unnest(tg_argv) AS k);
BEGIN
    IF was IS DISTINCT FROM is_now THEN
        DELETE FROM public.shadow WHERE tab = tg_table_name AND key = was;
    END IF;
    IF is_now IS NOT NULL THEN
        INSERT INTO public.shadow VALUES (tg_table_name, is_now, to_jsonb(new))
            ON CONFLICT (tab, key) DO UPDATE SET image = excluded.image;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shadow AFTER INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION public.keep_shadow('id');
CREATE TRIGGER shadow AFTER INSERT OR UPDATE ON clock FOR EACH ROW EXECUTE FUNCTION public.keep_shadow('complaint_id', 'metric', 'cycle');
CREATE TRIGGER shadow AFTER INSERT OR UPDATE OR DELETE ON queue FOR EACH ROW
    EXECUTE FUNCTION public.keep_shadow('priority', 'due_at', 'complaint_id');
CREATE TRIGGER shadow AFTER INSERT OR UPDATE OR DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION public.keep_shadow('id');
CREATE TRIGGER shadow AFTER INSERT OR UPDATE ON work_order FOR EACH ROW EXECUTE FUNCTION public.keep_shadow('id');
CREATE TRIGGER shadow AFTER INSERT OR UPDATE ON remedy FOR EACH ROW EXECUTE FUNCTION public.keep_shadow('id');
CREATE VIEW public.shadow_differs AS
SELECT coalesce(t.tab, s.tab) AS tab, t.image AS is, s.image AS copied
  FROM (SELECT 'complaint' AS tab, public.image(c) AS image FROM complaint c UNION ALL
        SELECT 'clock', public.image(k) FROM clock k UNION ALL
        SELECT 'queue', public.image(q) FROM queue q UNION ALL
        SELECT 'outbox', public.image(o) FROM outbox o UNION ALL
        SELECT 'work_order', public.image(w) FROM work_order w UNION ALL
        SELECT 'remedy', public.image(r) FROM remedy r) t
  FULL JOIN public.shadow s ON s.tab = t.tab AND s.image = t.image
 WHERE t.tab IS NULL OR s.tab IS NULL;
