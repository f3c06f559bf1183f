\set ECHO none
-- Boston in the desk of the search path: the calendar "city", with the holidays
-- that the city's clock observes, and the table raw with its animal cases.
INSERT INTO calendar (name, time_zone) VALUES ('city', 'America/New_York');
INSERT INTO calendar_hours SELECT 'city', d, '08:30', '17:00' FROM generate_series(1, 5) d;
CREATE TEMP TABLE holiday (date date, weekday text, name text, observed boolean, rows_as_holiday int, rows_as_workday int);
\copy holiday FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/calendars/boston_city_holidays_odd_years.csv.gz"' (FORMAT csv, HEADER)
INSERT INTO calendar_day (calendar, day, kind, label) SELECT 'city', date, 'closed', name FROM holiday WHERE observed;
INSERT INTO calendar_year SELECT 'city', y, 'worked out from the rows' FROM unnest('{2013,2015,2017,2019}'::int[]) y;
CREATE TEMP TABLE raw (case_enquiry_id text, open_dt text, sla_target_dt text, closed_dt text, on_time text, case_status text, closure_reason text,
    case_title text, subject text, reason text, type text, queue text, department text, fire_district text, pwd_district text,
    city_council_district text, police_district text, neighborhood text, neighborhood_services_district text, ward text, precinct text,
    location_zipcode text, source text, open_local timestamp, sla_target_local timestamp, closed_local timestamp);
\copy raw FROM PROGRAM 'gzip -dc "$CF_SHARED_DATA/complaints/boston311_animal_2013_15_17_19.csv.gz"' (FORMAT csv, HEADER)
