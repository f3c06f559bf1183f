/*
 * machine.mjs -- the state machine of a desk as a picture: states in layers,
 * from the first to the last, and the ways between them
 *
 * The steps are those of Sugiyama: ways back are turned around, states get
 * layers, long ways get a place in every layer that they cross, layers are
 * sorted until few ways cross, and places are moved to where their neighbours
 * are.  A state that nearly all others lead to is no box: it stands as a word
 * in the boxes that lead to it.
 */
import { html, trusted } from './html.mjs';

const INK = '#1b1b1b';
const BLUE = '#1f4e79';
const RUST = '#a63d1c';
const MUTED = '#5c5a55';
const PAPER = '#fff';
const SIZE = 12.5;
const SMALL = 12;
const LINE = 16.5;
const GAP = 10;
const LANE = 12;
const BESIDE = 4;
const SWEEPS = 80;

/* width of a text in pixels, about: Chinese characters are square */
function breadth(text, size) {
  let width = 0;

  for (const c of text) width += c > '\u2e7f' ? size : /[mwMW]/.test(c) ? size * 0.85 : size * 0.56;
  return width;
}

/* a text in lines of a width; Chinese breaks anywhere */
function wrapped(text, width, size) {
  const lines = [''];

  for (const word of text.split(/(?<= )|(?=[\u2e80-\u9fff])/)) {
    const longer = lines[lines.length - 1] + word;

    if (lines[lines.length - 1] !== '' && breadth(longer.trimEnd(), size) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trim());
}

/* hubs -- states that so many others lead to that lines would hide the rest */
export function hubs(states, ways) {
  return states.map((s) => s.code).filter((code) => {
    const from = new Set(ways.filter((w) => w.to === code).map((w) => w.from)).size;

    return from > 5 && from > states.length / 3 && !ways.some((w) => w.from === code);
  });
}

/* the place of a state in the picture, from the first to the last */
function sequence(states, ways) {
  const ends = hubs(states, ways);
  const codes = states.map((s) => s.code);
  const first = states.find((s) => s.kind === 'initial')?.code;
  const layer = layered(codes, directed(codes, ways.filter((w) => !ends.includes(w.to)), first), first);
  const sorted = [...codes].sort((a, b) => ends.includes(a) - ends.includes(b) || layer.get(a) - layer.get(b));

  return (code) => sorted.indexOf(code);
}

/* the ways in the direction of the layers: those back are turned around */
function directed(codes, ways, first) {
  const done = new Set();
  const open = new Set();
  const back = new Set(ways.filter((w) => w.reopens || w.to === first));

  function visit(code) {
    open.add(code);
    for (const way of ways.filter((w) => w.from === code && !back.has(w))) {
      if (open.has(way.to)) back.add(way);
      else if (!done.has(way.to)) visit(way.to);
    }
    open.delete(code);
    done.add(code);
  }

  for (const code of codes) if (!done.has(code)) visit(code);
  return ways.map((way) => (back.has(way) ? { way, from: way.to, to: way.from, back: true } : { way, from: way.from, to: way.to, back: false }));
}

/* the layer of each state: below all that lead to it; what has no way in stands near its ways out */
function layered(codes, edges, first) {
  const layer = new Map(codes.map((code) => [code, 0]));

  for (let moved = true; moved;) {
    moved = false;
    for (const e of edges) {
      if (layer.get(e.to) <= layer.get(e.from)) {
        layer.set(e.to, layer.get(e.from) + 1);
        moved = true;
      }
    }
  }
  for (const code of codes) {
    const next = edges.filter((e) => e.from === code).map((e) => layer.get(e.to));

    if (code !== first && next.length && !edges.some((e) => e.to === code)) layer.set(code, Math.max(0, Math.min(...next) - 1));
  }
  return layer;
}

/* places in layers: states, and points of long ways; links join neighbours */
function placed(codes, edges, layer) {
  const layers = Array.from({ length: Math.max(...layer.values()) + 1 }, () => []);
  const links = [];
  const nodes = new Map(codes.map((code) => [code, { code, layer: layer.get(code), up: [], down: [] }]));

  for (const node of nodes.values()) layers[node.layer].push(node);
  for (const e of edges) {
    let above = nodes.get(e.from);

    e.path = [above];
    for (let l = above.layer + 1; l <= layer.get(e.to); l++) {
      const below = l === layer.get(e.to) ? nodes.get(e.to) : { layer: l, up: [], down: [], edge: e };

      if (below.edge) layers[l].push(below);
      above.down.push(below);
      below.up.push(above);
      links.push([above, below]);
      e.path.push(below);
      above = below;
    }
  }
  return { layers, nodes };
}

function crossings(layers) {
  let count = 0;

  for (const layer of layers) {
    const links = layer.flatMap((a) => a.down.map((b) => [a.place, b.place]));

    for (let i = 0; i < links.length; i++)
      for (let j = i + 1; j < links.length; j++)
        if ((links[i][0] - links[j][0]) * (links[i][1] - links[j][1]) < 0) count++;
  }
  return count;
}

function number(layer) {
  layer.forEach((node, i) => { node.place = i; });
}

/* each layer by the mean place of the neighbours, down and up in turn; the best order is kept */
function sorted(layers) {
  let best = Infinity;
  let order;

  layers.forEach(number);
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const count = crossings(layers);

    if (count < best) {
      best = count;
      order = layers.map((layer) => [...layer]);
    }
    const side = sweep % 2 === 0 ? 'up' : 'down';

    for (const layer of side === 'up' ? layers : [...layers].reverse()) {
      const mean = new Map(layer.map((n) => [n, n[side].length ? n[side].reduce((sum, m) => sum + m.place, 0) / n[side].length : n.place]));

      layer.sort((a, b) => mean.get(a) - mean.get(b) || (sweep % 4 < 2 ? a.place - b.place : b.place - a.place));
      number(layer);
    }
  }
  order.forEach(number);
  return order;
}

/* the nearest places to those wanted that keep order and distance: pools of neighbours that push each other */
function spread(layer, wanted, width) {
  const offset = [0];
  const pools = [];

  for (let i = 1; i < layer.length; i++) offset.push(offset[i - 1] + (layer[i - 1].width + layer[i].width) / 2 + (layer[i - 1].edge && layer[i].edge ? BESIDE : GAP));
  wanted.forEach((x, i) => {
    /* a long way is to be straight, before a box stands in the middle */
    const weight = layer[i].edge ? 8 : 1;

    pools.push({ sum: (x - offset[i]) * weight, weight, count: 1 });
    while (pools.length > 1 && pools[pools.length - 2].sum / pools[pools.length - 2].weight > pools[pools.length - 1].sum / pools[pools.length - 1].weight) {
      const last = pools.pop();
      const before = pools[pools.length - 1];

      before.sum += last.sum;
      before.weight += last.weight;
      before.count += last.count;
    }
  });
  const left = layer[0].width / 2 + 1;
  const right = width - layer[layer.length - 1].width / 2 - 1 - offset[layer.length - 1];

  pools.flatMap((p) => Array(p.count).fill(p.sum / p.weight)).forEach((x, i) => {
    layer[i].x = Math.max(left, Math.min(right, x)) + offset[i];
  });
}

function mean(list, otherwise) {
  return list.length ? list.reduce((sum, n) => sum + n.x, 0) / list.length : otherwise;
}

/* across: from the middle outwards, then towards the neighbours; at last long ways are straightened */
function moved(layers, width) {
  for (const layer of layers) spread(layer, layer.map(() => width / 2), width);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;

    for (const layer of down ? layers : [...layers].reverse())
      spread(layer, layer.map((n) => mean(sweep < SWEEPS / 2 ? (down ? n.up : n.down) : n.edge ? n.edge.path.slice(1, -1) : [...n.up, ...n.down], n.x)), width);
  }
  const all = layers.flat();
  const shift = (width - Math.min(...all.map((n) => n.x - n.width / 2)) - Math.max(...all.map((n) => n.x + n.width / 2))) / 2;

  for (const node of all) node.x += shift;
}

/* where the ways leave and reach the boxes: side by side, in the order of where they go */
function ports(nodes) {
  for (const node of nodes.values()) {
    for (const side of ['up', 'down']) {
      const list = [...node[side]].sort((a, b) => a.x - b.x);

      node[`${side}Ports`] = list.map((other, i) => ({ other, x: node.x + (i - (list.length - 1) / 2) * Math.min(18, (node.width - 16) / list.length) }));
    }
  }
}

/* a port for each of several ways between two boxes */
function port(node, side, other) {
  if (node.edge) return node.x;
  const found = node[`${side}Ports`].find((p) => p.other === other && !p.taken);

  found.taken = true;
  return found.x;
}

function line(edge, top, bottom) {
  const points = [];

  edge.path.forEach((node, i) => {
    if (i > 0) points.push([port(node, 'up', edge.path[i - 1]), top(node)]);
    if (i < edge.path.length - 1) points.push([port(node, 'down', edge.path[i + 1]), bottom(node)]);
  });
  return points;
}

/* a smooth line through the points: straight past a layer, bent between two */
function curve(points) {
  return points.map(([x, y], i) => {
    if (i === 0) return `M${x.toFixed(1)},${y.toFixed(1)}`;
    const [ax, ay] = points[i - 1];
    const middle = ((ay + y) / 2).toFixed(1);

    return i % 2 === 0 ? `L${x.toFixed(1)},${y.toFixed(1)}` : `C${ax.toFixed(1)},${middle} ${x.toFixed(1)},${middle} ${x.toFixed(1)},${y.toFixed(1)}`;
  }).join('');
}

/* points along the first bend and the last, where a number may stand */
function stands(points) {
  const bends = [[points[0], points[1]], [points[points.length - 2], points[points.length - 1]]];

  return [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78].flatMap((t) => bends.map(([[ax, ay], [bx, by]]) => {
    const k = t * t * (3 - 2 * t);

    return [ax + (bx - ax) * k, ay + (by - ay) * (1.5 * t * (1 - t) + t * t * t)];
  }));
}

function arrow([x, y], down) {
  return html`<path d="M${(x - 4).toFixed(1)},${(y - (down ? 8 : -8)).toFixed(1)}L${x.toFixed(1)},${y.toFixed(1)}L${(x + 4).toFixed(1)},${(y - (down ? 8 : -8)).toFixed(1)}z"/>`;
}

function box(node, y, kind) {
  const [x, width, height] = [node.x - node.width / 2, node.width, node.height];
  const frame = (inset, more) => html`<rect x="${(x + inset).toFixed(1)}" y="${y + inset}" width="${(width - 2 * inset).toFixed(1)}" height="${height - 2 * inset}" rx="${7 - inset}" fill="${inset ? 'none' : PAPER}" stroke="${INK}"${more}/>`;
  const first = y + height / 2 - (node.lines.length - 1) * LINE / 2 + SIZE * 0.36;

  return html`<g>${frame(0, trusted({ initial: ' stroke-width="2.5"', waiting: ' stroke-dasharray="5 3"' }[kind] ?? ''))}${kind === 'final' ? frame(3, '') : ''}
${node.lines.map((l, i) => html`<text x="${node.x.toFixed(1)}" y="${(first + i * LINE).toFixed(1)}" text-anchor="middle" font-size="${l.small ? SMALL : SIZE}" fill="${l.small ? MUTED : INK}">${l.text}</text>`)}</g>
`;
}

/* room for numbers: each takes the first of its places that hits no other and no box */
function numbered(edges, boxes) {
  const taken = [...boxes];

  return edges.map((edge) => {
    const half = breadth(String(edge.way.number), SMALL) / 2 + 4;
    const hits = ([x, y]) => taken.filter((b) => x + half > b.left && x - half < b.right && y + 7 > b.top && y - 7 < b.bottom).length;
    const list = stands(edge.points);
    const at = list.find((p) => hits(p) === 0) ?? list[0];

    taken.push({ left: at[0] - half, right: at[0] + half, top: at[1] - 7, bottom: at[1] + 7 });
    return html`<text x="${at[0].toFixed(1)}" y="${(at[1] + SMALL * 0.36).toFixed(1)}" text-anchor="middle" font-size="${SMALL}" fill="${edge.back ? RUST : BLUE}" stroke="${PAPER}" stroke-width="4" paint-order="stroke">${edge.way.number}</text>`;
  });
}

/*
 * ordered -- transitions from the first state on, as the picture has them, and
 * the number of each: one for each pair of states
 */
export function ordered(states, transitions) {
  const active = transitions.filter((t) => t.active);
  const place = sequence(states, active.map((t) => ({ from: t.from_state, to: t.to_state, reopens: t.reopens })));
  const sorted = [...transitions].sort((a, b) => place(a.from_state) - place(b.from_state) || place(a.to_state) - place(b.to_state) || a.id - b.id);
  const pairs = [...new Set(sorted.filter((t) => t.active).map((t) => `${t.from_state} ${t.to_state}`))];

  return { sorted, number: (t) => pairs.indexOf(`${t.from_state} ${t.to_state}`) + 1 };
}

/* waysOf -- the transitions that are active, one for each pair of states */
export function waysOf(states, transitions) {
  const { sorted, number } = ordered(states, transitions);
  const ways = [];

  for (const t of sorted.filter((one) => one.active)) {
    const way = ways.find((w) => w.number === number(t));

    if (way) way.reopens ||= t.reopens;
    else ways.push({ from: t.from_state, to: t.to_state, number: number(t), reopens: t.reopens });
  }
  return ways;
}

/*
 * machine -- the picture for a width, as SVG
 *
 * "states" are { code, kind, label } and perhaps "below", a word in small
 * type; "ways" { from, to, number, reopens }, one for each pair of states;
 * "name" is for those who cannot see it.
 */
export function machine(name, states, ways, width) {
  const ends = hubs(states, ways);
  const shown = states.filter((s) => !ends.includes(s.code));
  const codes = shown.map((s) => s.code);
  const first = states.find((s) => s.kind === 'initial')?.code;
  const edges = directed(codes, ways.filter((w) => !ends.includes(w.to)), first);
  const { layers: unsorted, nodes } = placed(codes, edges, layered(codes, edges, first));
  const layers = sorted(unsorted);
  const fit = Math.min(...layers.map((layer) => {
    const boxes = layer.filter((n) => !n.edge).length;

    return (width - 2 - GAP * boxes - (LANE + BESIDE) * (layer.length - boxes)) / Math.max(1, boxes);
  }));
  const wide = Math.max(60, Math.min(148, fit));
  const tops = [];
  let y = 2;

  for (const node of layers.flat()) {
    const state = shown.find((s) => s.code === node.code);

    node.width = node.edge ? LANE : wide;
    if (!state) continue;
    const ending = ways.filter((w) => w.from === state.code && ends.includes(w.to));

    node.lines = [...wrapped(state.label, wide - 8, SIZE).map((text) => ({ text })),
      ...(state.below ? wrapped(state.below, wide - 6, SMALL) : []).map((text) => ({ text, small: true })),
      ...ending.flatMap((w) => wrapped(`→\u00a0${states.find((s) => s.code === w.to).label} ${w.number}`, wide - 6, SMALL).map((text) => ({ text, small: true })))];
    node.height = node.lines.length * LINE + 11;
  }
  moved(layers, width);
  for (const layer of layers) {
    const height = Math.max(...layer.map((n) => n.height ?? 0));

    tops.push({ y, height });
    y += height + 34 + 3 * Math.max(...layer.map((n) => n.down.length));
  }
  const total = tops[tops.length - 1].y + tops[tops.length - 1].height + 2;
  const top = (node) => tops[node.layer].y + (node.height ? (tops[node.layer].height - node.height) / 2 : 0);
  const bottom = (node) => (node.height ? top(node) + node.height : tops[node.layer].y + tops[node.layer].height);

  ports(nodes);
  for (const edge of edges) edge.points = line(edge, top, bottom);
  const boxes = [...nodes.values()].map((n) => ({ left: n.x - wide / 2, right: n.x + wide / 2, top: top(n), bottom: bottom(n) }));

  return html`<svg role="img" aria-label="${name}" viewBox="0 0 ${width} ${Math.ceil(total)}" width="${width}" height="${Math.ceil(total)}" font-family="inherit">
${edges.map((e) => html`<g fill="none" stroke="${e.back ? RUST : BLUE}" stroke-width="1.4"><path d="${curve(e.points)}"${trusted(e.back ? ' stroke-dasharray="6 3"' : '')}/><g fill="${e.back ? RUST : BLUE}" stroke="none">${e.back ? arrow(e.points[0], false) : arrow(e.points[e.points.length - 1], true)}</g></g>
`)}
${[...nodes.values()].map((n) => box(n, top(n), shown.find((s) => s.code === n.code).kind))}
${numbered(edges, boxes)}</svg>`;
}
