// What the examples of desk.ts must come to, and rows that are written back whole.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { as, ask, db, file, load, months, move, queue, refusal } from './desk.js';

after(() => db.destroy());

const parcel = { channel: 'hotline', title: '包裹少了一件', description: '上周兑换的两只杯子，只收到一只', amount: 39.5 };
const refused = (work: Parameters<typeof as>[1]) => as('li.na', work).then(() => assert.fail('not refused'), refusal);

test('kysely: a complaint comes back with what the engine made of it', async () => {
	const made = await as('li.na', desk => file(desk, parcel));
	assert.deepEqual([made.category, made.level, made.owner], ['1.2', 'I', 'li.na']);
	assert.ok(made.missing?.includes('order number'));
	assert.equal(typeof made.id, 'number');
	assert.ok(made.due_at instanceof Date);
});

test('kysely: a change of state, and who made it', async () => {
	const { id } = await as('wang.fang', desk => file(desk, parcel));
	assert.deepEqual(await as('wang.fang', desk => move(desk, id, 'verifying')), { state: 'verifying', owner: 'wang.fang' });
	const event = await db.selectFrom('complaint_event').select('actor')
		.where('complaint_id', '=', id).where('activity', '=', 'state:verifying').executeTakeFirstOrThrow();
	assert.equal(event.actor, 'wang.fang');
});

test('kysely: a work order', async () => {
	const order = await as('li.na', async desk => {
		const { id } = await file(desk, parcel);
		await move(desk, id, 'verifying');
		return ask(desk, { complaint_id: id, department: 'risk_control', task: '核对发货记录' });
	});
	assert.equal(order.status, 'open');
});

test('kysely: a refusal names its field', async () => {
	const channel = await refused(desk => file(desk, { ...parcel, channel: '电话' }));
	assert.deepEqual([channel.code, channel.table, channel.field, channel.hint], ['KF008', 'complaint', 'channel', 'Did you mean hotline?']);
	const { id } = await as('wang.fang', desk => file(desk, parcel));
	const state = await refused(desk => move(desk, id, 'closed', 'settled on the call'));
	assert.deepEqual([state.code, state.table, state.field], ['KF002', 'complaint', 'state']);
	assert.match(state.hint ?? '', /Only the receiver settles/);
});

test('kysely: the actor does not stay with the connection', async () => {
	assert.equal((await as('li.na', desk => file(desk, parcel))).owner, 'li.na');
	for (let turn = 0; turn < 3; turn++)
		assert.notEqual((await file(db, parcel)).owner, 'li.na');
});

test('kysely: a bulk load is judged row by row', async () => {
	await as('li.na', desk => load(desk, Array.from({ length: 1500 }, (_, n) => ({
		received_at: new Date(Date.UTC(2026, 1, 3, 2, n % 60)), channel: 'email', title: `包裹漏发 ${n}` }))));
	const { judged } = await db.selectFrom('complaint').select(({ fn }) => fn.countAll<number>().as('judged'))
		.where('title', 'like', '包裹漏发 %').where('category', '=', '1.2').executeTakeFirstOrThrow();
	assert.equal(judged, 1500);
});

test('kysely: key figures are numbers, days are text', async () => {
	const rows = await months();
	const { all } = await db.selectFrom('complaint').select(({ fn }) => fn.countAll<number>().as('all')).executeTakeFirstOrThrow();
	assert.equal(rows.reduce((sum, row) => sum + row.received, 0), all);
	assert.match(rows[0].month ?? '', /^\d{4}-\d\d-01$/);
	assert.ok(rows.every(row => typeof row.cost === 'number'));
});

test('kysely: pages of the queue hold every open case once, in order', async () => {
	const seen = [];
	for (let page = await queue(); page.length > 0; page = await queue(page[page.length - 1]))
		seen.push(...page.map(row => row.complaint_id));
	assert.ok(seen.length > 40);
	assert.deepEqual(seen, (await db.selectFrom('work_queue').select('complaint_id').execute()).map(row => row.complaint_id));
});

test('kysely: a whole row may come back with its times cut to milliseconds', async () => {
	const { id } = await as('li.na', desk => file(desk, parcel));
	const row = await db.selectFrom('complaint').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
	await as('li.na', desk => desk.updateTable('complaint').set({ ...row, product: '杯子' }).where('id', '=', id).execute());
	const { product } = await db.selectFrom('complaint').select('product').where('id', '=', id).executeTakeFirstOrThrow();
	assert.equal(product, '杯子');
});

test('kysely: NULL in a column with a default is the default', async () => {
	await as('li.na', async desk => {
		const { id } = await file(desk, { ...parcel, received_at: null as never });
		const { received_at } = await desk.selectFrom('complaint').select('received_at').where('id', '=', id).executeTakeFirstOrThrow();
		assert.ok(received_at instanceof Date);
		const order = await ask(desk, { complaint_id: id, department: 'risk_control', task: '核对', status: null as never, recorded_at: null as never });
		assert.equal(order.status, 'open');
	});
});
