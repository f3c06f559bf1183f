// A desk for a web service, with Sequelize.
import pg from 'pg';
import { DataTypes, QueryTypes, Sequelize } from 'sequelize';
import initModels from './models.d/init-models.js';

// Counts and amounts are numbers.
pg.defaults.parseInt8 = true;
DataTypes.postgres.DECIMAL.parse = Number;

export const sequelize = new Sequelize(process.env.DATABASE_URL, { logging: false });
export const { complaint, contact, work_order, kpi_month, work_queue } = initModels(sequelize);

// What one person does is one transaction; the actor ends with it.
export function as(actor, work) {
	return sequelize.transaction(async transaction => {
		await sequelize.query("SELECT set_config('complaint_flow.actor', :actor, true)", { replacements: { actor }, transaction });
		return work(transaction);
	});
}

// The row comes back with what the engine made of it.
export function file(values, transaction) {
	return complaint.create(values, { transaction });
}

export async function move(id, state, reason, transaction) {
	const [, [row]] = await complaint.update({ state, reason }, { where: { id }, returning: true, transaction });
	return row;
}

// Entries are rows of tables of their own.
export function ask(complaint_id, department, task, transaction) {
	return work_order.create({ complaint_id, department, task }, { transaction });
}

// A refusal for the form that was sent; what is no refusal goes on.
export function refusal(error) {
	if (!/^(KF|22|23)/.test(error.parent?.code ?? '')) throw error;
	const { code, table, column, message, detail, hint } = error.parent;
	return { code, table, field: column, message, detail, hint };
}

export function load(rows, transaction) {
	return complaint.bulkCreate(rows, { transaction });
}

export function months() {
	const sum = name => [sequelize.fn('sum', sequelize.col(name)), name];
	return kpi_month.findAll({
		attributes: ['month', 'department', sum('received'), sum('cost')],
		group: ['month', 'department'], order: ['month', 'department'], raw: true });
}

// The next page begins after the last row of this one.  Its deadline is kept
// as text, because a Date drops microseconds.
export function queue(after = { priority: 0, due: '-infinity', complaint_id: 0 }, size = 20) {
	return sequelize.query(`
		SELECT complaint_id, priority, coalesce(due_at, 'infinity')::text AS due, due_at, urgency, title, owner
		  FROM support.work_queue
		 WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > (:priority, :due, :complaint_id)
		 ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id
		 LIMIT :size`,
	{ replacements: { ...after, size }, type: QueryTypes.SELECT });
}
