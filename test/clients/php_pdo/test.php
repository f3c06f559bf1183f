<?php
/* The examples of desk.php do what they say, and habits of PHP's users. */
require '../tap.php';
require 'desk.php';

$db = connect();
function refused(string $person, callable $work): ?PDOException
{
	global $db;
	try {
		acting_as($db, $person, $work);
	} catch (PDOException $error) {
		return $error;
	}
	return null;
}

$facts = ['channel' => 'hotline', 'customer_id' => 1, 'title' => '包裹少了一件', 'description' => '两只杯子只收到一只'];
$case = acting_as($db, 'li.na', fn($db) => file_complaint($db, $facts));
same([$case['category'], $case['owner']], ['1.2', 'li.na'], 'a complaint is classified and owned');
ok(in_array('order number', json_decode($case['missing'])), 'missing is a list', $case);
$id = $case['id'];
same(acting_as($db, 'li.na', fn($db) => change_state($db, $id, 'verifying')), 'verifying', 'the state changes');
$order = acting_as($db, 'li.na', fn($db) => open_work_order($db, $id, 'technical', '核对发货记录'));
same([$order['status'], $order['recorded_by']], ['open', 'li.na'], 'a work order is open, by the person who acts');
same(ask($db, "SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = ? AND seq > 1", [$id])->fetchColumn(),
	'li.na', 'the history names the person');
same(ask($db, "SELECT nullif(current_setting('complaint_flow.actor', true), '')")->fetchColumn(), null, 'the next transaction is nobody\'s');

$said = refusal(refused('li.na', fn($db) => file_complaint($db, ['channel' => '电话'] + $facts)));
same($said, ['sqlstate' => 'KF008', 'message' => 'unknown channel "电话"', 'detail' => 'Table "support.channel" has no such code.',
	'hint' => 'Did you mean hotline?'], 'an unknown channel: SQLSTATE, message, DETAIL, HINT');
$said = refusal(refused('li.na', fn($db) => change_state($db, $id, 'closed')));
same([$said['sqlstate'], (bool) $said['message']], ['KF001', true], 'a state that is not next');
same(field_error(pg_connect(''), 'INSERT INTO support.complaint (channel, title) VALUES ($1, $2)', ['电话', '发票没开']),
	['channel', 'unknown channel "电话": Did you mean hotline?'], 'ext/pgsql: the field');

acting_as($db, 'li.na', fn($db) => load($db, array_map(fn($n) => "app\t" . ($n % 20 + 1) . "\t包裹漏发\tCopy $n\n", range(1, 199))
	+ [199 => "app\t\\N\t包裹漏发\tCopy 200\n"]));
same(ask($db, "SELECT count(category) || ' ' || count(DISTINCT sheet_no) || ' ' || count(customer_id) FROM support.complaint WHERE description LIKE 'Copy %'")->fetchColumn(),
	'200 200 199', 'COPY: all are classified and numbered');
$received = received_by_category($db, '2026-03-01');
same(array_sum($received), 60, 'kpi_month: the cases of March');
same(array_filter($received, 'is_int'), $received, '... counts are int');
for ($seen = [], $last = null; $page = queue_after($db, $last, 37); $last = end($page))
	$seen = array_merge($seen, array_column($page, 'complaint_id'));
same($seen, ask($db, 'SELECT complaint_id FROM support.work_queue')->fetchAll(PDO::FETCH_COLUMN), 'the pages of the queue are the queue');

works('persistent connections hand on no actor', function () use ($id) {
	$db = new PDO('pgsql:host=' . getenv('PGHOST') . ';port=' . getenv('PGPORT') . ';dbname=' . getenv('PGDATABASE'),
		getenv('PGUSER'), getenv('PGPASSWORD'), [PDO::ATTR_PERSISTENT => true]);
	acting_as($db, 'li.na', fn($db) => ask($db, 'UPDATE support.complaint SET merchant = ? WHERE id = ?', ['橙心家居', $id]));
	return ask($db, "SELECT nullif(current_setting('complaint_flow.actor', true), '')")->fetchColumn() === null;
});
works('emulated prepares', function () use ($db, $facts) {
	$db->setAttribute(PDO::ATTR_EMULATE_PREPARES, true);
	return acting_as($db, 'li.na', fn($db) => file_complaint($db, ['customer_id' => null] + $facts))['category'] === '1.2';
});
