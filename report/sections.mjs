/*
 * sections.mjs -- what stands below the key numbers: charts with their tables
 */
import { html, trusted } from './html.mjs';
import * as charts from './charts.mjs';

const FULL = [['w', 1080], ['m', 660], ['n', 350]];
const HALF = [['w', 516], ['n', 350]];
const THIRD = [['n', 350]];
const CLASS = new Map([[FULL, 'full'], [HALF, 'half'], [THIRD, 'third']]);

/*
 * figure -- a chart under its title, and the same numbers as a table
 *
 * "given" is { id, title, note, key, chart, sizes, head, body }; chart gives
 * the SVG for a width, and is null where there is nothing to draw.
 */
function figure(view, given) {
  const { say } = view;
  const title = html`<h3 id="f-${given.id}">${given.meaning ? html`<a href="#m-${given.meaning}">${given.title}</a>` : given.title}</h3>`;

  if (given.chart === null) return html`<figure aria-labelledby="f-${given.id}"><figcaption>${title}</figcaption><p class="empty">${given.empty ?? say.nothing}</p></figure>`;
  return html`<figure class="${CLASS.get(given.sizes ?? HALF)}" aria-labelledby="f-${given.id}"><figcaption>${title}
${given.note ? html`<p class="note">${given.note}</p>` : ''}
${given.key ? html`<p class="key">${given.key.map(([sign, text]) => html`<span><i class="${sign}" aria-hidden="true"></i>${text}</span> `)}</p>` : ''}</figcaption>
${(given.sizes ?? HALF).map(([size, width]) => html`<div class="${size}">${trusted(given.chart(width))}</div>`)}
${given.body ? html`<details><summary>${say.table}<span class="hidden">: ${given.title}</span></summary>${table(given.title, given.head, given.body)}</details>` : ''}
</figure>
`;
}

/* the first column names the row, numbers stand to the right */
function table(caption, head, body, shown) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption class="${shown ? '' : 'hidden'}">${caption}</caption>
<thead><tr>${head.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead>
<tbody>${body.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((c) => html`<td>${c}</td>`)}</tr>
`)}</tbody></table></div>`;
}

function section(view, id, note, parts) {
  return html`<section id="${id}" aria-labelledby="h-${id}">
<h2 id="h-${id}">${view.say.section[id]}</h2>
${note ? html`<p class="small">${note}</p>` : ''}
${parts}
</section>
`;
}

export function sections(view) {
  const { say, data } = view;

  return [
    data.course.length < 3 ? '' : section(view, 'course', '', course(view)),
    section(view, 'time', '', html`<div class="pair"><div>${clocks(view)}${within(view)}</div>${inTime(view)}</div>`),
    section(view, 'stuck', '', html`<div class="pair">${stays(view)}${waiting(view)}</div>`),
    section(view, 'hot', '', html`<div class="triple">${categories(view)}${issues(view)}${merchants(view)}</div>`),
    section(view, 'work', say.sectionNow(data.desk.now), work(view)),
    section(view, 'care', '', html`<div class="pair">${scores(view)}${cost(view)}</div>${departments(view)}`),
    data.model.some((r) => r.section === 'model') ? model(view) : '',
  ];
}

function interval(view) {
  const { write, data } = view;

  return data.period.grain === 'month' ? write.monthShort : write.dayShort;
}

/* the course from its first event on: a desk that is new has no long past */
function since(course, ...quantities) {
  const first = course.findIndex((c) => quantities.some((q) => c[q] > 0));

  return first < 0 ? [] : course.slice(Math.max(0, Math.min(first, course.length - 7)));
}

function course(view) {
  const { say, write, data } = view;
  const label = interval(view);
  const per = say.per[data.period.grain];
  const list = since(data.course, 'received', 'closings', 'open');
  const some = list.some((c) => c.received > 0 || c.closings > 0);
  const open = list.some((c) => c.open > 0);
  const c = say.column;

  return [
    figure(view, {
      id: 'flow', title: say.chart.flow(per), sizes: FULL,
      key: [['block pale', say.key.received], ['line', say.key.closed]],
      chart: some ? charts.flow(say.chart.flow(per), list, label, write.count) : null,
      head: [c.since, c.until, c.received, c.closed, c.open],
      body: list.map((i) => [i.since, i.until, write.count(i.received), write.count(i.closings), write.count(i.open)]),
    }),
    some || open ? figure(view, {
      id: 'stock', title: say.chart.stock, note: say.chart.stockNote, sizes: FULL, meaning: 'open',
      chart: open ? charts.stock(say.chart.stock, list, label, write.count) : null, empty: say.none,
    }) : '',
  ];
}

/* the key: only what can be seen needs one */
function key(list, now, before) {
  return list.some((r) => r.before > 0) ? [now, before] : '';
}

function shares(view, given, list) {
  const { say, write } = view;
  const made = list.filter((r) => r.judged > 0).map((r) => ({
    label: r.label,
    value: r.met / r.judged,
    before: r.judged_before > 0 ? r.met_before / r.judged_before : undefined,
    text: say.of(write.wholeShare(r.met / r.judged), write.count(r.judged)),
  }));

  return figure(view, { ...given, key: key(made, ['dot', say.key.now], ['ring', say.key.before]), chart: made.length ? charts.rows(given.title, made, 'dot') : null });
}

function clocks(view) {
  const { say, write, data } = view;
  const c = say.column;
  const list = data.clocks.map((k) => ({
    ...k, label: view.name('term', k.metric), judged: (k.met ?? 0) + (k.late ?? 0) + (k.overdue ?? 0),
  })).sort((a, b) => b.judged - a.judged);

  return shares(view, {
    id: 'clocks', title: say.chart.clocks, note: say.chart.clocksNote, meaning: 'clocks',
    head: [c.clock, c.met, c.late, c.overdue, c.running],
    body: list.map((k) => [k.label, ...[k.met, k.late, k.overdue, k.running].map((n) => write.count(n ?? 0))]),
  }, list);
}

function inTime(view) {
  const { say, write, data } = view;
  const list = data.categories.filter((g) => g.judged > 0)
    .map((g) => ({ ...g, label: view.name('category', g.code, say.uncategorised) }))
    .sort((a, b) => a.met / a.judged - b.met / b.judged || b.judged - a.judged).slice(0, 10);

  return shares(view, {
    id: 'by-category', title: say.chart.byCategory, note: say.chart.byCategoryNote, meaning: 'on_time_rate',
    head: [say.column.category, say.column.met, say.column.cases, say.column.rate],
    body: list.map((g) => [g.label, write.count(g.met), write.count(g.judged), write.shareCell(g.met / g.judged)]),
  }, list);
}

function within(view) {
  const { say, write, data } = view;

  if (!data.within.length) return '';
  const cases = data.within[0].cases;
  const rest = cases - data.within.reduce((sum, b) => sum + b.closed, 0);
  const list = [...data.within.map((b) => [view.name('bucket', b.code), b.closed]), [say.notYet, rest]];

  return figure(view, {
    id: 'within', title: say.chart.within, meaning: 'within',
    chart: charts.rows(say.chart.within, list.map(([label, value]) => ({ label, value, text: `${write.count(value)} · ${write.wholeShare(value / cases)}` })), 'bar'),
    head: [say.chart.within, say.column.cases],
    body: list.map(([label, value]) => [label, write.count(value)]),
  });
}

function stays(view) {
  const { say, write, data } = view;
  const c = say.column;
  const made = data.stays.slice(0, 10).map((s) => ({
    label: view.name('state', s.state), value: Math.max(s.median, 0.5), most: Math.max(s.p90, 0.5),
    text: say.halfMost(write.duration(s.median), write.duration(s.p90)),
  }));

  return figure(view, {
    id: 'stays', title: say.chart.stays, note: say.chart.staysNote, meaning: 'stays',
    key: [['dot', say.key.median], ['stroke', say.key.p90]],
    chart: made.length ? charts.rows(say.chart.stays, made, 'span', write.duration) : null,
    head: [c.state, c.stays, c.median, c.p90],
    body: data.stays.map((s) => [view.name('state', s.state), write.count(s.stays), write.duration(s.median), write.duration(s.p90)]),
  });
}

function waiting(view) {
  const { say, write, data } = view;
  const c = say.column;
  const made = data.waiting.map((w) => ({
    label: `${view.name('state', w.state)} · ${view.name('department', w.department)}`,
    value: w.cases, text: `${write.count(w.cases)} · ${write.duration(w.median_minutes)}`,
  }));

  return figure(view, {
    id: 'waiting', title: say.chart.waiting, note: say.chart.waitingNote, meaning: 'waiting', empty: say.nothingNow,
    chart: made.length ? charts.rows(say.chart.waiting, made, 'bar') : null,
    head: [c.state, c.department, c.cases, c.median, c.p90, c.longest],
    body: data.waiting.map((w) => [view.name('state', w.state), view.name('department', w.department), write.count(w.cases),
      write.duration(w.median_minutes), write.duration(w.p90_minutes), write.duration(w.longest_minutes)]),
  });
}

/* rows of { label, now, before } and perhaps what is said before the number */
function comparison(view, given, now, before, list, columns) {
  const { say, write } = view;
  const some = list.some((r) => r.before > 0);
  const made = list.map((r) => ({
    label: r.label, value: r.now, before: some ? r.before : undefined,
    text: (r.said ? `${r.said} · ` : '') + write.count(r.now) + (some ? ` (${write.count(r.before)})` : ''),
  }));

  return figure(view, {
    ...given,
    sizes: THIRD,
    key: key(made, ['block', now], ['stroke', before]),
    chart: made.length ? charts.rows(given.title, made, 'bar') : null,
    head: columns,
    body: list.map((r) => [r.label, ...(r.said === undefined ? [] : [r.said]), write.count(r.now), write.count(r.before)]),
  });
}

function categories(view) {
  const { say, data } = view;
  const c = say.column;
  const list = data.categories.filter((g) => g.received > 0).slice(0, 14)
    .map((g) => ({ label: view.name('category', g.code, say.uncategorised), now: g.received, before: g.before ?? 0 }));

  return comparison(view, { id: 'categories', title: say.chart.categories, meaning: 'received' }, say.key.now, say.key.before, list, [c.category, c.received, c.before]);
}

/* an issue is a key made of codes; those of categories get their names */
function issues(view) {
  const { say, data } = view;
  const c = say.column;
  const list = data.hot.map((h) => ({
    label: (h.rising ? say.rising : '') + h.issue_key.split(' / ').map((part) => view.name('category', part)).join(' / '),
    now: h.received_lately, before: h.received_before, said: h.frequency ? view.name('frequency', h.frequency) : '',
  })).slice(0, 8);

  return comparison(view, { id: 'issues', title: say.chart.issues, note: say.chart.issuesNote, meaning: 'lately' }, say.key.lately, say.key.earlier, list, [c.issue, c.frequency, c.lately, c.before]);
}

function merchants(view) {
  const { say, data } = view;
  const c = say.column;
  const list = data.merchants.slice(0, 8).map((m) => ({ label: m.merchant, now: m.received, before: m.before }));

  return comparison(view, { id: 'merchants', title: say.chart.merchants, meaning: 'received' }, say.key.now, say.key.before, list, [c.merchant, c.received, c.before]);
}

function work(view) {
  const { say, write, data } = view;
  const c = say.column;
  const owners = data.live.map((l) => ({
    label: [l.owner ?? say.unknown, view.name('department', l.department, '')].filter((t) => t).join(' · '),
    value: l.open_cases, part: l.breached,
    text: say.ownerLine(write.count(l.open_cases),
      l.breached ? say.overdue(write.count(l.breached)) : '', l.due_soon ? say.soon(write.count(l.due_soon)) : ''),
  }));
  const places = new Map();

  for (const l of data.live) {
    const sum = places.get(l.department) ?? { open: 0, waiting: 0, soon: 0, overdue: 0, oldest: 0 };

    sum.open += l.open_cases;
    sum.waiting += l.waiting_cases;
    sum.soon += l.due_soon;
    sum.overdue += l.breached;
    sum.oldest = Math.max(sum.oldest, l.oldest_days);
    places.set(l.department, sum);
  }
  const board = [...places].sort((a, b) => b[1].open - a[1].open)
    .map(([code, s]) => [view.name('department', code), ...[s.open, s.waiting, s.soon, s.overdue, s.oldest].map(write.count)]);

  return html`<div class="pair">${figure(view, {
    id: 'owners', title: say.chart.owners, meaning: 'overdue', empty: say.nothingNow,
    key: data.live.some((l) => l.breached > 0) ? [['block pale', say.key.open], ['block rust', say.key.overdue]] : '',
    chart: owners.length ? charts.rows(say.chart.owners, owners.slice(0, 14), 'bar') : null,
    head: [c.owner, c.open, c.waiting, c.soon, c.overdue],
    body: data.live.map((l) => [l.owner ?? say.unknown, ...[l.open_cases, l.waiting_cases, l.due_soon, l.breached].map(write.count)]),
  })}${board.length ? html`<div>${table(say.departmentsNow, [c.department, c.open, c.waiting, c.soon, c.overdue, c.oldest], board, true)}</div>` : ''}</div>`;
}

function scores(view) {
  const { say, write, data } = view;
  const total = Object.values(data.scores).reduce((a, b) => a + b, 0);
  const made = [5, 4, 3, 2, 1].map((n) => ({
    label: say.score(n), value: data.scores[n] ?? 0,
    text: `${write.count(data.scores[n] ?? 0)} · ${write.wholeShare((data.scores[n] ?? 0) / (total || 1))}`,
  }));

  return figure(view, {
    id: 'scores', title: say.chart.scores, note: say.chart.scoresNote, meaning: 'satisfied_share',
    chart: total ? charts.rows(say.chart.scores, made, 'bar') : null,
    head: [say.column.score, say.column.cases],
    body: made.map((m) => [m.label, write.count(m.value)]),
  });
}

function cost(view) {
  const { say, write, data } = view;
  const list = since(data.course, 'cost');

  if (data.course.length < 3) return '';
  const title = say.chart.cost(say.per[data.period.grain]);
  const c = say.column;

  return figure(view, {
    id: 'cost', title, note: say.chart.costNote, meaning: 'cost',
    chart: list.length ? charts.columns(title, list, 'cost', interval(view), write.money) : null,
    head: [c.since, c.until, c.remedies, c.cost],
    body: list.map((i) => [i.since, i.until, write.count(i.remedies), write.money(i.cost)]),
  });
}

function departments(view) {
  const { say, write, data } = view;
  const c = say.column;
  const share = (part, whole) => (whole > 0 ? write.shareCell(part / whole) : '–');
  const scored = Object.keys(data.score).length > 0;
  const body = data.departments.filter((d) => d.received > 0 || d.closings > 0).map((d) => [view.name('department', d.code),
    write.count(d.received ?? 0), write.count(d.before ?? 0), write.count(d.closings ?? 0), share(d.met, d.judged), share(d.satisfied, d.scored),
    write.count(d.remedies ?? 0), write.money(d.cost ?? 0),
    ...(scored ? [data.score[d.code ?? ''] === undefined ? '–' : write.tenthCell(data.score[d.code ?? ''])] : [])]);

  if (!body.length) return '';
  return table(say.departmentsPast, [c.department, c.received, c.before, c.closed, c.rate, c.satisfied, c.remedies, c.cost,
    ...(scored ? [html`<a href="#m-score">${c.composite(write.month(data.period.last))}</a>`] : [])], body, true);
}

/* the rows of a section of model_report as one object a thing */
function things(rows, section, by) {
  const found = new Map();

  for (const r of rows.filter((row) => row.section === section)) {
    found.set(r[by], { ...found.get(r[by]), code: r.code, [r.figure]: r.value });
  }
  return [...found.values()];
}

function model(view) {
  const { say, write, data } = view;
  const [whole] = things(data.model, 'model', 'place');
  const note = say.model(write.count(whole.examples), write.wholeShare(whole.accuracy), write.wholeShare(whole.sure_part), write.wholeShare(whole.wanted_precision));

  return section(view, 'model', note, html`<div class="pair">${modelCodes(view)}<div>${modelCurve(view, whole.wanted_precision)}${mixedUp(view)}</div></div>`);
}

function modelCodes(view) {
  const { say, write, data } = view;
  const c = say.column;
  const list = things(data.model, 'code', 'code').sort((a, b) => a.f1 - b.f1 || b.examples - a.examples)
    .map((m) => ({ ...m, label: view.name('category', m.code) }));
  const made = list.map((m) => ({
    label: m.label, value: m.recall, before: m.precision ?? undefined,
    text: say.of(write.wholeShare(m.recall), write.count(m.examples)),
  }));

  return figure(view, {
    id: 'model-codes', title: say.chart.modelCodes, note: say.chart.modelCodesNote,
    key: [['dot', say.key.recall], ['ring', say.key.precision]],
    chart: charts.rows(say.chart.modelCodes, made, 'dot'),
    head: [c.category, c.examples, c.recall, c.precision],
    body: list.map((m) => [m.label, write.count(m.examples), write.shareCell(m.recall), m.precision === null ? '–' : write.shareCell(m.precision)]),
  });
}

function modelCurve(view, wanted) {
  const { say, write, data } = view;
  const c = say.column;
  const points = things(data.model, 'curve', 'place').sort((a, b) => a.coverage - b.coverage);

  return figure(view, {
    id: 'model-curve', title: say.chart.modelCurve, note: say.chart.modelCurveNote(write.wholeShare(wanted)),
    chart: points.length ? charts.curve(say.chart.modelCurve, points, wanted, write.wholeShare) : null,
    head: [c.probability, c.coverage, c.precision],
    body: points.map((p) => [write.shareCell(p.threshold), write.shareCell(p.coverage), write.shareCell(p.precision)]),
  });
}

function mixedUp(view) {
  const { say, write, data } = view;
  const c = say.column;
  const body = data.model.filter((r) => r.section === 'confusion' && r.code !== r.other).sort((a, b) => b.value - a.value).slice(0, 8)
    .map((r) => [view.name('category', r.code), view.name('category', r.other), write.count(r.value)]);

  return body.length ? table(say.mixedUp, [c.category, c.taken, c.examples], body, true) : '';
}
