// Hands the messages of the outbox to a gateway that sends them.  Any number
// of these may run:
//
//	DATABASE_URL=... GATEWAY=https://gateway.example.com/messages node deliver.mjs
//
// The gateway answers 2xx when the message is its own.  HOLD is how long a
// message that was read is hidden from other workers; it comes again if it
// was not acknowledged by then.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const { DATABASE_URL, GATEWAY, HOLD = '5 minutes' } = process.env;
let stopped = false;
process.on('SIGTERM', () => { stopped = true; });

// Where the address was changed after the message was written, somebody has
// to look at it first.
async function send(message) {
	const answer = await fetch(`${GATEWAY}/${message.address_changed_at ? 'look' : 'send'}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `support ${message.id}` },
		body: JSON.stringify(message),
		signal: AbortSignal.timeout(30_000),
	});
	await answer.arrayBuffer();
	if (!answer.ok) throw new Error(`the gateway answers ${answer.status}`);
}

const desk = new pg.Client({ connectionString: DATABASE_URL });
await desk.connect();
while (!stopped) {
	const { rows: messages } = await desk.query(
		"SELECT * FROM complaint_flow.read_outbox('support', 20, $1) ORDER BY id", [HOLD]);
	for (const message of messages) {
		try {
			await send(message);
		} catch (error) {
			console.error(`message ${message.id}, attempt ${message.attempts}: ${error.message}`);
			continue;
		}
		await desk.query("SELECT * FROM complaint_flow.ack_outbox('support', ARRAY[$1::bigint])", [message.id]);
	}
	if (messages.length === 0) await sleep(1000);
}
await desk.end();
