// What the examples of desk.mjs must come to, and the habits of programs that
// write rows back.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { as, ask, file, load, months, move, pool, queue, refusal } from './desk.mjs';

after(() => pool.end());

const parcel = { channel: 'hotline', title: '包裹少了一件', description: '上周兑换的两只杯子，只收到一只', amount: 39.5 };
const one = async (sql, ...values) => (await pool.query(sql, values)).rows[0];

test('pg: a complaint comes back with what the engine made of it', async () => {
	const made = await as('li.na', desk => file(desk, parcel));
	assert.match(made.sheet_no, /^\d{8}-\d{6}$/);
	assert.deepEqual({ category: made.category, level: made.level, owner: made.owner }, { category: '1.2', level: 'I', owner: 'li.na' });
	assert.ok(made.missing.includes('order number'));
	assert.ok(made.due_at instanceof Date);
});

test('pg: a change of state, and who made it', async () => {
	const { id } = await as('wang.fang', desk => file(desk, parcel));
	await as('wang.fang', desk => move(desk, id, 'verifying'));
	const event = await one("SELECT actor FROM support.complaint_event WHERE complaint_id = $1 AND activity = 'state:verifying'", id);
	assert.equal(event.actor, 'wang.fang');
});

test('pg: a work order', async () => {
	const order = await as('li.na', async desk => {
		const { id } = await file(desk, parcel);
		await move(desk, id, 'verifying');
		return ask(desk, id, 'risk_control', '核对发货记录');
	});
	assert.equal(order.status, 'open');
});

test('pg: a refusal names its field', async () => {
	const refused = work => as('li.na', work).then(() => assert.fail('not refused'), refusal);
	const channel = await refused(desk => file(desk, { ...parcel, channel: '电话' }));
	assert.deepEqual([channel.code, channel.table, channel.field, channel.hint], ['KF008', 'complaint', 'channel', 'Did you mean hotline?']);
	const { id } = await as('wang.fang', desk => file(desk, parcel));
	const state = await refused(desk => move(desk, id, 'closed', 'settled on the call'));
	assert.deepEqual([state.code, state.table, state.field], ['KF002', 'complaint', 'state']);
	assert.match(state.hint, /Only the receiver settles/);
	const amount = await refused(desk => file(desk, { ...parcel, amount: -1 }));
	assert.deepEqual([amount.code, amount.table, amount.field], ['KF011', 'complaint', 'amount']);
	assert.throws(() => refusal(new Error('something else')), /something else/);
});

test('pg: the actor does not stay with the connection', async () => {
	await as('li.na', async desk => assert.equal((await file(desk, parcel)).owner, 'li.na'));
	for (let turn = 0; turn < pool.totalCount + 1; turn++)
		assert.notEqual((await file(pool, parcel)).owner, 'li.na');
});

test('pg: what is refused leaves nothing, and the connection goes on', async () => {
	const before = await one('SELECT count(*) FROM support.complaint');
	await as('li.na', async desk => {
		await file(desk, parcel);
		await move(desk, 1, 'nowhere');
	}).then(() => assert.fail('not refused'), refusal);
	assert.deepEqual(await one('SELECT count(*) FROM support.complaint'), before);
	assert.equal(pool.idleCount, pool.totalCount);
});

test('pg: a bulk load is judged row by row', async () => {
	writeFileSync('calls.csv', 'received_at,channel,title,description\n'
		+ Array.from({ length: 500 }, (_, n) => `2026-02-03 10:${String(n % 60).padStart(2, '0')}+08,email,包裹漏发 ${n},"少了一件, 请补发"`).join('\n') + '\n');
	assert.equal(await as('li.na', desk => load(desk, 'calls.csv')), 500);
	const { judged } = await one("SELECT count(*) AS judged FROM support.complaint WHERE title LIKE '包裹漏发 %' AND category = '1.2'");
	assert.equal(judged, 500);
});

test('pg: key figures are numbers, days are text', async () => {
	const rows = await months();
	const { all } = await one('SELECT count(*) AS all FROM support.complaint');
	assert.equal(rows.reduce((sum, row) => sum + row.received, 0), all);
	assert.match(rows[0].month, /^\d{4}-\d\d-01$/);
	assert.ok(rows.some(row => typeof row.on_time_rate === 'number' && row.on_time_rate > 0 && row.on_time_rate <= 1));
	assert.ok(rows.every(row => typeof row.cost === 'number'));
});

test('pg: pages of the queue hold every open case once, in order', async () => {
	const seen = [];
	for (let page = await queue(); page.length > 0; page = await queue(page.at(-1)))
		seen.push(...page.map(row => row.complaint_id));
	const { rows } = await pool.query('SELECT complaint_id FROM support.work_queue');
	assert.ok(seen.length > 40);
	assert.deepEqual(seen, rows.map(row => row.complaint_id));
});

// What programs do that read a row and write all of it back later.
async function save(actor, { id, ...row }) {
	const names = Object.keys(row);
	return as(actor, async desk => {
		const notices = [];
		desk.on('notice', notice => notices.push(`${notice.message} ${notice.detail ?? ''}`));
		await desk.query(`UPDATE support.complaint SET ${names.map((name, n) => `${name} = $${n + 2}`)} WHERE id = $1`, [id, ...Object.values(row)]);
		return notices.join('\n');
	});
}

test('pg: a whole row may come back with its times cut to milliseconds', async () => {
	const { id } = await as('li.na', desk => file(desk, parcel));
	await save('li.na', { ...await one('SELECT * FROM support.complaint WHERE id = $1', id), product: '杯子' });
	assert.equal((await one('SELECT product FROM support.complaint WHERE id = $1', id)).product, '杯子');
});

test('pg: a row that was read before another change may come back; what is old in it is named', async () => {
	const { id } = await as('li.na', desk => file(desk, parcel));
	const old = await one('SELECT * FROM support.complaint WHERE id = $1', id);
	await pool.query(`
		INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, made_by)
		VALUES ($1, 'out', 'hotline', 'first_response', 'reached', 'li.na')`, [id]);
	const notices = await save('li.na', { ...old, product: '杯子' });
	const now = await one('SELECT product, event_count, first_response_at FROM support.complaint WHERE id = $1', id);
	assert.equal(now.product, '杯子');
	assert.ok(now.event_count > old.event_count && now.first_response_at !== null);
	assert.match(notices, /event_count/);
});
