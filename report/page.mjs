/*
 * page.mjs -- the report page: one HTML file that needs no network and runs
 * no program
 */
import { html, trusted } from './html.mjs';
import { words, writers } from './words.mjs';
import { figures } from './figures.mjs';
import { sections } from './sections.mjs';

/* page -- the whole document, of the data that data.sql gives */
export function page(data, language, style) {
  const desk = data.desk;
  const view = {
    data,
    language,
    say: words[language],
    write: writers(language, desk.currency),
    /* the desk's word for a code, else the code itself */
    name(kind, code, otherwise) {
      if (code === null || code === undefined) return otherwise ?? words[language].unknown;
      return data.words[`${kind}:${code}`]?.[language] ?? code;
    },
  };
  const numbers = figures(view);
  const { say, write } = view;

  return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="complaint_flow">
<title>${desk.title} – ${say.kicker} – ${period(view, 'first', 'last')}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<p class="kicker">${desk.title} <span>${say.kicker}</span></p>
<h1>${headline(view, numbers)}</h1>
<p class="lede">${lede(view, numbers)}</p>
<p class="when"><strong>${period(view, 'first', 'last')}</strong> · <span>${say.compared(period(view, 'before_first', 'before_last'))}</span> · <span>${say.made(desk.now, desk.time_zone)}</span></p>
</header>
<main>
<section id="numbers" aria-labelledby="h-numbers">
<h2 id="h-numbers">${say.section.numbers}</h2>
<dl class="numbers">${numbers.map((n) => card(view, n))}</dl>
<p class="small">${say.counts}</p>
</section>
${sections(view)}
<section id="meaning" aria-labelledby="h-meaning">
<h2 id="h-meaning">${say.section.meaning}</h2>
<dl class="meaning">${meanings(view, numbers)}</dl>
</section>
</main>
<footer><p>${say.footer(desk.name)}</p></footer>
</body>
</html>
`;
}

/* whole months read as months */
function period(view, first, last) {
  const { write, data: { period: p } } = view;

  if (!p.months) return p[first] === p[last] ? write.day(p[first]) : `${write.day(p[first])} – ${write.day(p[last])}`;
  const [a, b] = [write.month(p[first]), write.month(p[last])];
  return a === b ? a : `${a} – ${b}`;
}

function headline(view, numbers) {
  const { say, write, data: { period: p } } = view;
  const received = numbers[0];
  const span = p.months > 0 ? say.months(write.count(p.months)) : say.days(write.count(p.days));
  let change = '';

  if (!received.value) return say.noHeadline;
  if (received.before > 0) {
    const share = received.value / received.before - 1;
    const by = write.wholeShare(Math.abs(share));

    change = Math.abs(share) < 0.005 ? say.equal(span) : share > 0 ? say.more(by, span) : say.fewer(by, span);
  }
  return say.headline(received.text, change, received.value === 1);
}

function lede(view, numbers) {
  const { say, write, data } = view;
  const by = Object.fromEntries(numbers.map((n) => [n.code, n]));
  const now = data.totals[0] ?? {};
  const said = [say.lede.flow(by.closings.text, by.open.text)];

  if (by.on_time_rate.value !== null) said.push(say.lede.onTime(by.on_time_rate.text));
  /* of a handful of cases, half of them is nobody */
  if (by.first_response_median.value !== null && by.received.value >= 10) said.push(say.lede.answer(by.first_response_median.text, write.duration(now.first_response_p90)));
  return said.join(view.language === 'zh' ? '' : ' ');
}

/* a unit is smaller than its number, and so is a very long number */
function big(text) {
  const [, number, unit] = /^([^a-z\u4e00-\u9fff]*)(.*)$/.exec(text);

  return html`<dd class="${number.length > 8 ? 'big long' : 'big'}">${number}${unit ? html`<small>${unit}</small>` : ''}</dd>`;
}

function card(view, n) {
  return html`<div><dt><a href="#m-${n.code}">${n.label}</a></dt>
${big(n.text)}
<dd class="change">${n.change}</dd>${n.note ? html`<dd class="note">${n.note}</dd>` : ''}</div>
`;
}

/* what is counted: our words in Chinese, and always those of the view */
function meanings(view, numbers) {
  const { say, data } = view;
  const others = [
    ['clocks', say.meant.clocks, 'kpi_clock.on_time_rate'],
    ['within', say.chart.within, 'kpi_within.closed'],
    ['stays', say.chart.stays, 'fact_stay.stay_seconds'],
    ['waiting', say.chart.waiting, 'kpi_waiting.median_minutes'],
    ['overdue', say.meant.overdue, 'kpi_live.breached'],
    ['lately', say.meant.lately, 'kpi_hot.received_lately'],
    ['score', say.meant.score, 'kpi_score.score'],
  ];

  return [...numbers.map((n) => [n.code, n.label, n.column]), ...others].map(([code, label, column]) => html`
<div id="m-${code}"><dt>${label}</dt>${say.meaning[code] ? html`<dd>${say.meaning[code]}</dd>` : ''}
${column ? html`<dd lang="en">${data.definitions[column]} <code>${column}</code></dd>` : ''}</div>`);
}
