/*
 * test.mjs -- make pages as an analyst does and look at them in Chromium
 *
 * report/test calls it with the folder for the pages; the last line,
 * "N passed, N failed", goes to file descriptor 3.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { html } from './html.mjs';
import { policyWords } from './policy_words.mjs';
import { words } from './words.mjs';

const folder = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [1280, 768, 390];
let passed = 0;
let failed = 0;

function check(what, wrong) {
  const list = Array.isArray(wrong) ? wrong : wrong === true ? [] : [wrong];

  if (list.length === 0) {
    passed++;
    return;
  }
  failed++;
  console.log(`not ok - ${what}`);
  for (const line of list.slice(0, 12)) console.log(`    ${typeof line === 'string' ? line : JSON.stringify(line)}`);
}

/* a page as an analyst makes it, that of a policy as a supervisor does */
function make(...given) {
  const role = given.includes('--policy') ? 'regress_report_supervisor' : 'regress_report_analyst';

  return spawnSync('node', [new URL('make.mjs', import.meta.url).pathname, ...given], { encoding: 'utf8', cwd: folder, env: { ...process.env, PGUSER: role } });
}

function sql(query) {
  const ran = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', query], { encoding: 'utf8', env: { ...process.env, PGUSER: 'postgres' } });

  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout.trim();
}

/* what the two languages say has the same parts */
function parts(tree, path = '') {
  if (typeof tree !== 'object') return [`${path} ${typeof tree}`];
  return Object.entries(tree).filter(([k]) => !(path === '' && k === 'meaning')).flatMap(([k, v]) => parts(v, `${path}.${k}`)).sort();
}

function words_and_markup() {
  for (const said of [words, policyWords])
    check('both languages say the same', JSON.stringify(parts(said.en)) === JSON.stringify(parts(said.zh)) || 'the words of the languages differ');
  check('templates escape', html`<p>${'<b>"\'&'}${['<', html`<i>`]}${null}</p>`.toString() === '<p>&lt;b&gt;&quot;&#39;&amp;&lt;<i></p>' || 'they do not');
}

function refusals() {
  for (const [what, given, said] of [
    ['no desk chosen', [], /which desk\?/],
    ['unknown desk', ['--desk', 'nowhere'], /there is no desk "nowhere"/],
    ['no date', ['--desk', 'support', '--from', '2026-02-30'], /"2026-02-30" is no date/],
    ['end before begin', ['--desk', 'support', '--from', '2026-02-01', '--to', '2026-01-01'], /before it begins/],
    ['unknown language', ['--desk', 'support', '--language', 'fr'], /en or zh/],
    ['unknown option', ['--desks', 'support'], /usage:/],
    ['unknown draft', ['--policy', '--desk', 'support', '--draft', 'none'], /has no draft "none"/],
    ['draft without policy', ['--desk', 'support', '--draft', 'none'], /--draft goes with --policy/],
  ]) {
    const ran = make(...given);

    check(`refused: ${what}`, (ran.status === 1 && ran.stdout === '' && said.test(ran.stderr) && !/^ +at /m.test(ran.stderr)) || ran.stderr);
  }
}

/* run in the page: what a reader would stumble over */
function faults() {
  const wrong = [];
  const wide = innerWidth;
  const seen = (e) => e.getClientRects().length > 0;
  const say = (what, e) => wrong.push(`${what}: ${e.outerHTML.slice(0, 120)}`);
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);

  if (document.documentElement.scrollWidth > wide) wrong.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  for (const e of document.querySelectorAll('body *')) {
    const box = e.getBoundingClientRect();

    if (seen(e) && box.right > wide + 1 && !e.closest('.scroll') && !e.classList.contains('hidden')) say('beyond the window', e);
  }
  for (const e of document.querySelectorAll('.big')) {
    const range = document.createRange();

    range.selectNodeContents(e);
    if (range.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 1) say('wider than its place', e);
  }
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`id twice: ${id}`);
  for (const a of document.querySelectorAll('a')) if (!document.getElementById(a.getAttribute('href').slice(1))) say('leads nowhere', a);
  for (const svg of document.querySelectorAll('svg')) if (svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label')) say('has no name', svg);
  for (const f of document.querySelectorAll('figure')) {
    const shown = [...f.querySelectorAll('svg')].filter(seen).length;

    if (shown !== (f.querySelector('.empty') ? 0 : 1)) wrong.push(`${shown} charts at once: ${f.querySelector('h3').textContent}`);
  }
  for (const svg of [...document.querySelectorAll('svg')].filter(seen)) {
    const texts = [...svg.querySelectorAll('text')].filter((t) => t.textContent.trim() !== '' && seen(t));
    const boxes = texts.map((t) => t.getBoundingClientRect());

    texts.forEach((t, i) => {
      const size = parseFloat(getComputedStyle(t).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;

      if (size < 10.5) say(`text of ${size.toFixed(1)} px`, t);
      boxes.slice(i + 1).forEach((b, j) => {
        const a = boxes[i];
        const overlap = Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

        if (overlap > 3) wrong.push(`texts overlap in "${svg.getAttribute('aria-label')}": ${t.textContent} / ${texts[i + 1 + j].textContent}`);
      });
    });
  }
  if (document.querySelector('script, img, link, iframe, [onerror], [onload], [src]')) wrong.push('something runs or is loaded');
  return wrong;
}

async function look(browser, name, file, language, most) {
  const page = await browser.newPage();
  const noise = [];
  const url = pathToFileURL(file).href;

  page.on('console', (message) => noise.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => noise.push(`failed: ${request.url()}`));
  page.on('request', (request) => request.url().split('#')[0] === url || noise.push(`requested: ${request.url()}`));
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 });
    await page.goto(url, { waitUntil: 'load' });
    check(`${name}, ${width} px: nothing to stumble over`, await page.evaluate(faults));
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    check(`${name}, ${width} px: tables open`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth) || 'wider than the window');
    if (process.env.REPORT_KEEP) await page.screenshot({ path: `${file}-${width}.png`, fullPage: true });
  }
  check(`${name}: no noise, no network`, noise);
  check(`${name}: language`, await page.evaluate(() => document.documentElement.lang).then((l) => l.startsWith(language) || l));
  await page.emulateMediaType('print');
  await page.setViewport({ width: 680, height: 900 });
  check(`${name}: on paper`, await page.evaluate(faults));
  const pdf = Buffer.from(await page.pdf({ path: `${file}.pdf`, preferCSSPageSize: true, timeout: 120000 }));
  const sheets = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;

  check(`${name}: prints`, (sheets >= 2 && sheets <= most) || `${sheets} sheets`);
  await page.close();
}

/* axe-core needs a page that lets it run */
async function accessible(browser, name, file) {
  const page = await browser.newPage();

  await page.setBypassCSP(true);
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));

  check(`${name}: accessible`, found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 140)}`));
  await page.close();
}

/* the numbers of the page against plain counts of the cases */
async function numbers(browser, file) {
  const page = await browser.newPage();

  await page.goto(pathToFileURL(file).href);
  const shown = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.numbers > div')]
    .map((d) => [d.querySelector('a').hash.slice(3), d.querySelector('.big').textContent])));
  const counted = JSON.parse(sql(`
    WITH c AS (SELECT *, (received_at AT TIME ZONE 'Asia/Shanghai')::date AS day, (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS closed_day
                 FROM support.complaint WHERE repeat_kind IS DISTINCT FROM 'joined'),
         p AS (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today)
    SELECT json_build_object(
        'received', (SELECT count(*) FROM c, p WHERE day BETWEEN today - 29 AND today),
        'closings', (SELECT count(*) FROM c, p WHERE closed_day BETWEEN today - 29 AND today),
        'open', (SELECT count(*) FROM c WHERE closed_at IS NULL),
        'on_time_rate', (SELECT round(100.0 * count(*) FILTER (WHERE outcome = 'met') / count(*), 1) FROM support.clock k JOIN c ON c.id = k.complaint_id, p
                          WHERE day BETWEEN today - 29 AND today AND (outcome IN ('met', 'late') OR outcome IS NULL AND breached_at IS NOT NULL)),
        'cost', (SELECT round(sum(x.amount)) FROM support.execution x JOIN c ON c.id = x.complaint_id, p WHERE day BETWEEN today - 29 AND today))`));
  const wrong = Object.entries(counted).filter(([code, n]) => Number(shown[code].replace(/[^\d.]/g, '')) !== Number(n));

  check('numbers as counted plainly', wrong.map(([code, n]) => `${code}: ${n} counted, ${shown[code]} shown`));
  check('names from the database stay text', await page.evaluate(() =>
    document.body.textContent.includes('</script><b>店</b>') && !document.querySelector('main b') || 'they do not'));
  await page.close();
}

/* every rule and every state is on the page of a policy */
async function policy(browser, file) {
  const page = await browser.newPage();

  await page.goto(pathToFileURL(file).href);
  const shown = await page.evaluate(() => ({
    text: document.body.textContent,
    rules: document.querySelectorAll('#classify tbody tr, #route tbody tr, #actions tbody tr').length,
    off: document.querySelectorAll('#classify tr.off').length,
    states: document.querySelectorAll('.machine .m svg rect[fill="#fff"]').length,
  }));
  const held = JSON.parse(sql(`SELECT json_build_object('rules', (SELECT count(*) FROM support.classification_rule) + (SELECT count(*) FROM support.routing_rule) + (SELECT count(*) FROM support.action_rule),
    'names', (SELECT json_agg(name) FROM (SELECT name FROM support.classification_rule UNION SELECT name FROM support.clock_rule UNION SELECT name FROM support.transition) AS r),
    'overruled', (SELECT name FROM support.rule_use WHERE verdict = 'overruled' LIMIT 1), 'states', (SELECT count(*) FROM support.state WHERE code <> 'withdrawn'))`));

  check('policy: all rules', shown.rules === held.rules || `${held.rules} rules, ${shown.rules} shown`);
  check('policy: their names', held.names.filter((name) => !shown.text.includes(name)));
  check('policy: what is off', shown.off === 1 || `${shown.off} shown`);
  check('policy: all states', shown.states === held.states || `${held.states} states, ${shown.states} shown`);
  check('policy: what people overrule', await page.evaluate((name) => document.querySelector('#idle').textContent.includes(name), held.overruled) || 'not named');
  check('policy: names from the database stay text', await page.evaluate(() =>
    document.body.textContent.includes('</code><b>rule</b>') && !document.querySelector('main b') || 'they do not'));
  await page.close();
}

/* a draft stands beside what it changes, and what it would have changed */
async function draft(browser, file) {
  const page = await browser.newPage();

  await page.goto(pathToFileURL(file).href);
  const shown = await page.evaluate(() => ({
    changes: [...document.querySelectorAll('#differences tbody td:first-child')].map((e) => e.textContent.trim()).sort().join(' '),
    compared: document.querySelector('#compared').textContent,
    routes: document.querySelector('#route').textContent,
    markup: document.querySelectorAll('main i').length,
  }));
  const cases = sql(`SELECT string_agg(cases::text, '|' ORDER BY becomes DESC) FROM complaint_flow.compare_policy('support', date_trunc('day', now(), 'Asia/Shanghai') - interval '29 days', now() + interval '1 day', 'autumn')
    WHERE attribute = 'cases' AND becomes IN ('judged', 'changed')`).split('|');

  check('draft: what it changes', shown.changes === 'added changed changed removed' || shown.changes);
  check('draft: what it would have changed', shown.compared.includes(`Of ${cases[0]} cases ${cases[1]} would`) || `${cases} expected`);
  check('draft: its rules', (shown.routes.includes('<i>telephones</i>') && shown.markup === 0) || 'not those of the draft');
  await page.close();
}

/* what an analyst may not read is refused in words */
function not_for_analysts() {
  const ran = spawnSync('node', [new URL('make.mjs', import.meta.url).pathname, '--policy', '--desk', 'support'], { encoding: 'utf8', cwd: folder, env: { ...process.env, PGUSER: 'regress_report_analyst' } });

  check('policy: refused to an analyst', (ran.status === 1 && /permission denied/.test(ran.stderr) && !/^ +at /m.test(ran.stderr)) || ran.stderr);
}

/* the picture of the state machine in README.md is as the standard pack is */
function states() {
  const file = join(folder, 'states.svg');
  const ran = make('--states', '--policy', '--desk', 'support');

  check('states: not with a page', (ran.status === 1 && /--states goes with/.test(ran.stderr)) || ran.stderr);
  const drawn = spawnSync('node', [new URL('make.mjs', import.meta.url).pathname, '--states', '--desk', 'support', '--language', 'en', '--output', file],
    { encoding: 'utf8', env: { ...process.env, PGUSER: 'regress_report_supervisor' } });

  check('states: drawn', (drawn.status === 0 && drawn.stdout === `${file}\n`) || drawn.stderr);
  check('states: as in README.md', readFileSync(file, 'utf8') === readFileSync('docs/pictures/states.svg', 'utf8') || 'run sh report/pictures');
}

async function main() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  words_and_markup();
  refusals();
  not_for_analysts();
  states();
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const lastYear = new Date(Date.now() - 330 * 864e5).toISOString().slice(0, 10);

  const today = new Date();
  const months = [2, 0].map((back) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, back ? 1 : 0)).toISOString().slice(0, 10));

  try {
    for (const [name, language, ...given] of [
      ['much', 'en', '--desk', 'support'],
      ['much-zh', 'zh', '--desk', 'support', '--language', 'zh'],
      ['year', 'en', '--desk', 'support', '--from', lastYear],
      ['months', 'en', '--desk', 'support', '--from', months[0], '--to', months[1]],
      ['day', 'zh', '--desk', 'support', '--from', new Date().toISOString().slice(0, 10), '--language', 'zh'],
      ['little', 'zh', '--desk', 'new_desk'],
      ['little-en', 'en', '--desk', 'new_desk', '--language', 'en'],
      ['empty', 'en', '--desk', 'it\'s "quiet"', '--language', 'en'],
      ['policy', 'en', '--policy', '--desk', 'support'],
      ['policy-zh', 'zh', '--policy', '--desk', 'support', '--language', 'zh'],
      ['draft', 'en', '--policy', '--desk', 'support', '--draft', 'autumn'],
      ['draft-zh', 'zh', '--policy', '--desk', 'support', '--draft', 'autumn', '--language', 'zh'],
      ['policy-empty', 'en', '--policy', '--desk', 'it\'s "quiet"', '--language', 'en'],
    ]) {
      const file = join(folder, `${name}.html`);
      const ran = make(...given, '--output', file);

      check(`${name}: made`, (ran.status === 0 && ran.stdout === `${file}\n` && statSync(file).size < 1e6) || ran.stderr || 'too big');
      if (ran.status !== 0) continue;
      await look(browser, name, file, language, given.includes('--policy') ? 30 : 9);
      await accessible(browser, name, file);
    }
    await numbers(browser, join(folder, 'much.html'));
    await policy(browser, join(folder, 'policy.html'));
    await draft(browser, join(folder, 'draft.html'));
  } finally {
    await browser.close();
  }
}

try {
  await main();
} catch (error) {
  failed++;
  console.log(error);
}
writeSync(3, `${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
