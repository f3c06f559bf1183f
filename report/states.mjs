/*
 * states.mjs -- the state machine of a policy as a picture that stands alone:
 * an SVG with the names of all ways below
 */
import { html, trusted } from './html.mjs';
import { hubs, machine, ordered, waysOf } from './machine.mjs';
import { policyWords } from './policy_words.mjs';

const WIDTH = 860;
const MARGIN = 20;
const COLUMNS = 3;
const LINE = 21;
const FONT = 'Helvetica, Arial, "Liberation Sans", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/* a line for each way, one for each further name of it */
function lines(list, number, name) {
  const seen = new Set();

  return list.map((t) => {
    const first = !seen.has(number(t));

    seen.add(number(t));
    return { number: first ? number(t) : '', text: name('term', t.name) };
  });
}

function legend(x, y, numbers, text) {
  return html`<text x="${x + 20}" y="${y}" text-anchor="end" fill="#1f4e79">${numbers}</text><text class="way" x="${x + 27}" y="${y}">${text}</text>
`;
}

/* statesPicture -- of what policy.sql reads; the other language stands below */
export function statesPicture(data, language) {
  const say = policyWords[language];
  const other = language === 'zh' ? 'label' : 'label_zh';
  const name = (kind, code) => data.words[`${kind}:${code}`]?.[language] ?? code;
  const states = data.state.map((s) => ({ ...s, label: name('state', s.code), below: s[other] }));
  const ways = waysOf(states, data.transition);
  const caption = say.machineName(states.length, ways.length);
  const drawn = machine(caption, states, ways, WIDTH - 2 * MARGIN).toString();
  const height = Number(/height="(\d+)"/.exec(drawn)[1]);
  const ends = hubs(states, ways);
  const { sorted, number } = ordered(states, data.transition);
  const active = sorted.filter((t) => t.active);
  const list = lines(active.filter((t) => !ends.includes(t.to_state)), number, name);
  const rows = Math.ceil(list.length / COLUMNS);
  const column = (i) => MARGIN + Math.round(Math.floor(i / rows) * (WIDTH - 2 * MARGIN) / COLUMNS);
  const top = MARGIN + height + 34;
  const below = top + rows * LINE + 8;
  const total = below + (ends.length + 1) * LINE;

  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}" font-family="${FONT}">
<rect width="${WIDTH}" height="${total}" fill="#fff"/>
<svg x="${MARGIN}" y="${MARGIN}"${trusted(drawn.slice('<svg'.length))}
<g font-size="13" fill="#1b1b1b">
${list.map(({ number: n, text }, i) => legend(column(i), top + i % rows * LINE, n, text))}${ends.map((code, i) => {
    const to = active.filter((t) => t.to_state === code);
    const names = [...new Set(to.map((t) => name('term', t.name)))];

    return html`<text x="${MARGIN}" y="${below + i * LINE}">→ ${name('state', code)}: <tspan class="way">${names.join('; ')}</tspan></text>
`;
  })}</g>
<text x="${MARGIN}" y="${below + ends.length * LINE}" font-size="12.5" fill="#5c5a55">${say.machineNote}</text>
</svg>
`;
}
