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
	 WHERE table_schema = 'support' AND table_name ~ '^(kpi|fact|dim)_' ORDER BY 1`);
ok(views.length >= 20, 'the catalog lists the views', JSON.stringify(views));

const wrong = [];
const private_words = [];
const empty = [];
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
	if (rows.length === 0)
		empty.push(name);
}
none(wrong, 'dates are Date, numbers and texts are plain');
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
	SELECT count(*)::int AS cases, min(date_trunc('month', received_at AT TIME ZONE 'Asia/Shanghai'))::date::text AS first FROM support.complaint`);
ok(months.reduce((sum, row) => sum + row.received, 0) === all.cases, 'counts as numbers add up to all complaints',
	JSON.stringify(all));
ok(months[0].month === all.first, 'a date as text is the day that the desk means', months[0].month);
ok(months.every(row => row.on_time_rate === null || row.on_time_rate >= 0 && row.on_time_rate <= 1), 'rates lie between 0 and 1');

const refused = [];
for (const table of ['complaint', 'customer', 'contact', 'complaint_event_personal', 'staff', 'kpi_case'])
	await analyst.query(`SELECT * FROM support.${table} LIMIT 1`).then(
		() => refused.push(table),
		error => error.code === '42501' || refused.push(`${table}: ${error.code}`));
none(refused, 'tables with personal data answer 42501');

await Promise.all([analyst.end(), numbers.end(), oracle.end()]);
console.log(`1..${count}`);
