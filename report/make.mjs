/*
 * make.mjs -- read the data with psql, write a page or a picture; report/make
 * calls it
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { page } from './page.mjs';
import { policyPage } from './policy.mjs';
import { statesPicture } from './states.mjs';
import { words } from './words.mjs';

class Refused extends Error {}

const USAGE = `usage: report/make [--desk NAME] [--from DATE] [--to DATE] [--language en|zh] [--output FILE]
       report/make --policy [--draft NAME [--from DATE] [--to DATE]] [--desk NAME] [--language en|zh] [--output FILE]
       report/make --states [--desk NAME] [--language en|zh] [--output FILE]`;

function options() {
  const text = { type: 'string' };

  try {
    return parseArgs({ options: { desk: text, from: text, to: text, policy: { type: 'boolean' }, states: { type: 'boolean' }, draft: text, language: text, output: text } }).values;
  } catch (error) {
    throw new Refused(`${error.message}\n${USAGE}`);
  }
}

function day(name, given) {
  if (given === undefined) return '';
  const parsed = /^\d{4}-\d\d-\d\d$/.test(given) ? new Date(given) : new Date(NaN);

  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== given)
    throw new Refused(`--${name}: "${given}" is no date like 2026-01-31`);
  return given;
}

/* psql -- its output, line by line; it connects as the PG variables say */
function psql(...given) {
  const ran = spawnSync('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', ...given],
    { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PGCLIENTENCODING: 'UTF8', PGOPTIONS: `${process.env.PGOPTIONS ?? ''} -c DateStyle=ISO` } });

  if (ran.error) throw new Refused(`psql: ${ran.error.message}`);
  if (ran.status !== 0) throw new Refused(ran.stderr.trim());
  return ran.stdout.split('\n').filter((line) => line !== '');
}

function chosenDesk(wanted) {
  const desks = psql('-c', 'SELECT desk FROM complaint_flow.desks()');

  if (wanted === undefined && desks.length === 1) return desks[0];
  if (wanted !== undefined && desks.includes(wanted)) return wanted;
  throw new Refused(`${wanted === undefined ? 'which desk? --desk NAME' : `there is no desk "${wanted}"`}; this database has: ${desks.join(', ') || 'none'}`);
}

/* what a file of queries says: each line a name, a tab and JSON */
function read(queries, variables) {
  const lines = psql(...Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]), '-f', new URL(queries, import.meta.url).pathname);

  return Object.fromEntries(lines.map((line) => {
    const tab = line.indexOf('\t');

    return [line.slice(0, tab), JSON.parse(line.slice(tab + 1))];
  }));
}

function checkPeriod(period) {
  if (period.last < period.first) throw new Refused(`the period ends (${period.last}) before it begins (${period.first})`);
}

function readReport(desk, given) {
  const data = read('data.sql', { desk, from_day: day('from', given.from), to_day: day('to', given.to) });

  checkPeriod(data.period);
  return { data, made: page, name: ['report', desk, data.period.first, data.period.last], kind: 'html', styles: ['style.css'] };
}

function readStates(desk) {
  return { data: read('policy.sql', { desk, draft: '', from_day: '', to_day: '' }), made: statesPicture, name: ['states', desk], kind: 'svg', styles: [] };
}

function readPolicy(desk, given) {
  const data = read('policy.sql', { desk, draft: given.draft ?? '', from_day: day('from', given.from), to_day: day('to', given.to) });

  if (given.draft !== undefined && data.desk.draft === null) throw new Refused(`desk "${desk}" has no draft "${given.draft}"`);
  if (data.period) checkPeriod(data.period);
  return { data, made: policyPage, name: ['policy', desk, ...given.draft === undefined ? [] : [given.draft]], kind: 'html', styles: ['style.css', 'policy.css'] };
}

function main() {
  const given = options();

  if (given.draft !== undefined && !given.policy) throw new Refused('--draft goes with --policy');
  if (given.states && (given.policy || given.from !== undefined || given.to !== undefined)) throw new Refused('--states goes with --desk, --language and --output');
  const desk = chosenDesk(given.desk);
  const { data, made, name, kind, styles } = (given.states ? readStates : given.policy ? readPolicy : readReport)(desk, given);
  const language = given.language ?? data.desk.language;

  if (!Object.hasOwn(words, language)) throw new Refused(`--language: en or zh, not "${language}"`);
  const file = given.output ?? `${[...name, language].map((part) => part.replace(/[^\p{L}\p{N}_-]/gu, '_')).join('-')}.${kind}`;

  writeFileSync(file, made(data, language, styles.map((style) => readFileSync(new URL(style, import.meta.url), 'utf8')).join('')).toString());
  console.log(file);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Refused ? `error: ${error.message}` : error);
  process.exitCode = 1;
}
