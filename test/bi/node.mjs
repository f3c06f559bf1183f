// A program of ours reads all views with node-postgres.  PG* name the
// analyst's connection, CF_ORACLE the folder of the server's socket, where the
// superuser tells what should come.
import pg from 'pg';

let count = 0;

function ok(good, what, shown = '') {
	count++;
	console.log(`${good ? 'ok' : 'not ok'} ${count} - ${what}`);
	if (!good) console.error(`#   ${shown}`);
}

function none(wrong, what) {
	ok(wrong.length === 0, what, wrong.slice(0, 8).join('\n#   '));
}

// what node-postgres makes of a type: numbers that may not fit into a double
// come as text
const PLAIN = {
	[pg.types.builtins.DATE]: 'Date',
	[pg.types.builtins.TIMESTAMPTZ]: 'Date',
	[pg.types.builtins.INT4]: 'Number',
	[pg.types.builtins.FLOAT8]: 'Number',
	[pg.types.builtins.INT8]: 'String',
	[pg.types.builtins.NUMERIC]: 'String',
	[pg.types.builtins.TEXT]: 'String',
	[pg.types.builtins.BOOL]: 'Boolean',
};

const analyst = new pg.Client();
const oracle = new pg.Client({ user: 'postgres' });
await analyst.connect();
await oracle.connect();

const { rows: views } = await analyst.query(`
	SELECT table_name AS name FROM information_schema.tables
	 WHERE table_schema = 'support' AND table_type = 'VIEW' ORDER BY 1`);
ok(views.filter(({ name }) => /^(kpi|fact|dim)_/.test(name)).length >= 20, 'the catalog lists the views', JSON.stringify(views));

const wrong = [];
const private_words = [];
const empty = [];
const lost = [];
for (const { name } of views) {
	const { rows, fields } = await analyst.query(`SELECT * FROM support.${name}`);
	for (const { name: column, dataTypeID } of fields) {
		const kind = PLAIN[dataTypeID];
		if (kind === undefined)
			wrong.push(`${name}.${column}: type ${dataTypeID}`);
		for (const row of rows)
			if (row[column] !== null && row[column].constructor.name !== kind) {
				wrong.push(`${name}.${column}: ${row[column].constructor.name}`);
				break;
			}
	}
	if (/Private|隐私|1390000/.test(JSON.stringify(rows)))
		private_words.push(name);
	// the clocks of the desk go on, its rows do not
	const { rows: [all] } = await oracle.query(`SELECT count(*)::int AS rows FROM support.${name}`);
	if (rows.length !== all.rows)
		lost.push(`${name}: ${rows.length}, not ${all.rows}`);
	if (rows.length === 0)
		empty.push(name);
}
none(wrong, 'dates are Date, numbers and texts are plain');
none(lost, 'no row is lost on the way');
none(private_words, 'no personal data comes along');
ok(empty.length < views.length / 4, 'most views have something to show', empty.join(' '));

const numbers = new pg.Client({
	types: {
		getTypeParser: (oid, format) => [pg.types.builtins.INT8, pg.types.builtins.NUMERIC].includes(oid) ? Number
			: oid === pg.types.builtins.DATE ? String : pg.types.getTypeParser(oid, format),
	},
});
await numbers.connect();
const { rows: months } = await numbers.query('SELECT * FROM support.kpi_month ORDER BY month, department, category');
const { rows: [all] } = await oracle.query(`
	SELECT count(*)::int AS cases,
	       (SELECT (100 * sum(amount))::int FROM support.remedy WHERE status = 'executed') AS cents,
	       min(date_trunc('month', received_at AT TIME ZONE 'Asia/Shanghai'))::date::text AS first FROM support.complaint`);
ok(months.reduce((sum, row) => sum + row.received, 0) === all.cases, 'counts as numbers add up to all complaints',
	JSON.stringify(all));
ok(all.cents > 0 && months.reduce((sum, row) => sum + Math.round(100 * row.cost), 0) === all.cents, 'so do amounts',
	JSON.stringify(all));
ok(months[0].month === all.first, 'a date as text is the day that the desk means', months[0].month);
ok(months.every(row => row.on_time_rate === null || row.on_time_rate >= 0 && row.on_time_rate <= 1), 'rates lie between 0 and 1');

const { rows: [label] } = await analyst.query("SELECT label_zh FROM support.kpi_figure WHERE code = 'received'");
ok(label.label_zh === '受理量', 'Chinese labels arrive whole', label.label_zh);

const { rows: closed } = await analyst.query(`
	SELECT relname AS name FROM pg_class
	 WHERE relnamespace = 'support'::regnamespace AND relkind = 'r' AND NOT has_table_privilege(oid, 'SELECT') ORDER BY 1`);
const names = closed.map(({ name }) => name);
none(['complaint', 'customer', 'contact', 'complaint_event_personal', 'staff', 'outbox'].filter((name) => !names.includes(name)),
	'what holds personal data is not for analysts');
const opened = [];
for (const name of names)
	await analyst.query(`SELECT * FROM support.${name} LIMIT 1`).then(
		() => opened.push(name),
		error => error.code === '42501' || opened.push(`${name}: ${error.code}`));
none(opened, 'tables that are not for analysts answer 42501');
const written = await analyst.query('UPDATE support.kpi_figure SET label = label').then(() => 'done', error => error.code);
ok(written === '42501', 'nothing can be written', written);

await Promise.all([analyst.end(), numbers.end(), oracle.end()]);
console.log(`1..${count}`);
