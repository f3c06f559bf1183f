// What the examples of desk.mjs must come to, and rows that are written back whole.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { as, ask, file, load, months, move, prisma, queue, refusal } from './desk.mjs';

after(() => prisma.$disconnect());

const parcel = { channel: 'hotline', title: '包裹少了一件', description: '上周兑换的两只杯子，只收到一只', amount: 39.5 };
const refused = work => as('li.na', work).then(() => assert.fail('not refused'), refusal);

test('prisma: the models have keys, relations and defaults', () => {
	const schema = readFileSync('schema.prisma', 'utf8');
	assert.match(schema, /^ +customer +customer\? +@relation\(fields: \[customer_id\], references: \[id\]/m);
	assert.match(schema, /^ +received_at +DateTime +@default\(now\(\)\)/m);
	assert.match(schema, /^view work_queue \{/m);
});

test('prisma: a complaint comes back with what the engine made of it', async () => {
	const made = await as('li.na', desk => file(desk, parcel));
	assert.deepEqual([made.category, made.level, made.owner, made.currency], ['1.2', 'I', 'li.na', 'CNY']);
	assert.ok(made.missing.includes('order number'));
	assert.ok(made.due_at instanceof Date);
	assert.equal(Number(made.amount), 39.5);
});

test('prisma: a change of state, and who made it', async () => {
	const { id } = await as('wang.fang', desk => file(desk, parcel));
	const moved = await as('wang.fang', desk => move(desk, id, 'verifying'));
	assert.deepEqual([moved.state, moved.updated_by], ['verifying', 'wang.fang']);
});

test('prisma: a work order', async () => {
	const order = await as('li.na', async desk => {
		const { id } = await file(desk, parcel);
		await move(desk, id, 'verifying');
		return ask(desk, id, 'risk_control', '核对发货记录');
	});
	assert.deepEqual([order.status, order.recorded_by], ['open', 'li.na']);
});

test('prisma: a refusal names its field', async () => {
	const channel = await refused(desk => file(desk, { ...parcel, channel: '电话' }));
	assert.deepEqual([channel.code, channel.field, channel.hint], ['KF008', 'channel', 'Did you mean hotline?']);
	const { id } = await as('wang.fang', desk => file(desk, parcel));
	const state = await refused(desk => move(desk, id, 'closed', 'settled on the call'));
	assert.deepEqual([state.code, state.field], ['KF002', 'state']);
	assert.match(state.hint, /Only the receiver settles/);
	assert.throws(() => refusal(new Error('something else')), /something else/);
});

test('prisma: the actor does not stay with the connection', async () => {
	assert.equal((await as('li.na', desk => file(desk, parcel))).owner, 'li.na');
	for (let turn = 0; turn < 3; turn++)
		assert.equal((await file(prisma, parcel)).updated_by, 'app');
});

test('prisma: a bulk load is judged row by row', async () => {
	const { count } = await as('li.na', desk => load(desk, Array.from({ length: 500 }, (_, n) => ({
		received_at: new Date(Date.UTC(2026, 1, 3, 2, n % 60)), channel: 'email', title: `包裹漏发 ${n}` }))));
	assert.equal(count, 500);
	assert.equal(await prisma.complaint.count({ where: { title: { startsWith: '包裹漏发 ' }, category: '1.2' } }), 500);
});

test('prisma: key figures are BigInt, Decimal and Date', async () => {
	const rows = await months();
	assert.equal(rows.reduce((sum, row) => sum + row._sum.received, 0n), BigInt(await prisma.complaint.count()));
	assert.match(rows[0].month.toISOString(), /^\d{4}-\d\d-01T00:00:00.000Z$/);
	assert.equal(rows[0]._sum.cost.plus(1).minus(rows[0]._sum.cost).toNumber(), 1);
});

test('prisma: pages of the queue hold every open case once, in order', async () => {
	const seen = [];
	for (let page = await queue(); page.length > 0; page = await queue(page.at(-1)))
		seen.push(...page.map(row => row.complaint_id));
	assert.ok(seen.length > 40);
	assert.deepEqual(seen, (await prisma.work_queue.findMany()).map(row => row.complaint_id));
});

test('prisma: a whole row may come back with its times cut to milliseconds', async () => {
	const { id } = await as('li.na', desk => file(desk, parcel));
	const row = await prisma.complaint.findUnique({ where: { id } });
	const { product } = await as('li.na', desk => desk.complaint.update({ where: { id }, data: { ...row, product: '杯子' } }));
	assert.equal(product, '杯子');
});

test('prisma: a row that was read before another change may come back', async () => {
	const { id } = await as('li.na', desk => file(desk, parcel));
	const old = await prisma.complaint.findUnique({ where: { id } });
	await as('li.na', desk => desk.contact.create({
		data: { complaint_id: id, direction: 'out', channel: 'hotline', purpose: 'first_response', result: 'reached' } }));
	const saved = await as('li.na', desk => desk.complaint.update({ where: { id }, data: { ...old, product: '杯子' } }));
	assert.deepEqual([saved.product, saved.contact_count], ['杯子', 1]);
	assert.ok(saved.event_count > old.event_count && saved.first_response_at !== null);
});
