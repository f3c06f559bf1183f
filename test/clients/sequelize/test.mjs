// What the examples of desk.mjs must come to, rows that are written back whole,
// and a model that stamps its rows, as Sequelize does if nobody forbids it.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { DataTypes } from 'sequelize';
import { as, ask, complaint, contact, file, load, months, move, queue, refusal, sequelize, work_order, work_queue } from './desk.mjs';

after(() => sequelize.close());

const parcel = { channel: 'hotline', title: '包裹少了一件', description: '上周兑换的两只杯子，只收到一只', amount: 39.5 };
const refused = work => as('li.na', work).then(() => assert.fail('not refused'), refusal);

test('sequelize: the models have keys, and ids that the desk gives', () => {
	assert.deepEqual([complaint, contact, work_order].map(model => model.primaryKeyAttribute), ['id', 'id', 'id']);
	assert.deepEqual([complaint, contact, work_order].map(model => model.autoIncrementAttribute), ['id', 'id', 'id']);
	assert.match(complaint.rawAttributes.due_at.comment, /deadline/);
});

test('sequelize: a complaint comes back with what the engine made of it', async () => {
	const made = await as('li.na', transaction => file(parcel, transaction));
	assert.deepEqual([made.category, made.level, made.owner], ['1.2', 'I', 'li.na']);
	assert.ok(made.missing.includes('order number'));
	assert.ok(made.due_at instanceof Date);
});

test('sequelize: a change of state, and who made it', async () => {
	const { id } = await as('wang.fang', transaction => file(parcel, transaction));
	const moved = await as('wang.fang', transaction => move(id, 'verifying', undefined, transaction));
	assert.deepEqual([moved.state, moved.updated_by], ['verifying', 'wang.fang']);
});

test('sequelize: a work order', async () => {
	const order = await as('li.na', async transaction => {
		const { id } = await file(parcel, transaction);
		await move(id, 'verifying', undefined, transaction);
		return ask(id, 'risk_control', '核对发货记录', transaction);
	});
	assert.deepEqual([order.status, order.recorded_by], ['open', 'li.na']);
});

test('sequelize: a refusal names its field', async () => {
	const channel = await refused(transaction => file({ ...parcel, channel: '电话' }, transaction));
	assert.deepEqual([channel.code, channel.table, channel.field, channel.hint], ['KF008', 'complaint', 'channel', 'Did you mean hotline?']);
	const { id } = await as('wang.fang', transaction => file(parcel, transaction));
	const state = await refused(transaction => move(id, 'closed', 'settled on the call', transaction));
	assert.deepEqual([state.code, state.table, state.field], ['KF002', 'complaint', 'state']);
	assert.match(state.hint, /Only the receiver settles/);
	assert.throws(() => refusal(new Error('something else')), /something else/);
});

test('sequelize: the actor does not stay with the connection', async () => {
	assert.equal((await as('li.na', transaction => file(parcel, transaction))).owner, 'li.na');
	for (let turn = 0; turn < 3; turn++)
		assert.equal((await file(parcel)).updated_by, 'app');
});

test('sequelize: a bulk load is judged row by row', async () => {
	await as('li.na', transaction => load(Array.from({ length: 500 }, (_, n) => ({
		received_at: new Date(Date.UTC(2026, 1, 3, 2, n % 60)), channel: 'email', title: `包裹漏发 ${n}` })), transaction));
	const filed = await complaint.findAll({ where: { category: '1.2' }, attributes: ['title'], raw: true });
	assert.equal(filed.filter(({ title }) => title.startsWith('包裹漏发 ')).length, 500);
});

test('sequelize: key figures are numbers, days are text', async () => {
	const rows = await months();
	assert.equal(rows.reduce((sum, row) => sum + Number(row.received), 0), await complaint.count());
	assert.match(rows[0].month, /^\d{4}-\d\d-01$/);
	assert.ok(rows.every(row => typeof row.cost === 'number'));
});

test('sequelize: pages of the queue hold every open case once, in order', async () => {
	const seen = [];
	for (let page = await queue(); page.length > 0; page = await queue(page.at(-1)))
		seen.push(...page.map(row => row.complaint_id));
	assert.ok(seen.length > 40);
	assert.deepEqual(seen, (await work_queue.findAll({ attributes: ['complaint_id'], raw: true })).map(row => row.complaint_id));
});

test('sequelize: an object that was read may be changed and saved', async () => {
	const { id } = await as('li.na', transaction => file(parcel, transaction));
	const row = await complaint.findByPk(id);
	row.product = '杯子';
	await as('li.na', transaction => row.save({ transaction }));
	assert.equal((await complaint.findByPk(id)).product, '杯子');
});

test('sequelize: all its columns may be saved, after another change too', async () => {
	const { id } = await as('li.na', transaction => file(parcel, transaction));
	const row = await complaint.findByPk(id);
	await as('li.na', transaction => contact.create({
		complaint_id: id, direction: 'out', channel: 'hotline', purpose: 'first_response', result: 'reached' }, { transaction }));
	await as('li.na', transaction => complaint.update({ ...row.get(), product: '杯子' }, { where: { id }, transaction }));
	const now = await complaint.findByPk(id);
	assert.deepEqual([now.product, now.contact_count], ['杯子', 1]);
});

test('sequelize: a model may stamp its rows', async () => {
	const { BIGINT, DATE, TEXT } = DataTypes;
	const stamped = sequelize.define('complaint', {
		id: { type: BIGINT, primaryKey: true, autoIncrement: true }, channel: TEXT, title: TEXT, updated_at: DATE,
	}, { schema: 'support', tableName: 'complaint', createdAt: false, updatedAt: 'updated_at' });
	const row = await stamped.create({ channel: 'email', title: '包裹漏发' });
	row.title = '包裹少了一件';
	await row.save();
	const called = sequelize.define('contact', {
		id: { type: BIGINT, primaryKey: true, autoIncrement: true }, complaint_id: BIGINT, direction: TEXT, channel: TEXT, purpose: TEXT, result: TEXT, created_at: DATE,
	}, { schema: 'support', tableName: 'contact', createdAt: 'created_at', updatedAt: false });
	await called.create({ complaint_id: row.id, direction: 'out', channel: 'hotline', purpose: 'first_response', result: 'reached' });
	const now = await complaint.findByPk(row.id);
	assert.deepEqual([now.title, now.contact_count], ['包裹少了一件', 1]);
});
