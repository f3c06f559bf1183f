# What must hold for the cases of a desk after anything that happened to them.
package Oracle;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(make_desk agrees none);
our @EXPORT_OK = qw(checks);

# Passes when the query returns no row.
sub none
{
	my ($node, $query, $what) = @_;

	is($node->safe_psql('postgres', $query), '', $what);
	return;
}

# A desk of the standard pack with a supervisor and eight agents.
sub make_desk
{
	my ($node) = @_;

	$node->safe_psql('postgres', q{
		CREATE EXTENSION complaint_flow;
		SELECT complaint_flow.create_desk('support');
		INSERT INTO support.staff (code, name, role, department) VALUES
			('boss', 'boss', 'supervisor', 'customer_service');
		INSERT INTO support.staff (code, name, role, department, manager)
			SELECT 'agent' || n, 'agent ' || n, 'agent', 'customer_service', 'boss'
			  FROM generate_series(0, 7) AS n;
	});
	return;
}

my @checks = (
	'every history can be verified' =>
	  q{SELECT * FROM complaint_flow.verify_history('support')},
	'as many events as event_count says' =>
	  q{SELECT c.id FROM complaint c
		  LEFT JOIN (SELECT complaint_id, count(*) AS events, max(seq) AS last
		               FROM complaint_event GROUP BY 1) e ON e.complaint_id = c.id
		 WHERE (event_count, event_count) IS DISTINCT FROM (e.events, e.last)},
	'no event, clock or contact without a case' =>
	  q{SELECT complaint_id FROM
		(SELECT complaint_id FROM complaint_event UNION SELECT complaint_id FROM clock
		 UNION SELECT complaint_id FROM contact) x
		 WHERE NOT EXISTS (SELECT FROM complaint c WHERE c.id = x.complaint_id)},
	'the queue holds the open cases, each once' =>
	  q{SELECT q.complaint_id, c.id
		  FROM (SELECT c.id, c.priority, coalesce(c.due_at, 'infinity') AS due_at, c.owner
		          FROM complaint c JOIN state s ON s.code = c.state WHERE s.kind <> 'final') c
		  FULL JOIN queue q ON q.complaint_id = c.id AND q.priority = c.priority AND q.due_at = c.due_at
		   AND (q.audience IS NULL) = (c.owner IS NOT NULL)
		 WHERE q.complaint_id IS NULL OR c.id IS NULL},
	'the deadline of the case is that of its nearest running clock' =>
	  q{SELECT c.id FROM complaint c
		 WHERE c.due_at IS DISTINCT FROM
		       (SELECT min(k.due_at) FROM clock k
		         WHERE k.complaint_id = c.id AND k.outcome IS NULL AND k.paused_at IS NULL)},
	'the status of the case follows from its clocks' =>
	  q{SELECT c.id FROM complaint c
		  LEFT JOIN (SELECT complaint_id,
		         CASE WHEN bool_or(outcome IS NULL AND breached_at IS NOT NULL) THEN 'breached'
		              WHEN bool_or(outcome IS NULL AND warned_at IS NOT NULL) THEN 'warned'
		              WHEN bool_or(outcome IS NULL AND paused_at IS NULL) THEN 'running'
		              WHEN bool_or(outcome IS NULL) THEN 'paused'
		              WHEN bool_or(breached_at IS NOT NULL) THEN 'breached'
		              ELSE 'met' END AS sla_status
		      FROM clock GROUP BY 1) k ON k.complaint_id = c.id
		 WHERE c.sla_status IS DISTINCT FROM k.sla_status},
	'nobody owns a case about themselves' =>
	  q{SELECT id FROM complaint WHERE owner = accused_staff},
	'the job told of every breach that it flagged' =>
	  q{SELECT complaint_id, metric, cycle FROM clock k
		 WHERE outcome IS NULL AND breached_at IS NOT NULL AND NOT EXISTS
		       (SELECT FROM outbox o WHERE o.complaint_id = k.complaint_id AND topic = 'clock_breached'
		         AND content ->> 'metric' = metric AND (content ->> 'cycle')::int = cycle)},
	'every entry has its event' =>
	  q{SELECT name FROM unnest(complaint_flow.entry_tables()) AS name
		 WHERE (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', name), false, true, '')))[1]::text::bigint
		       <> (SELECT count(*) FROM complaint_event WHERE changes ? name)},
	'a work order is answered when it has its answer' =>
	  q{SELECT w.id FROM work_order w LEFT JOIN work_order_answer a ON a.work_order_id = w.id
		 WHERE (w.status = 'answered') <> (a.id IS NOT NULL) OR w.complaint_id <> a.complaint_id},
	'a hand-over stands as it was answered' =>
	  q{SELECT h.id FROM handover h LEFT JOIN handover_answer a ON a.handover_id = h.id
		 WHERE h.status <> CASE WHEN a.accepted THEN 'accepted' WHEN NOT a.accepted THEN 'refused' ELSE 'asked' END},
	'who was complained about adds nothing to the file afterwards' =>
	  q{SELECT e.complaint_id, e.seq FROM complaint_event e
		  JOIN complaint_event a USING (complaint_id)
		 WHERE a.seq < e.seq AND a.changes -> 'accused_staff' ->> 1 = e.actor
		   AND NOT EXISTS (SELECT FROM complaint_event later WHERE later.complaint_id = e.complaint_id
		                    AND later.seq > a.seq AND later.seq <= e.seq AND later.changes ? 'accused_staff')},
	'more than ten complaints about an issue on a day are an incident' =>
	  q{SELECT c.issue_key, c.day FROM (SELECT c.issue_key, (c.received_at AT TIME ZONE d.time_zone)::date AS day
		          FROM complaint c CROSS JOIN desk d WHERE c.imported_at IS NULL) c
		 WHERE c.issue_key IS NOT NULL AND NOT EXISTS
		       (SELECT FROM incident i WHERE i.issue_key = c.issue_key AND i.day = c.day)
		 GROUP BY 1, 2 HAVING count(*) > 10},
	'all open complaints about it belong to it' =>
	  q{SELECT c.id FROM complaint c CROSS JOIN desk d JOIN state s ON s.code = c.state AND s.kind <> 'final'
		  JOIN incident i ON i.issue_key = c.issue_key AND i.day = (c.received_at AT TIME ZONE d.time_zone)::date
		 WHERE c.incident_id IS NULL},
	'a clock was met in time or is flagged' =>
	  q{SELECT * FROM clock WHERE (outcome = 'met') <> (outcome = 'met' AND breached_at IS NULL)
		 OR outcome = 'late' AND breached_at IS NULL},
	'a case has one open clock of a kind' =>
	  q{SELECT complaint_id, metric FROM clock WHERE outcome IS NULL GROUP BY 1, 2, subject HAVING count(*) > 1},
	'contacts are counted' =>
	  q{SELECT c.id FROM complaint c
		  LEFT JOIN (SELECT complaint_id, count(*) FILTER (WHERE result = 'reached') AS reached,
		                    count(*) AS made FROM contact GROUP BY 1) k ON k.complaint_id = c.id
		 WHERE (contact_count, contact_count + attempt_count) IS DISTINCT FROM
		       (coalesce(k.reached, 0), coalesce(k.made, 0))},
	'a message is written once' =>
	  q{SELECT dedup_key FROM outbox GROUP BY 1 HAVING count(*) > 1},
	'a message tells of a step that its clock took' =>
	  q{SELECT o.dedup_key FROM outbox o
		 WHERE topic = 'escalated' AND NOT EXISTS
		       (SELECT FROM clock k WHERE k.complaint_id = o.complaint_id AND k.metric = o.content ->> 'metric'
		         AND k.cycle = (o.content ->> 'cycle')::int)},
	'a rule has one version at a time' =>
	  q{SELECT a.* FROM rule_history a JOIN rule_history b USING (table_name, rule_key)
		 WHERE a.from_version < b.from_version AND coalesce(a.to_version, 2147483647) > b.from_version},
	# business time follows from calendars that the load changes
	'the sums behind the KPI views agree with a recount' =>
	  q{SELECT * FROM complaint_flow.kpi_verify(current_schema()) WHERE figure NOT LIKE '%business%'},
	'no version was given twice' =>
	  q{SELECT d.rules_version FROM desk d
		 WHERE d.rules_version <> (SELECT max(greatest(from_version, to_version)) FROM rule_history)},
);

# Pairs: what holds, and a query for what violates it.
sub checks
{
	return @checks;
}

# All of them, and a quiet log.
sub agrees
{
	my ($node, $when) = @_;
	my @left = @checks;

	while (my ($what, $query) = splice(@left, 0, 2))
	{
		none($node, "SET search_path = support, public; $query", "$when: $what");
	}
	unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile),
		qr/deadlock detected|TRAP:|PANIC:|runtime error|signal 11|signal 6/,
		"$when: no deadlock and no crash in the log");
	return;
}

1;
