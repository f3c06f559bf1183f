// A desk for a web service, with Kysely.
import { Kysely, PostgresDialect, sql, type Insertable } from 'kysely';
import pg from 'pg';
import type { Complaint, DB, WorkOrder } from './db.js';

// Days stay text, counts and amounts become numbers, as db.ts says.
const { DATE, INT8, NUMERIC } = pg.types.builtins;
pg.types.setTypeParser(DATE, day => day);
pg.types.setTypeParser(INT8, Number);
pg.types.setTypeParser(NUMERIC, Number);

export const db = new Kysely<DB>({
	dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: process.env.DATABASE_URL }) }),
}).withSchema('support');

// What one person does is one transaction; the actor ends with it.
export function as<T>(actor: string, work: (desk: Kysely<DB>) => Promise<T>): Promise<T> {
	return db.transaction().execute(async desk => {
		await sql`SELECT set_config('complaint_flow.actor', ${actor}, true)`.execute(desk);
		return work(desk);
	});
}

// What the engine made of the complaint comes back with it.
export function file(desk: Kysely<DB>, complaint: Insertable<Complaint>) {
	return desk.insertInto('complaint').values(complaint)
		.returning(['id', 'sheet_no', 'category', 'level', 'urgency', 'owner', 'missing', 'due_at'])
		.executeTakeFirstOrThrow();
}

export function move(desk: Kysely<DB>, id: number, state: string, reason?: string) {
	return desk.updateTable('complaint').set({ state, reason }).where('id', '=', id)
		.returning(['state', 'owner']).executeTakeFirstOrThrow();
}

// Entries are rows of tables of their own.
export function ask(desk: Kysely<DB>, order: Insertable<WorkOrder>) {
	return desk.insertInto('work_order').values(order).returning(['id', 'status']).executeTakeFirstOrThrow();
}

// A refusal for the form that was sent; what is no refusal goes on.
export function refusal(error: unknown) {
	if (!(error instanceof pg.DatabaseError && /^(KF|22|23)/.test(error.code ?? ''))) throw error;
	const { code, table, column, message, detail, hint } = error;
	return { code, table, field: column, message, detail, hint };
}

// Thousands in one statement; PostgreSQL takes 65,535 values at once.
export async function load(desk: Kysely<DB>, complaints: Insertable<Complaint>[]) {
	for (let first = 0; first < complaints.length; first += 1000)
		await desk.insertInto('complaint').values(complaints.slice(first, first + 1000)).execute();
}

export function months() {
	return db.selectFrom('kpi_month')
		.select(({ fn }) => ['month', 'department', fn.sum<number>('cost').as('cost'), sql<number>`sum(received)::bigint`.as('received')])
		.groupBy(['month', 'department']).orderBy('month').orderBy('department').execute();
}

// The next page begins after the last row of this one.  Its deadline is kept
// as text, because a Date drops microseconds.
type Place = { priority: number | null, due: string, complaint_id: number | null };

export function queue(after: Place = { priority: 0, due: '-infinity', complaint_id: 0 }, size = 20) {
	const place = sql`priority, coalesce(due_at, 'infinity'), complaint_id`;
	return db.selectFrom('work_queue')
		.select(['complaint_id', 'priority', 'due_at', 'urgency', 'title', 'owner', sql<string>`coalesce(due_at, 'infinity')::text`.as('due')])
		.where(sql<boolean>`(${place}) > (${after.priority}, ${after.due}, ${after.complaint_id})`)
		.orderBy(place).limit(size).execute();
}
