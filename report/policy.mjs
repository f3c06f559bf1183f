/*
 * policy.mjs -- the page of a desk's policy, or of a draft: one HTML file that
 * needs no network and runs no program
 */
import { html, trusted } from './html.mjs';
import { writers } from './words.mjs';
import { policyWords } from './policy_words.mjs';
import { compared, differences } from './policy_draft.mjs';
import { findings, idle } from './policy_state.mjs';
import { tables } from './policy_tables.mjs';

/* policyPage -- the whole document, of the data that policy.sql gives */
export function policyPage(data, language, style) {
  const desk = data.desk;
  const say = policyWords[language];
  const write = writers(language, desk.currency);
  const view = {
    data,
    language,
    say,
    write,
    /* the desk's word for a code, else the code itself */
    name: (kind, code) => data.words[`${kind}:${code}`]?.[language] ?? code,
    use: new Map(data.use.map((u) => [u.rule_id, u])),
  };
  const since = write.day(desk.since);
  const parts = [...desk.draft ? [differences(view), compared(view)] : [], findings(view), idle(view), ...tables(view)];

  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="complaint_flow">
<title>${desk.title} – ${say.kicker} – ${desk.draft ?? say.version(desk.version)}</title>
<style>${trusted(style)}</style>
</head>
<body class="policy">
<header>
<p class="kicker">${desk.title} <span>${say.kicker}</span></p>
<h1>${desk.draft ? say.draftHeadline(desk.draft) : say.headline(desk.version, since)}</h1>
<p class="lede">${lede(view)}</p>
<p class="when"><strong>${desk.draft ? say.beside(desk.version, since) : say.version(desk.version)}</strong> · <span>${say.made(desk.now, desk.time_zone)}</span></p>
</header>
<nav aria-label="${say.contents}"><ol>${parts.map((p) => html`<li><a href="#${p.id}">${say.section[p.id]}</a></li>`)}</ol></nav>
<main>
${parts.map((p) => html`<section id="${p.id}" aria-labelledby="h-${p.id}">
<h2 id="h-${p.id}">${say.section[p.id]}</h2>
${p.body}
</section>
`)}
</main>
<footer><p>${say.footer(desk.name)}</p></footer>
</body>
</html>
`;
}

function lede(view) {
  const { data, say, write } = view;
  const rules = Object.entries(data).filter(([name]) => /_rule$|^transition$|^authority$/.test(name)).reduce((sum, [, rows]) => sum + rows.filter((r) => r.active).length, 0);

  return html`${say.lede(write.count(rules), write.count(data.state.length), write.count(new Set(data.clock_rule.map((r) => r.metric)).size))} ${say.order}`;
}
