-- In the place of the pack's examples: 40 texts each about broken goods (1.1),
-- late parcels (1.2) and rude agents (2.2), of which some are about the press;
-- and no model.  The words are in no keyword set.
DELETE FROM example;
DELETE FROM text_model;
INSERT INTO example (content, category, urgency)
SELECT format('%s%s，%s', thing, what, said), category,
       CASE WHEN said LIKE '%报馆%' THEN 'urgent' ELSE 'ordinary' END
  FROM (VALUES ('1.1', '{水壶,雨伞,书包,台灯}'::text[], '{有一条缝,歪了,散架,盖子合不拢,不转动}'::text[]),
               ('1.2', '{纸箱,邮件,家具,衣架}', '{还在路上,停在外地,没有影子,寄往别处,走得慢}'),
               ('2.2', '{小姐,先生,接待的人,那位女士}', '{冷笑,爱搭不理,口气冲,嫌我烦,话里带刺}')) AS kind (category, things, whats)
  CROSS JOIN unnest(things) AS thing
  CROSS JOIN unnest(whats) AS what
  CROSS JOIN (VALUES ('请看一下'), ('我去找报馆')) AS say (said);
