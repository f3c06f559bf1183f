-- The learned model of texts: training, what it predicts, and why.

CREATE FUNCTION @extschema@.fit_text_model(contents text[], codes text[],
    OUT known_codes text[], OUT weights bytea, OUT accuracy double precision, OUT macro_f1 double precision, OUT confusion int[],
    OUT thresholds double precision[], OUT precisions double precision[], OUT coverages double precision[])
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000000 AS 'MODULE_PATHNAME', 'cf_fit_text_model';
COMMENT ON FUNCTION @extschema@.fit_text_model IS 'learns from texts and the code of each; the same texts give the same model, in whatever order. What train_model stores; KF011 where there are fewer than two codes';

CREATE FUNCTION @extschema@.cross_validate_texts(contents text[], codes text[])
RETURNS TABLE (place int, predicted text, probability double precision)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000000 AS 'MODULE_PATHNAME', 'cf_cross_validate_texts';
COMMENT ON FUNCTION @extschema@.cross_validate_texts IS 'for each text, by its place in the array, what a model predicts that has learned from four fifths of the texts, not from this one or its like';

CREATE FUNCTION @extschema@.check_target(desk name, target text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF target IS NULL OR target NOT IN ('category', 'urgency') THEN
        RAISE EXCEPTION 'a model predicts no "%"', target
            USING ERRCODE = 'KF008', SCHEMA = desk,
                  HINT = 'The targets are "category" and "urgency".';
    END IF;
END
$$;
COMMENT ON FUNCTION @extschema@.check_target IS 'refuses with KF008 what is no target of a model';

CREATE FUNCTION @extschema@.examples_for(desk name, target text)
RETURNS TABLE (example_id bigint, content text, code text, examples_of_code bigint)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_target(desk, target);
    -- categories that are not for new cases are nothing to learn
    RETURN QUERY EXECUTE format('SELECT e.id, e.content, e.%2$I, count(*) OVER (PARTITION BY e.%2$I)
          FROM %1$I.example e
         WHERE e.%2$I IS NOT NULL AND e.facts IS NULL
           AND ($1 = ''urgency'' OR EXISTS (SELECT FROM %1$I.category c WHERE c.code = e.category AND c.active))
         ORDER BY e.id', desk, target) USING target;
END
$$;
COMMENT ON FUNCTION @extschema@.examples_for IS 'examples of a desk without facts that say something about a target, and how many there are of each code';

CREATE FUNCTION @extschema@.examples_needed() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT 10 $$;
COMMENT ON FUNCTION @extschema@.examples_needed IS 'how many examples a code needs to take part in a model';

CREATE FUNCTION @extschema@.example_counts(desk name, target text,
    OUT enough bigint, OUT counts text, OUT few text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT count(*) FILTER (WHERE c.examples_of_code >= @extschema@.examples_needed()),
           string_agg(format('%s: %s', c.code, c.examples_of_code), ', ' ORDER BY c.code),
           string_agg(format('%s: %s', c.code, c.examples_of_code), ', ' ORDER BY c.code)
               FILTER (WHERE c.examples_of_code < @extschema@.examples_needed())
      INTO enough, counts, few
      FROM (SELECT DISTINCT e.code, e.examples_of_code FROM @extschema@.examples_for(desk, target) e) c;
END
$$;
COMMENT ON FUNCTION @extschema@.example_counts IS 'how many codes of a target have enough examples, and the numbers of all codes, and of those that have too few';

CREATE FUNCTION @extschema@.train_one_model(desk name, target text)
RETURNS TABLE (id bigint, examples int, classes int, accuracy double precision, macro_f1 double precision,
               threshold double precision, coverage double precision)
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    contents text[];
    codes text[];
    made record;
    made_id bigint;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT array_agg(e.content ORDER BY e.example_id), array_agg(e.code ORDER BY e.example_id)
      INTO contents, codes
      FROM @extschema@.examples_for(desk, target) e
     WHERE e.examples_of_code >= @extschema@.examples_needed();
    SELECT * INTO made FROM @extschema@.fit_text_model(contents, codes);
    -- waits for who trains at the same time: the next statement sees what they made
    EXECUTE format('UPDATE %I.text_model SET active = false WHERE false', desk);
    EXECUTE format('UPDATE %I.text_model SET active = false WHERE target = $1 AND active', desk) USING target;
    EXECUTE format(
        'INSERT INTO %I.text_model (target, examples, codes, accuracy, macro_f1, confusion, thresholds, precisions, coverages, weights)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id', desk)
       INTO made_id
      USING target, cardinality(contents), made.known_codes, made.accuracy, made.macro_f1,
            made.confusion, made.thresholds, made.precisions, made.coverages, made.weights;
    RETURN QUERY
        SELECT made_id, cardinality(contents), cardinality(made.known_codes), made.accuracy, made.macro_f1,
               max(f.value) FILTER (WHERE f.figure = 'sure_from'), max(f.value) FILTER (WHERE f.figure = 'sure_part')
          FROM @extschema@.model_figures(desk, target) f
         WHERE f.section = 'model';
END
$$;
COMMENT ON FUNCTION @extschema@.train_one_model IS 'trains the model of one target, which has enough examples, and puts it in use; see train_model';

CREATE FUNCTION @extschema@.train_model_as_writer(desk name, target text DEFAULT NULL)
RETURNS TABLE (trained text, id bigint, examples int, classes int, accuracy double precision, macro_f1 double precision,
               threshold double precision, coverage double precision)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 2
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    aim text;
    have record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.learn_from_cases(desk);
    FOREACH aim IN ARRAY CASE WHEN target IS NULL THEN '{category,urgency}' ELSE ARRAY[target] END
    LOOP
        SELECT * INTO have FROM @extschema@.example_counts(desk, aim);
        -- a desk may have examples of one target only
        CONTINUE WHEN target IS NULL AND aim = 'urgency' AND have.counts IS NULL;
        IF have.enough < 2 THEN
            RAISE EXCEPTION 'too few examples to learn the % from', aim
                USING ERRCODE = 'KF011', SCHEMA = desk, TABLE = 'example',
                      DETAIL = format('Examples of each code: %s.', coalesce(have.counts, 'none')),
                      HINT = format('At least two codes need %s examples each; insert them into table example.',
                                    @extschema@.examples_needed());
        ELSIF have.few IS NOT NULL THEN
            RAISE NOTICE 'the model of the % leaves out codes with fewer than % examples', aim, @extschema@.examples_needed()
                USING DETAIL = format('Examples of each: %s.', have.few), SCHEMA = desk, TABLE = 'example';
        END IF;
        RETURN QUERY SELECT aim, m.* FROM @extschema@.train_one_model(desk, aim) m;
    END LOOP;
END
$$;
CALL @extschema@.make_public('train_model_as_writer',
    'trains the models of a desk from its examples, after learn_from_cases, or the one named (category, urgency), and puts them in use; one row each: examples, codes, part of the predictions that cross-validation found right, macro-F1, probability from which a prediction is sure (see desk.wanted_precision; NULL: none is), part of the texts that is. KF011 where two codes have not ten examples each; codes with fewer are left out, with a NOTICE');

CREATE FUNCTION @extschema@.train_due_models_as_owner(desk name, OUT trained bigint)
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    aim text;
    due boolean;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    trained := 0;
    FOREACH aim IN ARRAY '{category,urgency}'::text[]
    LOOP
        EXECUTE format($due$
            SELECT count(*) >= CASE WHEN m.at IS NULL THEN 1 ELSE (SELECT d.train_after FROM %1$I.desk d) END
              FROM (SELECT max(t.trained_at) AS at FROM %1$I.text_model t WHERE t.target = $1) m
              LEFT JOIN %1$I.example e ON e.%2$I IS NOT NULL AND e.facts IS NULL AND e.recorded_at > coalesce(m.at, '-infinity')
             GROUP BY m.at$due$, desk, aim)
          INTO due USING aim;
        CONTINUE WHEN due IS NOT TRUE OR (SELECT c.enough < 2 FROM @extschema@.example_counts(desk, aim) c);
        PERFORM FROM @extschema@.train_one_model(desk, aim);
        trained := trained + 1;
    END LOOP;
END
$$;
CALL @extschema@.make_public('train_due_models_as_owner',
    'trains the models for which there are enough examples: those that the desk has not yet, and those for which desk.train_after examples have come since; returns how many. Used by create_desk and by the job train_models');

CREATE FUNCTION @extschema@.train_models_as_owner(desk name) RETURNS bigint
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    started_at constant timestamptz := clock_timestamp();
    wanted boolean;
    trained bigint := 0;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    IF NOT @extschema@.job_may_run(desk, 'train_models') THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT train_after IS NOT NULL FROM %I.desk', desk) INTO wanted;
    IF wanted THEN
        PERFORM @extschema@.learn_from_cases(desk);
        trained := @extschema@.train_due_models(desk);
    END IF;
    PERFORM @extschema@.note_job_run(desk, 'train_models', started_at, trained);
    RETURN trained;
END
$$;
CALL @extschema@.make_public('train_models_as_owner',
    'job: calls learn_from_cases, and trains a model when desk.train_after examples have come since the last, or the desk has none yet; does nothing while desk.train_after is NULL; returns how many it trained', is_job => true);

CREATE FUNCTION @extschema@.cross_validate_as_reader(desk name, target text DEFAULT 'category')
RETURNS TABLE (example_id bigint, said text, predicted text, probability double precision)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids bigint[];
    contents text[];
    codes text[];
BEGIN
    PERFORM @extschema@.check_inside(desk);
    SELECT array_agg(e.example_id ORDER BY e.example_id), array_agg(e.content ORDER BY e.example_id),
           array_agg(e.code ORDER BY e.example_id)
      INTO ids, contents, codes
      FROM @extschema@.examples_for(desk, target) e
     WHERE e.examples_of_code >= @extschema@.examples_needed();
    RETURN QUERY SELECT ids[v.place], codes[v.place], v.predicted, v.probability
                   FROM @extschema@.cross_validate_texts(contents, codes) v;
END
$$;
CALL @extschema@.make_public('cross_validate_as_reader',
    'each example with what a model predicts for it that has learned from the other four fifths of the examples, not from this one or its like, and how likely that is: what train_model judges its model by. Of codes with fewer than ten examples none. Trains six models, for which 10,000 texts take up to a minute');

CREATE FUNCTION @extschema@.predict_as_reader(desk name, content text, target text DEFAULT 'category')
RETURNS TABLE (code text, probability double precision)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_predict';
CALL @extschema@.make_public('predict_as_reader',
    'what the model of a desk thinks of a text: each code it knows and how likely it is, best first; no row without a model');

CREATE FUNCTION @extschema@.explain_prediction_as_reader(desk name, content text, target text DEFAULT 'category', code text DEFAULT NULL)
RETURNS TABLE (explained text, ngram text, weight double precision)
LANGUAGE c STABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_explain_prediction';
CALL @extschema@.make_public('explain_prediction_as_reader',
    'the ten n-grams of a text that spoke most for a code and the ten that spoke most against it, with what each added to its score, highest first; for the likeliest code where none is named');

CREATE FUNCTION @extschema@.model_ngrams_as_reader(desk name, target text DEFAULT 'category')
RETURNS TABLE (code text, ngram text, weight double precision)
LANGUAGE c STABLE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_model_ngrams';
CALL @extschema@.make_public('model_ngrams_as_reader',
    'the twenty n-grams that speak most for each code that a model knows, highest weight first; no row without a model');
