# docker.sh -- the steps of Dockerfile without Docker; sourced by
# test/packages/run
#
# Debian's PostgreSQL stands in for the official image, which has the same
# folders, variables and names of packages.

# steps -- the instructions of Dockerfile, one a line
steps()
{
	sed -e '/^#/d' -e '/^$/d' "$top/Dockerfile" |
		sed -e ':join' -e '/\\$/{' -e 'N' -e 's/\\\n[ 	]*/ /' -e 'b join' -e '}'
}

# like_image NAME MAJOR -- a root as the official image is, apart from the
# programs that start it
like_image()
{
	bare "$1" "$2"
	get "$root" "postgresql-$2"
}

# follow MAJOR -- do what the lines of standard input say; $stage becomes the
# root of the last stage
follow()
{
	stages=0
	stage=
	folder=/
	while read -r instruction words
	do
		echo "# $instruction $words"
		case $instruction in
			ARG)
				[ "${words%%=*}" = PG_MAJOR ] || return
				;;
			FROM)
				case $words in
					'postgres:${PG_MAJOR}-'*) ;;
					*) return 1 ;;
				esac
				stages=$((stages + 1))
				like_image "docker-$stages" "$1" || return
				stage=$root
				folder=/
				;;
			WORKDIR)
				folder=$words
				mkdir -p "$stage$folder" || return
				;;
			COPY)
				copy_step $words || return
				;;
			RUN)
				in_root "$stage" -- env PG_MAJOR="$1" \
					PATH="/usr/lib/postgresql/$1/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
					sh -c "cd $folder && $words" </dev/null || return
				;;
			CMD)
				echo "$words" | perl -MJSON::PP -e 'decode_json(<>)' || return
				command=$words
				;;
			*)
				echo "what is $instruction?"
				return 1
				;;
		esac
	done
	[ "$stages" -eq 2 ]
}

# copy_step WORD... -- from the tree, or from the first stage
copy_step()
{
	case $1 in
		.) copy_tree "$stage$2" ;;
		--from=build) cp -a "$work/docker-1$2." "$stage$3" ;;
		*) return 1 ;;
	esac
}

all_steps()
{
	steps >"$work/steps" && follow "$1" <"$work/steps"
}

# no_tools ROOT -- the image carries no compiler and no lists of apt
no_tools()
{
	[ ! -e "$1/usr/bin/gcc" ] && [ ! -e "$1/usr/src/complaint_flow" ] &&
		[ -z "$(ls "$1/var/lib/apt/lists")" ]
}

# runs_as_told ROOT MAJOR -- CMD's settings and an extension that works
runs_as_told()
{
	case $command in
		*'"shared_preload_libraries=pg_cron"'*) ;;
		*) return 1 ;;
	esac
	[ -e "$1/usr/lib/postgresql/$2/lib/pg_cron.so" ] && has_desk "$1" "$2"
}

try_docker()
{
	check "Dockerfile: each step" all_steps "$1" || return
	check "Dockerfile: nothing of the build is left" no_tools "$stage"
	check "Dockerfile: what it starts has a desk" runs_as_told "$stage" "$1"
	remove_root "$work/docker-1"
	remove_root "$work/docker-2"
}
