/*
 * policy_tables.mjs -- the tables of a policy, in the order in which they are
 * asked
 */
import { html } from './html.mjs';
import { hubs, machine, ordered, waysOf } from './machine.mjs';
import { activities, audience, columns, condition, happenings, list, roles, table } from './policy_cells.mjs';
import { did } from './policy_state.mjs';

export function tables(view) {
  const { say, data } = view;
  const title = (name) => html`<h3>${say.table[name][0]}</h3>`;
  const part = (name, about, body) => html`<div class="part">${title(name)}
<p class="small">${about}</p>
${data[name].length === 0 ? html`<p class="empty">${say.none}</p>` : body}</div>
`;

  return [
    { id: 'same', body: [sameMatter(view, part), repeated(view, part)] },
    { id: 'classify', body: classification(view, part) },
    { id: 'issues', body: [issues(view, part), batches(view, part)] },
    { id: 'route', body: routing(view, part) },
    { id: 'complete', body: completeness(view, part) },
    { id: 'clocks', body: clocks(view, part) },
    { id: 'machine', body: [picture(view), part('transition', say.table.transition[1], transitions(view))] },
    { id: 'entries', body: entries(view, part) },
    { id: 'actions', body: actions(view, part) },
    { id: 'messages', body: messages(view, part) },
    { id: 'authority', body: authority(view, part) },
  ];
}

/* a table of rules: name, what "between" gives, and what the rules did */
function rules(view, name, heads, cells, used) {
  const { say, data } = view;
  const c = say.column;

  return table(say.table[name][0], [c.position, c.name, ...heads, ...used ? [c.use] : []], data[name].map((r) => ruleRow(view, r, cells, used)));
}

function ruleRow(view, r, cells, used) {
  return {
    off: !r.active,
    cells: [r.position, html`<strong>${r.name}</strong>${r.active ? '' : html` <span class="tag">${view.say.off}</span>`}`, ...cells(r), ...used ? [did(view, view.use.get(r.id))] : []],
  };
}

function sameMatter(view, part) {
  const { say, write } = view;
  const c = say.column;

  return part('same_matter_rule', say.table.same_matter_rule[1], rules(view, 'same_matter_rule', [c.equal, c.differing, c.likeness],
    (r) => [columns(view, r.equal_columns), columns(view, r.differing_columns), r.likeness === null ? '' : `≥ ${write.wholeShare(r.likeness)}`], true));
}

function repeated(view, part) {
  const { say, name, write, data } = view;
  const c = say.column;

  return part('repeat_rule', say.table.repeat_rule[1](write.count(data.settings.repeat_days)), rules(view, 'repeat_rule', [c.condition, c.result],
    (r) => [condition(view, r.condition), `${say.result.repeat} ${name('term', r.kind)}`], true));
}

function classification(view, part) {
  const { say, name, data } = view;
  const c = say.column;
  const gives = (r) => [
    r.category && html`${say.result.category} <strong>${r.category} ${name('category', r.category)}</strong>${r.overrules_writer ? html` <span class="muted">${say.result.overrules}</span>` : ''}`,
    r.level && html`${say.result.level} <strong>${name('level', r.level)}</strong>`,
    r.urgency && html`${say.result.urgency} <strong>${name('urgency', r.urgency)}</strong>`,
    r.takes_prediction && say.result.predicts[r.takes_prediction],
    r.reason && html`<span class="muted">${say.result.reason(r.reason)}</span>`,
  ];

  return part('classification_rule', say.table.classification_rule[1](name('level', data.settings.default_level), name('urgency', data.settings.default_urgency)),
    rules(view, 'classification_rule', [c.condition, c.result], (r) => [condition(view, r.condition), list(gives(r))], true));
}

function issues(view, part) {
  const { say } = view;
  const c = say.column;

  return part('issue_rule', say.table.issue_rule[1], rules(view, 'issue_rule', [c.condition, c.issue], (r) => [condition(view, r.condition), html`<code>${r.issue_key}</code>`], true));
}

function batches(view, part) {
  const { say } = view;
  const c = say.column;

  return part('batch_rule', say.table.batch_rule[1], rules(view, 'batch_rule', [c.condition, c.result],
    (r) => [condition(view, r.condition), html`${say.result.moreThan(r.more_than)}${r.notify ? html`<br>${say.result.told(audience(view, r.notify))}` : ''}`]));
}

function routing(view, part) {
  const { say, name, data } = view;
  const c = say.column;
  const kind = { role: 'role', 'other agent': 'role', department: 'department', 'department liaison': 'department', 'department overseer': 'department', 'supervisor of accused': 'department' };
  const to = (r) => say.handler[r.handler](kind[r.handler] && r.argument ? name(kind[r.handler], r.argument) : r.argument);
  const fallback = data.settings.fallback_role;

  return part('routing_rule', say.table.routing_rule[1](fallback ? say.audience.role(name('role', fallback)) : say.audience['*']),
    rules(view, 'routing_rule', [c.condition, c.result], (r) => [condition(view, r.condition), to(r)], true));
}

function completeness(view, part) {
  const { say, language } = view;
  const c = say.column;

  return part('completeness_rule', say.table.completeness_rule[1], rules(view, 'completeness_rule', [c.condition, c.question],
    (r) => [condition(view, r.condition), language === 'zh' ? r.question_zh : r.question]));
}

function clocks(view, part) {
  const { say, name, data } = view;
  const c = say.column;
  const metrics = [...new Set(data.clock_rule.map((r) => r.metric))];
  const cells = (r) => [
    condition(view, r.condition),
    activities(view, r.starts_on),
    html`${activities(view, r.met_by)}${r.met_condition ? html`<span class="muted">${say.target.metIf}</span>${condition(view, r.met_condition)}` : ''}`,
    html`<strong>${r.target ?? say.target.promised}</strong>${list([r.at_most && say.target.atMost(r.at_most), r.calendar && say.target.calendar(r.calendar), say.target.warn(r.warn_at_percent)], 'muted')}`,
    r.pausing_states.map((s) => name('state', s)).join(say.comma),
  ];

  return [
    part('clock_rule', say.table.clock_rule[1], table(say.table.clock_rule[0], [c.position, c.name, c.condition, c.start, c.met, c.target, c.pauses, c.use],
      metrics.flatMap((metric) => [{ group: html`${name('term', metric)} <code>${metric}</code>` }, ...data.clock_rule.filter((r) => r.metric === metric).map((r) => ruleRow(view, r, cells, true))]))),
    part('escalation_step', say.table.escalation_step[1], table(say.table.escalation_step[0], [c.metric, c.step, c.after, c.told, c.result], data.escalation_step.map((s) => ({
      off: !s.active,
      cells: [s.metric === '*' ? say.anyMetric : name('term', s.metric), s.step, html`<strong>${s.after}</strong>${s.calendar ? html` <span class="muted">${say.target.calendar(s.calendar)}</span>` : ''}`, audience(view, s.notify), say.escalation[s.action]],
    })))),
  ];
}

function picture(view) {
  const { say, name, data } = view;
  const states = data.state.map((s) => ({ ...s, label: name('state', s.code) }));
  const ways = waysOf(states, data.transition);
  const caption = say.machineName(states.length, ways.length);
  const ends = hubs(states, ways).map((code) => name('state', code)).join(say.comma);

  return html`<figure class="machine" aria-labelledby="f-machine"><figcaption><h3 id="f-machine" class="hidden">${say.section.machine}</h3>
<p class="note">${say.machineNote} ${ends ? say.machineHubs(ends) : ''}</p></figcaption>
<div class="m">${machine(caption, states, ways, 720)}</div>
<div class="n">${machine(caption, states, ways, 350)}</div></figure>
`;
}

function transitions(view) {
  const { say, name, data } = view;
  const c = say.column;
  const { sorted, number } = ordered(data.state, data.transition);
  const how = (t) => [
    t.roles && say.transition.by(roles(view, t.roles)),
    t.reopens && say.transition.reopens,
    t.by_entry.length > 0 && say.transition.itself(happenings(view, t.by_entry).join(say.semicolon)),
  ];
  const needs = (t) => [
    t.condition && html`${condition(view, t.condition)}${t.condition_hint ? html`<span class="legend">${name('term', t.condition_hint)}</span>` : ''}`,
    t.required.length > 0 && say.transition.required(columns(view, t.required)),
    t.reason_required && say.transition.reason,
  ];

  return table(say.table.transition[0], [c.position, c.from, c.to, c.way, c.needs], sorted.map((t) => ({
    off: !t.active,
    cells: [
      t.active ? number(t) : html`<span class="tag">${say.off}</span>`,
      name('state', t.from_state),
      name('state', t.to_state),
      html`<strong>${name('term', t.name)}</strong>${list(how(t), 'muted')}`,
      list(needs(t)),
    ],
  })));
}

function entries(view, part) {
  const { say, name } = view;
  const c = say.column;

  return part('entry_rule', say.table.entry_rule[1], rules(view, 'entry_rule', [c.activities, c.condition, c.hint],
    (r) => [activities(view, r.activities), condition(view, r.condition), r.condition_hint ? name('term', r.condition_hint) : '']));
}

function actions(view, part) {
  const { say, name } = view;
  const c = say.column;
  const what = {
    notify: (r) => say.action.notify(name('term', r.topic), audience(view, r.argument)),
    'work order': (r) => say.action['work order'](name('department', r.argument), r.task),
    'freeze account': () => say.action['freeze account'](),
    'conduct finding': (r) => say.action['conduct finding'](name('conduct', r.argument)),
    coaching: (r) => say.action.coaching(r.due, r.task),
  };

  return part('action_rule', say.table.action_rule[1], rules(view, 'action_rule', [c.activities, c.condition, c.result],
    (r) => [activities(view, r.activities), condition(view, r.condition), html`${what[r.action](r)}${r.once ? html`<br><span class="muted">${say.once}</span>` : ''}`]));
}

function messages(view, part) {
  const { say, name, write } = view;
  const c = say.column;
  const out = (r) => [r.quiet_calendar && say.out.quiet(r.quiet_calendar), r.digest_minutes && say.out.digest(write.duration(r.digest_minutes))].filter(Boolean).join(say.comma) || say.out.once;

  return part('message_rule', say.table.message_rule[1], rules(view, 'message_rule', [c.topic, c.audience, c.condition, c.out],
    (r) => [r.topic === '*' ? say.anything : name('term', r.topic), audience(view, r.audience), r.urgency ? say.urgencyOnly(name('urgency', r.urgency)) : html`<span class="muted">${say.always}</span>`, out(r)]));
}

function authority(view, part) {
  const { say, name, write, data } = view;
  const c = say.column;
  const upTo = (r) => (r.up_to === null ? say.unlimited : Number(r.up_to) === 0 ? say.nothing : write.count(r.up_to));

  return part('authority', say.table.authority[1](data.desk.currency), table(say.table.authority[0], [c.role, c.kind, c.up_to, c.per_day, c.approves], data.authority.map((r) => ({
    off: !r.active,
    cells: [html`<strong>${name('role', r.role)}</strong>`, r.remedy_kind ? name('remedy', r.remedy_kind) : say.allKinds, upTo(r), r.per_day === null ? say.unlimited : write.count(r.per_day), r.approves ? say.yes : say.no],
  }))));
}
