# prepare.sh -- bare Debian systems in folders; sourced after test/prepare.sh
#
# They come from the mirror that apt is configured with.  What runs inside has
# mounts and processes of its own, which end with it.

inner=

# need_root -- only root can make a root file system that works
need_root()
{
	[ "$(id -u)" -eq 0 ] || die "a Debian in a folder can be made by root only"
	tools=$(command_from mmdebstrap mmdebstrap
		command_from unshare util-linux)
	[ -z "$tools" ] || {
		say "packages: installing$tools"
		# shellcheck disable=SC2086
		install_packages $tools || die "apt-get could not install$tools"
	}
	mirror=$(apt-get indextargets --format '$(SITE) $(COMPONENT)' \
		'Created-By: Packages' |
		awk '$1 !~ /security/ && $2 == "main" { print $1; exit }')
	[ -n "$mirror" ] || die "apt is configured with no mirror of Debian"
}

# sources SUITE -- the lines for apt; experimental is no suite of its own
sources()
{
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	[ "$1" != experimental ] || sources unstable
	echo "deb [signed-by=$keys] $mirror $1 main"
}

# suite_of MAJOR PLACE -- the first suite that carries this PostgreSQL; apt's
# lists go to the folder PLACE
suite_of()
{
	for suite in stable oldstable oldoldstable testing unstable experimental
	do
		mkdir -p "$2/$suite"
		sources "$suite" >"$2/$suite/sources"
		for command in "apt-get -q update" "apt-cache pkgnames"
		do
			$command -o Dir::Etc::SourceList="$2/$suite/sources" \
				-o Dir::Etc::SourceParts=- -o Dir::State::Status=/dev/null \
				-o Dir::State="$2/$suite" -o Dir::Cache="$2/$suite" \
				-o Acquire::Check-Valid-Until=false \
				-o APT::Sandbox::User=root
		done 2>/dev/null | grep -qx "postgresql-server-dev-$1" || continue
		echo "$suite"
		return
	done
	return 1
}

# make_root SUITE FOLDER -- Debian's essential packages and apt
#
# The lists of a mirror may be old, manuals need not be, no server is started,
# and a crash of the machine need not leave a whole root.
make_root()
(
	suite=$1
	root=$2
	{
		apt-config dump | grep -i '^Acquire::https\?::.*Proxy.* ".'
		echo 'Acquire::Check-Valid-Until "false";'
	} >"$root.apt"
	sources "$suite" | unshare --mount mmdebstrap --quiet --mode=root --variant=apt \
		--skip=check/qemu --aptopt="$root.apt" \
		--dpkgopt=force-unsafe-io \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--essential-hook='printf "#!/bin/sh\nexit 101\n" >"$1/usr/sbin/policy-rc.d"
			chmod 755 "$1/usr/sbin/policy-rc.d"' \
		"$suite" "$root" - >"$root.log" 2>&1 || {
		cat "$root.log" >&2
		rm -rf "$root" "$root.apt" "$root.log"
		return 1
	}
	rm -f "$root.apt" "$root.log"
	# from there nothing but PostgreSQL
	[ "$suite" != experimental ] || printf '%s\n' 'Package: src:postgresql-*' \
		'Pin: release a=experimental' 'Pin-Priority: 990' \
		>"$root/etc/apt/preferences.d/postgresql"
)

# take_root NAME MAJOR -- $root, build/roots/NAME, becomes a bare Debian that
# carries this PostgreSQL, if it is none from an earlier run; nobody else may
# use it meanwhile.  Lists go to the folder $place.
take_root()
{
	mkdir -p "$top/build/roots" || exit
	chown --reference="$top" "$top/build" "$top/build/roots"
	exec 9>"$top/build/roots/$1.lock"
	flock -n 9 || die "another run uses $top/build/roots/$1"
	root=$top/build/roots/$1
	[ ! -e "$root/made" ] || return 0
	rm -rf --one-file-system "$root"
	suite=$(suite_of "$2" "$place") ||
		die "no suite of this Debian mirror carries PostgreSQL $2"
	say "a bare Debian $suite for PostgreSQL $2"
	make_root "$suite" "$root" || die "no root for PostgreSQL $2"
	: >"$root/made"
}

# in_root FOLDER [SHARED-FOLDER...] -- COMMAND... -- run it there, where the
# shared folders have the names that they have outside
in_root()
{
	# in the background, so that a signal does not wait for its end
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child sh -c '
		root=$1
		shift
		mount --bind /dev "$root/dev" &&
			mount -t tmpfs tmpfs "$root/dev/shm" &&
			mount -t proc proc "$root/proc" || exit
		while [ "$1" != -- ]
		do
			mkdir -p "$root$1" && mount --bind "$1" "$root$1" || exit
			shift
		done
		shift
		cp /etc/resolv.conf "$root/etc/"
		exec chroot "$root" env -u TMPDIR -u SUDO_USER -u SUDO_UID -u SUDO_GID \
			HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' sh "$@" </dev/null &
	inner=$!
	wait "$inner"
	set -- $?
	inner=
	return "$1"
}

# end_inside SIGNAL -- end what in_root runs; all of it goes with its first
# process
end_inside()
{
	if [ -n "$inner" ]
	then
		first=$(cat "/proc/$inner/task/$inner/children" 2>/dev/null)
		[ -z "$first" ] || kill "-$1" $first
		wait "$inner"
	fi
}

# remove_root FOLDER
remove_root()
{
	rm -rf --one-file-system "$1" "$1.apt" "$1.log" "$1.lock"
}
