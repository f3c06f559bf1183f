// A desk for a web service, with node-postgres.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';

// Days stay text, counts and amounts become numbers.
const { DATE, INT8, NUMERIC } = pg.types.builtins;
pg.types.setTypeParser(DATE, day => day);
pg.types.setTypeParser(INT8, Number);
pg.types.setTypeParser(NUMERIC, Number);

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

// What one person does is one transaction; the actor ends with it.
export async function as(actor, work) {
	const client = await pool.connect();
	try {
		await client.query('BEGIN');
		await client.query("SELECT set_config('complaint_flow.actor', $1, true)", [actor]);
		const result = await work(client);
		await client.query('COMMIT');
		return result;
	} catch (error) {
		await client.query('ROLLBACK').catch(() => {});
		throw error;
	} finally {
		client.release();
	}
}

// What the engine made of the complaint comes back with it.
export async function file(desk, { channel, title, description, amount }) {
	const { rows: [made] } = await desk.query(`
		INSERT INTO support.complaint (channel, title, description, amount) VALUES ($1, $2, $3, $4)
		RETURNING id, sheet_no, category, level, urgency, owner, missing, due_at`,
	[channel, title, description, amount]);
	return made;
}

export async function move(desk, id, state, reason) {
	await desk.query('UPDATE support.complaint SET state = $2, reason = $3 WHERE id = $1', [id, state, reason]);
}

// Entries are rows of tables of their own.
export async function ask(desk, id, department, task) {
	const { rows: [order] } = await desk.query(`
		INSERT INTO support.work_order (complaint_id, department, task) VALUES ($1, $2, $3) RETURNING id, status`,
	[id, department, task]);
	return order;
}

// A refusal for the form that was sent; what is no refusal goes on.
export function refusal(error) {
	if (!/^(KF|22|23)/.test(error.code ?? '')) throw error;
	const { code, table, column, message, detail, hint } = error;
	return { code, table, field: column, message, detail, hint };
}

// A file with the columns received_at, channel, title, description.
export async function load(desk, path) {
	const copy = desk.query(from(`
		COPY support.complaint (received_at, channel, title, description) FROM STDIN (FORMAT csv, HEADER)`));
	await pipeline(createReadStream(path), copy);
	return copy.rowCount;
}

export async function months() {
	const { rows } = await pool.query(`
		SELECT month, department, sum(received)::bigint AS received, sum(cost) AS cost,
		       sum(promises_met) / nullif(sum(promises_met + promises_late + promises_overdue), 0) AS on_time_rate
		  FROM support.kpi_month GROUP BY month, department ORDER BY month, department`);
	return rows;
}

// The next page begins after the last row of this one.  Its deadline is kept
// as text, because a Date drops microseconds.
export async function queue(after = { priority: 0, due: '-infinity', complaint_id: 0 }, size = 20) {
	const { rows } = await pool.query(`
		SELECT complaint_id, priority, coalesce(due_at, 'infinity')::text AS due, due_at, urgency, title, owner
		  FROM support.work_queue
		 WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > ($1, $2, $3)
		 ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id
		 LIMIT $4`,
	[after.priority, after.due, after.complaint_id, size]);
	return rows;
}
