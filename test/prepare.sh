# prepare.sh -- what test/run and demo/run have in common; sourced, POSIX sh
#
# Packages, a place that the server's user can read, a private copy of
# PostgreSQL that gets our build, a cluster of its own.  Nothing outside that
# place is written, but for the Debian packages that are missing.
#
# PG_MAJOR chooses among several; else it is the newest that is installed, or,
# where none is, the one of the distribution.

say()
{
	printf '== %s\n' "$*"
}

die()
{
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# newest_major -- of the servers that the machine has
newest_major()
{
	for server in /usr/lib/postgresql/*/bin/postgres
	do
		server=${server%/bin/postgres}
		echo "${server##*/}"
	done | sort -n | awk '$1 >= 15 { newest = $1 } END { print newest }'
}

# major_of_distribution -- nothing where apt has no lists
major_of_distribution()
{
	apt-cache depends postgresql 2>/dev/null |
		sed -n 's/^ *Depends: postgresql-\([0-9]*\)$/\1/p'
}

PG_MAJOR=${PG_MAJOR:-$(newest_major)}
pg_from=/usr/lib/postgresql/$PG_MAJOR

# Settings of the caller's own PostgreSQL work, and of the make that may have
# called us, must not reach ours.
clean_environment()
{
	for name in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p')
	do
		unset "$name"
	done
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES PG_CONFIG
	LC_ALL=C.UTF-8
	LANG=C.UTF-8			# PostgreSQL's TAP modules drop LC_ALL
	export LC_ALL LANG
	umask 022
	if [ "$(id -u)" -eq 0 ]
	then
		unset TMPDIR			# it may be root's alone
	fi
}

as_root()
{
	if [ "$(id -u)" -eq 0 ]
	then
		"$@"
	elif command -v sudo >/dev/null
	then
		sudo "$@"
	else
		die "neither root nor sudo, so they must be installed by hand"
	fi
}

missing_packages()
{
	for package in "$@"
	do
		case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
			installed) ;;
			*) printf ' %s' "$package" ;;
		esac
	done
}

# command_from COMMAND PACKAGE -- name the package if the command is missing
command_from()
{
	command -v "$1" >/dev/null || printf ' %s' "$2"
}

# Debian makes and starts a cluster "main" with the first server package; the
# drop-in stops that, and is gone again when apt is done.
install_packages()
{
	common=/etc/postgresql-common/createcluster.d
	as_root sh -c '
		d=$1; shift
		made=$(mktemp -d) || exit
		trap "rm -f $d/complaint_flow.conf; rm -rf $made" EXIT
		trap "exit 1" INT TERM
		# one run after another
		mkdir -p "$d" && exec 9<"$d" && flock 9
		echo "create_main_cluster = false" >"$d/complaint_flow.conf"
		DEBIAN_FRONTEND=noninteractive
		export DEBIAN_FRONTEND
		apt-get -q -o DPkg::Lock::Timeout=300 update >"$made/log" 2>&1 9<&- ||
			cat "$made/log" >&2
		apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends \
			install "$@" >"$made/log" 2>&1 </dev/null 9<&- ||
			{ cat "$made/log" >&2; exit 1; }
	' sh "$common" "$@"
}

choose_major()
{
	PG_MAJOR=$(major_of_distribution)
	if [ -z "$PG_MAJOR" ]
	then
		as_root apt-get -q -o DPkg::Lock::Timeout=300 update >/dev/null 2>&1
		PG_MAJOR=$(major_of_distribution)
	fi
	[ "${PG_MAJOR:-0}" -ge 15 ] || die "this needs PostgreSQL 15 or later, and \
the distribution has ${PG_MAJOR:-none}; install one and set PG_MAJOR"
	pg_from=/usr/lib/postgresql/$PG_MAJOR
}

# ensure_packages [PACKAGE...] -- what is needed, and what is good to have: a
# distribution may lack that.  A % in a name stands for the major version.
ensure_packages()
{
	command -v dpkg-query >/dev/null || die "this needs Debian or a derivative"
	[ -n "$PG_MAJOR" ] || choose_major
	missing=$(missing_packages "postgresql-$PG_MAJOR" \
		"postgresql-server-dev-$PG_MAJOR" \
		libipc-run-perl perl make gcc libc6-dev gzip)
	# shellcheck disable=SC2046
	wanted=$(missing_packages $(printf ' %s' postgresql-%-cron "$@" | sed "s/%/$PG_MAJOR/g"))
	if [ -z "$missing$wanted" ]
	then
		say "packages: nothing is missing"
		return
	fi
	say "packages: installing$missing$wanted (a few minutes)"
	# shellcheck disable=SC2086
	[ -z "$missing" ] || install_packages $missing ||
		die "apt-get could not install$missing"
	for package in $wanted
	do
		(install_packages "$package") ||
			say "packages: no $package; its tests are skipped"
	done
	[ -x "$pg_from/bin/pg_config" ] || die "PostgreSQL $PG_MAJOR is not there"
}

# choose_user -- set $as, the prefix of every command that is not for root
#
# PostgreSQL refuses to run as root: behind sudo the caller's own account
# serves, for root itself the account of Debian's package.
choose_user()
{
	as=
	if [ "$(id -u)" -eq 0 ]
	then
		user=${SUDO_USER:-postgres}
		[ "$(id -u "$user")" -ne 0 ] || user=postgres
		as="setpriv --reuid=$user --regid=$(id -g "$user") --init-groups"
	fi
}

# readable DIR -- can the server's user read the whole tree, and make cope
# with its name?
readable()
{
	case $1 in
		*[!A-Za-z0-9_./+-]*) return 1 ;;
	esac
	[ -z "$($as find "$1" \( -path "$1/.git" -o -path "$1/build" \) -prune \
		-o ! -readable -print 2>&1 | head -n 1)" ]
}

# unbuilt TREE -- nobody ran make in it: an out-of-tree build would take what
# stands there for its own
unbuilt()
{
	[ -z "$(find "$1/src" -name '*.o' | head -n 1)" ] &&
		[ -z "$(find "$1/sql" -maxdepth 1 -name 'complaint_flow--*.sql')" ]
}

# choose_place NAME -- make $work, an empty folder of the server's user, and
# set $src, the sources as that user sees them; $work becomes the current folder
#
# That is build/NAME.*; where the tree lies out of the user's reach, or holds an
# in-tree build, it is a temporary folder with a copy.
choose_place()
{
	src=$top
	work=
	if readable "$top" && unbuilt "$top" && mkdir -p "$top/build" 2>/dev/null
	then
		[ "$(id -u)" -ne 0 ] || chown --reference="$top" "$top/build"
		work=$(mktemp -d "$top/build/$1.XXXXXX" 2>/dev/null) || work=
	fi
	if [ -z "$work" ]
	then
		work=$(mktemp -d "${TMPDIR:-/tmp}/complaint_flow.$1.XXXXXX") ||
			die "no temporary folder"
		src=$work/src
		mkdir "$src"
		tar -C "$top" --exclude=./.git --exclude=./build --exclude='*.o' \
			--exclude='*.so' --exclude='./sql/complaint_flow--*.sql' -cf - . |
			tar -C "$src" --no-same-owner -xf -
		chmod -R u+rwX,a+rX "$src"
	fi
	[ -z "$as" ] || chown -R "$user:" "$work"
	chmod 755 "$work"
	cd "$work" || die "cannot enter $work"
}

# copy_postgres -- $work/usr becomes a private PostgreSQL
#
# The programs find their files relative to themselves.  A complaint_flow that
# the machine has installed stays behind.
copy_postgres()
{
	bin=$work$pg_from/bin
	$as mkdir -p "$work/usr/lib/postgresql" "$work/usr/share/postgresql" \
		"$work/usr/include"
	$as cp -a "$pg_from" "$work/usr/lib/postgresql/"
	$as cp -a "/usr/share/postgresql/$PG_MAJOR" "$work/usr/share/postgresql/"
	$as ln -s /usr/include/postgresql "$work/usr/include/postgresql"
	$as ln -s /usr/share/postgresql-common "$work/usr/share/postgresql-common"
	$as rm -rf "$work$pg_from/lib/complaint_flow.so" \
		"$work$pg_from/lib/bitcode/complaint_flow" \
		"$work/usr/share/postgresql/$PG_MAJOR/extension/complaint_flow"*
}

# build [MAKE-ARGUMENT...] -- out of tree, from nothing, into the private copy
build()
{
	$as mkdir -p "$work/obj"
	(
		cd "$work/obj" || exit
		# shellcheck disable=SC2086
		$as make -s -j "$(getconf _NPROCESSORS_ONLN)" -f "$src/Makefile" \
			with_llvm=no PG_CONFIG="$bin/pg_config" "$@" all install
	) >"$work/build.log" 2>&1 || {
		cat "$work/build.log"
		die "the build failed"
	}
}

# start_cluster SOCKET-FOLDER CRON-DATABASE [SETTING...]
#
# No TCP; only who may enter the socket's folder can connect.
start_cluster()
{
	sockets=$1
	cron_database=$2
	shift 2
	$as "$bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 \
		--locale=C.UTF-8 --no-sync >"$work/initdb.log" 2>&1 || {
		cat "$work/initdb.log"
		die "initdb failed"
	}
	{
		printf '%s\n' "listen_addresses = ''" \
			"unix_socket_directories = '$sockets'" \
			"unix_socket_permissions = 0700" \
			"wal_level = logical" \
			"max_prepared_transactions = 10"
		if [ -e "$work$pg_from/lib/pg_cron.so" ]
		then
			printf '%s\n' "shared_preload_libraries = 'pg_cron'" \
				"cron.database_name = '$cron_database'" \
				"cron.use_background_workers = on"
		fi
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} | $as tee -a "$work/data/postgresql.conf" >/dev/null
	$as "$bin/pg_ctl" -s -w -D "$work/data" -l "$work/server.log" start || {
		cat "$work/server.log"
		die "the server does not start"
	}
}

stop_cluster()
{
	if [ -e "$1/postmaster.pid" ]
	then
		$as "$bin/pg_ctl" -s -w -m immediate -D "$1" stop
	fi
}
