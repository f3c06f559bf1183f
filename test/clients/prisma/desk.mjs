// A desk for a web service, with Prisma.
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@prisma/client';

export const prisma = new PrismaClient({
	adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }),
	// what the engine keeps for itself
	omit: { complaint: { head_hash: true, salt: true } },
});

// What one person does is one transaction; the actor ends with it.
export function as(actor, work) {
	return prisma.$transaction(async desk => {
		await desk.$executeRaw`SELECT set_config('complaint_flow.actor', ${actor}, true)`;
		return work(desk);
	});
}

// The row comes back with what the engine made of it.
export function file(desk, complaint) {
	return desk.complaint.create({ data: complaint });
}

export function move(desk, id, state, reason) {
	return desk.complaint.update({ where: { id }, data: { state, reason } });
}

// Entries are rows of tables of their own.
export function ask(desk, complaint_id, department, task) {
	return desk.work_order.create({ data: { complaint_id, department, task } });
}

// A refusal for the form that was sent; what is no refusal goes on.
export function refusal(error) {
	const cause = error.meta?.driverAdapterError?.cause ?? error.cause;
	if (!/^(KF|22|23)/.test(cause?.originalCode ?? '')) throw error;
	const { originalCode, originalMessage, column, detail, hint } = cause;
	return { code: originalCode, field: column, message: originalMessage, detail, hint };
}

export function load(desk, complaints) {
	return desk.complaint.createMany({ data: complaints });
}

// Counts are BigInt, amounts Decimal, a month is a Date at midnight UTC.
export function months() {
	return prisma.kpi_month.groupBy({
		by: ['month', 'department'],
		_sum: { received: true, cost: true },
		orderBy: [{ month: 'asc' }, { department: 'asc' }],
	});
}

// The next page begins after the last row of this one.  Its deadline is kept
// as text, because a Date drops microseconds.
export function queue(after = { priority: 0, due: '-infinity', complaint_id: 0 }, size = 20) {
	return prisma.$queryRaw`
		SELECT complaint_id, priority, coalesce(due_at, 'infinity')::text AS due, due_at, urgency, title, owner
		  FROM support.work_queue
		 WHERE (priority, coalesce(due_at, 'infinity'), complaint_id)
		     > (${after.priority}::int, ${after.due}::timestamptz, ${after.complaint_id}::bigint)
		 ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id
		 LIMIT ${size}`;
}
