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
  const list = data.use.filter((u) => u.verdict === 'dead' || u.overruled > 0);

  return {
    id: 'idle',
    body: html`<p class="small">${say.idleNote}</p>
${list.length === 0 ? html`<p class="empty">${say.noIdle}</p>` : table(say.section.idle, [c.verdict, c.name, c.use, c.last], list.map((u) => ({
    cells: [
      html`<span class="tag ${u.verdict === 'used' ? 'note' : 'warning'}">${u.verdict === 'used' ? write.wholeShare(u.overruled_share) : say.verdict[u.verdict]}</span>`,
      html`${u.name} <span class="muted">${say.table[u.table_name][0]}</span>`,
      did(view, u),
      u.last_on ? write.day(u.last_on) : html`<span class="muted">${say.since(write.day(u.since))}</span>`,
    ],
  })))}`,
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
