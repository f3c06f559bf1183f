# A group of companies on several clusters, for tests of what happens between
# them.
package Group;

use strict;
use warnings;

use Exporter 'import';
use IO::Select;
use IO::Socket::UNIX;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(new_head_office new_company join_and_admit lead_to ask refused
  hand_down wait_for run_jobs settle figures of_group same_figures new_wire);

my $patience = $PostgreSQL::Test::Utils::timeout_default;

sub new_server
{
	my ($name, @settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(allows_streaming => 'logical');
	$node->append_conf('postgresql.conf', join "\n",
		'max_worker_processes = 20', 'max_connections = 40', 'wal_retrieve_retry_interval = 200ms',
		'max_logical_replication_workers = 12', 'wal_receiver_timeout = 3s', @settings);
	# who is no superuser has to come with a password, and a head office gets
	# no physical copy
	my $hba = $node->data_dir . '/pg_hba.conf';
	my $trust = slurp_file($hba);
	unlink $hba;
	append_to_file($hba, "local all head_office,head_replicator scram-sha-256\nlocal replication head_office,head_replicator reject\n$trust");
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION complaint_flow');
	return $node;
}

# new_head_office(COMPANY...) -- a desk "head", whose departments stand for
# the companies, and group "acme"
sub new_head_office
{
	my (@companies) = @_;
	my $node = new_server('head_office');

	$node->safe_psql(
		'postgres', q{
		CREATE EXTENSION dblink;
		CREATE EXTENSION postgres_fdw;
		CREATE ROLE head_owner;
		GRANT CREATE ON DATABASE postgres TO head_owner;
		SET ROLE head_owner;
		SELECT complaint_flow.create_desk('head');
		RESET ROLE;
		INSERT INTO head.staff (code, name, role, department) VALUES ('zhou', 'Zhou', 'supervisor', 'customer_service');
		SELECT complaint_flow.create_group('acme', 'head')});
	foreach my $company (@companies)
	{
		$node->safe_psql(
			'postgres', qq{
			INSERT INTO head.department (code, label, label_zh) VALUES ('$company', '$company', '$company');
			INSERT INTO head.staff (code, name, role, department) VALUES ('liaison.$company', 'L', 'agent', '$company');
			UPDATE head.department SET liaison = 'liaison.$company' WHERE code = '$company'});
	}
	return $node;
}

# new_company(NAME) -- a cluster with a desk "support", as every company has one
sub new_company
{
	my ($name, @settings) = @_;
	my $node = new_server($name, @settings);

	$node->safe_psql(
		'postgres', q{
		CREATE ROLE head_office LOGIN PASSWORD 'a b''c';
		CREATE ROLE head_replicator LOGIN REPLICATION PASSWORD 'c\b';
		CREATE ROLE desk_owner;
		GRANT CREATE ON DATABASE postgres TO desk_owner;
		SET ROLE desk_owner;
		SELECT complaint_flow.create_desk('support');
		INSERT INTO support.staff (code, name, role, department) VALUES ('sun.li', 'Sun Li', 'supervisor', 'customer_service')});
	return $node;
}

# lead_to(HEAD, COMPANY, HOST, PORT) -- the way from the head office to a server
sub lead_to
{
	my ($head, $company, $host, $port) = @_;

	$head->safe_psql(
		'postgres', qq{
		DROP SERVER IF EXISTS acme_$company, acme_${company}_replication CASCADE;
		CREATE SERVER acme_$company FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'postgres');
		CREATE SERVER acme_${company}_replication FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'postgres');
		CREATE USER MAPPING FOR CURRENT_USER SERVER acme_$company OPTIONS (user 'head_office', password 'a b''c');
		CREATE USER MAPPING FOR CURRENT_USER SERVER acme_${company}_replication OPTIONS (user 'head_replicator', password 'c\\b');
		CREATE USER MAPPING FOR head_owner SERVER acme_$company OPTIONS (user 'head_office', password 'a b''c')});
	return;
}

sub join_and_admit
{
	my ($head, $node, $company, $host, $port) = @_;

	$node->safe_psql('postgres',
		"SELECT complaint_flow.join_group('support', 'acme', '$company', 'head_office', 'head_replicator', title => 'The $company company')");
	lead_to($head, $company, $host // $node->host, $port // $node->port);
	$head->safe_psql('postgres', "SELECT complaint_flow.admit_company('acme', '$company', '$company')");
	return;
}

sub ask
{
	my ($node, $sql) = @_;

	return $node->safe_psql('postgres', $sql);
}

# refused(NODE, SQL) -- SQLSTATE, message, DETAIL and HINT of its error
sub refused
{
	my ($node, $sql, $user) = @_;
	my $stderr = '';

	$node->psql('postgres', "\\set VERBOSITY verbose\n$sql", stderr => \$stderr,
		extra_params => $user ? [ '-U', $user ] : []);
	return join ' | ', map { s/^psql\S* //r } grep { /ERROR:|DETAIL:|HINT:/ } split /\n/, $stderr;
}

# hand_down(HEAD, COMPANY, NUMBER) -- so many cases of the head office, each
# with a work order for the company
sub hand_down
{
	my ($head, $company, $number) = @_;

	$head->safe_psql(
		'postgres', qq{
		WITH c AS (
			INSERT INTO head.complaint (channel, received_by, title, description)
			SELECT 'hotline', 'zhou', '包裹少了一件', 'for $company ' || n FROM generate_series(1, $number) n RETURNING id)
		INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT id, '$company', 'settle it', 'zhou' FROM c});
	return;
}

# wait_for(NODE, QUERY, WHAT) -- until the query says t
sub wait_for
{
	my ($node, $query, $what) = @_;
	my $is_so = $node->poll_query_until('postgres', $query);

	ok($is_so, $what) if defined $what;
	return $is_so;
}

sub run_jobs
{
	my ($desk, @nodes) = @_;

	foreach my $node (@nodes)
	{
		ask($node, "SELECT complaint_flow.$_('$desk')") for qw(exchange_cases fold_kpi exchange_cases);
	}
	return;
}

# settle(HEAD, COMPANIES...) -- jobs run until the head office knows what the
# companies know
sub settle
{
	my ($head, %companies) = @_;

	run_jobs('head', $head);
	run_jobs('support', values %companies);
	foreach my $company (sort keys %companies)
	{
		my $as_of = ask($companies{$company}, "SELECT reported_at FROM acme_$company.company_report");

		wait_for($head, "SELECT count(*) = 1 FROM acme.company_report WHERE company = '$company' AND reported_at >= '$as_of'")
		  or die "$company does not report";
	}
	run_jobs('head', $head);
	return;
}

my @views = qw(kpi_day kpi_week kpi_month kpi_by kpi_clock kpi_state kpi_within kpi_issue_day);

# figures(NODE) -- all KPI views of the desk "support", as text
sub figures
{
	my ($node) = @_;

	return join "\n", map {
		"$_\n" . ask($node, "SELECT v FROM support.$_ v ORDER BY v::text COLLATE \"C\"")
	} @views;
}

# of_group(HEAD, COMPANY) -- the same as the head office sees them
sub of_group
{
	my ($head, $company) = @_;

	return join "\n", map {
		my $columns = ask($head,
			"SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'acme.${_}_by_company'::regclass AND attnum > 0 AND attname <> 'company'");

		"$_\n" . ask($head, "SELECT v FROM (SELECT $columns FROM acme.${_}_by_company WHERE company = '$company') v ORDER BY v::text COLLATE \"C\"")
	} @views;
}

sub same_figures
{
	my ($head, $what, %companies) = @_;

	is(of_group($head, $_), figures($companies{$_}), "$what: figures of $_ agree in all views")
	  for sort keys %companies;
	return;
}

# new_wire(NODE) -- a socket that leads to a server, and can be cut: a process
# that passes on what comes
sub new_wire
{
	my ($node) = @_;
	my $folder = PostgreSQL::Test::Utils::tempdir_short();
	my $port = $node->port;
	my $wire = bless { folder => $folder, port => $port, target => $node->host . "/.s.PGSQL.$port" }, 'Group::Wire';

	$wire->mend;
	return $wire;
}

package Group::Wire;

sub mend
{
	my ($self) = @_;
	my $path = "$self->{folder}/.s.PGSQL.$self->{port}";

	unlink $path;
	my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 20) or die "no socket: $!";
	my $pid = fork // die 'no fork';
	if ($pid == 0)
	{
		my $select = IO::Select->new($listener);
		my %peer;

		while (1)
		{
			foreach my $from ($select->can_read)
			{
				if ($from == $listener)
				{
					my $client = $listener->accept or next;
					my $server = IO::Socket::UNIX->new(Peer => $self->{target});
					if (!$server) { $client->close; next }
					$peer{$client} = $server;
					$peer{$server} = $client;
					$select->add($client, $server);
					next;
				}
				my $to = $peer{$from} or next;
				my $data;
				if (sysread $from, $data, 65536)
				{
					my $at = 0;
					while ($at < length $data)
					{
						my $sent = syswrite $to, $data, length($data) - $at, $at;
						last unless defined $sent;
						$at += $sent;
					}
					next;
				}
				$select->remove($from, $to);
				delete @peer{ $from, $to };
				$_->close for $from, $to;
			}
		}
	}
	$listener->close;
	$self->{pid} = $pid;
	return;
}

# all connections break, and none can be made
sub cut
{
	my ($self) = @_;

	return unless $self->{pid};
	kill 'KILL', delete $self->{pid};
	wait;
	return;
}

# nothing comes through, and nobody is told
sub freeze { kill 'STOP', $_[0]{pid}; return }
sub thaw { kill 'CONT', $_[0]{pid}; return }

sub DESTROY { $_[0]->cut; return }

1;
