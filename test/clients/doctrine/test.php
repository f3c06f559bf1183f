<?php
/* The examples do what they say, and habits of Doctrine's users. */
use Doctrine\DBAL\Exception\DriverException;
use Doctrine\ORM\OptimisticLockException;

require 'Doctrine/ORM/autoload.php';
require '../tap.php';
require 'entities.php';
require 'desk.php';

function complaint(array $facts): Complaint
{
	$complaint = new Complaint;
	foreach ($facts + ['channel' => 'hotline', 'customer' => 1, 'title' => '包裹少了一件', 'description' => '两只杯子只收到一只'] as $name => $value)
		$complaint->$name = $value;
	return $complaint;
}

/* An entity manager is closed by an error: each try has its own. */
function tried(string $person, callable $work)
{
	return acting_as(manager(), $person, $work);
}

$db = manager()->getConnection();
$db->executeStatement("SET complaint_flow.actor = 'li.na'");
$id = $db->fetchOne("INSERT INTO support.complaint (channel, customer_id, title) VALUES ('hotline', 1, '发票没开') RETURNING id");

works('a complaint is saved, classified and owned', function () {
	$filed = tried('li.na', fn($desk) => save($desk, complaint([])));
	return [$filed->category, $filed->owner] === ['1.2', 'li.na'] && $filed->id > 0 && $filed->receivedAt instanceof DateTime;
});
works('a work order, its id by the sequence', function () use ($id) {
	$order = new WorkOrder;
	$order->complaint = (string) $id;
	$order->department = 'technical';
	$order->task = '核对发货记录';
	return tried('li.na', fn($desk) => save($desk, $order))->status === 'open';
});
works('the state changes', fn() => tried('li.na', function ($desk) use ($id) {
	$case = $desk->find(Complaint::class, $id);
	$case->state = 'verifying';
	return save($desk, $case)->state === 'verifying';
}));
works('the history names the person', fn() => manager()->getConnection()->fetchFirstColumn(
	'SELECT DISTINCT actor FROM support.complaint_event WHERE complaint_id = ? AND seq > 1', [$id]) === ['li.na']);
works('the next transaction of the connection is nobody\'s', function () {
	$desk = manager();
	acting_as($desk, 'li.na', fn($desk) => save($desk, complaint(['title' => '发票没开'])));
	return $desk->getConnection()->fetchOne("SELECT current_setting('complaint_flow.actor', true)") === '';
});
works('a second change of the same entity', fn() => tried('li.na', function ($desk) use ($id) {
	$case = $desk->find(Complaint::class, $id);
	$case->amount = '10.50';
	save($desk, $case);
	$case->amount = '20.50';
	return (float) save($desk, $case)->amount === 20.5;
}));
works('another change in between is seen', function () use ($id) {
	$desk = manager();
	$case = $desk->find(Complaint::class, $id);
	tried('wang.fang', fn($other) => $other->getConnection()->executeStatement(
		"INSERT INTO support.contact (complaint_id, direction, channel, purpose, result) VALUES (?, 'in', 'hotline', 'information', 'reached')", [$id]));
	$case->amount = '30.50';
	try {
		acting_as($desk, 'li.na', fn($desk) => save($desk, $case));
	} catch (OptimisticLockException $error) {
		return true;
	}
	return 'the change was written';
});
works('an unknown channel: SQLSTATE and HINT', function () use ($db) {
	try {
		tried('li.na', fn($desk) => $desk->getConnection()->insert('support.complaint', ['channel' => '电话', 'title' => '发票没开']));
	} catch (DriverException $error) {
		return $error->getSQLState() === 'KF008' && str_contains($error->getMessage(), 'Did you mean hotline?');
	}
});
works('an entity that is refused: SQLSTATE and HINT', function () {
	try {
		tried('li.na', fn($desk) => save($desk, complaint(['channel' => '电话', 'receivedAt' => new DateTime])));
	} catch (DriverException $error) {
		return $error->getSQLState() === 'KF008' && str_contains($error->getMessage(), 'Did you mean hotline?') ?: $error->getMessage();
	}
});
works('COPY: all are classified and numbered', function () {
	$lines = array_map(fn($n) => "app\t" . ($n === 200 ? '\N' : $n % 20 + 1) . "\t包裹漏发\tCopy $n\n", range(1, 200));
	tried('li.na', fn($desk) => load($desk, $lines));
	return manager()->getConnection()->fetchNumeric("SELECT count(category), count(DISTINCT sheet_no), count(customer_id)
		FROM support.complaint WHERE description LIKE 'Copy %'") === [200, 200, 199];
});
works('kpi_month: the cases of March', fn() => array_sum(array_column(months(manager(), '2026-03-01'), 'received')) === 60);
works('... a date, ints, decimals', function () {
	$wrong = array_filter(months(manager(), '2026-03-01'), fn($row) => !$row['month'] instanceof DateTime || !is_int($row['received'])
		|| !preg_match('/^\d+(\.\d+)?$/', $row['resolution_rate'] ?? '0'));
	return $wrong ?: true;
});
works('the pages of the queue are the queue', function () {
	$desk = manager();
	for ($seen = [], $last = null; $page = queue_after($desk, $last, 37); $last = end($page))
		array_push($seen, ...array_column($page, 'complaint_id'));
	return count($seen) > 37 && $seen === $desk->getConnection()->fetchFirstColumn('SELECT complaint_id FROM support.work_queue');
});
works('pages by DQL', fn() => count(manager()->createQuery(
	"SELECT c FROM Complaint c WHERE c.id > :last ORDER BY c.id")->setParameter('last', 10)->setMaxResults(20)->getResult()) === 20);
