/*
 * policy_draft.mjs -- what a draft changes in the policy, and what it would
 * have changed in the cases of a period
 */
import { html } from './html.mjs';
import { list, table } from './policy_cells.mjs';

/* values of one attribute that are shown; the rest is counted */
const MOST = 12;
const KEPT_APART = new Set(['id', 'active']);

/* differences -- rule by rule: added, removed, or the columns that changed */
export function differences(view) {
  const { say, data } = view;
  const c = say.column;
  const rules = new Map();

  for (const d of data.differences) {
    const key = `${d.table_name} ${d.rule_key}`;

    if (d.change === 'changed' || d.column_name === null) rules.set(key, [...rules.get(key) ?? [], d]);
  }
  return {
    id: 'differences',
    body: rules.size === 0 ? html`<p class="empty">${say.noDifferences}</p>` : table(say.section.differences, [c.change, c.name, c.value], [...rules.values()].map((of) => ({
      cells: [
        html`<span class="tag ${of[0].change === 'removed' ? 'warning' : ''}">${say.difference[of[0].change]}</span>`,
        html`<strong>${of[0].rule ?? of[0].rule_key}</strong> <span class="muted">${say.table[of[0].table_name]?.[0] ?? of[0].table_name}</span>`,
        list(of.flatMap((d) => changes(view, d))),
      ],
    }))),
  };
}

function changes(view, d) {
  const row = d.new ?? d.old;

  if (d.column_name !== null)
    return [html`<code>${d.column_name}</code>: <del>${value(view, d.column_name, d.old)}</del> → <ins>${value(view, d.column_name, d.new)}</ins>`];
  return Object.entries(row).filter(([column, v]) => v !== null && v !== false && !KEPT_APART.has(column) && !(Array.isArray(v) && v.length === 0))
    .map(([column, v]) => html`<code>${column}</code>: ${value(view, column, v)}`);
}

function value(view, column, v) {
  const { say, name } = view;

  if (v === null) return '–';
  if (typeof v === 'boolean') return v ? say.yes : say.no;
  if (Array.isArray(v)) return v.join(say.comma);
  if (column === 'condition' || column === 'met_condition') return html`<code>${v}</code>`;
  const word = name(column, v);

  return typeof v === 'object' ? JSON.stringify(v) : word === v ? v : `${v} ${word}`;
}

/* compared -- cases of the period by what they got and what they would get */
export function compared(view) {
  const { say, write, data } = view;
  const c = say.column;
  const total = (what) => data.compared.find((r) => r.attribute === 'cases' && r.becomes === what)?.cases ?? 0;
  const left = data.compared.filter((r) => r.attribute === 'cases' && r.becomes.startsWith('passed over')).reduce((sum, r) => sum + r.cases, 0);
  const changed = data.compared.filter((r) => r.changed && r.attribute !== 'cases');
  const attributes = [...new Set(changed.map((r) => r.attribute))];
  const stopped = data.compared.find((r) => r.attribute === 'stopped at');

  return {
    id: 'compared',
    body: html`<p class="small">${say.compared.period(write.day(data.period.first), write.day(data.period.last))}</p>
<p class="lede">${say.compared.cases(write.count(total('judged')), write.count(total('changed')))}</p>
${left > 0 ? html`<p class="small">${say.compared.left(write.count(left))}</p>` : ''}${stopped ? html`<p class="small">${say.compared.stopped(stopped.becomes)}</p>` : ''}
${attributes.length === 0 ? '' : html`<div class="part"><h3>${say.compared.values}</h3>
${table(say.compared.values, [c.before, c.now, c.cases], attributes.flatMap((attribute) => {
    const rows = changed.filter((r) => r.attribute === attribute);
    const rest = rows.slice(MOST).reduce((sum, r) => sum + r.cases, 0);

    return [{ group: attributeName(view, attribute) }, ...rows.slice(0, MOST).map((r) => ({ cells: [outcome(view, attribute, r.was), `→ ${outcome(view, attribute, r.becomes)}`, write.count(r.cases)] })),
      ...rest > 0 ? [{ cells: ['…', '…', write.count(rest)] }] : []];
  }))}</div>`}
${load(view)}`,
  };
}

function attributeName(view, attribute) {
  const { say, name } = view;
  const [kind, metric] = attribute.split(' ');

  return metric ? `${say.compared.of[kind] ?? kind}${view.language === 'zh' ? '：' : ': '}${name('term', metric)}` : say.compared.of[attribute] ?? attribute;
}

const CODES = { category: 'category', level: 'level', urgency: 'urgency', department: 'department', handler_role: 'role', frequency: 'frequency', repeat_kind: 'term' };

function outcome(view, attribute, v) {
  const { say, name } = view;

  if (v === null) return '–';
  if (say.compared.word[v] && !CODES[attribute]) return say.compared.word[v];
  const word = name(CODES[attribute] ?? 'term', v);

  return word === v || attribute !== 'category' ? word : `${v} ${word}`;
}

/* load -- how many cases each department would get */
function load(view) {
  const { say, name, write, data } = view;
  const c = say.column;

  if (data.load.length === 0) return '';
  return html`<div class="part"><h3>${say.compared.load}</h3>
${table(say.compared.load, [c.department, c.before, c.now, c.change], data.load.map((d) => ({
    cells: [d.department === null ? say.compared.nobody : name('department', d.department), write.count(d.was), write.count(d.becomes), d.becomes === d.was ? '' : `${d.becomes > d.was ? '+' : '−'}${write.count(Math.abs(d.becomes - d.was))}`],
  })))}</div>`;
}
