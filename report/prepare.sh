# prepare.sh -- what report/make, report/pictures and report/test have in
# common; sourced, after test/prepare.sh

ensure_chromium()
{
	command -v chromium >/dev/null && return
	say "packages: installing chromium (a few minutes)"
	install_packages chromium || die "apt-get could not install chromium"
}

# prepare_report FOLDER [NPM-OPTION...] -- make $place with our program and the
# packages that it needs: FOLDER, or where that cannot be, $temporary
#
# Packages that are there already, as package-lock.json has them, stay.
prepare_report()
{
	place=$1
	shift
	missing=$(command_from node nodejs
		command_from npm npm
		command_from psql postgresql-client)
	if [ -n "$missing" ]
	then
		say "packages: installing$missing (a few minutes)" >&2
		# shellcheck disable=SC2086
		install_packages $missing >&2 || die "apt-get could not install$missing"
	fi
	temporary=
	if ! mkdir -p "$place" 2>/dev/null || [ ! -w "$place" ]
	then
		temporary=$(mktemp -d "${TMPDIR:-/tmp}/complaint_flow.report.XXXXXX") ||
			die "no folder for the packages of npm"
		place=$temporary
	fi
	if ! cmp -s "$top/report/package-lock.json" "$place/installed"
	then
		say "packages of npm" >&2
		rm -rf "$place/installed" "$place/node_modules"
		cp "$top/report/package.json" "$top/report/package-lock.json" "$place/"
		(
			cd "$place" &&
				npm ci --ignore-scripts --no-audit --no-fund "$@"
		) >"$place/npm.log" 2>&1 || {
			cat "$place/npm.log" >&2
			die "npm could not install the packages of the report"
		}
		cp "$top/report/package-lock.json" "$place/installed"
	fi
	cp "$top"/report/*.mjs "$top/report/data.sql" "$top/report/policy.sql" \
		"$top"/report/*.css "$place/"
}
