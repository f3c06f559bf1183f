-- Official days: the facts that the extension carries, and how they get into
-- a desk's calendar.

CREATE FUNCTION @extschema@.official_days(country text)
RETURNS TABLE (day date, kind text, label text, label_en text, year int, source text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM @extschema@.official_days_cn() WHERE country = 'CN'
    UNION ALL
    SELECT * FROM @extschema@.official_days_us() WHERE country = 'US'
    ORDER BY day
$$;
COMMENT ON FUNCTION @extschema@.official_days IS 'official days of a country (CN, US): day, closed or working, label';

CREATE FUNCTION @extschema@.load_official_days_as_writer(desk name, calendar text, country text,
    from_year int DEFAULT NULL, to_year int DEFAULT NULL) RETURNS int
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_known int;
    last_known int;
    found boolean;
    loaded int;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF desk IS NULL OR calendar IS NULL OR country IS NULL THEN
        RAISE 'desk, calendar and country must not be null'
            USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF to_regclass(format('%I.calendar_day', desk)) IS NULL
        OR to_regclass(format('%I.calendar_year', desk)) IS NULL
    THEN
        RAISE 'desk "%" does not exist', desk
            USING ERRCODE = 'KF008',
            HINT = 'complaint_flow.desks() lists the desks of this database.';
    END IF;
    IF from_year > to_year THEN
        RAISE 'years % to % stand in the wrong order', from_year, to_year
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    SELECT min(o.year), max(o.year) INTO first_known, last_known
    FROM @extschema@.official_days(country) AS o;
    IF first_known IS NULL THEN
        RAISE 'official days of country "%" are not known', country
            USING ERRCODE = 'KF008',
            HINT = 'Countries with official days: CN, US.';
    END IF;
    from_year := coalesce(from_year, first_known);
    to_year := coalesce(to_year, last_known);
    IF from_year < first_known OR from_year > last_known
        OR to_year < first_known OR to_year > last_known
    THEN
        RAISE 'official days of country "%" for % to % are not known',
            country, from_year, to_year
            USING ERRCODE = 'KF009',
            DETAIL = format('They are known for %s to %s.',
                            first_known, last_known),
            HINT = 'Insert the days of other years into calendar_day, and '
                'each complete year into calendar_year.';
    END IF;

    EXECUTE format('SELECT EXISTS (SELECT FROM %I.calendar WHERE name = $1)',
                   desk)
        INTO found USING calendar;
    IF NOT found THEN
        RAISE 'calendar "%" does not exist in desk "%"', calendar, desk
            USING ERRCODE = 'KF009',
            HINT = format('Insert it into %I.calendar first.', desk);
    END IF;

    -- hours that the desk gave to a make-up day outlive a reload
    EXECUTE format(
        'DELETE FROM %I.calendar_day AS d '
        'USING @extschema@.official_days($2) AS o '
        'WHERE d.calendar = $1 AND d.day = o.day '
        'AND d.kind IN (''closed'', ''working'') '
        'AND (d.kind <> o.kind OR d.opens IS NULL) '
        'AND o.year BETWEEN $3 AND $4', desk)
        USING calendar, country, from_year, to_year;
    EXECUTE format(
        'INSERT INTO %1$I.calendar_day (calendar, day, kind, label) '
        'SELECT $1, o.day, o.kind, o.label '
        'FROM @extschema@.official_days($2) AS o '
        'WHERE o.year BETWEEN $3 AND $4 AND NOT EXISTS ('
        'SELECT FROM %1$I.calendar_day AS d '
        'WHERE d.calendar = $1 AND d.day = o.day AND d.kind = o.kind) '
        'ORDER BY o.day', desk)
        USING calendar, country, from_year, to_year;
    GET DIAGNOSTICS loaded = ROW_COUNT;
    EXECUTE format(
        'INSERT INTO %I.calendar_year AS y (calendar, year, source) '
        'SELECT $1, o.year, max(o.source) '
        'FROM @extschema@.official_days($2) AS o '
        'WHERE o.year BETWEEN $3 AND $4 GROUP BY o.year '
        'ON CONFLICT (calendar, year) DO UPDATE '
        'SET source = EXCLUDED.source, loaded_at = DEFAULT', desk)
        USING calendar, country, from_year, to_year;
    RETURN loaded;
END
$$;
CALL @extschema@.make_public('load_official_days_as_writer',
    'put the official days of a country into a desk''s calendar, by years; returns how many rows it wrote');
