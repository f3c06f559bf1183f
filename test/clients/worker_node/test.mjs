// The workers as programs of their own: killed at the worst moment, two at once,
// with e-mails that nobody can file.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { after, before } from 'node:test';
import pg from 'pg';

// the worker's role may not look into the outbox
const oracle = new pg.Client({ ...Object.fromEntries(process.env.CF_ORACLE.split(' ').map(word => word.split('='))), database: process.env.PGDATABASE });
const rows = async (sql, ...values) => (await oracle.query(sql, values)).rows;
const count = async (sql, ...values) => Number((await rows(`SELECT count(*) FROM support.${sql}`, ...values))[0].count);

// A gateway that notes what comes, and answers as it is told.
const gateway = { got: [], answer: () => 204 };
const server = createServer(async (request, response) => {
	let text = '';
	for await (const part of request) text += part;
	const message = { ...JSON.parse(text), path: request.url, key: request.headers['idempotency-key'] };
	gateway.got.push(message);
	const status = gateway.answer(message);
	if (status) response.writeHead(status).end();
});

const running = new Set();
function start(program, args = [], environment = {}) {
	const worker = spawn(process.execPath, [program, ...args],
		{ env: { ...process.env, GATEWAY: `http://127.0.0.1:${server.address().port}`, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] });
	worker.said = '';
	worker.stderr.on('data', text => { worker.said += text; });
	worker.ended = once(worker, 'close').then(([status]) => { running.delete(worker); return status; });
	running.add(worker);
	return worker;
}

async function until(condition, what) {
	for (let turn = 0; turn < 1200; turn++) {
		if (await condition()) return;
		await sleep(50);
	}
	assert.fail(`never came: ${what}`);
}

const waiting = () => count('outbox WHERE acked_at IS NULL');

// A desk whose outbox holds the messages of complaints of new customers, and no
// others.
async function fresh(complaints) {
	await oracle.query(`
		SELECT complaint_flow.ack_outbox('support', array_agg(id)) FROM support.outbox WHERE acked_at IS NULL`);
	const callers = await rows(`
		INSERT INTO support.customer (email) SELECT 'caller' || n || '@example.com' FROM generate_series(1, $1::int) AS n RETURNING id`, complaints);
	await oracle.query(`
		INSERT INTO support.complaint (channel, customer_id, title, received_by)
		SELECT 'web_form', id, '包裹漏发', 'li.na' FROM unnest($1::bigint[]) AS id`, [callers.map(({ id }) => id)]);
	gateway.got = [];
	gateway.answer = () => 204;
	return waiting();
}

before(async () => {
	await oracle.connect();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});

after(async () => {
	for (const worker of running) worker.kill('SIGKILL');
	server.closeAllConnections();
	server.close();
	await oracle.end();
});

test('worker: a message is delivered once and acknowledged', async () => {
	const messages = await fresh(5);
	assert.ok(messages >= 5);
	const worker = start('deliver.mjs');
	await until(async () => await waiting() === 0, 'an empty outbox');
	worker.kill('SIGTERM');
	assert.equal(await worker.ended, 0, worker.said);
	assert.equal(gateway.got.length, messages);
	const [one] = gateway.got.filter(({ audience }) => audience === 'customer');
	assert.deepEqual([one.path, one.key], ['/send', `support ${one.id}`]);
	assert.match(one.email, /^caller\d@example\.com$/);
	assert.ok(one.title !== '' && one.body.length > 10);
});

test('worker: killed between read and acknowledgement, its message comes again', async () => {
	const messages = await fresh(1);
	gateway.answer = () => undefined;
	const first = start('deliver.mjs', [], { HOLD: '1 second' });
	await until(() => gateway.got.length > 0, 'a message');
	first.kill('SIGKILL');
	await first.ended;
	assert.equal(await waiting(), messages);
	const lost = gateway.got[0].id;
	gateway.answer = () => 204;
	const second = start('deliver.mjs', [], { HOLD: '1 second' });
	await until(async () => await waiting() === 0, 'an empty outbox');
	second.kill('SIGTERM');
	assert.equal(await second.ended, 0, second.said);
	const again = gateway.got.filter(({ id }) => id === lost);
	assert.ok(again.length >= 2 && again.at(-1).attempts > again[0].attempts);
});

test('worker: two at once double nothing', async () => {
	const messages = await fresh(60);
	assert.ok(messages >= 60);
	const two = [start('deliver.mjs'), start('deliver.mjs')];
	await until(async () => await waiting() === 0, 'an empty outbox');
	for (const worker of two) worker.kill('SIGTERM');
	for (const worker of two) assert.equal(await worker.ended, 0, worker.said);
	assert.equal(gateway.got.length, messages);
	assert.equal(new Set(gateway.got.map(({ id }) => id)).size, messages);
});

test('worker: what the gateway does not take stays, and stops nothing else', async () => {
	const messages = await fresh(3);
	const [{ id: bad }] = await rows('SELECT min(id) AS id FROM support.outbox WHERE acked_at IS NULL');
	gateway.answer = ({ id }) => id === bad ? 503 : 204;
	const worker = start('deliver.mjs');
	await until(async () => await waiting() === 1 && gateway.got.length === messages, 'all but one');
	worker.kill('SIGTERM');
	assert.equal(await worker.ended, 0);
	assert.match(worker.said, new RegExp(`message ${bad}, attempt 1: the gateway answers 503`));
	assert.deepEqual(await rows('SELECT id FROM support.outbox WHERE acked_at IS NULL'), [{ id: bad }]);
});

test('worker: an address that was changed meanwhile is looked at first', async () => {
	await fresh(1);
	await oracle.query("UPDATE support.customer SET email = 'thief@example.com' WHERE id = (SELECT max(id) FROM support.customer)");
	const worker = start('deliver.mjs');
	await until(async () => await waiting() === 0, 'an empty outbox');
	worker.kill('SIGTERM');
	assert.equal(await worker.ended, 0, worker.said);
	assert.ok(gateway.got.some(({ path, email }) => path === '/look' && email === 'thief@example.com'));
	assert.ok(!gateway.got.some(({ path, email }) => path === '/send' && email === 'thief@example.com'));
});

function maildir(mails) {
	const folder = mkdtempSync('mail.');
	for (const name of ['new', 'cur', 'tmp']) mkdirSync(`${folder}/${name}`);
	for (const [name, mail] of Object.entries(mails)) writeFileSync(`${folder}/new/${name}`, mail.replaceAll('\n', '\r\n'));
	return folder;
}

async function run_mail(folder) {
	const worker = start('mail.mjs', [folder]);
	assert.equal(await worker.ended, 0, worker.said);
}

const parcel = `From: =?utf-8?B?546L5bCP5piO?= <Wang@Example.com>
To: service@example.org
Subject: =?utf-8?B?5YyF6KO55ryP5Y+R?=
Message-ID: <1@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

上周兑换的两只杯子，只收到一只
--b
Content-Type: image/png; name=cup.png
Content-Disposition: attachment; filename=cup.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--
`;

test('mail: an e-mail becomes a complaint of its sender', async () => {
	const folder = maildir({ a: parcel, b: parcel.replace('<1@', '<2@') });
	await run_mail(folder);
	const filed = await rows(`
		SELECT c.channel, c.title, c.category, c.evidence, c.received_by, k.name, k.email FROM support.complaint c
		  JOIN support.customer k ON k.id = c.customer_id WHERE c.message_id = '<1@example.com>'`);
	assert.deepEqual(filed, [{ channel: 'email', title: '包裹漏发', category: '1.2', evidence: ['cup.png'], received_by: null, name: '王小明', email: 'wang@example.com' }]);
	assert.equal(await count("customer WHERE email = 'wang@example.com'"), 1);
	assert.deepEqual([readdirSync(`${folder}/new`), readdirSync(`${folder}/cur`), readdirSync(`${folder}/refused`)], [[], ['a', 'b'], []]);
});

test('mail: the same message is filed once, also by two at once', async () => {
	const twice = parcel.replace('<1@', '<3@');
	const folders = [maildir({ a: twice, b: twice }), maildir({ a: twice })];
	await Promise.all(folders.map(run_mail));
	assert.equal(await count("complaint WHERE message_id = '<3@example.com>'"), 1);
	assert.deepEqual(folders.flatMap(folder => readdirSync(`${folder}/cur`)), ['a', 'b', 'a']);
	const folder = maildir(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`m${n}`, parcel.replace('<1@', `<many${n}@`)])));
	await Promise.all([run_mail(folder), run_mail(folder)]);
	assert.equal(await count("complaint WHERE message_id LIKE '<many%'"), 20);
});

test('mail: what is refused is kept aside with its reason, and stops nothing else', async () => {
	const folder = maildir({
		a: 'From: a@example.com\nMessage-ID: <4@example.com>\n\n',
		b: parcel.replace('<1@', '<5@').replace('Subject:', 'Auto-Submitted: auto-replied\nSubject:'),
		c: 'Subject: nobody\nMessage-ID: <6@example.com>\n\nhello\n',
		d: `From: a@example.com\nSubject: long\nMessage-ID: <7@example.com>\n\n${'complaint '.repeat(120_000)}\n`,
		e: parcel.replace('<1@', '<8@'),
	});
	await run_mail(folder);
	const reason = name => readFileSync(`${folder}/refused/${name}.txt`, 'utf8');
	assert.deepEqual(readdirSync(`${folder}/refused`), ['a', 'a.txt', 'b', 'b.txt', 'c', 'c.txt', 'd', 'd.txt']);
	assert.deepEqual(readdirSync(`${folder}/cur`), ['e']);
	assert.match(reason('a'), /^KF012\n/);
	assert.match(reason('b'), /machine/);
	assert.match(reason('c'), /sender/);
	assert.match(reason('d'), /^KF011\n/);
	assert.equal(await count("complaint WHERE message_id IN ('<4@example.com>', '<5@example.com>', '<6@example.com>', '<7@example.com>')"), 0);
	assert.equal(await count("customer WHERE email = 'a@example.com'"), 0);
});
