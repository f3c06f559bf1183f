// What Malloy makes of the types of the star, and whether its sums are ours.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import pg from 'pg';
import { ask, close, model } from './desk.mjs';

const oracle = new pg.Client({ connectionString: process.env.DATABASE_URL });
await oracle.connect();
after(() => Promise.all([close(), oracle.end()]));
const rows = async sql => (await oracle.query(sql)).rows;

// the second joins the first, and is no complaint of its own
for (const title of ['包裹漏发', '包裹还是漏发'])
	await oracle.query("INSERT INTO support.complaint (channel, customer_id, order_ref, title) VALUES ('email', 20, 'JF1', $1)", [title]);

test('malloy: days are dates, counts are numbers, codes are strings', async () => {
	const fields = (await model.getModel()).getExploreByName('complaint').intrinsicFields;
	const types = Object.fromEntries(fields.map(({ name, type }) => [name, type]));
	assert.deepEqual([types.day, types.closed_day, types.category, types.joined, types.cost], ['date', 'date', 'string', 'number', 'number']);
	assert.deepEqual(new Set(Object.values(types)), new Set(['date', 'string', 'number']));
});

test('malloy: a month shows what kpi_month shows', async () => {
	const months = await ask('run: complaint -> by_month');
	const ours = await rows(`
		SELECT month::text AS month_of_receipt, department, sum(received)::int AS received, sum(complaints)::int AS complaints, sum(cost)::float AS paid,
		       (sum(resolved_fully) + sum(resolved_partly))::float / nullif(sum(complaints), 0) AS resolution_rate,
		       sum(promises_met)::float / nullif(sum(promises_met) + sum(promises_late) + sum(promises_overdue), 0) AS on_time_rate
		  FROM support.kpi_month GROUP BY month, department HAVING sum(received) > 0 ORDER BY month, department`);
	assert.ok(ours.some(row => row.received > row.complaints));
	assert.ok(ours.some(row => row.on_time_rate > 0 && row.resolution_rate !== null));
	const name = ({ month_of_receipt: month, department }) => `${String(month.toISOString?.() ?? month).slice(0, 10)} ${department}`;
	assert.deepEqual(months.map(name).sort(), ours.map(name).sort());
	for (const row of months) {
		const same = ours.find(our => name(our) === name(row));
		for (const measure of ['received', 'complaints', 'paid'])
			assert.equal(Number(row[measure]), same[measure], `${name(row)} ${measure}`);
		for (const measure of ['resolution_rate', 'on_time_rate'])
			assert.equal(row[measure]?.toFixed(6), same[measure]?.toFixed(6), `${name(row)} ${measure}`);
	}
});

test('malloy: codes have their words, and no row is doubled by a join', async () => {
	const categories = await ask('run: complaint -> worst_categories');
	const [{ all }] = await rows('SELECT count(*)::int AS all FROM support.fact_complaint');
	assert.equal(categories.reduce((sum, row) => sum + row.received, 0), all);
	assert.deepEqual(categories.map(row => row.label),
		await Promise.all(categories.map(async row => (await rows(`SELECT label FROM support.dim_category WHERE code = '${row.category}'`))[0].label)));
	assert.ok(categories.every(row => row.label && typeof row.first_response_hours === 'number'));
});

test('malloy: a name that the star lacks is refused before it is sent', async () => {
	await assert.rejects(ask('run: complaint -> { aggregate: x is phone.sum() }'), /phone/);
});
