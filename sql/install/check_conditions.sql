-- What the conditions of a policy can never do, or say twice.

CREATE FUNCTION @extschema@.condition_problems(desk name, source text, only_table text)
RETURNS TABLE (is_error boolean, words text, table_name text, rule text, other_rule text, details text[])
LANGUAGE c STABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'cf_condition_problems';
COMMENT ON FUNCTION @extschema@.condition_problems IS 'what is wrong with the conditions of the desk''s rules, or of those of one table, by another policy where source_of_draft() gave a source, else by the one in force; condition_findings says it in words';

-- %1$s is the rule, %2$s the other one, %3$s and so on are the details
CREATE FUNCTION @extschema@.condition_words()
RETURNS TABLE (words text, finding text, finding_zh text, cure text, cure_zh text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    VALUES
    ('broken_condition', 'The condition cannot be used: %3$s', '条件无法使用：%3$s',
     'Rewrite the condition, or switch the rule off.', '请改写条件，或停用该规则。'),
    ('unknown_fact', 'The condition reads %3$s, which rules of this table do not know: it is always NULL there.',
     '条件使用了 %3$s，但此表的规则不知道该事实，其值始终为 NULL。',
     'Use columns of complaint, or facts that such rules know.', '请使用 complaint 的列，或此类规则已知的事实。'),
    ('never_true', 'The condition is never true.', '条件永远不成立。',
     'Look for values that exclude each other, and for comparisons with NULL.', '请检查互相排斥的取值，以及与 NULL 的比较。'),
    ('never_true met', 'The condition for meeting the clock is never true: nothing can meet it.', '满足时钟的条件永远不成立，该时钟无法被满足。',
     'Rewrite met_condition, or leave it NULL.', '请改写 met_condition，或置为 NULL。'),
    ('always_true', 'The condition is always true.', '条件始终成立。',
     'Leave the condition NULL where the rule is meant for every case; else rewrite it.', '若规则适用于所有案件，请将条件置为 NULL；否则请改写。'),
    ('always_true met', 'The condition for meeting the clock is always true.', '满足时钟的条件始终成立。',
     'Leave met_condition NULL, or rewrite it.', '请将 met_condition 置为 NULL，或改写。'),
    ('part_says_nothing', 'The part of the condition about %3$s says nothing: without it the condition holds for the same cases.',
     '条件中关于 %3$s 的部分没有作用：去掉它，条件适用的案件不变。',
     'Remove the part, or correct it: an operator may be turned round, or AND written for OR.', '请删除或更正该部分：可能运算符写反，或误用了 AND 与 OR。'),
    ('out_of_range', 'The condition compares %3$s with a value that it never has.', '条件将 %3$s 与其永远不会达到的值比较。',
     'Correct the value.', '请更正该值。'),
    ('guards_exclude', 'The guard excludes what the transition itself needs: its states, its roles or its required columns. Nobody can take it.',
     '守卫条件与该流转本身的要求（状态、角色或必填列）互相排斥，无人可以执行。',
     'Rewrite the guard, or change roles and required columns.', '请改写守卫条件，或修改角色与必填列。'),
    ('unreachable', 'The rule never decides: whenever it holds, the earlier rule "%2$s" holds, too.', '该规则永远不会生效：凡其成立时，排在前面的规则“%2$s”也成立。',
     'Put the rule before the other one, narrow the other one, or remove the rule.', '请将该规则移到前面，或收窄另一条规则，或删除该规则。'),
    ('unreachable together', 'The rule never decides: whenever it holds, one of the earlier rules %3$s holds, too.', '该规则永远不会生效：凡其成立时，排在前面的规则 %3$s 中必有一条成立。',
     'Put the rule before them, narrow one of them, or remove the rule.', '请将该规则移到前面，或收窄其中一条，或删除该规则。'),
    ('unreachable unless', 'The rule decides only where an earlier one fails on odd data: whenever it holds, one of %3$s holds, too.',
     '只有当前面的规则因异常数据出错时，该规则才会生效：凡其成立时，%3$s 中必有一条成立。',
     'Put the rule before them, narrow one of them, or remove the rule.', '请将该规则移到前面，或收窄其中一条，或删除该规则。'),
    ('unreachable category', 'The rule never decides the category: whenever it holds, an earlier one of %3$s does. Its level and urgency count.',
     '该规则永远不会决定类别：凡其成立时，已由前面的规则 %3$s 决定；其级别与紧急程度仍然有效。',
     'Leave the category of the rule NULL, or put it before the others.', '请将该规则的类别置为 NULL，或移到前面。'),
    ('same_condition', 'The rule has the same condition as the earlier rule "%2$s", and says something else: only that one decides.',
     '该规则与前面的规则“%2$s”条件相同而结果不同，只有前者生效。',
     'Remove one of the two, or tell their conditions apart.', '请删除其中一条，或区分两者的条件。'),
    ('duplicate_rule', 'The rule says the same as "%2$s", for the same cases.', '该规则与“%2$s”适用于相同的案件，且内容相同。',
     'Remove one of the two.', '请删除其中一条。'),
    ('twice', 'The rule holds for the same cases as "%2$s", and both take effect.', '该规则与“%2$s”适用于相同的案件，且两者都会生效。',
     'Remove one of the two, or tell their conditions apart.', '请删除其中一条，或区分两者的条件。'),
    ('adds_nothing', 'The rule adds nothing: whenever it holds, "%2$s" holds and does the same or more.', '该规则没有作用：凡其成立时，“%2$s”也成立，且作用相同或更大。',
     'Remove the rule, or narrow the other one.', '请删除该规则，或收窄另一条规则。'),
    ('adds_nothing together', 'The rule adds nothing: whenever it holds, one of %3$s holds and does the same.', '该规则没有作用：凡其成立时，%3$s 中必有一条成立，且作用相同。',
     'Remove the rule, or narrow the others.', '请删除该规则，或收窄其他规则。'),
    ('adds_nothing later', 'The rule adds nothing: without it "%2$s" would decide the same cases in the same way.', '该规则没有作用：没有它时，“%2$s”会对同样的案件作出同样的决定。',
     'Remove the rule, or change one of the two.', '请删除该规则，或修改其中一条。'),
    ('adds_nothing level', 'The level %3$s raises no case: each has at least that by its category, or by default.', '级别 %3$s 不会提升任何案件：按类别或默认值，案件至少已有该级别。',
     'Name a higher level, or leave it NULL.', '请填写更高的级别，或置为 NULL。'),
    ('adds_nothing urgency', 'The urgency %3$s raises no case: each has at least that by default.', '紧急程度 %3$s 不会提升任何案件：案件默认至少已有该紧急程度。',
     'Name a higher urgency, or leave it NULL.', '请填写更高的紧急程度，或置为 NULL。'),
    ('literal_no_code', '"%3$s" is no value of %4$s.', '“%3$s”不是 %4$s 的有效取值。', '%5$s', '请使用有效取值之一：%6$s。')
$$;
COMMENT ON FUNCTION @extschema@.condition_words IS 'sentences for condition_problems, in English and Chinese; the first word of words is the kind of the finding';

CREATE FUNCTION @extschema@.condition_sentences(desk name, draft name, only_table text)
RETURNS TABLE (severity text, kind text, table_name text, rule text, other_rule text, finding text, finding_zh text, cure text, cure_zh text)
LANGUAGE sql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN p.is_error THEN 'error' ELSE 'warning' END, split_part(p.words, ' ', 1), p.table_name, p.rule, p.other_rule,
           format(w.finding, VARIADIC a.args), format(w.finding_zh, VARIADIC a.args), format(w.cure, VARIADIC a.args), format(w.cure_zh, VARIADIC a.args)
      FROM @extschema@.condition_problems(desk, @extschema@.source_of_draft(desk, draft), only_table) WITH ORDINALITY AS p
           (is_error, words, table_name, rule, other_rule, details, place)
      JOIN @extschema@.condition_words() w USING (words)
     CROSS JOIN LATERAL (SELECT ARRAY[p.rule, p.other_rule] || p.details || '{"","","",""}'::text[]) AS a (args)
     ORDER BY p.place
$$;
COMMENT ON FUNCTION @extschema@.condition_sentences IS 'condition_problems in words: of one table where it is not NULL';

CREATE FUNCTION @extschema@.condition_findings_as_reader(desk name, draft name DEFAULT NULL)
RETURNS TABLE (severity text, kind text, table_name text, rule text, other_rule text, finding text, finding_zh text, cure text, cure_zh text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY SELECT * FROM @extschema@.condition_sentences(desk, draft, NULL);
END
$$;
CALL @extschema@.make_public('condition_findings_as_reader',
    'what is wrong with the conditions of the rules of a policy, that in force or a draft: they cannot be used, hold never or always, never decide because earlier rules always do, add nothing, or compare a column with a word that is none of its codes. A severity error is proven; part of check_rules');
