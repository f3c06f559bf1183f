# pgxn.sh -- the distribution for PGXN; sourced by test/packages/run

# make_dist -- from a commit of the tree as it stands: make dist takes commits
make_dist()
{
	copy_tree "$work/dist" &&
		(
			cd "$work/dist" &&
				git init -q &&
				git add -A &&
				git -c user.name=test -c user.email=test@example.org \
					commit -q -m test &&
				make dist PGXS=/dev/null
		)
}

# right_archive -- every name below one folder, and what a build takes
right_archive()
{
	unzip -Z1 "$zip" >"$work/names" || return
	! grep -v "^complaint_flow-$version/" "$work/names" || return
	for name in META.json README.md LICENSE Makefile complaint_flow.control
	do
		grep -qx "complaint_flow-$version/$name" "$work/names" || {
			echo "no $name"
			return 1
		}
	done
	! grep -e '\.so$' -e '\.o$' -e '/build/' "$work/names"
}

# installed_by_client ROOT MAJOR -- the client of PGXN builds what is in the zip
installed_by_client()
{
	cp "$zip" "$1/tmp/" &&
		in_root "$1" -- pgxn install --yes --pg_config "/usr/lib/postgresql/$2/bin/pg_config" \
			"/tmp/${zip##*/}" &&
		has_desk "$1" "$2"
}

try_pgxn()
{
	command -v unzip >/dev/null || install_packages unzip || die "no unzip"
	zip=$work/dist/complaint_flow-$version.zip
	check "META.json is by PGXN's specification" \
		sh -c 'cd "$1" && perl test/packages/meta.pl META.json' sh "$top"
	check "make dist" make_dist || return
	check "the archive has one folder with the sources" right_archive
	bare "pgxn-$1" "$1"
	check "$suite: what pgxnclient takes" get "$root" "postgresql-$1" \
		"postgresql-server-dev-$1" make gcc libc6-dev pgxnclient || return
	check "$suite: pgxn install, used" installed_by_client "$root" "$1"
	remove_root "$root"
}
