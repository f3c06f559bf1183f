/*
 * figures.mjs -- the key numbers, each beside that of the period before
 */

function ratio(part, whole) {
  return whole > 0 ? part / whole : null;
}

/* figures -- { code, label, text, value, before, change, note, column } */
export function figures(view) {
  const { data, write, say } = view;
  const now = data.totals[0] ?? {};
  const then = data.totals[1] ?? {};
  const course = data.course;
  const stock = {
    now: course[course.length - 1].open,
    then: course[0].open - course[0].more,
  };
  const judged = (t) => (t.met ?? 0) + (t.late ?? 0) + (t.overdue ?? 0);
  const made = [];

  function add(code, column, kind, value, before, note) {
    made.push({
      code,
      column,
      note,
      label: say.figure[code],
      value,
      before,
      text: value === null ? '–' : write[kind](value),
      change: change(view, kind, value, before),
    });
  }

  function share(code, column, part, whole, note) {
    add(code, column, 'share', ratio(part(now), whole(now)), ratio(part(then), whole(then)), note);
  }

  const received = (t) => t.received ?? 0;

  add('received', 'kpi_day.complaints', 'count', received(now), received(then), now.joined > 0 ? say.note.joined(write.count(now.joined)) : '');
  add('closings', 'kpi_day.closings', 'count', now.closings ?? 0, then.closings ?? 0);
  add('open', null, 'count', stock.now, stock.then);
  share('resolution_rate', 'kpi_day.resolution_rate', (t) => t.resolved, received, now.received ? say.note.ofReceived(write.count(now.resolved)) : '');
  share('on_time_rate', 'kpi_day.on_time_rate', (t) => t.met, judged, judged(now) ? say.note.judged(write.count(judged(now))) : '');
  add('first_response_median', 'fact_complaint.first_response_seconds', 'duration', now.first_response_median ?? null, then.first_response_median ?? null,
    now.first_response_p90 != null ? say.note.most(write.duration(now.first_response_p90)) : '');
  add('resolution_median', 'fact_complaint.resolution_seconds', 'duration', now.resolution_median ?? null, then.resolution_median ?? null,
    now.resolution_p90 != null ? say.note.most(write.duration(now.resolution_p90)) : '');
  add('reopened', 'kpi_day.reopened', 'count', now.reopened ?? 0, then.reopened ?? 0);
  share('satisfied_share', 'kpi_day.satisfied_share', (t) => t.satisfied, (t) => t.scored,
    now.scored ? say.note.score(write.tenth(now.mean_score), write.count(now.scored)) : '');
  share('repeat_rate', 'kpi_day.repeat_rate', (t) => t.repeats, received);
  share('escalation_rate', 'kpi_day.escalation_rate', (t) => t.escalated, received);
  add('cost', 'kpi_day.cost', 'money', now.cost ?? 0, then.cost ?? 0, now.remedies ? say.note.remedies(write.count(now.remedies)) : '');
  return made;
}

/* how a number differs from that before: an arrow, by how much, and that one */
function change(view, kind, value, before) {
  const { write, say, data } = view;

  if (before === null || !data.totals[1]) return '';
  const was = `${say.before}\u00a0${write[kind](before)}`;

  if (value === null || (before === 0 && kind !== 'share')) return was;
  if (write[kind](value) === write[kind](before)) return say.same;
  const by = kind === 'share'
    ? `${write.tenth(Math.abs(value - before) * 100)} ${say.points}`
    : write.wholeShare(Math.abs(value / before - 1));

  return `${value > before ? '▲' : '▼'} ${by} · ${was}`;
}
