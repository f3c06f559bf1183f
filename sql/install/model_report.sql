-- How good the learned model is, what it lacks, and the examples that cases
-- give.

CREATE FUNCTION @extschema@.model_trial(desk name, target text)
RETURNS TABLE (said text, predicted text, examples int)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    PERFORM @extschema@.check_target(desk, target);
    RETURN QUERY EXECUTE format($trial$
        SELECT said.code, predicted.code, m.confusion[(said.place - 1) * cardinality(m.codes) + predicted.place]
          FROM %I.text_model m
          CROSS JOIN unnest(m.codes) WITH ORDINALITY AS said (code, place)
          CROSS JOIN unnest(m.codes) WITH ORDINALITY AS predicted (code, place)
         WHERE m.target = $1 AND m.active$trial$, desk) USING target;
END
$$;
COMMENT ON FUNCTION @extschema@.model_trial IS 'how often cross-validation predicted which code for the examples of each, of the active model of a target; see model_report';

CREATE FUNCTION @extschema@.model_figures(desk name, target text)
RETURNS TABLE (section text, place bigint, code text, other text, figure text, value double precision)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($figures$
        WITH model AS (
            SELECT m.examples, cardinality(m.codes) AS codes, m.accuracy, m.macro_f1, m.thresholds, m.precisions, m.coverages
              FROM %1$I.text_model m WHERE m.target = $2 AND m.active
        ), point AS (
            SELECT p.* FROM model, unnest(thresholds, precisions, coverages) WITH ORDINALITY AS p (threshold, precise, covered, place)
        ), trial AS (
            SELECT * FROM @extschema@.model_trial($1, $2)
        ), by_code AS (
            SELECT c.code,
                   sum(t.examples) FILTER (WHERE t.said = c.code) AS examples,
                   sum(t.examples) FILTER (WHERE t.predicted = c.code) AS predicted,
                   sum(t.examples) FILTER (WHERE t.said = c.code AND t.predicted = c.code) AS matched
              FROM (SELECT DISTINCT said FROM trial) AS c (code)
              JOIN trial t ON c.code IN (t.said, t.predicted)
             GROUP BY c.code
        )
        SELECT 'model', 1::bigint, NULL, NULL, f.*
          FROM model CROSS JOIN (SELECT wanted_precision::float8 AS wanted FROM %1$I.desk) d
          CROSS JOIN LATERAL (SELECT min(threshold) AS threshold, coalesce(max(covered), 0) AS coverage FROM point WHERE precise >= d.wanted) sure
          CROSS JOIN LATERAL (VALUES ('examples', examples), ('codes', codes), ('accuracy', accuracy), ('macro_f1', macro_f1),
              ('wanted_precision', d.wanted), ('sure_from', sure.threshold), ('sure_part', sure.coverage)) AS f (figure, value)
        UNION ALL
        SELECT 'code', dense_rank() OVER (ORDER BY code), code, NULL, f.*
          FROM by_code
          CROSS JOIN LATERAL (VALUES ('examples', examples), ('predicted', predicted), ('right', matched),
              ('precision', matched::float8 / nullif(predicted, 0)), ('recall', matched::float8 / nullif(examples, 0)),
              ('f1', 2.0 * matched / nullif(examples + predicted, 0))) AS f (figure, value)
        UNION ALL
        SELECT 'confusion', row_number() OVER (ORDER BY examples DESC, said, predicted), said, predicted, 'examples', examples
          FROM trial WHERE examples > 0
        UNION ALL
        SELECT 'curve', place, NULL, NULL, f.*
          FROM point CROSS JOIN LATERAL (VALUES ('threshold', threshold), ('precision', precise), ('coverage', covered)) AS f (figure, value)$figures$,
        desk) USING desk, target;
END
$$;
COMMENT ON FUNCTION @extschema@.model_figures IS 'the sections model, code, confusion and curve of model_report';

CREATE FUNCTION @extschema@.same_text_examples(desk name, target text)
RETURNS TABLE (example_id bigint, code text, other_id bigint, other_code text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY
        WITH folded AS (
            SELECT e.example_id, e.code, regexp_replace(@extschema@.fold_text(e.content), '[[:space:][:punct:]。、“”]+', '', 'g') AS letters
              FROM @extschema@.examples_for(desk, target) e
        )
        SELECT a.example_id, a.code, b.example_id, b.code
          FROM folded a JOIN folded b ON b.letters = a.letters AND b.code <> a.code;
END
$$;
COMMENT ON FUNCTION @extschema@.same_text_examples IS 'pairs of examples with the same text, signs and blanks aside, and different codes, each pair both ways';

CREATE FUNCTION @extschema@.model_report_as_reader(desk name, target text DEFAULT 'category')
RETURNS TABLE (section text, place bigint, code text, other text, figure text, value double precision)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY SELECT * FROM @extschema@.model_figures(desk, target);
    RETURN QUERY SELECT 'ngram', row_number() OVER (PARTITION BY n.code ORDER BY n.weight DESC, n.ngram), n.code, n.ngram, 'weight', n.weight
                   FROM @extschema@.model_ngrams(desk, target) n;
    -- analysts may not read texts of customers
    IF has_column_privilege(format('%I.example', desk), 'content', 'SELECT') THEN
        RETURN QUERY SELECT 'contradiction', s.example_id, s.code, s.other_code, 'other_example', s.other_id::float8
                       FROM @extschema@.same_text_examples(desk, target) s;
    END IF;
END
$$;
CALL @extschema@.make_public('model_report_as_reader',
    'how good the active model of a desk is, one figure a row. Sections: model (examples, codes, accuracy, macro_f1, wanted_precision, sure_from: the probability from which predictions reach it, sure_part: the part of the texts that do); code (examples, predicted, right, precision, recall, f1 of each); confusion (examples of code that were predicted as other); curve (threshold, precision, coverage of each point, by place); ngram (weight of the n-gram in other for code, by place); contradiction (example number place says code, other_example has the same text and says other; for those who may read table example). Without a model only the last. What was predicted comes from the cross-validation when the model was trained; nothing is trained anew. See doubtful_examples for texts');

CREATE FUNCTION @extschema@.doubtful_examples_as_reader(desk name, target text DEFAULT 'category', at_least double precision DEFAULT 0.5)
RETURNS TABLE (example_id bigint, content text, said text, other text, probability double precision,
               like_id bigint, like_content text, likeness real)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY
        WITH all_examples AS MATERIALIZED (
            SELECT * FROM @extschema@.examples_for(desk, target)
        ), trial AS MATERIALIZED (
            SELECT * FROM @extschema@.cross_validate(desk, target)
        ), doubted AS (
            SELECT d.example_id, d.other, bool_or(d.same_text) AS same_text
              FROM (SELECT t.example_id, t.predicted, false FROM trial t WHERE t.predicted <> t.said AND t.probability >= at_least
                    UNION ALL
                    SELECT s.example_id, s.other_code, true FROM @extschema@.same_text_examples(desk, target) s) d (example_id, other, same_text)
             GROUP BY d.example_id, d.other
        )
        SELECT e.example_id, e.content, e.code, d.other, t.probability, nearest.example_id, nearest.content, nearest.likeness
          FROM doubted d
          JOIN all_examples e USING (example_id)
          LEFT JOIN trial t ON t.example_id = d.example_id AND t.predicted = d.other
          CROSS JOIN LATERAL (SELECT n.example_id, n.content, @extschema@.text_likeness(n.content, e.content) AS likeness
                                FROM all_examples n WHERE n.code = d.other
                               ORDER BY 3 DESC, 1 LIMIT 1) nearest
         ORDER BY d.same_text DESC, t.probability DESC NULLS LAST, e.example_id;
END
$$;
CALL @extschema@.make_public('doubtful_examples_as_reader',
    'examples that contradict others: those with the same text as one of another code, then those for which a model that has not learned from them predicts another code with at least the probability given; each with the most alike example of that code and how alike, see text_likeness. Cross-validates: seconds, for 10,000 texts up to a minute. For those who may read table example');
