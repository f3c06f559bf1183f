// Files the new e-mails of a Maildir as complaints, each in a transaction of
// its own; for a timer, or whatever starts when mail has come:
//
//	DATABASE_URL=... node mail.mjs MAILDIR
//
// complaint.message_id is a column of your own, which is UNIQUE.  What cannot
// be filed goes to MAILDIR/refused, with the reason beside it.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import PostalMime from 'postal-mime';

const maildir = process.argv[2];
const desk = new pg.Client({ connectionString: process.env.DATABASE_URL });

async function customer({ name, address }) {
	const { rows: [known] } = await desk.query('SELECT id FROM support.customer WHERE lower(email) = $1 ORDER BY id', [address]);
	if (known) return known.id;
	const { rows: [made] } = await desk.query('INSERT INTO support.customer (name, email) VALUES ($1, $2) RETURNING id', [name, address]);
	return made.id;
}

async function file(raw) {
	const mail = await PostalMime.parse(raw);
	if (mail.headers.some(({ key, value }) => key === 'auto-submitted' && value !== 'no')) return 'written by a machine';
	if (!mail.from?.address) return 'it has no sender';
	const id = mail.messageId ?? createHash('sha256').update(raw).digest('hex');
	const text = mail.text ?? mail.html?.replace(/<[^>]*>/g, ' ');
	try {
		await desk.query('BEGIN');
		await desk.query(`
			INSERT INTO support.complaint (channel, customer_id, title, description, evidence, message_id)
			VALUES ('email', $1, $2, $3, $4, $5) ON CONFLICT (message_id) DO NOTHING`,
		[await customer({ name: mail.from.name, address: mail.from.address.toLowerCase() }),
			mail.subject, text, mail.attachments.map(({ filename }) => filename), id]);
		await desk.query('COMMIT');
	} catch (error) {
		await desk.query('ROLLBACK');
		if (!/^(KF|22|23)/.test(error.code ?? '')) throw error;
		return [error.code, error.message, error.detail, error.hint].filter(Boolean).join('\n');
	}
}

await desk.connect();
await desk.query("SELECT pg_advisory_lock(hashtext('mail'))");    // one at a time; ends with the connection
await mkdir(join(maildir, 'refused'), { recursive: true });
for (const name of await readdir(join(maildir, 'new'))) {
	const refusal = await file(await readFile(join(maildir, 'new', name)));
	if (refusal) await writeFile(join(maildir, 'refused', `${name}.txt`), `${refusal}\n`);
	await rename(join(maildir, 'new', name), join(maildir, refusal ? 'refused' : 'cur', name));
}
await desk.end();
