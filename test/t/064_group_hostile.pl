# What somebody who means harm can try at a group, and what goes wrong between
# servers without anybody's ill will: restores, returns, answers by hand.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Group;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $head = new_head_office('beijing', 'shanghai', 'nanjing');
my %company = map { $_ => new_company($_) } 'beijing', 'shanghai';
my ($beijing, $shanghai) = @company{qw(beijing shanghai)};

join_and_admit($head, $company{$_}, $_) for sort keys %company;
settle($head, %company);

# code of a role that is no superuser, which would make it one
sub plant
{
	my ($node, $role) = @_;

	ask($node, "CREATE ROLE $role LOGIN; GRANT CREATE ON DATABASE postgres TO $role");
	as_role($node, $role, qq{
		CREATE SCHEMA plants_of_$role;
		CREATE FUNCTION plants_of_$role.rise() RETURNS boolean LANGUAGE plpgsql AS
			'BEGIN IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN ALTER ROLE $role SUPERUSER; END IF; RETURN false; END';
		CREATE FUNCTION plants_of_$role.rising() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM plants_of_$role.rise(); RETURN NEW; END'});
	return;
}

sub as_role
{
	my ($node, $role, $sql) = @_;

	return $node->safe_psql('postgres', $sql, extra_params => [ '-U', $role ]);
}

sub has_not_risen
{
	my ($node, $role, $what) = @_;

	is(ask($node, "SELECT rolsuper FROM pg_roles WHERE rolname = '$role'"), 'f', "$what: $role has gained nothing");
	return;
}

# a schema in the place of one that was dropped
hand_down($head, 'shanghai', 1);
settle($head, %company);
ask($head, q{SELECT complaint_flow.remove_company('acme', 'shanghai', keep_figures => false)});
is(ask($head, q{SELECT status FROM acme.referral_now WHERE company = 'shanghai'}), 'filed', 'what it had said is known');
plant($head, 'thief');
as_role($head, 'thief', q{
	CREATE SCHEMA acme_shanghai;
	CREATE TABLE acme_shanghai.company_report (id int PRIMARY KEY, company text);
	CREATE TRIGGER evil BEFORE INSERT OR UPDATE ON acme_shanghai.company_report FOR EACH ROW EXECUTE FUNCTION plants_of_thief.rising();
	ALTER TABLE acme_shanghai.company_report ENABLE ALWAYS TRIGGER evil});
like(refused($head, q{SELECT complaint_flow.admit_company('acme', 'shanghai', 'shanghai')}), qr/KF013.*not that of the company any more/, 'a planted schema');
has_not_risen($head, 'thief', 'a planted schema');
ask($head, 'DROP SCHEMA acme_shanghai CASCADE');
ask($head, q{SELECT complaint_flow.admit_company('acme', 'shanghai', 'shanghai')});
settle($head, %company);
same_figures($head, 'back again', %company);

# a group of somebody else, and a desk with a type of its owner's
plant($head, 'mallory');
as_role($head, 'mallory', q{
	SELECT complaint_flow.create_desk('mdesk', 'empty');
	SELECT complaint_flow.create_group('ring', 'mdesk');
	ALTER TABLE ring.company RENAME TO company_old;
	CREATE VIEW ring.company AS SELECT * FROM ring.company_old WHERE NOT plants_of_mallory.rise()});
like(refused($head, "SELECT complaint_flow.$_"), qr/KF003.*only the owner of group "ring"/, "a group of others: $_")
  for q{grant_group('ring', 'thief')}, q{drop_group('ring')}, q{remove_company('ring', 'x')}, q{admit_company('ring', 'x')}, q{share_with_job('ring')};
has_not_risen($head, 'mallory', 'a group of others');
plant($head, 'eve');
as_role($head, 'eve', q{
	SELECT complaint_flow.create_desk('edesk', 'empty');
	CREATE DOMAIN edesk.trap AS text CHECK (plants_of_eve.rise() IS NOT NULL);
	DROP VIEW edesk.kpi_issue_exact, edesk.kpi_hot CASCADE;
	ALTER TABLE edesk.kpi_issue_sum ALTER issue_key TYPE edesk.trap});
like(refused($head, q{SELECT complaint_flow.create_group('egroup', 'edesk')}), qr/KF010.*desk "edesk" is damaged/, 'a desk with strange types');
has_not_risen($head, 'eve', 'a desk with strange types');

# the trigger that copies sums is no way into another desk
as_role($head, 'mallory', q{
	CREATE TABLE mdesk.kpi_day_sum_of_mine (id int);
	CREATE TRIGGER zz AFTER INSERT ON mdesk.contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION complaint_flow.copy_sums('head');
	CREATE TRIGGER zz AFTER INSERT ON mdesk.kpi_month_sum REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION complaint_flow.copy_sums('head')});
like(refused($head, q{INSERT INTO mdesk.kpi_month_sum SELECT 1, '2026-01-01', 'a', 'a', '{1}', h, h, h, h FROM (SELECT complaint_flow.histogram_of(1, 1)) AS x (h)}),
	qr/KF010.*copy of table "kpi_month_sum" for the head office is gone/, 'copying into the tables of others');

# slots do not come back by ROLLBACK
like(refused($head, "BEGIN; SELECT complaint_flow.$_; COMMIT"), qr/25001.*cannot run inside a transaction block/, "no transaction block: $_")
  for q{admit_company('acme', 'nanjing')}, q{remove_company('acme', 'beijing')}, q{drop_group('acme')};
like(refused($beijing, q{BEGIN; SELECT complaint_flow.leave_group('support', 'acme')}), qr/25001/, 'no transaction block: leave_group');

# twice in one group, one department for two
like(refused($shanghai, q{SELECT complaint_flow.join_group('support', 'acme', 'shanghai2', 'head_office', 'head_replicator')}), qr/KF013.*belongs to group "acme" already/, 'one desk is one company');
like(refused($head, q{SELECT complaint_flow.admit_company('acme', 'nanjing', 'beijing')}), qr/KF008.*stands for company "beijing" of group "acme"/, 'one department is one company');

# fetched anew without leaving: what comes later arrives
hand_down($head, 'beijing', 3);
settle($head, %company);
ask($head, q{SELECT complaint_flow.remove_company('acme', 'beijing')});
ask($head, q{SELECT complaint_flow.admit_company('acme', 'beijing', 'beijing')});
ask($beijing, q{SET complaint_flow.actor = 'sun.li'; UPDATE support.complaint SET state = 'withdrawn', reason = reason || ' settled' WHERE channel = 'group_hq'});
settle($head, %company) for 1 .. 2;
same_figures($head, 'fetched anew', %company);
is(ask($head, q{SELECT closed, problem IS NULL FROM acme.company_now WHERE company = 'beijing'}), '3|t', 'and their end is known');
is(ask($beijing, q{SELECT count(*) FROM support.complaint WHERE channel = 'group_hq'}), 3, 'none was filed again');

# delivered, and then the company leaves and comes back
hand_down($head, 'beijing', 1);
run_jobs('head', $head);
ask($beijing, q{SELECT complaint_flow.leave_group('support', 'acme', true)});
ask($beijing, q{SELECT complaint_flow.join_group('support', 'acme', 'beijing', 'head_office', 'head_replicator')});
ask($head, q{SELECT complaint_flow.remove_company('acme', 'beijing')});
ask($head, q{SELECT complaint_flow.admit_company('acme', 'beijing', 'beijing')});
settle($head, %company) for 1 .. 2;
is(ask($beijing, q{SELECT count(*), count(DISTINCT reason) FROM support.complaint WHERE channel = 'group_hq'}), '4|4', 'what was in the inbox that is gone comes again, and nothing else');
is(ask($head, q{SELECT status, count(*) FROM acme.referral_now WHERE company = 'beijing' GROUP BY 1 ORDER BY 1}), "closed|3\nfiled|1", 'and all is known');

# refused by a trigger of the company's own; an end by hand before it was sent
ask($beijing, q{
	CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not our product''; END';
	CREATE TRIGGER aaa BEFORE INSERT ON support.complaint FOR EACH ROW WHEN (NEW.channel = 'group_hq') EXECUTE FUNCTION public.no()});
hand_down($head, 'beijing', 1);
settle($head, %company);
like(ask($head, q{SELECT reason FROM acme.referral_now WHERE status = 'refused'}), qr/P0001: not our product/, 'refused by a trigger');
ask($beijing, 'DROP FUNCTION public.no() CASCADE');
ask($beijing, q{ALTER TABLE support.channel RENAME TO channel_away});
hand_down($head, 'beijing', 1);
run_jobs('head', $head);
$beijing->psql('postgres', q{SELECT complaint_flow.exchange_cases('support')}) for 1 .. 4;
ask($beijing, q{ALTER TABLE support.channel_away RENAME TO channel});
settle($head, %company);
is(ask($head, q{SELECT count(*) FROM acme.referral_now WHERE company = 'beijing' AND status = 'filed'}), 2, 'a damaged desk files it when it is mended');
$beijing->stop;
hand_down($head, 'beijing', 1);
run_jobs('head', $head);
ask($head, q{INSERT INTO head.work_order_answer (work_order_id, result, answer, recorded_by) SELECT max(id), 'refused', 'not needed any more', 'liaison.beijing' FROM head.work_order});
run_jobs('head', $head);
$beijing->start;
settle($head, %company);
is(ask($head, q{SELECT status FROM acme.referral_now ORDER BY work_order_id DESC LIMIT 1}), 'withdrawn', 'what was answered by hand is not sent');

# a copy of the head office, made from a dump, delivers nothing
my $dump = "$PostgreSQL::Test::Utils::tmp_check/head_copy.sql";
ask($head, 'CREATE DATABASE copy');
$head->command_ok([ 'pg_dump', '-f', $dump, 'postgres' ], 'dump');
$head->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', 'copy', '-f', $dump ], 'restore');
$head->safe_psql('copy', q{
	INSERT INTO head.complaint (channel, received_by, title, description) VALUES ('hotline', 'zhou', '测试', 'a test');
	INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT max(id), 'beijing', 'try', 'zhou' FROM head.complaint;
	SELECT complaint_flow.exchange_cases('head')});
like($head->safe_psql('copy', q{SELECT problem FROM acme.company WHERE code = 'beijing'}), qr/KF019: the company belongs to another head office/, 'a copy is not the head office');
$head->safe_psql('copy', join ';', map { "ALTER SUBSCRIPTION acme_$_ SET (slot_name = NONE); DROP SUBSCRIPTION acme_$_" } sort keys %company);
ask($head, 'DROP DATABASE copy');

# older_backup(NODE, LIFE) -- the node as it was before that life
sub older_backup
{
	my ($node, $life) = @_;
	my $data = $node->data_dir;

	$node->stop;
	system_or_bail('cp', '-a', $data, "$data.old");
	$node->start;
	$life->();
	$node->stop;
	system_or_bail('rm', '-rf', $data);
	system_or_bail('mv', "$data.old", $data);
	$node->start;
	return;
}

# the company is restored from an older backup, and is fetched anew
older_backup($beijing, sub { hand_down($head, 'beijing', 4); settle($head, %company); });
ask($head, q{SELECT complaint_flow.remove_company('acme', 'beijing')});
ask($head, q{SELECT complaint_flow.admit_company('acme', 'beijing', 'beijing')});
settle($head, %company) for 1 .. 2;
is(ask($head, q{SELECT waiting, delivered, filed FROM acme.company_now WHERE company = 'beijing'}), '0|0|6', 'what the company had lost is there again');
same_figures($head, 'a restored company', %company);

# so is the head office; its numbers come again, for other customers
older_backup($head, sub {
	ask($head, q{INSERT INTO head.customer (id, name) VALUES (900, 'Qian');
		INSERT INTO head.complaint (channel, received_by, customer_id, title, description) VALUES ('hotline', 'zhou', 900, '发票没开', 'of Qian');
		INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT max(id), 'beijing', 'invoice', 'zhou' FROM head.complaint});
	ask($beijing, q{INSERT INTO support.complaint (channel, received_by, title) SELECT 'hotline', 'sun.li', '发票没开' FROM generate_series(1, 20)});
	settle($head, %company);
	# the slot knows that the head office has it
	my $lsn = ask($beijing, 'SELECT pg_current_wal_lsn()');
	wait_for($beijing, "SELECT confirmed_flush_lsn >= '$lsn' FROM pg_replication_slots WHERE slot_name = 'acme_beijing'") or die 'no feedback';
});
run_jobs('support', $beijing);
wait_for($head, q{SELECT problem LIKE 'its figures are not those%' FROM acme.company_now WHERE company = 'beijing'}, 'lost figures are noticed');
ask($head, q{SELECT complaint_flow.remove_company('acme', 'beijing')});
ask($head, q{SELECT complaint_flow.admit_company('acme', 'beijing', 'beijing')});
ask($head, q{INSERT INTO head.customer (id, name) VALUES (900, 'Wang');
	INSERT INTO head.complaint (channel, received_by, customer_id, title, description) VALUES ('hotline', 'zhou', 900, '发票没开', 'of Wang');
	INSERT INTO head.work_order (complaint_id, department, task, recorded_by) SELECT max(id), 'beijing', 'invoice', 'zhou' FROM head.complaint});
settle($head, %company) for 1 .. 2;
same_figures($head, 'a restored head office', %company);
is(ask($beijing, q{SELECT string_agg(description || ' is ' || k.name, ', ' ORDER BY c.id) FROM support.complaint c JOIN support.customer k ON k.id = c.customer_id}),
	'of Qian is Qian, of Wang is Wang', 'nobody gets the file of another');

# a company whose sums are nonsense stops itself alone
my $log = -s $head->logfile;
ask($shanghai, q{UPDATE acme_shanghai.kpi_month_sum SET figures = '{NULL,2}'});
$head->wait_for_log(qr/violates check constraint "figures_are_numbers"/, $log);
is(ask($head, q{SELECT count(*) > 0 FROM acme.kpi_month}), 't', 'the views go on');

# what was dropped by hand
ask($shanghai, q{DROP SCHEMA acme_shanghai CASCADE; INSERT INTO support.complaint (channel, received_by, title) VALUES ('hotline', 'sun.li', '发票没开')});
like(refused($shanghai, q{SELECT complaint_flow.fold_kpi('support')}), qr/KF010.*is gone.*leave_group/, 'the fold says that the copy is gone');
ask($shanghai, q{SELECT complaint_flow.leave_group('support', 'acme')});
ask($shanghai, q{SELECT complaint_flow.fold_kpi('support')});
is(ask($shanghai, q{SELECT (SELECT count(*) FROM support.kpi_change), (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_publication), (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'acme%')}),
	'0|0|0|0', 'leave_group clears what is left');

done_testing();
