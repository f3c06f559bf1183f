/*
 * policy_state.mjs -- what is wrong with a policy, and what its rules do
 */
import { html } from './html.mjs';
import { table } from './policy_cells.mjs';

const GRAVE = ['error', 'warning', 'note'];

/* findings -- of check_rules, gravest first */
export function findings(view) {
  const { say, language, data } = view;
  const zh = language === 'zh';
  const list = [...data.findings].sort((a, b) => GRAVE.indexOf(a.severity) - GRAVE.indexOf(b.severity));
  const c = say.column;

  return {
    id: 'findings',
    body: list.length === 0 ? html`<p class="empty">${say.noFindings}</p>` : table(say.section.findings, [c.severity, c.where, c.finding, c.cure], list.map((f) => ({
      off: f.accepted != null,
      cells: [
        html`<span class="tag ${f.severity}">${say.severity[f.severity] ?? f.severity}</span>`,
        html`${f.rule}${f.other_rule ? html`<br>${f.other_rule}` : ''} <span class="muted">${f.table_name}</span>`,
        zh ? f.finding_zh : f.finding,
        html`${zh ? f.cure_zh : f.cure}${f.accepted != null ? html`<br><span class="muted">${say.accepted(f.accepted)}</span>` : ''}`,
      ],
    }))),
  };
}

/* idle -- rules that decide about no case, and those that people overrule */
export function idle(view) {
  const { say, write, data } = view;
  const c = say.column;
  const dead = data.use.filter((u) => u.verdict === 'dead');
  const overruled = data.use.filter((u) => u.overruled > 0);
  const title = (name) => say.table[name][0];

  return {
    id: 'idle',
    body: html`<p class="small">${say.idle.note}</p>
${dead.length + overruled.length === 0 ? html`<p class="empty">${say.idle.none}</p>` : ''}
${overruled.length === 0 ? '' : html`<div class="part"><h3>${say.idle.overruled}</h3>
${table(say.idle.overruled, [c.share, c.name, c.use, c.last], overruled.map((u) => ({
    cells: [
      html`<span class="tag ${u.verdict === 'overruled' ? 'warning' : ''}">${write.wholeShare(u.overruled_share)}</span>`,
      html`<strong>${u.name}</strong> <span class="muted">${title(u.table_name)}</span>`,
      did(view, u),
      u.last_on ? write.day(u.last_on) : '',
    ],
  })))}</div>`}
${dead.length === 0 ? '' : html`<div class="part"><h3>${say.idle.dead}</h3>
${table(say.idle.dead, [c.table, c.name], [...new Set(dead.map((u) => u.table_name))].map((name) => ({
    cells: [html`<strong class="count">${title(name)}</strong>`, dead.filter((u) => u.table_name === name).map((u) => u.name).join(say.semicolon)],
  })))}</div>`}`,
  };
}

/* did -- how often a rule decided, and what came of it */
export function did(view, use) {
  const { say, write } = view;

  if (!use || use.decided_quarter === 0) return html`<span class="muted none">–</span>`;
  return html`<span class="count">${say.used(write.count(use.decided_quarter))}</span>${use.overruled > 0
    ? html`<br><span class="muted">${say.overruled(write.count(use.overruled), write.wholeShare(use.overruled_share))}</span>` : ''}${use.clocks_started > 0
    ? html`<br><span class="muted">${say.clocksUsed(write.count(use.clocks_started), write.count(use.clocks_met), write.count(use.clocks_breached))}</span>` : ''}`;
}
