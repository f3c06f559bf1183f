# What cannot be between a head office and its companies is refused with its
# reason and its cure, and leaves nothing behind.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Group;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $head = new_head_office('beijing', 'shanghai');
my $beijing = new_company('beijing');
my $shanghai = new_company('shanghai', 'max_replication_slots = 4');

my $rests = q{SELECT (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_publication), (SELECT count(*) FROM pg_subscription),
	(SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'acme\_%'), (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'acme%')};

# refuses(NODE, SQL, PATTERN, WHAT) -- and leaves all as it was
sub refuses
{
	my ($node, $sql, $pattern, $what, $user) = @_;
	my $before = ask($node, $rests) . ask($beijing, $rests) . ask($shanghai, $rests);

	like(refused($node, $sql, $user), $pattern, $what);
	is(ask($node, $rests) . ask($beijing, $rests) . ask($shanghai, $rests), $before, "$what: nothing half done");
	return;
}

# the company's side
my $join = q{SELECT complaint_flow.join_group('support', 'acme', 'beijing', 'head_office', 'head_replicator'%s)};
refuses($beijing, sprintf($join =~ s/acme/Acme Inc/r, ''), qr/KF011.*"Acme Inc" cannot be the name of a group.*small letters/, 'name of a group');
refuses($beijing, sprintf($join =~ s/'beijing'/'北京'/r, ''), qr/KF011.*"北京" cannot be the name of a company/, 'name of a company');
refuses($beijing, sprintf($join =~ s/support/help/r, ''), qr/KF008.*desk "help" does not exist/, 'no desk');
refuses($beijing, sprintf($join =~ s/head_office/nobody/r, ''), qr/KF008.*role "nobody" cannot be the head_office.*not exist.*CREATE ROLE nobody LOGIN/, 'no role');
refuses($beijing, sprintf($join =~ s/head_office/head_replicator/r, ''), qr/KF008.*may replicate/, 'a role that may do too much');
refuses($beijing, sprintf($join =~ s/head_replicator/head_office/r, ''), qr/KF008.*may not replicate.*LOGIN REPLICATION/, 'a role that may do too little');
refuses($beijing, sprintf($join, q{, channel => 'pigeon'}), qr/KF008.*channel "pigeon" does not exist.*support\.channel/, 'no channel');
ask($beijing, 'CREATE ROLE regress_somebody LOGIN');
refuses($beijing, sprintf($join, ''), qr/KF003.*only the owner of desk "support"/, 'somebody else', 'regress_somebody');
ask($beijing, 'CREATE ROLE regress_owner LOGIN; GRANT CREATE ON DATABASE postgres TO regress_owner');
$beijing->safe_psql('postgres', q{SELECT complaint_flow.create_desk('other', 'empty')}, extra_params => [ '-U', 'regress_owner' ]);
refuses($beijing, sprintf($join =~ s/support/other/r, ''), qr/KF008.*channel "group_hq" does not exist/, 'a desk without such a channel', 'regress_owner');
ask($beijing, q{REVOKE CREATE ON DATABASE postgres FROM regress_owner});
refuses($beijing, sprintf($join =~ s/support/other/r, ''), qr/KF003.*may not create a schema.*GRANT CREATE ON DATABASE postgres TO regress_owner/, 'an owner who may make no schema', 'regress_owner');
ask($beijing, q{CREATE SCHEMA acme_beijing});
refuses($beijing, sprintf($join, ''), qr/KF013.*schema "acme_beijing" already exists/, 'a name that is taken');
ask($beijing, q{DROP SCHEMA acme_beijing});
refuses($beijing, q{SELECT complaint_flow.leave_group('support', 'acme')}, qr/KF008.*does not belong to group "acme"/, 'leaving a group that one is not in');

# the head office's side, while the company has not joined
my $admit = q{SELECT complaint_flow.admit_company('acme', 'beijing', 'beijing')};
refuses($head, q{SELECT complaint_flow.create_group('acme', 'head')}, qr/KF013.*schema "acme" already exists/, 'a second group of a name');
refuses($head, q{SELECT complaint_flow.create_group('other', 'nowhere')}, qr/KF008.*desk "nowhere"/, 'a group without a desk');
refuses($head, $admit =~ s/acme/ring/r, qr/KF008.*group "ring" does not exist/, 'no group');
refuses($head, $admit, qr/KF019.*way to the company's server is not known.*CREATE SERVER acme_beijing/, 'no server');
lead_to($head, 'beijing', '/nowhere', 1);
refuses($head, $admit, qr/KF019.*company "beijing" does not answer.*No such file/, 'a server that is not there');
lead_to($head, 'beijing', $beijing->host, $beijing->port);
refuses($head, $admit, qr/KF019.*has not joined group "acme" there.*complaint_flow\.join_group/, 'a company that has not joined');
ask($beijing, sprintf($join, ''));
refuses($beijing, sprintf($join, ''), qr/KF013.*already exists/, 'joining twice');
refuses($head, $admit =~ s/'beijing'\)/'nowhere')/r, qr/KF008.*department "nowhere" cannot stand for company.*no such department/, 'no department');
ask($head, q{UPDATE head.department SET liaison = NULL WHERE code = 'beijing'});
refuses($head, $admit, qr/KF008.*no liaison/, 'a department without a liaison');
ask($head, q{UPDATE head.department SET liaison = 'liaison.beijing' WHERE code = 'beijing'});
ask($head, 'CREATE ROLE regress_somebody LOGIN');
refuses($head, $admit, qr/KF003.*only the owner of group "acme".*SET ROLE/, 'somebody else', 'regress_somebody');
ask($head, 'DROP EXTENSION dblink');
refuses($head, $admit, qr/KF019.*extension "dblink" is needed.*CREATE EXTENSION dblink/, 'no dblink');
ask($head, 'CREATE SCHEMA tools; CREATE EXTENSION dblink SCHEMA tools');

# the wrong server, the wrong version, missing rights
lead_to($head, 'beijing', $shanghai->host, $shanghai->port);
refuses($head, $admit, qr/KF019.*not that of company "beijing".*has not joined/, 'the server of another company');
lead_to($head, 'beijing', $beijing->host, $beijing->port);
ask($beijing, q{UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'complaint_flow'});
refuses($head, $admit, qr/KF019.*runs complaint_flow 0\.9, and this database 1.*same version/, 'another version');
ask($beijing, q{UPDATE pg_extension SET extversion = (SELECT default_version FROM pg_available_extensions WHERE name = 'complaint_flow') WHERE extname = 'complaint_flow'});
ask($beijing, 'ALTER ROLE head_replicator NOREPLICATION');
refuses($head, $admit, qr/KF019.*may not replicate.*ALTER ROLE/, 'a role without REPLICATION');
ask($beijing, 'ALTER ROLE head_replicator REPLICATION');
ask($beijing, 'CREATE TABLE public.secret (id int PRIMARY KEY); ALTER PUBLICATION acme_beijing ADD TABLE public.secret');
ask($head, 'CREATE TABLE public.secret (id int PRIMARY KEY)');
refuses($head, $admit, qr/KF019.*does not publish what a company publishes/, 'a company that publishes what it should not');
ask($beijing, 'ALTER PUBLICATION acme_beijing DROP TABLE public.secret');
ask($head, 'CREATE SCHEMA acme_beijing');
refuses($head, $admit, qr/KF013.*schema "acme_beijing" already exists/, 'a name that is taken at the head office');
ask($head, 'DROP SCHEMA acme_beijing');

# a slot that an attempt left behind is no hindrance
ask($beijing, q{SELECT pg_create_logical_replication_slot('acme_beijing', 'pgoutput')});
ask($head, $admit);
ask($head, q{INSERT INTO head.complaint (channel, received_by, title, description) VALUES ('hotline', 'zhou', 'a', 'b')});
settle($head, beijing => $beijing);
same_figures($head, 'admitted at last', beijing => $beijing);
refuses($head, $admit, qr/KF013.*already exists.*company_now/, 'admitting twice');
refuses($head, q{SELECT * FROM complaint_flow.remove_company('acme', 'nanjing')}, qr/KF008.*company "nanjing" is not in group "acme"/, 'removing a stranger');
refuses($head, q{SELECT complaint_flow.drop_desk('head', true)}, qr/KF013.*other schemas need tables/, 'dropping the desk of the head office');
refuses($beijing, q{SELECT complaint_flow.drop_desk('support', true)}, qr/KF013.*other schemas need tables/, 'dropping the desk of a company');

# no slot is free
ask($shanghai, q{SELECT complaint_flow.join_group('support', 'acme', 'shanghai', 'head_office', 'head_replicator')});
ask($shanghai, qq{SELECT pg_create_physical_replication_slot('s$_')}) for 1 .. 4;
lead_to($head, 'shanghai', $shanghai->host, $shanghai->port);
refuses($head, q{SELECT complaint_flow.admit_company('acme', 'shanghai', 'shanghai')}, qr/53400.*replication slots are in use/, 'no free slot');
ask($shanghai, qq{SELECT pg_drop_replication_slot('s$_')}) for 1 .. 4;
ask($head, q{SELECT complaint_flow.admit_company('acme', 'shanghai', 'shanghai')});
settle($head, beijing => $beijing, shanghai => $shanghai);

# a company that lies about itself harms only itself
ask($shanghai, q{ALTER TABLE acme_shanghai.kpi_month_sum ADD COLUMN company text DEFAULT 'beijing'});
my $log = -s $head->logfile;
ask($shanghai, q{
	INSERT INTO acme_shanghai.kpi_month_sum (id, month, figures, first_response, first_response_business, resolution, resolution_business)
	SELECT 77, '2026-01-01', '{1,2}', h, h, h, h FROM (SELECT complaint_flow.histogram_of(1, 1) AS h) AS x});
$head->wait_for_log(qr/violates partition constraint/, $log);
ok(1, 'rows in the name of another company are refused');
same_figures($head, 'the other company is unharmed', beijing => $beijing);
ask($beijing, q{INSERT INTO support.complaint (channel, received_by, title) VALUES ('hotline', 'sun.li', '发票没开')});
settle($head, beijing => $beijing);
same_figures($head, 'and goes on', beijing => $beijing);

# who may lay down cases may do nothing else there
$ENV{PGPASSWORD} = q{a b'c};
refuses($beijing, 'SELECT * FROM acme_beijing.inbox', qr/42501/, 'the head office does not read the inbox', 'head_office');
refuses($beijing, 'SELECT * FROM support.complaint', qr/42501/, 'nor the cases', 'head_office');
refuses($beijing, 'UPDATE acme_beijing.referral_status SET status = status', qr/42501/, 'nor writes what it reads', 'head_office');
refuses($beijing, q{INSERT INTO acme_beijing.inbox (id, settled) VALUES (gen_random_uuid(), true)}, qr/42501/, 'nor settles anything', 'head_office');
$beijing->safe_psql('postgres', q{INSERT INTO acme_beijing.inbox (id, title, description) VALUES ('00000000-0000-0000-0000-000000000001', repeat('x', 100000), 'too long'), ('00000000-0000-0000-0000-000000000002', NULL, NULL)},
	extra_params => [ '-U', 'head_office' ]);
run_jobs('support', $beijing);
is(ask($beijing, q{SELECT string_agg(status || ' ' || left(reason, 5), ', ' ORDER BY id) FROM acme_beijing.referral_status}), 'refused KF011, refused KF012',
	'what cannot be a case is refused');

done_testing();
