# mix.pl -- everybody writes at once, then everything is verified
#
#	perl test/load/mix.pl [--seconds 60] [--clients 8] [--seed N] [--database postgres]
#		[--repack PROGRAM]
#
# Makes the desk "support" in a database that has the extension; host and user
# come from the environment, as psql takes them.  A copy of the desk is kept by
# triggers, and PROGRAM, which is pg_repack, rewrites the big tables meanwhile.
# On a busy machine it goes on until each kind of work succeeded, four times
# as long at most.  Prints what was done and exits with 1 after a deadlock, an
# error that is no refusal, or a violation.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin, "$FindBin::RealBin/../t";
use Client;
use File::Temp;
use Getopt::Long;
use JSON::PP;
use List::Util qw(sum);
use Oracle qw(checks);
use Time::HiRes qw(time);
use Work qw(any kinds);

my %option = (seconds => 60, clients => 8, seed => time() % 100000, database => 'postgres');

GetOptions(\%option, 'seconds=f', 'clients=i', 'seed=i', 'database=s', 'repack=s')
  or die "usage: mix.pl [--seconds N] [--clients N] [--seed N] [--database NAME] [--repack PROGRAM]\n";

my $folder = File::Temp->newdir('cf.XXXXXX', TMPDIR => 1);
my $admin = session('admin', 'read committed');
my $bad = 0;
# what the statements of a transaction meet after one that failed
my $after_error = qr/^(25P02|3B001)$/;
# statements that are no work by themselves
my $frame = qr/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|LOCK|SELECT pg_sleep)\b/;

sub session
{
	my ($number, $level) = @_;

	return Client->new(number => $number, level => $level,
		log => "$folder/$number.log", database => $option{database});
}

# must(STATEMENT...) -- statements that may not fail
sub must
{
	my (@statements) = @_;
	my @states = $admin->run(@statements);

	for my $i (0 .. $#statements)
	{
		die "$states[$i]: $statements[$i]\n" if $states[$i] ne '00000';
	}
	return;
}

sub make_desk
{
	must(
		q{SELECT complaint_flow.create_desk('support');},
		q{INSERT INTO staff (code, name, role, department) VALUES
			('head', 'head', 'manager', 'customer_service');},
		q{INSERT INTO staff (code, name, role, department, manager) VALUES
			('boss0', 'boss 0', 'supervisor', 'customer_service', 'head'),
			('boss1', 'boss 1', 'supervisor', 'customer_service', 'head');},
		q{INSERT INTO staff (code, name, role, department, manager)
			SELECT 'agent' || n, 'agent ' || n, CASE WHEN n < 2 THEN 'senior_agent' ELSE 'agent' END,
				(ARRAY['customer_service', 'risk_control', 'merchant_care'])[1 + greatest(n - 5, 0)], 'boss' || n % 2
			  FROM generate_series(0, 7) AS n;},
		q{UPDATE department SET liaison = 'agent6', overseer = 'head';},
		q{INSERT INTO escalation_step (metric, step, after, notify, action) VALUES
			('acknowledgement', 1, '1 minute', 'supervisor', 'hand over'), ('acknowledgement', 2, '1 hour', 'owner', 'notify');},
		q{UPDATE clock_rule SET condition = NULL WHERE metric = 'acknowledgement';},
		q{INSERT INTO classification_rule (position, name, condition, urgency, active)
			VALUES (900, 'load', $$length(title) = 7$$, 'urgent', false);},
		q{INSERT INTO routing_rule (position, name, condition, handler, argument)
			VALUES (1000, 'load', $$title = 'nobody'$$, 'department liaison', 'risk_control');},
		q{INSERT INTO customer (name) SELECT 'customer ' || n FROM generate_series(1, 200) AS n;},
		q{CREATE OR REPLACE FUNCTION public.some_case() RETURNS bigint LANGUAGE sql VOLATILE AS $$
			SELECT coalesce((SELECT id FROM support.complaint WHERE id >= start.id ORDER BY id LIMIT 1), 1)
			  FROM (SELECT (CASE floor(random() * 10)
			          WHEN 0 THEN last_value * random()
			          WHEN 1 THEN last_value - 50 * random()
			          WHEN 2 THEN last_value - 50 * random()
			          WHEN 3 THEN last_value - 50 * random()
			          ELSE greatest(last_value / 400 * 400 - 20, 1) + 20 * random() END)::bigint AS id
			          FROM support.complaint_id_seq OFFSET 0) AS start $$;},
		q{CREATE OR REPLACE FUNCTION public.case_of(sheet bigint) RETURNS bigint LANGUAGE sql AS $$
			WITH RECURSIVE step (id, hops) AS (
			    SELECT sheet, 0
			    UNION ALL
			    SELECT c.repeat_of, hops + 1 FROM step JOIN support.complaint c USING (id) WHERE c.repeat_kind = 'joined')
			SELECT id FROM step ORDER BY hops DESC LIMIT 1 $$;});
	must("\\i $FindBin::RealBin/../helper/shadow.sql", 'SELECT count(*) FROM public.shadow_differs;');
	must(q{CREATE EXTENSION IF NOT EXISTS pg_repack;}) if $option{repack};
	must(q{CREATE TABLE public.delivered (message bigint NOT NULL);});
	must(map { q{INSERT INTO complaint (channel, received_by, title) VALUES ('app', 'agent3', '积分没到账');} } 1 .. 30);
	# a case that nobody can write any more: the jobs go round it
	must(
		q{INSERT INTO complaint (channel, received_by, title, order_ref) VALUES ('app', 'agent3', '积分没到账', 'bad');},
		q{ALTER TABLE complaint ADD CONSTRAINT order_known CHECK (order_ref IS DISTINCT FROM 'bad') NOT VALID;});
	return;
}

sub exists_here
{
	my ($what) = @_;

	return $admin->value("SELECT coalesce(to_regclass('$what')::text, to_regproc('$what')::text, '')") ne '';
}

# A kind by its weight.
sub choose
{
	my ($kinds) = @_;
	my $left = rand sum map { $_->{weight} } values %$kinds;

	for my $name (sort keys %$kinds)
	{
		$left -= $kinds->{$name}{weight};
		return $name if $left < 0;
	}
	return (sort keys %$kinds)[0];
}

sub mark_done
{
	my ($name) = @_;

	open(my $mark, '>', "$folder/$name.done") or die "$name: $!\n";
	close $mark;
	return;
}

# The kinds that no client has managed yet.
sub missing
{
	my ($kinds) = @_;

	return { map { $_ => $kinds->{$_} } grep { !-e "$folder/$_.done" } keys %$kinds };
}

# work(NUMBER, KINDS, UNTIL) -- what one client did: counts by kind and state
sub work
{
	my ($number, $kinds, $until) = @_;
	my $level = { 3 => 'repeatable read', 7 => 'serializable' }->{ $number % 8 } || 'read committed';
	my $client = session($number, $level);
	my %done;

	srand($option{seed} + $number);
	while (1)
	{
		my $missing = time() < $until ? $kinds : missing($kinds);

		last if !%$missing || time() >= $until + 3 * $option{seconds};
		# what is missing may need a case that other work brings about
		my $name = choose(any($missing, $kinds));
		my @statements = $kinds->{$name}{work}->($client);
		my @states = $client->run(@statements);

		for my $i (0 .. $#statements)
		{
			next if $statements[$i] =~ /^(?:RE)?SET / || $states[$i] =~ $after_error;
			next if $statements[$i] =~ $frame && $states[$i] eq '00000';
			mark_done($name) if $states[$i] eq '00000' && !$done{$name}{'00000'};
			$done{$name}{ $states[$i] }++;
		}
		$client->run('ROLLBACK;') if $kinds->{$name}{together};
	}
	$client->close;
	return \%done;
}

# One table after another is rewritten while it is written, each at least once.
# pg_repack gives up where it does not get its locks in its own short time.
sub repack
{
	my ($until) = @_;
	my @tables = qw(complaint clock queue outbox complaint_event work_order);
	my %done;

	for (my $i = 0; time() < $until || ($i < 60 && grep { !$done{"pg_repack $_"}{'00000'} } @tables); $i++)
	{
		my $table = $tables[ $i % @tables ];

		next if time() >= $until && $done{"pg_repack $table"}{'00000'};
		my @command = ($option{repack}, '--no-order', '--no-analyze', '--wait-timeout=60',
			'--no-kill-backend', '--elevel=WARNING', "--table=support.$table", "--dbname=$option{database}");

		open(my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command) or die "$command[0]: $!\n";
		my $words = join ' ', <$out>;
		my $state = close($out) ? '00000' :
		  $words =~ /statement timeout/ ? 'gave up' : 'failed: ' . ($words =~ s/\s+/ /gr);
		$done{"pg_repack $table"}{$state}++;
	}
	return \%done;
}

# Everybody at once; what they did, added up.
sub everybody
{
	my (%kinds) = @_;
	my $until = time() + $option{seconds};
	my %sum;
	my @children;
	my @works = map { my $number = $_; sub { work($number, \%kinds, $until) } } 0 .. $option{clients} - 1;

	push @works, sub { repack($until) } if $option{repack};
	for my $number (0 .. $#works)
	{
		my $child = fork();

		die "fork: $!\n" unless defined $child;
		if ($child == 0)
		{
			my $done = eval { $works[$number]->() };

			$done = { 'client ended' => { ($@ =~ s/\s+/ /gr) => 1 } } unless $done;
			open(my $file, '>', "$folder/$number.json") or die "$!\n";
			print $file encode_json($done);
			close $file;
			require POSIX;
			POSIX::_exit(0);
		}
		push @children, $child;
	}
	waitpid $_, 0 for @children;
	for my $number (0 .. $#works)
	{
		open(my $file, '<', "$folder/$number.json") or die "client $number left nothing\n";
		my $done = decode_json(join '', <$file>);

		for my $name (keys %$done)
		{
			$sum{$name}{$_} += $done->{$name}{$_} for keys %{ $done->{$name} };
		}
	}
	# also what was never tried
	$sum{$_} ||= {} for keys %{ missing(\%kinds) };
	return %sum;
}

# A refusal is part of a working day, a damaged desk or a broken rule is not;
# REPEATABLE READ may have to try again.
sub is_refusal
{
	my ($state) = @_;

	return $state eq '40001' || $state eq 'gave up' || ($state =~ /^KF/ && $state !~ /^KF(005|010)$/);
}

sub report
{
	my (%sum) = @_;

	printf "%-28s %9s %9s  %s\n", 'work', 'done', 'refused', 'by SQLSTATE';
	for my $name (sort keys %sum)
	{
		my %states = %{ $sum{$name} };
		my $done = delete $states{'00000'} || 0;
		my ($refused, @words) = (0);

		for my $state (sort keys %states)
		{
			my $wrong = !is_refusal($state);

			$bad++ if $wrong;
			$refused += $states{$state};
			push @words, "$state $states{$state}" . ($wrong ? ' UNEXPECTED' : '');
		}
		printf "%-28s %9d %9d  %s\n", $name, $done, $refused, join ', ', @words;
	}
	return;
}

sub show_errors
{
	my %seen;

	for my $log (glob "$folder/*.log")
	{
		open(my $file, '<', $log) or next;
		my @lines = <$file>;

		for my $i (0 .. $#lines)
		{
			next unless $lines[$i] =~ /(ERROR|FATAL|PANIC):\s+(\w{5}):/ && !is_refusal($2);
			next if $2 =~ $after_error || $seen{$2}++ > 2;
			print @lines[ $i .. ($i + 12 < $#lines ? $i + 12 : $#lines) ], "\n";
		}
	}
	return;
}

# what only this program knows
my @own_checks = (
	'a message was delivered once, and is known to be' =>
	  q{SELECT o.id, d.message, d.times
		  FROM (SELECT id FROM outbox WHERE acked_at IS NOT NULL AND digest_id IS NULL) o
		  FULL JOIN (SELECT message, count(*) AS times FROM public.delivered GROUP BY 1) d ON d.message = o.id
		 WHERE o.id IS NULL OR d.times IS DISTINCT FROM 1},
	'a copy that triggers keep is equal to the desk' => q{SELECT * FROM public.shadow_differs},
	'jobs go round the case that cannot be written, and tell of it' =>
	  q{SELECT order_ref, f.sqlstate FROM job_failure f LEFT JOIN complaint c ON c.id = f.complaint_id
		 WHERE f.sqlstate !~ '^(40|55P03)' AND order_ref IS DISTINCT FROM 'bad'
		UNION ALL
		SELECT 'bad', 'not told' WHERE NOT EXISTS (SELECT FROM outbox WHERE topic = 'job_failed')},
	'no other clock waits for the job' =>
	  q{SELECT complaint_id, metric FROM clock
		 WHERE next_at < now() - interval '1 minute' AND complaint_id NOT IN (SELECT complaint_id FROM job_failure WHERE complaint_id IS NOT NULL)});

sub verify
{
	my @left = (checks(), @own_checks);

	while (my ($what, $query) = splice(@left, 0, 2))
	{
		my $wrong = $admin->value("SELECT count(*) FROM ($query) AS wrong");

		next if $wrong eq '0';
		$bad++;
		print "VIOLATED: $what ($wrong rows)\n";
		$admin->say('\\o', "SELECT * FROM ($query) AS wrong LIMIT 3;", '\\o /dev/null', '\\echo done');
		print map { "    $_\n" } $admin->answers('done');
	}
	return;
}

my $deadlocks = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';

$| = 1;
make_desk();
my $before = $admin->value($deadlocks);
my %kinds = kinds(\&exists_here);
my $started = time();
printf "%d clients, %g seconds, seed %d, %d kinds of work\n", @option{qw(clients seconds seed)}, scalar keys %kinds;
report(everybody(%kinds));
# what was left to the job
must(q{SELECT complaint_flow.run_clocks('support');});
printf "%.0f seconds; %s cases, %s events, %s messages, policy version %s\n", time() - $started,
  map { $admin->value($_) } 'SELECT count(*) FROM complaint', 'SELECT count(*) FROM complaint_event',
  'SELECT count(*) FROM outbox', 'SELECT rules_version FROM desk';
# a backend reports what it counted when it ends
my $found = $admin->value($deadlocks) - $before;
print "deadlocks: $found\n";
$bad++ if $found != 0;
verify();
show_errors() if $bad;
print $bad ? "$bad violations\n" : "no violation\n";
$admin->close;
exit($bad ? 1 : 0);
