#!/usr/bin/env bash
# Without a terminal nothing waits, and nothing is changed by what only looks.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
need_tool siteinit

example=$source_folder/site-examples/demo/site.xml
if [[ ! -e $example ]]; then
	echo "skipped: there is no site-examples/demo"
	exit 77
fi
mkdir "$work/site"
cp -r "$source_folder/site-examples/demo/." "$work/site"
find "$work/site" | sort >"$work/before"

for command in check plan status; do
	run siteinit "$command" site/site.xml --state "$work/state"
	[[ $status != 70 && $status != 124 ]] || wrong "a crash, or a wait"
done
run siteinit render site/site.xml --out "$work/rendered" --state "$work/state"
expect_status 0
[[ -n $(find "$work/rendered" -type f) ]] || wrong "nothing was rendered"
find "$work/site" | sort | cmp -s - "$work/before" || wrong "files beside the site file were changed"

run siteinit apply site/site.xml --state "$work/state" --confirm other --only install
[[ $status != 0 && $status != 124 ]] || wrong "applied with the wrong name"
finish
