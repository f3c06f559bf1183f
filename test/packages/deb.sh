# deb.sh -- Debian packages; sourced by test/packages/run

# build_deb ROOT NAME -- from a copy of the tree in a folder of that name
build_deb()
{
	copy_tree "$1/build/$2/complaint_flow" || return
	in_root "$1" -- sh -c 'cd "/build/$1/complaint_flow" &&
		dpkg-buildpackage -us -uc -b' sh "$2"
}

# same_sums ROOT -- the packages of both builds, and what is in them
same_sums()
{
	(
		cd "$1/build" || exit
		for name in first second/deeper
		do
			(cd "$name" && sha256sum ./*.deb) >"sums.${name%%/*}"
		done
		cat sums.first
		[ -s sums.first ] && cmp sums.first sums.second && return
		for name in first second
		do
			for package in "$name"/*.deb "$name"/deeper/*.deb
			do
				[ ! -e "$package" ] || dpkg-deb -x "$package" "in/$name"
			done
		done
		diff -rq in/first in/second
		return 1
	)
}

# look_at ROOT -- lintian, whose warnings count
look_at()
{
	in_root "$1" -- sh -c 'cd /build/first &&
		lintian --fail-on error,warning --info --tag-display-limit 0 ./*.changes'
}

# files_of ROOT -- what is there, without what every installation leaves
files_of()
{
	(
		cd "$1" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp \
			-o -path ./run -o -path ./var/lib/dpkg -o -path ./var/lib/apt \
			-o -path ./var/cache -o -path ./var/log \) -prune -o -print | sort
	)
}

# comes_and_goes ROOT MAJOR -- install, use, purge
comes_and_goes()
{
	package=postgresql-$2-complaint-flow
	get "$1" "postgresql-$2" &&
		files_of "$1" >"$work/before" &&
		cp "$work/built-$2"/*.deb "$1/tmp/" &&
		in_root "$1" -- sh -c 'apt-get -q -y install "/tmp/$1"_*.deb' sh "$package" &&
		files_of "$1" >"$work/with" &&
		has_desk "$1" "$2" &&
		in_root "$1" -- apt-get -q -y purge "$package" &&
		files_of "$1" >"$work/after" || return
	diff "$work/before" "$work/with"
	[ "$(diff "$work/before" "$work/with" | grep -c '^>')" -gt 3 ] &&
		diff "$work/before" "$work/after"
}

try_deb()
{
	bare "deb-$1" "$1"
	check "$suite: what building takes" get "$root" build-essential debhelper \
		postgresql-server-dev-all lintian || return
	check "$suite: dpkg-buildpackage" build_deb "$root" first || return
	check "$suite: lintian finds nothing" look_at "$root"
	check "$suite: dpkg-buildpackage elsewhere" build_deb "$root" second/deeper &&
		check "$suite: the same packages from both folders" same_sums "$root"
	mkdir "$work/built-$1" && cp "$root"/build/first/*.deb "$work/built-$1/"
	remove_root "$root"
	bare "use-$1" "$1"
	check "$suite: installed, used, purged" comes_and_goes "$root" "$1"
	remove_root "$root"
}
