// What the operations of desk.graphql must come to, over HTTP.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import pg from 'pg';
import { serve } from './desk.mjs';

const query = readFileSync('desk.graphql', 'utf8');
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const server = serve(pool, request => request.headers['x-login'] ?? '');

before(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});

after(async () => {
	server.close();
	server.closeAllConnections();
	await pool.end();
});

async function ask(login, operationName, variables, text = query) {
	const answer = await fetch(`http://127.0.0.1:${server.address().port}/graphql`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'X-Login': login },
		body: JSON.stringify({ query: text, operationName, variables }),
	});
	return answer.json();
}

async function done(...asked) {
	const { data, errors } = await ask(...asked);
	assert.equal(errors, undefined);
	return Object.values(data)[0];
}

const parcel = { channel: 'hotline', title: '包裹少了一件', description: '上周兑换的两只杯子，只收到一只', amount: '39.5' };
const file = async login => (await done(login, 'file', { complaint: parcel })).complaint;

test('postgraphile: a complaint comes back with what the engine made of it', async () => {
	const made = await file('li.na');
	assert.deepEqual([made.category, made.level, made.owner], ['1.2', 'I', 'li.na']);
	assert.ok(made.missing.includes('order number'));
	assert.match(made.dueAt, /^\d{4}-/);
});

test('postgraphile: a change of state, and who made it', async () => {
	const { id } = await file('wang.fang');
	const { complaint } = await done('wang.fang', 'move', { id, state: 'verifying' });
	assert.deepEqual(complaint, { state: 'verifying', owner: 'wang.fang' });
	const { nodes } = await done('', undefined, { id },
		'query($id: BigInt) { allComplaintEvents(condition: { complaintId: $id, activity: "state:verifying" }) { nodes { actor } } }');
	assert.deepEqual(nodes, [{ actor: 'wang.fang' }]);
});

test('postgraphile: a work order', async () => {
	const { id } = await file('li.na');
	await done('li.na', 'move', { id, state: 'verifying' });
	const { workOrder } = await done('li.na', 'ask', { order: { complaintId: id, department: 'risk_control', task: '核对发货记录' } });
	assert.equal(workOrder.status, 'open');
});

test('postgraphile: a refusal names its field', async () => {
	const { errors: [channel] } = await ask('li.na', 'file', { complaint: { ...parcel, channel: '电话' } });
	const { errcode, table, column, hint } = channel.extensions.exception;
	assert.deepEqual([errcode, table, column, hint], ['KF008', 'complaint', 'channel', 'Did you mean hotline?']);
	const { id } = await file('wang.fang');
	const { data, errors: [state] } = await ask('li.na', 'move', { id, state: 'closed', reason: 'settled on the call' });
	assert.deepEqual([state.extensions.exception.errcode, state.extensions.exception.column], ['KF002', 'state']);
	assert.match(state.extensions.exception.hint, /Only the receiver settles/);
	assert.equal(data.updateComplaintById, null);
});

test('postgraphile: the actor does not stay with the connection', async () => {
	assert.equal((await file('li.na')).owner, 'li.na');
	for (let turn = 0; turn < 3; turn++)
		assert.notEqual((await file('')).owner, 'li.na');
});

test('postgraphile: many complaints in one request', async () => {
	const text = `mutation(${Array.from({ length: 50 }, (_, n) => `$c${n}: ComplaintInput!`)}) {
		${Array.from({ length: 50 }, (_, n) => `f${n}: createComplaint(input: { complaint: $c${n} }) { complaint { category } }`).join('\n')} }`;
	const { data } = await ask('li.na', undefined,
		Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`c${n}`, { channel: 'email', title: `包裹漏发 ${n}` }])), text);
	assert.deepEqual(new Set(Object.values(data).map(({ complaint }) => complaint.category)), new Set(['1.2']));
	assert.equal(Object.keys(data).length, 50);
});

test('postgraphile: key figures keep all digits', async () => {
	const { nodes } = await done('', 'months');
	const { totalCount } = await done('', undefined, {}, '{ allComplaints { totalCount } }');
	assert.equal(nodes.reduce((sum, row) => sum + Number(row.received), 0), totalCount);
	assert.match(nodes[0].month, /^\d{4}-\d\d-01$/);
	assert.ok(nodes.some(row => /^0\.\d+$|^1$/.test(row.onTimeRate ?? '')));
});

test('postgraphile: pages of the queue hold every open case once, in order', async () => {
	const seen = [];
	for (let after = null, more = true; more;) {
		const { nodes, pageInfo } = await done('', 'queue', { after });
		seen.push(...nodes.map(row => row.complaintId));
		({ endCursor: after, hasNextPage: more } = pageInfo);
		assert.ok(nodes.length > 0);
	}
	const { rows } = await pool.query('SELECT complaint_id FROM support.work_queue');
	assert.ok(seen.length > 40);
	assert.deepEqual(seen, rows.map(row => row.complaint_id));
});

test('postgraphile: NULL in a column with a default is the default', async () => {
	const made = await done('li.na', 'file', { complaint: { ...parcel, receivedAt: null } });
	assert.equal(made.complaint.category, '1.2');
	const { workOrder } = await done('li.na', 'ask', {
		order: { complaintId: made.complaint.id, department: 'risk_control', task: '核对', status: null, recordedAt: null } });
	assert.equal(workOrder.status, 'open');
});
