# Prepared transactions: cases, contacts and rules wait together, survive a
# restart, and take effect for everybody at once, or not at all.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Oracle;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('prepared');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', 'max_prepared_transactions = 10');
$node->start;
make_desk($node);
$node->safe_psql('postgres', q{
	INSERT INTO support.complaint (id, channel, title, category) VALUES (1, 'hotline', 'before', '1.1');
	DELETE FROM support.classification_rule;
	INSERT INTO support.classification_rule (position, name, category) VALUES (1, 'all', '1.1');
});

# Case $id is received; returns its category.
sub receive
{
	my ($id) = @_;

	return "INSERT INTO support.complaint (id, channel, title) VALUES ($id, 'hotline', 'parcel') RETURNING category;\n";
}

# One connection all the way: what it judged by in the transaction is not what
# it judges by while the transaction waits.
my $session = receive(11) . q{
	BEGIN;
	UPDATE support.classification_rule SET category = '1.2';
} . receive(12) . q{
	INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)
		VALUES (1, 'out', 'hotline', 'update', 'reached'), (12, 'out', 'hotline', 'update', 'reached');
	PREPARE TRANSACTION 'waits';
} . receive(13) . q{
	COMMIT PREPARED 'waits';
} . receive(14) . q{
	BEGIN;
	UPDATE support.classification_rule SET category = '1.3';
} . receive(15) . q{
	PREPARE TRANSACTION 'fails';
	ROLLBACK PREPARED 'fails';
} . receive(16);
is($node->safe_psql('postgres', $session), join("\n", qw(1.1 1.2 1.1 1.2 1.3 1.2)),
	'each statement follows the rules in force');
is($node->safe_psql('postgres', 'SELECT id, contact_count, event_count FROM support.complaint ORDER BY id'),
	"1|1|2\n11|0|1\n12|1|2\n13|0|1\n14|0|1\n16|0|1", 'what was prepared came with its commit');
agrees($node, 'after the commit');

# What rules add is there before the transaction is prepared.
$node->safe_psql('postgres', q{
	INSERT INTO support.action_rule (position, name, activities, condition, action, argument, task)
		VALUES (1, 'looked at', '{received}', $$title = 'stolen'$$, 'work order', 'risk_control', 'look at it');
	BEGIN;
	INSERT INTO support.complaint (id, channel, title) VALUES (31, 'hotline', 'stolen'), (32, 'hotline', 'parcel');
	PREPARE TRANSACTION 'acts';
	COMMIT PREPARED 'acts'});
is($node->safe_psql('postgres', 'SELECT id, event_count FROM support.complaint WHERE id > 30 ORDER BY id'),
	"31|2\n32|1", 'a rule acted in a prepared transaction');

# Another connection commits it, and one that knew the old rules sees it.
$node->safe_psql('postgres', q{
	BEGIN;
	UPDATE support.classification_rule SET category = '1.4';
	UPDATE support.complaint SET state = 'verifying' WHERE id = 1;
} . receive(21) . q{PREPARE TRANSACTION 'later'});
$node->restart;
my $reader = $node->background_psql('postgres');
is($reader->query_safe(receive(22) =~ s/;\n//r), '1.2', 'prepared rules do not count yet');
is($reader->query_safe('SELECT count(*) FROM support.queue WHERE complaint_id = 21'), '0', 'nor do prepared cases');
my ($ret, $out, $err) = $node->psql('postgres',
	q{SET lock_timeout = '100ms'; UPDATE support.complaint SET reason = 'x' WHERE id = 1});
like($err, qr/lock timeout/, 'a case of a prepared transaction is locked');
is($node->safe_psql('postgres', q{SELECT complaint_flow.run_clocks('support', now() + interval '30 days') > 0}), 't',
	'the job passes over it');
$node->safe_psql('postgres', q{COMMIT PREPARED 'later'});
is($reader->query_safe(receive(23) =~ s/;\n//r), '1.4', 'the next statement of another connection follows');
$reader->quit;
is($node->safe_psql('postgres', 'SELECT state FROM support.complaint WHERE id = 1'), 'verifying', 'and the case moved on');
agrees($node, 'in the end');

$node->stop;
done_testing();
