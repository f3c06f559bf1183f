# meta.pl -- is this a META.json by the specification of PGXN?
#
#	perl test/packages/meta.pl META.json
#
# https://pgxn.org/meta/spec.txt, version 1.0.0; says what is wrong.
use strict;
use warnings;

use JSON::PP;

my @wrong;
my $version = qr/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-?[A-Za-z][-0-9A-Za-z]*)?$/;
my $term = qr{^[^\s/\\[:cntrl:]]{2,}$};
my %license = map { $_ => 1 }
  qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2
  gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1
  none openssl perl_5 postgresql qpl_1_0 ssleay sun zlib open_source restricted
  unrestricted unknown);
my %known = map { $_ => 1 }
  qw(abstract description generated_by license maintainer meta-spec name
  no_index prereqs provides release_status resources tags version);

# Notes what is wrong unless the condition holds.
sub must($$)
{
	my ($holds, $what) = @_;

	push @wrong, $what unless $holds;
	return $holds;
}

sub is_text
{
	my ($value) = @_;

	return defined $value && !ref $value && $value =~ /\S/;
}

sub is_map
{
	return ref $_[0] eq 'HASH' && %{ $_[0] };
}

# One or several texts.
sub texts
{
	my ($value) = @_;

	return ref $value eq 'ARRAY' ? @$value : ($value);
}

open my $file, '<:raw', $ARGV[0] or die "cannot read $ARGV[0]: $!\n";
my $meta = decode_json(do { local $/; <$file> });

must(is_text($meta->{$_}), "$_ is missing") foreach qw(abstract name version);
must(($meta->{name} // '') =~ $term, 'name is no term');
must(($meta->{version} // '') =~ $version, 'version is not semantic');
must($known{$_} || /^x_/i, "nobody knows $_") foreach sort keys %$meta;
must(is_text($_), 'maintainer is missing') foreach texts($meta->{maintainer});
foreach my $name (ref $meta->{license} eq 'HASH' ? () : texts($meta->{license}))
{
	must(is_text($name) && $license{$name}, 'no such license: ' . ($name // ''));
}
must((($meta->{'meta-spec'} // {})->{version} // '') =~ /^1\.0\.\d+$/,
	'meta-spec has no version');
must(($meta->{release_status} // 'stable') =~ /^(?:stable|testing|unstable)$/,
	'no such release_status');
if (must(is_map($meta->{provides}), 'provides is missing'))
{
	foreach my $name (sort keys %{ $meta->{provides} })
	{
		my $it = $meta->{provides}{$name};

		must($name =~ $term, "provides $name: no term");
		must(is_text($it->{file}) && -e $it->{file}, "provides $name: no file");
		must(!exists $it->{docfile} || -e $it->{docfile}, "provides $name: no docfile");
		must(($it->{version} // '') =~ $version, "provides $name: no version");
		must($_ =~ /^(?:file|docfile|version|abstract)$|^x_/i, "provides $name: nobody knows $_")
		  foreach sort keys %$it;
	}
}
foreach my $phase (sort keys %{ $meta->{prereqs} // {} })
{
	must($phase =~ /^(?:configure|runtime|build|test|develop)$/, "prereqs: no phase $phase");
	foreach my $kind (sort keys %{ $meta->{prereqs}{$phase} })
	{
		my $needed = $meta->{prereqs}{$phase}{$kind};

		must($kind =~ /^(?:requires|recommends|suggests|conflicts)$/, "prereqs: nobody knows $kind");
		must($needed->{$_} =~ $version || $needed->{$_} eq '0', "prereqs: no version of $_")
		  foreach sort keys %$needed;
	}
}
must(is_text($_) && length($_) <= 255 && $_ !~ m{[/\\[:cntrl:]]}, 'no tag: ' . ($_ // ''))
  foreach texts($meta->{tags} // 'none');

print map { "$_\n" } @wrong;
exit(@wrong ? 1 : 0);
