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
	  q{WITH accused AS MATERIALIZED
		(SELECT complaint_id, seq, at, actor, changes -> 'accused_staff' ->> 1 AS staff,
		        lead(seq) OVER (PARTITION BY complaint_id ORDER BY seq) AS until
		   FROM complaint_event WHERE changes ? 'accused_staff')
		SELECT e.complaint_id, e.seq FROM accused a
		  JOIN complaint_event e ON e.complaint_id = a.complaint_id AND e.actor = a.staff
		 WHERE e.seq > a.seq AND (a.until IS NULL OR e.seq < a.until)
		   -- a call that came in to that person is noted all the same, and so is
		   -- whose correction changed the customer of all cases
		   AND e.activity NOT IN ('incoming:call_again', 'customer_changed')
		   -- and what follows by itself when persons write it of themselves
		   AND NOT (a.actor = a.staff AND e.at = a.at AND e.activity LIKE 'state:%')},
	'more than ten complaints about an issue on a day are an incident' =>
	  q{SELECT c.issue_key, c.day FROM (SELECT c.issue_key, (c.received_at AT TIME ZONE d.time_zone)::date AS day
		          FROM complaint c CROSS JOIN desk d
		         WHERE c.imported_at IS NULL AND c.repeat_kind IS DISTINCT FROM 'joined') c
		 WHERE c.issue_key IS NOT NULL AND NOT EXISTS
		       (SELECT FROM incident i WHERE i.issue_key = c.issue_key AND i.day = c.day)
		 GROUP BY 1, 2 HAVING count(*) > 10},
	'all open complaints about it belong to it, or wait for the job' =>
	  q{SELECT c.id FROM complaint c CROSS JOIN desk d JOIN state s ON s.code = c.state AND s.kind <> 'final'
		  JOIN incident i ON i.issue_key = c.issue_key AND i.day = (c.received_at AT TIME ZONE d.time_zone)::date
		 WHERE c.incident_id IS NULL
		   AND NOT EXISTS (SELECT FROM issue_moved m WHERE m.complaint_id = c.id)},
	'an incident was declared by more than ten, and told once' =>
	  q{SELECT i.id FROM incident i
		  LEFT JOIN issue_count n ON n.incident_id = i.id AND n.issue_key = i.issue_key AND n.day = i.day
		  LEFT JOIN (SELECT (content ->> 'incident')::bigint AS id, count(*) AS times FROM outbox
		              WHERE topic = 'incident_declared' GROUP BY 1) o ON o.id = i.id
		 WHERE n.count IS NULL OR n.count <= 10 OR o.times IS DISTINCT FROM 1},
	'a case belongs to the incident of its issue and day' =>
	  q{SELECT c.id FROM complaint c CROSS JOIN desk d LEFT JOIN incident i ON i.id = c.incident_id
		 WHERE c.incident_id IS NOT NULL
		   AND (c.issue_key, (c.received_at AT TIME ZONE d.time_zone)::date) IS DISTINCT FROM (i.issue_key, i.day)},
	'what is no batch is counted: who is about it is a member' =>
	  q{SELECT c.id FROM complaint c CROSS JOIN desk d
		  LEFT JOIN issue_count n ON n.issue_key = c.issue_key AND n.day = (c.received_at AT TIME ZONE d.time_zone)::date
		 WHERE c.issue_key IS NOT NULL AND c.imported_at IS NULL AND c.repeat_kind IS DISTINCT FROM 'joined'
		   AND (n.day IS NULL OR n.incident_id IS NULL AND c.id <> ALL (n.members))
		   AND NOT EXISTS (SELECT FROM issue_moved m WHERE m.complaint_id = c.id)},
	'a sheet joins once' =>
	  q{SELECT complaint_id FROM complaint_event WHERE activity = 'joined' GROUP BY 1 HAVING count(*) > 1},
	'a sheet that joined is over, and names the case' =>
	  q{SELECT c.id FROM complaint c JOIN desk d ON true JOIN state s ON s.code = c.state LEFT JOIN complaint o ON o.id = c.repeat_of
		 WHERE c.repeat_kind = 'joined' AND (c.state <> d.joined_state OR s.kind <> 'final'
		       OR o.customer_id IS DISTINCT FROM c.customer_id OR o.id = c.id)},
	'each sheet that joined left one contact with its customer' =>
	  q{SELECT customer_id, calls, least, most
		  FROM (SELECT c.customer_id, count(*) AS calls FROM contact k JOIN complaint c ON c.id = k.complaint_id
		         JOIN desk d ON k.purpose = d.joined_purpose GROUP BY 1) calls
		  -- a person may make it a case of its own before the contact is written
		  FULL JOIN (SELECT c.customer_id, count(*) AS most, count(*) FILTER (WHERE c.repeat_kind = 'joined') AS least
		         FROM complaint c
		         -- the engine takes one back whose case was closed meanwhile
		         WHERE EXISTS (SELECT FROM complaint_event e WHERE e.complaint_id = c.id AND e.activity = 'joined')
		           AND NOT EXISTS (SELECT FROM complaint_event e WHERE e.complaint_id = c.id AND e.activity = 'separated')
		           AND c.id NOT IN (SELECT complaint_id FROM waiting_call)
		         GROUP BY 1) sheets USING (customer_id)
		 WHERE coalesce(calls, 0) NOT BETWEEN coalesce(least, 0) AND coalesce(most, 0)},
	'the call of each joined sheet stands in its customer\'s open case' =>
	  q{SELECT c.id FROM complaint c, desk d
		 WHERE c.repeat_kind = 'joined' AND c.imported_at IS NULL AND c.id NOT IN (SELECT complaint_id FROM waiting_call)
		   AND NOT EXISTS (SELECT FROM complaint o JOIN contact k ON k.complaint_id = o.id
		         WHERE o.customer_id = c.customer_id AND k.purpose = d.joined_purpose
		           AND k.contacted_at = greatest(c.received_at, o.received_at))},
	'a remedy was executed after its last approval' =>
	  q{SELECT x.id FROM (SELECT complaint_id, seq, (changes #>> '{execution,0,remedy_id}')::bigint AS id
		          FROM complaint_event WHERE changes ? 'execution') x
		  JOIN remedy r USING (id)
		 WHERE r.status <> 'executed' OR r.approvals > 0 AND NOT EXISTS
		       (SELECT FROM complaint_event e WHERE e.complaint_id = x.complaint_id AND e.seq < x.seq
		         AND e.activity = 'approval:approved' AND (e.changes #>> '{approval,0,remedy_id}')::bigint = x.id)},
	'no decision about a remedy came after its last' =>
	  q{SELECT a.remedy_id FROM approval a JOIN remedy r ON r.id = a.remedy_id
		 WHERE r.status = 'executed' AND a.decision <> 'approved'
		    OR (SELECT count(*) FROM approval o WHERE o.remedy_id = r.id AND o.decision <> 'withdrawn' AND o.settled) > 1},
	'a remedy stands as it was decided' =>
	  q{SELECT r.id FROM remedy r
		  LEFT JOIN (SELECT remedy_id, count(*) FILTER (WHERE decision = 'approved') AS approvals,
		         bool_or(decision = 'approved' AND settled) AS approved, bool_or(decision = 'rejected') AS rejected,
		         bool_or(decision = 'withdrawn') AS withdrawn FROM approval GROUP BY 1) a ON a.remedy_id = r.id
		 WHERE r.approvals <> coalesce(a.approvals, 0)
		    OR r.status <> CASE WHEN EXISTS (SELECT FROM execution x WHERE x.remedy_id = r.id) THEN 'executed'
		         WHEN a.withdrawn THEN 'withdrawn' WHEN a.rejected THEN 'rejected' WHEN a.approved THEN 'approved'
		         WHEN r.approvals = 0 AND r.next_role IS NULL THEN 'approved' ELSE 'proposed' END
		    OR (r.status = 'proposed') <> (r.next_role IS NOT NULL)},
	'the last approval had the authority' =>
	  q{SELECT a.id FROM approval a JOIN remedy r ON r.id = a.remedy_id
		 WHERE a.decision = 'approved' AND a.settled AND NOT EXISTS
		       (SELECT FROM remedy_authority l WHERE l.remedy_kind = r.kind AND l.role = a.rung
		         AND (l.up_to IS NULL OR coalesce(r.amount, 0) <= l.up_to))
		    OR a.decision = 'approved' AND (SELECT rank FROM staff_role WHERE code = a.rung) >
		       (SELECT o.rank FROM staff s JOIN staff_role o ON o.code = s.role WHERE s.code = coalesce(a.on_behalf_of, a.recorded_by))},
	'nobody decided about the own, or twice' =>
	  q{SELECT a.id FROM approval a LEFT JOIN remedy r ON r.id = a.remedy_id LEFT JOIN extension x ON x.id = a.extension_id
		 WHERE a.decision <> 'withdrawn'
		   AND (coalesce(r.recorded_by, x.recorded_by) IN (a.recorded_by, a.on_behalf_of)
		        OR EXISTS (SELECT FROM approval o WHERE o.remedy_id = a.remedy_id AND o.id <> a.id
		                    AND o.decision = 'approved' AND o.recorded_by = a.recorded_by))},
	'nobody granted more alone than one remedy, or one day, allows' =>
	  q{SELECT r.recorded_by FROM remedy r JOIN desk d ON true JOIN staff s ON s.code = r.recorded_by
		  LEFT JOIN remedy_authority l ON l.remedy_kind = r.kind AND l.role = s.role
		 WHERE r.approvals = 0 AND r.status IN ('approved', 'executed')
		 GROUP BY r.recorded_by, (r.approved_at AT TIME ZONE d.time_zone)::date
		HAVING bool_or(l.role IS NULL OR r.amount > l.up_to) OR sum(r.amount) > min(l.per_day)},
	'an extension stands as it was decided' =>
	  q{SELECT x.id FROM extension x LEFT JOIN approval a ON a.extension_id = x.id
		 WHERE x.status <> CASE a.decision WHEN 'approved' THEN 'granted' WHEN 'rejected' THEN 'refused'
		         WHEN 'withdrawn' THEN 'withdrawn' ELSE 'asked' END},
	'a deadline that people set is that of their entry, or later by its pauses' =>
	  q{SELECT k.complaint_id, k.metric FROM clock k
		  LEFT JOIN (SELECT id, complaint_id, metric, new_due_at FROM extension WHERE status = 'granted'
		             UNION ALL SELECT id, complaint_id, metric, new_due_at FROM agreed_deadline) e ON e.id = k.deadline_entry_id
		 WHERE k.deadline_entry_id IS NOT NULL
		   AND ((e.complaint_id, e.metric) IS DISTINCT FROM (k.complaint_id, k.metric)
		        OR k.due_at <> e.new_due_at AND (k.pauses IS NULL OR k.due_at < e.new_due_at))},
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
	'what a rule tells is told: once a case, or each time' =>
	  q{SELECT * FROM
		(SELECT DISTINCT format('action/%s/%s', e.complaint_id, r.id) || CASE WHEN r.once THEN '' ELSE '/' || e.seq END AS told
		   FROM action_rule r CROSS JOIN LATERAL unnest(r.activities) AS asked
		   JOIN complaint_event e ON e.activity = asked
		     OR asked LIKE '%:*' AND e.activity LIKE replace(left(asked, -1), '_', '\_') || '%'
		   JOIN complaint c ON c.id = e.complaint_id
		  WHERE r.active AND r.action = 'notify'
		    AND (r.condition IS NULL OR r.condition = 'customer_id IS NOT NULL' AND c.customer_id IS NOT NULL)) AS due
		 FULL JOIN (SELECT o.dedup_key AS told FROM outbox o
		   JOIN action_rule r ON r.id::text = split_part(o.dedup_key, '/', 3)
		  WHERE o.dedup_key LIKE 'action/%' AND r.action = 'notify' AND r.active
		    AND (r.condition IS NULL OR r.condition = 'customer_id IS NOT NULL')) AS done USING (told)
		 WHERE due IS NULL OR done IS NULL},
	'a digest tells of what it collected' =>
	  q{SELECT d.id FROM (SELECT id, content ->> 'count' AS told FROM outbox WHERE topic = 'digest') d
		  FULL JOIN (SELECT digest_id AS id, count(*)::text AS collected FROM outbox GROUP BY 1 HAVING digest_id IS NOT NULL) m USING (id)
		 WHERE told IS DISTINCT FROM collected},
	'nobody reports delivered what nobody read' =>
	  q{SELECT id FROM outbox WHERE acked_at IS NOT NULL AND attempts = 0 AND digest_id IS NULL},
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
	# business time and working days follow from calendars that the load changes
	'the sums and the queue behind the KPI views agree with a recount' =>
	  q{SELECT * FROM complaint_flow.kpi_verify(current_schema()) WHERE figure !~ 'business|closing_bucket'},
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
