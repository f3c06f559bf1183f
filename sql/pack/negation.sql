-- Words of negation, for keyword sets with a negation_reach.  Those that also
-- stand before a threat (不退款我起诉) reach no further than they surely negate.

INSERT INTO negation_word (word, reach, note) VALUES
    ('不', 0, '不起诉'), ('未', 1, '未被盗'), ('没', 1, '没被盗'), ('没有', 1, '没有被盗'), ('无', 0, '无欺诈'), ('非', 0, '非诈骗'),
    ('别', 1, '别起诉'), ('勿', 1, '勿起诉'),
    ('no', 1, 'no lawyer, no legal action');
INSERT INTO negation_word (word)
SELECT unnest('{不是,不会,不想,不要,不用,不必,不愿,不需要,不希望,不打算,不准备,不考虑,不至于,无意,无需,无须,毫无,并不,并非,并未,并没,绝不,决不,绝非,从不,从未,从没,尚未,没想,没打算,没说,没要,没准备,没考虑,
    没有任何,没有发生,没有造成,没有打算,没有想,放弃,取消,撤回,撤销,
    not,never,without,neither,nor,nobody,cannot,can''t,don''t,doesn''t,didn''t,won''t,wouldn''t,isn''t,wasn''t,aren''t,weren''t,haven''t,hasn''t,hadn''t,couldn''t,shouldn''t}'::text[]);

-- behind these a threat or a fact begins, whatever was negated before
INSERT INTO negation_word (word, effect)
SELECT unnest('{就,便,则,否则,才,而是,但,却,只好,只能,只有,逼,让我,我要,我会,我将,要求,
    but,or,unless,otherwise,until,then,so,will,shall,i''ll,we''ll,make me,force me}'::text[]), 'ends';

INSERT INTO negation_word (word, effect)
SELECT unnest('{不得不,不能不,不会不,不可不,不是不,要不,何不,岂不,莫不,无不,是不是,会不会,要不要,能不能,想不想,该不该,有没有,难道不是,岂不是,可不是,不但,不仅,不止,不光,不只,无法,无非,非常,非要,非得,除非,
    没准,别人,别的,特别,区别,级别,个别,分别,性别,差别,识别,类别,鉴别,辨别,告别,
    就此,就算,这就是,not only,not just,no doubt,why not,no wonder,no other choice}'::text[]), 'none';
