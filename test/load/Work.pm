# What people and programs do at a desk all day, as statements.
#
# A kind of work has a weight; a function that returns statements for a client;
# perhaps the table or function that it needs, in desks that have it; the
# SQLSTATEs that it may meet besides refusals; and whether one statement after
# another makes one transaction.
package Work;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT_OK = qw(kinds any);

sub any
{
	return $_[ int rand @_ ];
}

# Transactions take their time.
sub pause { return 'SELECT pg_sleep(random() / 50);'; }

# Of a few customers a time about the same issue, which makes it a batch.
sub complaint_of
{
	my ($customer) = @_;

	return complaint(hot(), customer_id => $customer,
		product => sprintf 'product %d of %d', time() / 3, $customer % 6);
}

# A call of a known customer: a case that is there and a new one.  Cases are
# written in the order of their numbers, the new one last.
sub known_customer
{
	my ($client) = @_;
	my $customer = 1 + int rand 30;
	my $case = $client->value("SELECT id FROM complaint WHERE customer_id = $customer ORDER BY id DESC LIMIT 1");

	return ('BEGIN;', as(agent()), $case ne '' ? contact($case, 'update', 'reached') : (),
		pause(), complaint_of($customer), pause(), 'COMMIT;');
}

# A literal of text or NULL.
sub literal
{
	my ($text) = @_;

	return 'NULL' unless defined $text;
	$text =~ s/'/''/g;
	return "'$text'";
}

sub agent { return 'agent' . int rand 8; }
sub boss { return any('boss0', 'boss1'); }

sub as
{
	my ($who) = @_;

	return "SET complaint_flow.actor = '$who';";
}

# A case, mostly one of a few or of the newest: there clients meet.
sub case_id
{
	my ($client) = @_;

	return $client->value('SELECT some_case()') || 1;
}

# Several cases, in the order in which everybody locks them: a contact on a
# sheet that joined a case locks that case.
sub case_ids
{
	my ($client, $count) = @_;
	my %case = map { $_ => $client->value("SELECT case_of($_)") || $_ }
	  map { case_id($client) } 1 .. $count;

	return sort { $case{$a} <=> $case{$b} || $a <=> $b } keys %case;
}

sub complaint
{
	my (%with) = @_;
	my %row = (
		channel => any('hotline', 'app', 'web_form', 'email'),
		received_by => agent(),
		title => any('积分没到账', '包裹漏发', 'price differs', '客服态度差'),
		description => any('消费一周积分没到账', '订单少了一件', '账户被盗', '客服态度恶劣', 'nothing special'),
		merchant => 'shop ' . int rand 500,
		product => 'product ' . int rand 500,
		%with);
	my @columns = sort keys %row;

	return sprintf 'INSERT INTO complaint (%s) VALUES (%s);',
	  join(', ', @columns), join(', ', map { literal($row{$_}) } @columns);
}

# What everybody complains about just now; it is something else soon.
sub hot_product
{
	return sprintf 'hot product %d %d', time() / 3, rand 2;
}

sub hot
{
	return (merchant => 'hot shop', product => hot_product(),
		category => '1.1', title => '商品质量', description => '收到就坏了');
}

sub contact
{
	my ($id, $purpose, $result, $promise) = @_;

	return sprintf
	  q{INSERT INTO contact (complaint_id, direction, channel, purpose, result, next_contact_at)
		VALUES (%d, 'out', 'hotline', '%s', '%s', %s);},
	  $id, $purpose, $result, $promise ? "now() + interval '1 hour'" : 'NULL';
}

sub advance
{
	my ($id) = @_;

	return sprintf
	  q{UPDATE complaint c SET state = t.to_state, validity = 'valid', validity_reason = 'as told',
			category = coalesce(category, '1.2'), reason = 'next step'
		FROM (SELECT to_state FROM complaint_flow.allowed_transitions('support', %1$d)
			WHERE to_state <> 'withdrawn' OR random() < 0.1 ORDER BY allowed DESC, random() LIMIT 1) t
		WHERE c.id = %1$d;}, $id;
}

sub copy
{
	my $rows = join "\n", map {
		join "\t", 'web_form', "copied $_", 'hot shop', any(hot_product(), "other $_"),
			'1.1', 1 + int rand 200
	} 1 .. 5 + int rand 30;

	return "COPY complaint (channel, title, merchant, product, category, customer_id) FROM STDIN;\n$rows\n\\.";
}

# The two supervisors go through the rules in opposite order.
sub rules
{
	my ($client) = @_;
	my @changes = (
		q{UPDATE clock_rule SET target = (ARRAY['10 minutes', '20 minutes', '1 hour'])[1 + floor(random() * 3)::int]::complaint_flow.target
			WHERE metric = 'acknowledgement';},
		q{UPDATE classification_rule SET active = NOT active WHERE name = 'load';},
		q{UPDATE routing_rule SET position = 1000 + floor(random() * 9)::int WHERE name = 'load';},
		q{UPDATE keyword_set SET keywords = array_append(keywords[1:20], 'word' || floor(random() * 100)) WHERE name = (SELECT min(name) FROM keyword_set);},
		q{UPDATE calendar SET title = 'load' || random() WHERE name = (SELECT calendar FROM desk);},
		q{UPDATE state SET label = code || floor(random() * 9) WHERE code = 'verifying';},
		q{UPDATE channel SET label = code || floor(random() * 9) WHERE code = 'letter';});

	@changes = reverse @changes if $client->{number} % 2;
	return ('BEGIN;', (map { ($_, pause()) } @changes), 'COMMIT;');
}

sub calendar
{
	my $day = 'current_date + ' . (1 + int rand 20);

	return any(
		"INSERT INTO calendar_day (calendar, day, kind) SELECT calendar, $day, 'closed' FROM desk ON CONFLICT DO NOTHING;",
		"DELETE FROM calendar_day WHERE day = $day;",
		q{UPDATE calendar_hours SET closes = closes + CASE WHEN closes < '18:00' THEN 1 ELSE -1 END * interval '5 minutes';});
}

sub absence
{
	my $who = agent();

	return any(
		"INSERT INTO absence (staff, from_at, until_at, deputy) VALUES ('$who', now(), now() + interval '2 seconds', nullif('" . agent() . "', '$who'));",
		"DELETE FROM absence WHERE until_at < now();",
		"UPDATE staff SET reachable = NOT reachable WHERE code = '$who';");
}

# What an application does in one transaction for a call.
sub call
{
	my ($client) = @_;
	my ($first, $second) = case_ids($client, 2);

	return ('BEGIN;', as(agent()), contact($first, 'update', 'reached'), pause(),
		defined $second ? contact($second, 'first_response', 'not_reached') : (),
		sprintf(q{UPDATE customer SET phone = 'p' || random(), external_ref = 'r' || random() WHERE id = %d;}, 1 + rand 30),
		'SAVEPOINT maybe;', complaint(hot()), any('ROLLBACK TO maybe;', 'RELEASE maybe;'),
		any('COMMIT;', 'COMMIT;', 'ROLLBACK;'));
}

# Entries into the file of a case.
sub entry
{
	my ($table, $columns, $values) = @_;

	return sub {
		my $id = case_id(shift);

		return (as(any(agent(), boss())), sprintf 'INSERT INTO %s (complaint_id, %s) VALUES (%d, %s);',
			$table, $columns, $id, ref $values ? $values->() : $values);
	};
}

# An account is frozen when the identity is verified; risk control releases it.
sub account
{
	my $id = case_id(shift);
	my $action = sub { sprintf q{INSERT INTO account_action (complaint_id, action) VALUES (%d, '%s');}, $id, shift };

	return any(
		[ as('agent6'), $action->('release') ],
		[
			as(boss()), "INSERT INTO identity_check (complaint_id, method, result) VALUES ($id, 'call_back', 'verified');",
			$action->('freeze')
		])->@*;
}

sub department
{
	return any(qw('customer_service' 'risk_control' 'merchant_care'));
}

# An open work order, by somebody of its department.
sub answer
{
	return sprintf q{INSERT INTO work_order_answer (work_order_id, result, answer, recorded_by)
		SELECT w.id, 'done', 'seen to', (SELECT s.code FROM staff s WHERE s.department = w.department ORDER BY random() LIMIT 1)
		  FROM (SELECT id, department FROM work_order WHERE status = 'open' ORDER BY id DESC OFFSET %d LIMIT 1) w;}, rand 12;
}

# A hand-over that was asked, by who was asked, or taken back.
sub handover_answer
{
	return sprintf q{INSERT INTO handover_answer (handover_id, accepted, reason, recorded_by)
		SELECT h.id, %s, 'so be it', coalesce(h.to_staff, (SELECT s.code FROM staff s WHERE s.department = h.to_department ORDER BY random() LIMIT 1))
		  FROM (SELECT id, to_staff, to_department FROM handover WHERE status = 'asked' ORDER BY id DESC OFFSET %d LIMIT 1) h;},
	  any('true', 'true', 'false'), rand 8;
}

# What the customer gets: alone, or as proposed.
sub remedy
{
	return sprintf '%s, %s', any([ q{'points'}, 1 + int rand 40 ], [ q{'refund'}, 10 + int rand 150 ],
		[ q{'discount'}, 100 * (1 + int rand 60) ], [ q{'gift'}, 1500 ], [ q{'apology_public'}, 'NULL' ])->@*;
}

# A decision about one of the latest, by whoever it may be.
sub decision
{
	my ($matter, $where, $decision, $who) = @_;

	return sprintf q{INSERT INTO approval (%1$s_id, decision, reason, recorded_by)
		SELECT x.id, %3$s, 'so be it', %4$s
		  FROM (SELECT * FROM %1$s WHERE %2$s ORDER BY id DESC OFFSET %5$d LIMIT 1) x;},
	  $matter, $where, $decision, $who, rand 12;
}

# Those who stand high enough, themselves and who proposed it among them.
sub one_of_rank
{
	return q{(SELECT s.code FROM staff s JOIN staff_role r ON r.code = s.role
		WHERE r.rank >= (SELECT rank FROM staff_role n WHERE n.code = x.next_role) ORDER BY random() LIMIT 1)};
}

sub delegation
{
	return any(
		(sprintf q{INSERT INTO delegation (from_staff, to_staff, valid, reason)
			VALUES ('%s', '%s', tstzrange(now(), now() + interval '5 seconds'), 'at lunch');}, boss(), agent()) x 2,
		q{UPDATE delegation SET valid = tstzrange(lower(valid), clock_timestamp() + interval '1 second')
			WHERE id = (SELECT max(id) FROM delegation WHERE upper(valid) > clock_timestamp() + interval '2 seconds');});
}

# The customer of a case complains about it again.
sub again
{
	my ($id) = @_;

	return sprintf q{INSERT INTO complaint (channel, received_by, customer_id, category, merchant, product, title)
		SELECT 'hotline', '%s', customer_id, category, merchant, product, 'once more' FROM complaint WHERE id = %d;},
	  agent(), $id;
}

# A mailbox is emptied in one transaction, in whatever order its mails lie.
sub mailbox
{
	my ($client) = @_;

	return ('BEGIN;', as(agent()),
		(map { (any(again(case_id($client)), again(case_id($client)), complaint_of(1 + int rand 30)), pause()) } 1 .. 4), 'COMMIT;');
}

# Messages are read, carried away and acknowledged; some workers die in between.
sub outbox_worker
{
	return any(
		(q{WITH taken AS MATERIALIZED (SELECT array_agg(id) AS ids FROM complaint_flow.read_outbox('support', 20))
			INSERT INTO public.delivered SELECT a.id FROM taken, complaint_flow.ack_outbox('support', coalesce(ids, '{}')) AS a
			WHERE a.outcome = 'acknowledged';}) x 4,
		q{SELECT count(*) FROM complaint_flow.read_outbox('support', 5, '1 second');},
		q{SELECT complaint_flow.send_digests('support', now() + interval '10 minutes');});
}

my %kinds = (
	'complaint, calm' => { weight => 12, work => sub { as(agent()), complaint() } },
	'complaint, hot issue' => { weight => 12, work => sub { as(agent()), complaint(hot()) } },
	'customer calls again' => {
		weight => 6,
		work => sub {
			my $customer = 1 + int rand 30;
			return (as(agent()), complaint_of($customer));
		}
	},
	'copy' => { weight => 1, work => \&copy },
	'on conflict' => {
		weight => 1,
		work => sub {
			my $id = case_id(shift);
			return "INSERT INTO complaint (id, channel, title) VALUES ($id, 'app', 'twice') ON CONFLICT DO NOTHING;";
		}
	},
	'merge' => {
		weight => 1,
		work => sub {
			my $id = case_id(shift);
			return (as(agent()), sprintf q{MERGE INTO complaint c
				USING (VALUES (%d, 'hot shop'), (NULL, 'hot shop'), (NULL, 'hot shop %d')) AS s (id, merchant) ON c.id = s.id
				WHEN MATCHED THEN UPDATE SET order_ref = 'o' || random()
				WHEN NOT MATCHED THEN INSERT (channel, title, category, merchant, product)
					VALUES ('app', '账户被盗', '1.1', s.merchant, '%s');}, $id, rand 5, hot_product());
		}
	},
	'contact' => {
		weight => 14,
		work => sub {
			return (as(agent()), contact(case_id(shift), any('acknowledgement', 'first_response', 'update', 'offer', 'follow_up'),
				any('reached', 'reached', 'not_reached'), rand() < 0.2));
		}
	},
	'a call, one transaction' => { weight => 4, together => 1, work => \&call },
	'a known customer' => { weight => 6, together => 1, work => \&known_customer },
	'claim' => { weight => 8, work => sub { sprintf q{SELECT complaint_flow.claim('support', '%s');}, any(agent(), boss()) } },
	'next state' => { weight => 20, work => sub { as(any(boss(), agent())), advance(case_id(shift)) } },
	'reclassify' => {
		weight => 4,
		work => sub {
			return (as(boss()), sprintf q{UPDATE complaint SET %s, reason = 'on second thought' WHERE id = %d;},
				any(q{urgency = 'urgent'}, q{category = '3.1'}, q{category = '2.1'}), case_id(shift));
		}
	},
	'hand over' => {
		weight => 4,
		work => sub {
			return (as(boss()), sprintf q{UPDATE complaint SET owner = '%s', reason = 'knows more' WHERE id = %d;},
				any(agent(), boss()), case_id(shift));
		}
	},
	'accuse' => {
		weight => 3,
		work => sub {
			return (as(boss()), sprintf q{UPDATE complaint SET accused_staff = %s WHERE id = %d;},
				any('owner', 'received_by', "'boss0'", 'NULL'), case_id(shift));
		}
	},
	'many cases at once' => {
		weight => 2,
		work => sub {
			return (as(boss()), sprintf q{UPDATE complaint SET evidence = array_append(evidence[1:3], 'photo') WHERE id IN
				(SELECT id FROM complaint WHERE id IN (%s) ORDER BY id FOR NO KEY UPDATE);}, join ', ', case_ids(shift, 6));
		}
	},
	'assessment' => { needs => 'assessment', weight => 2,
		work => entry('assessment', 'severity, level', sub { any(q{'low', NULL}, q{'high', 'III'}) }) },
	'investigation' => { needs => 'investigation', weight => 4,
		work => entry('investigation', 'cause, conclusion', sub { any(q{'process', 'upheld'}, q{'merchant', 'partly'}, q{NULL, 'not_upheld'}) }) },
	'evidence' => { needs => 'evidence', weight => 2, work => entry('evidence', 'kind, reference', q{'photo', 'archive/1'}) },
	'work order' => { needs => 'work_order', weight => 5,
		work => entry('work_order', 'department, task', sub { department() . q{, 'look into it'} }) },
	'answer to a work order' => { needs => 'work_order_answer', weight => 6, work => \&answer },
	'response team' => { needs => 'response_team', weight => 1, work => entry('response_team', 'department', \&department) },
	'identity checked' => { needs => 'identity_check', weight => 1,
		work => entry('identity_check', 'method, result', sub { any(q{'call_back', 'verified'}, q{'security_question', 'failed'}) }) },
	'account frozen, released' => { needs => 'account_action', weight => 1, work => \&account },
	'hand-over asked' => { needs => 'handover', weight => 4,
		work => entry('handover', 'to_staff, to_department, reason', sub {
			any(sprintf(q{'%s', NULL, 'knows more'}, agent()), 'NULL, ' . department() . q{, 'knows more'});
		}) },
	'hand-over answered' => { needs => 'handover_answer', weight => 5, work => \&handover_answer },
	'remedy' => { needs => 'remedy', weight => 6, work => entry('remedy', 'kind, amount', \&remedy) },
	'approval' => { needs => 'approval', weight => 6,
		work => sub { decision('remedy', q{status = 'proposed'}, any(qw('approved' 'approved' 'approved' 'rejected')), one_of_rank()) } },
	'taken back' => { needs => 'approval', weight => 2,
		work => sub { decision('remedy', q{status IN ('proposed', 'approved')}, q{'withdrawn'}, 'x.recorded_by') } },
	'execution' => { needs => 'execution', weight => 4,
		work => sub {
			sprintf q{INSERT INTO execution (remedy_id, reference, recorded_by)
				SELECT id, 'booking', '%s' FROM remedy WHERE status <> 'executed' ORDER BY status, id DESC OFFSET %d LIMIT 1;}, agent(), rand 8;
		} },
	'more time asked' => { needs => 'extension', weight => 3,
		work => sub {
			return (as(boss()), sprintf q{INSERT INTO extension (complaint_id, metric, new_due_at, reason)
				VALUES (%d, '%s', now() + interval '40 days', 'the supplier is slow');}, case_id(shift), any(qw(resolution resolution first_response)));
		} },
	'more time, decided' => { needs => 'extension', weight => 3,
		work => sub { decision('extension', q{status = 'asked'}, any(qw('approved' 'approved' 'rejected' 'withdrawn')), any(q{'head'}, q{'boss0'}, 'x.recorded_by')) } },
	'time agreed' => { needs => 'agreed_deadline', weight => 2,
		work => sub {
			return (as(boss()), sprintf q{INSERT INTO agreed_deadline (complaint_id, metric, new_due_at, agreed_with, ordered_by, reason)
				VALUES (%d, '%s', now() + interval '%d hours', %s, 'the customer travels');}, case_id(shift), any(qw(resolution resolution first_response)),
				1 + rand 900, any(q{'customer', NULL}, q{'superior', 'head'}));
		} },
	'authority lent' => { needs => 'delegation', weight => 1, work => sub { (as(any('head', boss())), delegation()) } },
	'complains again' => { weight => 5, work => sub { (as(agent()), again(case_id(shift))) } },
	'mailbox' => { weight => 2, together => 1, work => \&mailbox },
	'score' => { needs => 'satisfaction', weight => 2, work => entry('satisfaction', 'score', sub { 1 + int rand 5 }) },
	'run_clocks' => { weight => 2, work => sub { sprintf q{SELECT complaint_flow.run_clocks('support', now() + interval '%d minutes');}, rand 600 } },
	'fold_kpi' => { weight => 2, work => sub { sprintf q{SELECT complaint_flow.fold_kpi('support', %d);}, 1 + rand 500 } },
	'kpi_rebuild' => { weight => 0.1, work => sub { q{SELECT complaint_flow.kpi_rebuild('support');} } },
	'recompute_clocks' => { weight => 0.2, work => sub { q{SELECT complaint_flow.recompute_clocks('support', 'load', random() < 0.5);} } },
	'rules, in either order' => { weight => 1.5, together => 1, work => \&rules },
	'calendar' => { weight => 1, work => \&calendar },
	'people come and go' => { weight => 2, work => \&absence },
	# a snapshot from before pg_repack swapped a table misses rows of it
	'verify_history' => {
		weight => 0.1,
		work => sub {
			return ('BEGIN;', 'LOCK TABLE complaint, complaint_event, work_order IN ACCESS SHARE MODE;',
				q{SELECT 1 / (count(*) = 0)::int FROM complaint_flow.verify_history('support');}, 'COMMIT;');
		}
	},
	'read' => {
		weight => 3,
		work => sub {
			my $id = case_id(shift);
			return any("SELECT * FROM complaint_flow.explain_complaint('support', $id);",
				"SELECT complaint_flow.complaint_as_of('support', $id, now() - interval '1 second');",
				'SELECT * FROM work_queue LIMIT 20;', 'SELECT count(*) FROM open_case;');
		}
	},
	'outbox worker' => {
		needs => 'complaint_flow.read_outbox', weight => 3,
		work => \&outbox_worker
	},
	'answer to an incident' => {
		needs => 'complaint_flow.answer_incident', weight => 0.5,
		work => sub {
			my $incident = shift->value('SELECT max(id) FROM incident') || 0;
			return (as(boss()), "SELECT complaint_flow.answer_incident('support', $incident, 'update', 'email', 'we know');");
		}
	},
	'erase a customer' => {
		needs => 'complaint_flow.erase_customer', weight => 0.3,
		work => sub { ('RESET complaint_flow.actor;', sprintf q{SELECT complaint_flow.erase_customer('support', %d, 'on request', true);}, 1 + rand 200) }
	},
	'digest' => { weight => 0.1, work => sub { q{SELECT complaint_flow.publish_history_digest('support');} } });

# kinds(EXISTS) -- those whose tables and functions are there
sub kinds
{
	my ($exists) = @_;

	return map { ($_ => $kinds{$_}) }
	  grep { !$kinds{$_}{needs} || $exists->($kinds{$_}{needs}) } keys %kinds;
}

1;
