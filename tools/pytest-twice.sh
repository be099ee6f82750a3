#!/bin/sh
# Tests that meet real processes, a browser or the clock: sh tools/pytest-twice.sh NAME ARGUMENTS...
#
# What fails is run once more, to tell a fault from an unsteady test. A fault fails again and fails
# the run. What passes the second time is named at the end and in .make/unsteady.txt: mend it.
set -u
name=$1
shift
cache=.make/pytest-$name
rm -rf "$cache"
.venv/bin/pytest -q -o cache_dir="$cache" "$@"
status=$?
[ "$status" -eq 1 ] || exit "$status"
unsteady=$(cat "$cache/v/cache/lastfailed" 2>/dev/null)
echo "plumbline: what failed is run once more, to tell a fault from an unsteady test"
.venv/bin/pytest -q -o cache_dir="$cache" --last-failed --last-failed-no-failures none "$@" || exit 1
mkdir -p .make
echo "$unsteady" >>.make/unsteady.txt
echo "plumbline: UNSTEADY, passed the second time only: $unsteady"
