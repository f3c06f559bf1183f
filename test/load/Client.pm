# One session of psql that is fed statements, and what became of each.
package Client;

use strict;
use warnings;

use IPC::Open2;

# A session with a number, database, isolation level, and a log of its errors.
sub new
{
	my ($class, %self) = @_;
	my $self = bless {%self}, $class;

	$self->{pid} = open2($self->{from}, $self->{to}, 'sh', '-c',
		'exec psql -X -q -d "$1" 2>>"$2"', 'sh', @$self{qw(database log)});
	$self->{to}->autoflush(1);
	$self->say(
		'\\set VERBOSITY verbose',
		'\\o /dev/null',
		'SET client_min_messages = error;',
		'SET search_path = support, public;',
		"SET statement_timeout = '10min';",
		"SET default_transaction_isolation = '$self->{level}';",
		'\\echo ready');
	$self->answers('ready');
	return $self;
}

sub say
{
	my ($self, @lines) = @_;

	print { $self->{to} } join("\n", @lines), "\n"
	  or die "psql of client $self->{number} is gone\n";
	return;
}

# Lines of the session until one that is the word.
sub answers
{
	my ($self, $last) = @_;
	my $from = $self->{from};
	my @lines;

	while (my $line = <$from>)
	{
		chomp $line;
		return @lines if $line eq $last;
		push @lines, $line;
	}
	die "psql of client $self->{number} ended; see $self->{log}\n";
}

# run(STATEMENT...) -- the SQLSTATE of each
sub run
{
	my ($self, @statements) = @_;

	$self->say((map { ($_, '\\echo state :SQLSTATE') } @statements),
		'\\echo done');
	return map { /^state (\w{5})$/ ? $1 : () } $self->answers('done');
}

# value(QUERY) -- its one value, or an empty string
sub value
{
	my ($self, $query) = @_;

	# psql unsets a variable that becomes NULL
	$self->say("SELECT coalesce(($query)::text, '') AS value \\gset", '\\echo value :value', '\\echo done');
	my ($line) = $self->answers('done');
	return $line =~ /^value (.*)$/ ? $1 : '';
}

sub close
{
	my ($self) = @_;

	$self->say('\\q');
	close $self->{to};
	waitpid $self->{pid}, 0;
	return;
}

1;
