# A desk in full use, for tests of what happens to a whole desk: dumps,
# replication, standby servers.
package LivingDesk;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

use IPC::Run qw(start pump finish timeout);

our @EXPORT = qw(prepare_roles make_desk live_on contents numbers objects
  ok_alive is_same_desk open_session);

# Sessions of all clusters agree on how values look.
my $settings = q{
SET TimeZone = 'Asia/Shanghai';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'iso_8601';
};

# Roles are not part of a dump: every cluster needs them.
sub prepare_roles
{
	my ($node, $version) = @_;
	my $of = defined $version ? "VERSION '$version'" : '';

	$node->safe_psql(
		'postgres', qq{
		CREATE ROLE regress_cf_owner LOGIN;
		CREATE ROLE regress_cf_clerk LOGIN;
		GRANT CREATE ON DATABASE postgres TO regress_cf_owner;
		CREATE EXTENSION complaint_flow $of});
	return;
}

# make_desk(NODE, DATABASE, NAME) -- 300 cases with all that can happen to
# them, and with things that its owner added: a column and its index, a rule
# about the column, a row level policy, a trigger.
sub make_desk
{
	my ($node, $database, $desk) = @_;

	$node->safe_psql(
		$database, $settings . qq{
SET ROLE regress_cf_owner;
SELECT complaint_flow.create_desk('$desk');
SET search_path = $desk, public;
INSERT INTO staff (code, name, role, department, manager, database_role) VALUES
	('sun.li', 'Sun Li', 'supervisor', 'customer_service', NULL, NULL),
	('li.na', 'Li Na', 'agent', 'customer_service', 'sun.li', 'regress_cf_clerk'),
	('liu.yang', 'Liu Yang', 'agent', 'customer_service', 'sun.li', NULL);
UPDATE department SET overseer = 'sun.li' WHERE code = 'customer_service';
INSERT INTO customer (name, tier) SELECT 'customer ' || n, CASE WHEN n % 9 = 0 THEN 'vip' END FROM generate_series(1, 40) n;
ALTER TABLE complaint ADD COLUMN region text, ADD COLUMN region_length int GENERATED ALWAYS AS (length(region)) STORED;
CREATE INDEX complaint_region ON complaint (region);
CREATE FUNCTION tidy_region() RETURNS trigger LANGUAGE plpgsql
	AS \$\$ BEGIN NEW.region := lower(NEW.region); RETURN NEW; END \$\$;
CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON complaint FOR EACH ROW EXECUTE FUNCTION tidy_region();
ALTER TABLE complaint ENABLE ROW LEVEL SECURITY;
CREATE POLICY clerks_see_north ON complaint TO regress_cf_clerk USING (region = 'north');
INSERT INTO classification_rule (position, name, condition, urgency)
	VALUES (5, 'trouble in the far east', \$\$region = 'far east'\$\$, 'urgent');
GRANT USAGE ON SCHEMA $desk TO regress_cf_clerk;
GRANT SELECT ON complaint, state TO regress_cf_clerk;
INSERT INTO complaint (received_at, channel, received_by, customer_id, order_ref, region, title, description, accused_staff)
	SELECT '2026-03-02 09:00'::timestamptz + n * interval '17 minutes',
		(ARRAY['hotline', 'app', 'group_hq'])[1 + n % 3], 'li.na', nullif(n % 41, 0), 'order ' || n,
		(ARRAY['North', 'South', 'Far East'])[1 + n % 3], 'case ' || n,
		(ARRAY['包裹漏发', '账户被盗', '商户拒绝兑换', 'price is "wrong", \\N\\t'])[1 + n % 4],
		CASE WHEN n % 7 = 0 THEN 'liu.yang' END
	FROM generate_series(1, 300) n;
SELECT complaint_flow.fold_kpi('$desk', 200);
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result, note, next_contact_at)
	SELECT id, 'out', 'hotline', 'first_response', received_at + id % 50 * interval '1 hour',
		CASE WHEN id % 5 = 0 THEN 'not_reached' ELSE 'reached' END, 'call ' || id,
		CASE WHEN id % 11 = 0 THEN received_at + interval '90 hours' END
	FROM complaint WHERE id % 2 = 0;
SELECT complaint_flow.run_clocks('$desk', '2026-03-04 12:00');
SELECT complaint_flow.run_clocks('$desk', '2026-03-12 12:00');
UPDATE complaint SET state = 'verifying' WHERE id % 4 < 2;
UPDATE complaint SET state = 'awaiting_customer', reason = 'which order?' WHERE id % 8 = 0;
UPDATE complaint SET state = 'withdrawn', reason = 'customer is content' WHERE id % 16 = 0;
SET complaint_flow.actor = 'sun.li';
UPDATE complaint SET category = '3.1', reason = 'the merchant refused' WHERE id % 10 = 3;
UPDATE complaint SET owner = 'sun.li', reason = 'takes it over' WHERE id % 13 = 1 AND owner IS DISTINCT FROM 'sun.li';
SET complaint_flow.importing = on;
INSERT INTO complaint (id, received_at, channel, title, state, closed_at, region)
	VALUES (5001, '2019-05-06 10:00', 'letter', 'an old case', 'closed', '2019-06-01 10:00', 'north');
RESET complaint_flow.importing;
UPDATE clock_rule SET target = 'T+6' WHERE name LIKE 'level I %';
UPDATE keyword_set SET keywords = keywords || '{律师函}' WHERE name = (SELECT min(name) FROM keyword_set);
});
	return;
}

# live_on(NODE, DATABASE, NAME) -- another day at the desk; returns what
# became of one new case.
sub live_on
{
	my ($node, $database, $desk) = @_;

	return $node->safe_psql(
		$database, $settings . qq{
SET ROLE regress_cf_owner;
SET search_path = $desk, public;
INSERT INTO complaint (received_at, channel, received_by, customer_id, order_ref, region, title, description)
	VALUES ('2026-04-01 10:00', 'hotline', 'li.na', 9, 'order of day ' || (SELECT count(*) FROM complaint), 'FAR EAST', '新投诉', '包裹漏发');
INSERT INTO contact (complaint_id, direction, channel, purpose, contacted_at, result)
	SELECT id, 'out', 'hotline', 'first_response', '2026-04-01 11:00', 'reached' FROM complaint WHERE title = '新投诉';
UPDATE complaint SET state = 'verifying' WHERE title = '新投诉';
SELECT c.category, c.level, c.urgency, c.urgent_reasons, c.region, c.customer_tier, c.handler_role, c.state, c.event_count,
	(SELECT count(*) FROM complaint_event e WHERE e.complaint_id = c.id),
	(SELECT string_agg(metric || ' ' || coalesce(outcome, 'open'), ', ' ORDER BY metric, cycle) FROM clock k WHERE k.complaint_id = c.id),
	(SELECT count(*) FROM queue q WHERE q.complaint_id = c.id)
	FROM complaint c WHERE title = '新投诉'});
}

sub tables
{
	my ($node, $database, $desk) = @_;

	return split /\n/, $node->safe_psql(
		$database, qq{
		SELECT quote_ident(relname) FROM pg_class
		WHERE relnamespace = '$desk'::regnamespace AND relkind IN ('r', 'p')
		ORDER BY 1});
}

# Number of rows and checksum of every table, whatever the order of its rows.
sub contents
{
	my ($node, $database, $desk) = @_;

	return $node->safe_psql(
		$database,
		$settings . join(
			' UNION ALL ',
			map {
				"SELECT '$_', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM $desk.$_ t"
			} tables($node, $database, $desk)) . ' ORDER BY 1');
}

# Where the sequences stand.
sub numbers
{
	my ($node, $database, $desk) = @_;

	return $node->safe_psql($database,
		"SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = '$desk' ORDER BY 1");
}

# Everything of a desk but its rows.
sub objects
{
	my ($node, $database, $desk) = @_;

	return $node->safe_psql(
		$database, qq{
		WITH relation AS (
			SELECT * FROM pg_class WHERE relnamespace = '$desk'::regnamespace
		)
		SELECT 'relation', relname::text, relkind::text || ' ' || relowner::regrole || ' ' ||
			array_to_string(ARRAY(SELECT unnest(relacl)::text ORDER BY 1), ',') || ' ' || relrowsecurity
			|| ' ' || coalesce(obj_description(oid, 'pg_class'), '') FROM relation WHERE relkind <> 'c'
		UNION ALL
		SELECT 'column', relname || '.' || attname, format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '
			|| coalesce(pg_get_expr(adbin, adrelid), '') || coalesce(col_description(r.oid, attnum), '')
		FROM relation r JOIN pg_attribute a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
		LEFT JOIN pg_attrdef d ON (adrelid, adnum) = (attrelid, attnum) WHERE relkind IN ('r', 'p', 'v')
		UNION ALL
		SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = '$desk'
		UNION ALL
		SELECT 'constraint', conname::text, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN relation r ON r.oid = conrelid
		UNION ALL
		SELECT 'trigger', tgname::text, tgenabled::text || ' ' || pg_get_triggerdef(t.oid) FROM pg_trigger t
		JOIN relation r ON r.oid = tgrelid WHERE NOT tgisinternal
		UNION ALL
		SELECT 'policy', policyname::text, qual FROM pg_policies WHERE schemaname = '$desk'
		UNION ALL
		SELECT 'view', viewname::text, definition FROM pg_views WHERE schemaname = '$desk'
		UNION ALL
		SELECT 'function', proname::text, prosrc FROM pg_proc WHERE pronamespace = '$desk'::regnamespace
		ORDER BY 1, 2, 3});
}

# is_same_desk(NAME, [NODE, DATABASE, DESK], [NODE, DATABASE, DESK])
sub is_same_desk
{
	my ($name, $one, $other) = @_;

	is(contents(@$other), contents(@$one), "$name: every table is the same");
	is(numbers(@$other), numbers(@$one), "$name: sequences stand where they stood");
	is(objects(@$other), objects(@$one),
		"$name: columns, indexes, policies, triggers, privileges are the same");
	return;
}

# ok_alive(NAME, NODE, DATABASE, DESK) -- the triggers work, and a change of
# rules reaches them.  Writes into the desk.
sub ok_alive
{
	my ($name, $node, $database, $desk) = @_;
	my $events = "SELECT count(*), count(DISTINCT (complaint_id, seq)) FROM $desk.complaint_event";
	my $before = $node->safe_psql($database, $events);
	my $verify = "SELECT * FROM complaint_flow.verify_history('$desk')";

	is($node->safe_psql($database, $verify), '', "$name: the history fits");
	is( $node->safe_psql($database, "SELECT ready, damage FROM complaint_flow.desks() WHERE desk = '$desk'"),
		't|{}', "$name: the desk is whole");
	is( live_on($node, $database, $desk),
		'3.4|III|urgent|{"trouble in the far east"}|far east|vip|supervisor|verifying|3|3|acknowledgement late, first_response met, resolution open|1',
		"$name: a new case is judged, called back and moved on");
	my ($rows, $keys) = split /\|/, $before;
	is($rows, $keys, "$name: no event is there twice");
	is( $node->safe_psql($database, $events),
		join('|', $rows + 3, $keys + 3), "$name: and every new event once");
	is( $node->safe_psql(
			$database, qq{
			SET ROLE regress_cf_owner;
			SET search_path = $desk, public;
			UPDATE classification_rule SET condition = \$\$region = 'moon'\$\$ WHERE position = 5;
			INSERT INTO complaint (channel, received_by, region, title) VALUES ('app', 'li.na', 'Far East', '包裹漏发'),
				('app', 'li.na', 'Moon', '包裹漏发');
			SELECT string_agg(region || ' ' || urgency, ', ' ORDER BY id) FROM complaint WHERE title = '包裹漏发'}),
		'far east ordinary, moon urgent', "$name: a rule change is seen");
	my ($status, $out, $err) = $node->psql($database,
		"UPDATE $desk.complaint SET state = 'closed' WHERE id = 1");
	isnt($status, 0, "$name: an illegal change of state is refused");
	like($err, qr/cannot change from state/, "$name: and explained");
	is( $node->safe_psql(
			$database,
			"SET ROLE regress_cf_clerk; SELECT string_agg(DISTINCT region, ',') FROM $desk.complaint"),
		'north',
		"$name: the owner's row policy holds");
	is($node->safe_psql($database, $verify), '', "$name: the history still fits");
	is( $node->safe_psql($database,
			"SELECT (SELECT sum(received) FROM $desk.kpi_day) = count(*) FROM $desk.complaint"),
		't', "$name: every case is counted");
	$node->safe_psql($database, "SET ROLE regress_cf_owner; SELECT complaint_flow.fold_kpi('$desk')");
	is($node->safe_psql($database, "SELECT * FROM complaint_flow.kpi_verify('$desk') WHERE figure !~ 'business|closing_bucket'"),
		'', "$name: sums agree with a recount");
	return;
}

# open_session(NODE, DATABASE) -- a function that asks in one session that
# stays open; called without a question it ends the session.
sub open_session
{
	my ($node, $database) = @_;
	my ($in, $out, $err) = ('', '', '');
	my $psql = start([ 'psql', '-XAtq', '-d', $node->connstr($database) ],
		'<', \$in, '>', \$out, '2>', \$err, timeout(180));

	return sub {
		my ($sql) = @_;

		return finish($psql) unless defined $sql;
		($out, $err) = ('', '');
		$in = "$settings$sql;\n\\echo answered\n";
		pump($psql) until $out =~ /^answered$/m;
		$out =~ s/^answered\n//m;
		chomp $out;
		return $out;
	};
}

1;
