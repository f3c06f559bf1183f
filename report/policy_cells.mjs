/*
 * policy_cells.mjs -- tables of rules, and how conditions, activities and
 * audiences are written in them
 */
import { html } from './html.mjs';

/*
 * table -- rows are { cells, off }, or { group } for a line across; each cell
 * carries the name of its column, which a phone shows in place of the head
 */
export function table(caption, head, rows) {
  return html`<table class="rules"><caption class="hidden">${caption}</caption>
<thead><tr>${head.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead>
<tbody>${rows.map((row) => (row.group ? html`<tr><th scope="rowgroup" colspan="${head.length}">${row.group}</th></tr>
` : html`<tr${row.off ? html` class="off"` : ''}>${row.cells.map((cell, i) => html`<td data-head="${head[i]}">${cell}</td>`)}</tr>
`))}</tbody></table>`;
}

/* items one below the other; those that are nothing are left out */
export function list(items, look) {
  const some = items.filter(Boolean);

  return some.length ? html`<ul${look ? html` class="${look}"` : ''}>${some.map((item) => html`<li>${item}</li>`)}</ul>` : '';
}

/* the columns of a case, and the words for their codes */
const CODED = { category: 'category', first_category: 'category', level: 'level', first_level: 'level', urgency: 'urgency', channel: 'channel', state: 'state', department: 'department', actor_department: 'department', handler_role: 'role', actor_role: 'role', risks: 'risk', frequency: 'frequency', complainant_group: 'group', customer_tier: 'tier', breached_metrics: 'term' };

/* the codes that a condition compares columns with, in words */
function legend(view, condition) {
  const said = new Map();

  for (const [, column, , values] of condition.matchAll(/\b([a-z_]+)\)?\s*(=|<>|NOT IN|IN|&&|@>|<@)\s*(\([^()]*\)|'[^']*')/gi)) {
    const kind = CODED[column];

    if (!kind) continue;
    for (const [, quoted] of values.matchAll(/'([^']*)'/g)) {
      for (const code of quoted.replace(/^\{|\}$/g, '').split(',')) {
        const word = view.name(kind, code);

        if (!word.replaceAll(' ', '_').includes(code)) said.set(code, `${code} ${word}`);
      }
    }
  }
  return [...said.values()];
}

/* a condition in lines: it is broken where AND and OR join its parts, and AND stands below OR as it binds closer */
function lines(condition) {
  const parts = condition.trim().match(/'(?:[^']|'')*'|"[^"]*"|\s+|\w+|[()]|[^\s\w'"()]+/g) ?? [];
  const ors = [];
  let depth = 0;
  let between = 0;

  const joints = parts.map((part) => {
    const word = part.toUpperCase();

    if (part === '(' || word === 'CASE') depth++;
    if (part === ')' || word === 'END') depth--;
    if (word === 'BETWEEN') between++;
    if (word === 'AND' && between > 0) {
      between--;
      return '';
    }
    if (depth > 0 || (word !== 'AND' && word !== 'OR')) return '';
    if (word === 'OR') ors.push(word);
    return word;
  });

  return parts.map((part, i) => {
    if (joints[i] !== '') return `\n${joints[i] === 'AND' && ors.length ? '   ' : ''}${part}`;
    return /^\s+$/.test(part) ? (joints[i + 1] ? '' : ' ') : part;
  }).join('');
}

export function condition(view, text) {
  if (text === null) return html`<span class="muted">${view.say.always}</span>`;
  const words = legend(view, text);

  return html`<code>${lines(text)}</code>${words.length ? html`<span class="legend">${words.join(view.language === 'zh' ? '；' : '; ')}</span>` : ''}`;
}

const OF_ACTIVITY = { state: 'state', contact: 'purpose', attempt: 'purpose', incoming: 'purpose', work_order: 'department', answer: 'department', team: 'department', remedy: 'remedy', execution: 'remedy', clock_warned: 'term', clock_breached: 'term', escalated: 'term' };

function activity(view, code) {
  const { say } = view;
  const [kind, of] = code.split(':');
  const word = say.activity[kind] ?? kind;

  if (say.activity[code]) return say.activity[code];
  if (of === undefined || of === '*') return word;
  return `${word}${view.language === 'zh' ? '：' : ': '}${view.name(OF_ACTIVITY[kind] ?? 'term', of)}`;
}

/* activities in words, those of one kind together: "state: closed, reopened" */
export function happenings(view, codes) {
  const { say, name } = view;
  const kinds = new Map();

  for (const code of codes) {
    const [kind] = code.split(':');

    kinds.set(kind, [...kinds.get(kind) ?? [], code]);
  }
  return [...kinds.values()].map((same) => [activity(view, same[0]), ...same.slice(1).map((code) => name(OF_ACTIVITY[code.split(':')[0]] ?? 'term', code.split(':')[1]))].join(say.comma));
}

export function activities(view, codes) {
  return list(happenings(view, codes));
}

/* whom a message, a task or a case goes to */
export function audience(view, text) {
  const { say, name } = view;
  const of = say.audience;

  if (text === null) return '';
  if (typeof of[text] === 'string') return of[text];
  const [first, second] = text.split(' ');

  if (first === 'role' || first === 'department') return of[first](name(first, second));
  if (first === 'person') return of.person(second);
  if (second === 'liaison' || second === 'overseer') return of[second](name('department', first));
  return text;
}

export function roles(view, codes) {
  return codes.map((code) => view.name('role', code)).join(view.say.comma);
}

/* names of columns of a case; the desk has words for them */
export function columns(view, names) {
  return names.map((column) => view.name('term', `column:${column}`).replace(/^column:/, '')).join(view.say.comma);
}
