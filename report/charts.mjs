/*
 * charts.mjs -- charts as static SVG, each for several widths of the page
 *
 * A chart never says anything by colour alone: now is filled, before is a
 * hollow dot or a thin stroke, and numbers stand beside the marks.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

const INK = '#1b1b1b';
const BLUE = '#1f4e79';
const PALE = '#c9d5e1';
const RUST = '#a63d1c';
const RULE = '#d9d6cf';
const MUTED = '#5c5a55';
const SIZE = 12.5;

const ROW = 38;
const LINE = 11;

/* width of a text in pixels, about: Chinese characters are square */
function breadth(text) {
  let width = 0;

  for (const c of text) width += c > '\u2e7f' ? SIZE : /[mwMW★☆]/.test(c) ? SIZE * 0.85 : SIZE * 0.57;
  return width;
}

function fitted(text, width) {
  let short = text;

  if (breadth(text) <= width) return text;
  while (short !== '' && breadth(`${short}…`) > width) short = [...short].slice(0, -1).join('');
  return `${short.trimEnd()}…`;
}

/* draw -- one chart as SVG text, with a name for those who cannot see it */
function draw(width, name, options) {
  const svg = Plot.plot({
    document,
    width,
    marginRight: 2,
    marginLeft: 2,
    style: { fontSize: `${SIZE}px`, fontFamily: 'inherit', color: INK, background: 'none', overflow: 'visible' },
    ...options,
  });

  /* an image has one name; the library also names its groups */
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', name);
  return svg.outerHTML;
}

/*
 * rows -- one row a thing: its name and its number above the mark
 *
 * "list" holds { label, text, value, before, part, most }; mark is bar, dot (a
 * share) or span (from value to most, on a logarithmic scale that "duration"
 * labels).  Fits any width.
 */
export function rows(name, list, mark, duration) {
  const data = list.map((row, i) => ({ ...row, i }));
  const [marginTop, marginBottom] = { bar: [0, 4], dot: [0, 24], span: [26, 4] }[mark];

  return (width) => {
    const labels = data.map((d) => ({ ...d, shown: fitted(d.label, width - breadth(d.text) - 18) }));
    const above = { y: 'i', lineAnchor: 'middle', dy: LINE - ROW / 2 };

    return draw(width, name, {
      height: data.length * ROW + marginTop + marginBottom,
      marginTop,
      marginBottom,
      y: { type: 'band', domain: data.map((d) => d.i), axis: null, padding: 0 },
      ...{ bar: bars, dot: dots, span: spans }[mark](data, labels, above, duration),
    });
  };
}

/* the words of a row; they stand above everything else */
function texts(labels, above) {
  return [
    Plot.text(labels, { ...above, frameAnchor: 'left', text: 'shown', title: 'label', textAnchor: 'start' }),
    Plot.text(labels, { ...above, frameAnchor: 'right', text: 'text', textAnchor: 'end', fontVariant: 'tabular-nums', fill: MUTED }),
  ];
}

/* a short upright stroke in each row */
function strokes(data, x, stroke, strokeWidth, inset) {
  return Plot.tickX(data, { y: 'i', x, stroke, strokeWidth, insetTop: inset, insetBottom: inset - 15 });
}

function bars(data, labels, above) {
  const compared = data.filter((d) => d.before !== undefined);
  const thick = { y: 'i', insetTop: 22, insetBottom: 7 };

  return {
    x: { domain: [0, Math.max(1, ...data.map((d) => Math.max(d.value, d.before ?? 0)))], axis: null },
    marks: [
      Plot.barX(data, { ...thick, x: 'value', fill: (d) => (d.part === undefined ? BLUE : PALE) }),
      Plot.barX(data.filter((d) => d.part > 0), { ...thick, x: 'part', fill: RUST }),
      strokes(compared, 'before', '#fff', 5, 20),
      strokes(compared, 'before', INK, 2, 20),
      ...texts(labels, above),
    ],
  };
}

function grid(data, ticks) {
  return strokes(data.flatMap((d) => ticks.map((t) => ({ i: d.i, t }))), 't', RULE, 1, 21);
}

function dots(data, labels, above) {
  const compared = data.filter((d) => d.before !== undefined);
  const low = { y: 'i', dy: 9 };

  return {
    x: { domain: [0, 1], insetLeft: 10, insetRight: 16 },
    marks: [
      Plot.link(data, { ...low, x1: 0, x2: 1, stroke: RULE, strokeWidth: 1 }),
      grid(data, [0, 0.5, 1]),
      Plot.axisX([0, 0.5, 1], { tickFormat: (t) => `${t * 100}%`, label: null, tickSize: 0, fill: MUTED }),
      Plot.link(compared, { ...low, x1: 'before', x2: 'value', stroke: BLUE, strokeWidth: 3, strokeOpacity: 0.4 }),
      Plot.dot(compared, { ...low, x: 'before', r: 4.5, fill: '#fff', stroke: BLUE, strokeWidth: 2 }),
      Plot.dot(data, { ...low, x: 'value', r: 5.5, fill: BLUE, stroke: '#fff', strokeWidth: 1 }),
      ...texts(labels, above),
    ],
  };
}

const MINUTES = [1, 10, 60, 360, 1440, 10080, 43200, 259200];

function spans(data, labels, above, duration) {
  const low = { y: 'i', dy: 9 };
  const shortest = Math.min(...data.map((d) => d.value));
  const longest = Math.max(...data.map((d) => d.most));
  const from = MINUTES.filter((t) => t <= shortest).pop() ?? Math.min(shortest, 0.5);
  const to = MINUTES.find((t) => t >= longest && t > from) ?? longest;
  const ticks = MINUTES.filter((t) => t >= from && t <= to);

  return {
    x: { type: 'log', domain: [from, to], insetLeft: 22, insetRight: 26 },
    marks: [
      grid(data, ticks),
      Plot.axisX(ticks, { anchor: 'top', label: null, tickSize: 0, text: duration, fill: MUTED }),
      Plot.link(data, { ...low, x1: 'value', x2: 'most', stroke: PALE, strokeWidth: 9, strokeLinecap: 'butt' }),
      strokes(data, 'most', INK, 2, 20),
      Plot.dot(data, { ...low, x: 'value', r: 5.5, fill: BLUE, stroke: '#fff' }),
      ...texts(labels, above),
    ],
  };
}

/* the intervals that get a label below: evenly, the last one included */
function labelled(course, room) {
  const step = Math.ceil(course.length / room);

  return course.filter((c, i) => (course.length - 1 - i) % step === 0).map((c) => c.since);
}

function along(course, width, label) {
  const widest = Math.max(...course.map((c) => breadth(label(c.since))));

  return {
    type: 'band', domain: course.map((c) => c.since), label: null, tickSize: 0,
    /* a column is never wider than a finger or two */
    padding: Math.max(course.length > 60 ? 0.1 : 0.25, 1 - 80 / ((width - 60) / course.length)),
    ticks: labelled(course, Math.max(2, Math.floor((width - 40) / (widest + 16)))), tickFormat: label,
  };
}

function upwards(most, format) {
  return { domain: [0, Math.max(most, 1)], nice: true, label: null, tickSize: 0, grid: true, ticks: most < 4 ? [0, 1, 2, 3].slice(0, Math.max(most, 1) + 1) : 4, tickFormat: format };
}

const frame = { marginLeft: 44, marginRight: 14, marginBottom: 26, marginTop: 22 };

/* flow -- what came in as columns, what was closed as a line with dots */
export function flow(name, course, label, count) {
  const most = Math.max(...course.flatMap((c) => [c.received, c.closings]));
  const peak = course.reduce((a, b) => (b.received > a.received ? b : a));

  return (width) => draw(width, name, {
    ...frame,
    height: width < 800 ? 230 : 300,
    x: along(course, width, label),
    y: upwards(most, count),
    marks: [
      Plot.barY(course, { x: 'since', y: 'received', fill: PALE, title: (c) => `${label(c.since)}: ${count(c.received)}` }),
      Plot.ruleY([0], { stroke: INK }),
      Plot.line(course, { x: 'since', y: 'closings', stroke: BLUE, strokeWidth: 1.8 }),
      course.length <= 62 ? Plot.dot(course, { x: 'since', y: 'closings', r: 3, fill: BLUE, stroke: '#fff', title: (c) => `${label(c.since)}: ${count(c.closings)}` }) : null,
      peak.received > 0 ? Plot.text([peak], { x: 'since', y: 'received', text: (c) => count(c.received), dy: -9, fontWeight: 600, stroke: '#fff', fill: INK, strokeWidth: 4 }) : null,
    ],
  });
}

/* stock -- what is open, with its last value written out */
export function stock(name, course, label, count) {
  const last = course[course.length - 1];

  return (width) => draw(width, name, {
    ...frame,
    height: width < 800 ? 165 : 200,
    x: along(course, width, label),
    y: upwards(Math.max(...course.map((c) => c.open)), count),
    marks: [
      Plot.areaY(course, { x: 'since', y: 'open', fill: PALE, fillOpacity: 0.6 }),
      Plot.ruleY([0], { stroke: INK }),
      Plot.line(course, { x: 'since', y: 'open', stroke: INK, strokeWidth: 1.8 }),
      Plot.dot([last], { x: 'since', y: 'open', r: 4, fill: INK }),
      Plot.text([last], { x: 'since', y: 'open', text: (c) => count(c.open), dy: -13, fontWeight: 600, stroke: '#fff', fill: INK, strokeWidth: 4 }),
    ],
  });
}

/* columns -- one quantity along the course */
export function columns(name, course, value, label, format) {
  const most = Math.max(...course.map((c) => c[value]));

  return (width) => draw(width, name, {
    ...frame,
    marginLeft: 10 + breadth(format(most)),
    height: 220,
    x: along(course, width, label),
    y: upwards(most, format),
    marks: [
      Plot.barY(course, { x: 'since', y: value, fill: BLUE, title: (c) => `${label(c.since)}: ${format(c[value])}` }),
      Plot.ruleY([0], { stroke: INK }),
    ],
  });
}

/* curve -- how much is right of what is decided, the likeliest first; both are shares */
export function curve(name, points, wanted, share) {
  const ticks = [0, 0.25, 0.5, 0.75, 1];

  return (width) => draw(width, name, {
    ...frame,
    marginRight: 24,
    height: 240,
    x: { domain: [0, 1], label: null, tickSize: 0, ticks, tickFormat: share },
    y: { domain: [0, 1], label: null, tickSize: 0, grid: true, ticks, tickFormat: share },
    marks: [
      Plot.ruleY([0], { stroke: INK }),
      Plot.ruleY([wanted], { stroke: RUST, strokeDasharray: '4 3' }),
      Plot.line(points, { x: 'coverage', y: 'precision', stroke: BLUE, strokeWidth: 1.8 }),
      Plot.dot(points, { x: 'coverage', y: 'precision', r: 3, fill: BLUE, stroke: '#fff', title: (p) => `${share(p.coverage)}: ${share(p.precision)}` }),
    ],
  });
}
