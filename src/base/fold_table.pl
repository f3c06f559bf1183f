#!/usr/bin/perl
# The characters that cf_fold replaces, for fold.c: perl fold_table.pl DIR >
# fold_table.inc, where DIR is data/dictionary of OpenCC.
#
# Characters that OpenCC lets stand for each other are one class: a traditional
# one and its simplified ones, and the forms of Taiwan and Hong Kong.  Each is
# replaced by the one of its class that most of them are written as in
# simplified script.  Only characters of three bytes in UTF-8 take part.

use strict;
use warnings;
use open qw(:std :encoding(UTF-8));
use utf8;

# what OpenCC keeps apart, or folds in phrases only
my %more = ('妳' => '你', '牠' => '它', '甚' => '什');

my $dir = shift or die "usage: fold_table.pl DIR\n";
my (%class, %written_as);

sub in_table
{
	my $code = ord shift;

	return $code >= 0x3000 && $code <= 0xFFFF;
}

sub class_of
{
	my $c = shift;

	return $class{$c} //= [$c];
}

# Both belong together; "from" is written as "to" in simplified script.
sub merge
{
	my ($from, $to) = @_;

	return if !in_table($from) || !in_table($to);
	my ($one, $other) = (class_of($from), class_of($to));
	return if $one == $other;
	push @$one, @$other;
	$class{$_} = $one foreach @$other;
}

# Calls back with the key and the list of values of each line.
sub each_line
{
	my ($name, $callback) = @_;

	open(my $file, '<', "$dir/$name.txt") or die "$dir/$name.txt: $!\n";
	while (my $line = <$file>)
	{
		next unless $line =~ /^([^#\t]+)\t(.+?)\s*$/;
		my ($key, @values) = ($1, split / /, $2);

		$callback->($key, @values);
	}
	close $file;
}

each_line('TSCharacters', sub {
	my ($traditional, @simplified) = @_;

	$written_as{$traditional} = $simplified[0];
	merge($traditional, $_) foreach @simplified;
});
foreach my $name (qw(TWVariants HKVariants))
{
	each_line($name, sub {
		my ($standard, @regional) = @_;

		foreach my $form (@regional)
		{
			$written_as{$form} //= $standard;
			merge($form, $standard);
		}
	});
}
each_line('CJK_Compatibility_Ideographs', sub { merge(@_[0, 1]) });
merge($_, $more{$_}) foreach keys %more;

my %fold = (
	"\x{3000}" => ' ',
	"\x{2018}" => "'",
	"\x{2019}" => "'",
	"\x{201C}" => '"',
	"\x{201D}" => '"');
$fold{ chr(0xFF00 - 0x20 + $_) } = lc chr foreach 0x21 .. 0x7E;
foreach my $class (values %class)
{
	my %votes;

	$votes{ $written_as{$_} // $_ }++ foreach @$class;
	my ($folded) = sort { ($votes{$b} // 0) <=> ($votes{$a} // 0) || $a cmp $b } @$class;
	$fold{$_} = $folded foreach grep { $_ ne $folded } @$class;
}

print <<'END';
/*
 * Characters and what cf_fold makes of them, written by fold_table.pl from
 * TSCharacters, TWVariants, HKVariants and CJK_Compatibility_Ideographs of
 * OpenCC 1.4.1, https://github.com/BYVoid/OpenCC, Copyright BYVoid and
 * contributors, Apache License 2.0 (see LICENSE.OpenCC).
 */
END
my @entries = map { sprintf 'FOLD(0x%04X, 0x%04X)', ord, ord $fold{$_} } sort keys %fold;
print join(' ', splice(@entries, 0, 3)), "\n" while @entries;
