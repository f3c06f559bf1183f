# Eight clients at once: claims, everything together, and calls of the same
# customers.
#
# CF_LOAD_SECONDS sets how long the mixed load lasts at each isolation level.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Oracle;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seconds = $ENV{CF_LOAD_SECONDS} || 10;
my $node = PostgreSQL::Test::Cluster->new('many');

$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', qq{
deadlock_timeout = 200ms
autovacuum_naptime = 1s
max_prepared_transactions = 10
});
$node->start;
make_desk($node);

# 2,000 cases, and 2,080 claims for them
$node->safe_psql('postgres', q{
	INSERT INTO support.complaint (channel, title, description)
		SELECT 'web_form', 'parcel ' || n, 'lost' FROM generate_series(1, 2000) AS n;
	CREATE TABLE claimed (agent text, id bigint);
});
$node->pgbench(
	'-n -c 8 -j 2 -t 260', 0, [qr{processed: 2080/2080}], [qr{^(?!.*ERROR)}s],
	'eight agents claim',
	{ claim => q{
		INSERT INTO claimed SELECT 'agent' || :client_id,
			complaint_flow.claim('support', 'agent' || :client_id);
	} });
is($node->safe_psql('postgres', 'SELECT count(id), count(DISTINCT id), count(*) FROM claimed'),
	'2000|2000|2080', 'every case once, and nothing for those who come too late');
none($node, q{SELECT c.id FROM support.complaint c LEFT JOIN claimed k USING (id)
		WHERE c.owner IS DISTINCT FROM k.agent OR c.event_count <> 2},
	'it belongs to who got it');
agrees($node, 'after the claims');

# refusals are part of a working day; everything else is an error
$node->safe_psql('postgres', q{
	CREATE FUNCTION attempt(sql text) RETURNS void LANGUAGE plpgsql AS $$
	BEGIN
		EXECUTE sql;
	EXCEPTION WHEN OTHERS THEN
		IF SQLSTATE !~ '^KF' THEN RAISE; END IF;
	END $$;
});
my %work = (
	'insert@10' => q{
		INSERT INTO support.complaint (channel, received_by, title, description)
			VALUES ('hotline', 'agent' || :client_id, '积分没到账', '消费一周积分没到账');
	},
	'several@2' => q{
		INSERT INTO support.complaint (channel, title, description)
			SELECT 'web_form', 'delivery', 'lost ' || n FROM generate_series(1, 5) AS n;
	},
	'contact@10' => q{
		\set id random(1, 3000)
		\set kind random(1, 3)
		SELECT attempt(format($$INSERT INTO support.contact (complaint_id, direction, channel, purpose, result, next_contact_at)
			VALUES (%s, 'out', 'hotline', %L, %L, %L)$$, :id,
			(ARRAY['acknowledgement', 'first_response', 'update'])[:kind],
			(ARRAY['reached', 'reached', 'not_reached'])[:kind], CASE :kind WHEN 1 THEN now() + interval '1 hour' END));
	},
	'state@10' => q{
		\set id random(1, 3000)
		\set to random(1, 6)
		SELECT attempt(format($$UPDATE support.complaint SET state = %L, reason = 'because', updated_by = 'boss' WHERE id = %s$$,
			(ARRAY['verifying', 'awaiting_customer', 'investigating', 'withdrawn', 'invalid', 'verifying'])[:to], :id));
	},
	'reclassify@3' => q{
		\set id random(1, 3000)
		SELECT attempt(format($$UPDATE support.complaint SET urgency = 'urgent', reason = 'press', updated_by = 'boss' WHERE id = %s$$, :id));
	},
	'claim@6' => q{
		SELECT complaint_flow.claim('support', 'agent' || :client_id);
	},
	'job@1' => q{
		\set minutes random(0, 300)
		SELECT complaint_flow.run_clocks('support', now() + :minutes * interval '1 minute');
	},
	# all of a case's writes are seen together, or none
	'verify@1' => q{
		SELECT 1 / (count(*) = 0)::int FROM complaint_flow.verify_history('support');
	},
	'rule@1' => q{
		\set which random(1, 3)
		UPDATE support.clock_rule SET target = (ARRAY['10 minutes', '20 minutes', '1 hour'])[:which]::complaint_flow.target
		 WHERE metric = 'acknowledgement';
	},
	'rules@1' => q{
		BEGIN;
		SELECT FROM support.desk FOR NO KEY UPDATE;
		DELETE FROM support.clock_rule WHERE name = 'extra';
		INSERT INTO support.clock_rule (position, name, metric, condition, target, met_by)
			VALUES (1, 'extra', 'progress', $$description LIKE '%' || :client_id || '%'$$, '2 hours', '{contact:update}');
		END;
	});
# pgbench wants a new file for every script
sub scripts
{
	my ($prefix) = @_;

	return { map { ("${prefix}_$_" => $work{$_}) } keys %work };
}

$node->pgbench("-n -c 8 -j 2 -T $seconds", 0, [qr{processed}], [qr{^(?!.*(?:ERROR|aborted))}s],
	'everything at once', scripts('committed'));
agrees($node, 'after the mixed load');
{
	local $ENV{PGOPTIONS} = '-c default_transaction_isolation=repeatable\ read';
	$node->pgbench("-n -c 8 -j 2 -T $seconds --max-tries=1000", 0, [qr{processed}],
		[qr{^(?!.*aborted)}s], 'the same in REPEATABLE READ', scripts('repeatable'));
}
agrees($node, 'after the load in REPEATABLE READ');
none($node, q{SELECT kind FROM unnest('{received,contact:first_response,attempt:update,state:verifying,state:withdrawn,claimed,reclassified}'::text[]) AS kind
		WHERE NOT EXISTS (SELECT FROM support.complaint_event WHERE activity = kind)},
	'all of it happened');
is($node->safe_psql('postgres', q{SELECT count(*) > 10 FROM support.outbox}), 't', 'the job flagged clocks');
is($node->safe_psql('postgres', q{SELECT rules_version > 10 FROM support.desk}), 't', 'the rules changed');

# Forty customers call about a few orders, products and troubles, at the same
# moment: no two cases that remain are the same matter by any rule.  A moment
# passes before the commit, so that some do not see each other.
$node->safe_psql('postgres', 'INSERT INTO support.customer (id) SELECT generate_series(1, 40)');
my $call = q{
	\set customer random(1, 40)
	\set order random(1, 6)
	\set product random(1, 5)
	\set words random(1, 4)
	BEGIN;
	INSERT INTO support.complaint (channel, customer_id, order_ref, product, title, description)
		VALUES ('hotline', :customer, (ARRAY['A-1', 'A-2', 'ａ-1'])[:order], (ARRAY['kettle', 'lamp', '檯燈'])[:product],
			'call', (ARRAY['the refund has not come', 'still the refund has not come', '发票没有开', '發票還沒有開'])[:words]);
	\sleep 2 ms
	END;
};
my @matters = (
	'no two cases of a customer are the same matter' =>
	  q{SELECT a.id, b.id, r.name
		  FROM (SELECT customer_id, id, to_jsonb(c) AS content, concat_ws(' ', title, description) AS texts
		          FROM complaint c WHERE repeat_kind IS DISTINCT FROM 'joined') a
		  JOIN (SELECT customer_id, id, to_jsonb(c) AS content, concat_ws(' ', title, description) AS texts
		          FROM complaint c WHERE repeat_kind IS DISTINCT FROM 'joined') b ON b.customer_id = a.customer_id AND b.id > a.id
		 CROSS JOIN same_matter_rule r
		 WHERE NOT EXISTS (SELECT FROM unnest(r.equal_columns) AS e
		         WHERE coalesce(complaint_flow.fold_text(a.content ->> e) <> complaint_flow.fold_text(b.content ->> e), true))
		   AND NOT EXISTS (SELECT FROM unnest(r.differing_columns) AS e
		         WHERE complaint_flow.fold_text(a.content ->> e) <> complaint_flow.fold_text(b.content ->> e))
		   AND (r.likeness IS NULL OR complaint_flow.text_likeness(a.texts, b.texts) >= r.likeness)},
	'each rule joined some' =>
	  q{SELECT name FROM same_matter_rule r WHERE name IN ('same order', 'same issue', 'the texts are alike') AND NOT EXISTS
		       (SELECT FROM complaint WHERE repeat_kind = 'joined' AND r.id = ANY (judged_by))},
	'somebody was late and joined afterwards' =>
	  q{SELECT count(*) FROM complaint_event WHERE activity = 'joined' AND seq > 1 HAVING count(*) = 0});

foreach my $level ('read committed', 'repeatable read')
{
	(my $option = $level) =~ s/ /\\ /;
	(my $script = $level) =~ s/ /_/;
	local $ENV{PGOPTIONS} = "-c default_transaction_isolation=$option";
	$node->pgbench('-n -c 8 -j 2 -t 100 --max-tries=1000', 0, [qr{processed: 800/800}], [qr{^(?!.*aborted)}s],
		"eight clients take calls, $level", { "calls_$script" => $call });
}
while (my ($what, $query) = splice(@matters, 0, 2))
{
	none($node, "SET search_path = support, public; $query", $what);
}
# the job takes in whose case somebody else had when the batch was declared
$node->safe_psql('postgres', q{SELECT complaint_flow.run_clocks('support')});
is($node->safe_psql('postgres', 'SELECT count(*) FROM support.issue_moved'), '0', 'nothing is left to count');
agrees($node, 'after the calls');

$node->stop;
done_testing();
