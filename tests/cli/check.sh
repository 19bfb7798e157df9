#!/usr/bin/env bash
# siteinit check: good files are good, every fault of a faulty one is told at once with its place and name, and nothing crashes.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"
need_tool siteinit

for file in "$source_folder"/site-examples/*/site.xml; do
	[[ -e $file ]] || continue
	run siteinit check "$file"
	expect_status 0
done

# corpus NAME STATUS WORD...: the file on standard input, and what the error output must hold
corpus() {
	local name=$1 wanted=$2 word
	shift 2
	cat >"$work/$name.xml"
	run siteinit check "$name.xml"
	expect_status "$wanted"
	for word in "$@"; do expect_err "$word"; done
	[[ $status == 0 ]] || expect_err "siteinit: error: "
}

corpus empty 65 "empty.xml" </dev/null
corpus text 65 "text.xml" <<<'hello'
corpus open 65 "open.xml:" <<<'<site name="a">'
corpus two-roots 65 "two-roots.xml:" <<<'<site name="a" domain="b.example"/><site/>'
corpus doctype 65 "doctype.xml:" <<<'<!DOCTYPE site [<!ENTITY a "b">]><site name="a" domain="b.example">&a;</site>'
corpus unknown 65 "unknown.xml:2:" "nod" "did you mean" <<'X'
<site name="a" domain="b.example">
  <nod name="x"/>
</site>
X
corpus many 65 "many.xml:2:" "many.xml:3:" <<'X'
<site name="a" domain="b.example">
  <network name="lan" cidr="10.0.0.0/99"/>
  <nonsense/>
</site>
X
printf '<site name="a" domain="b.example">%s</site>' "$(printf '<class name="c">%.0s' {1..200})" | corpus deep 65 "deep.xml"
printf '\000\001\377\376' | corpus binary 65
head -c 6000000 /dev/zero | tr '\0' ' ' | corpus huge 65

run siteinit check not-there.xml
[[ $status != 0 && $status != 70 ]] || wrong "a missing file is no usage fault or crash"
expect_err "not-there.xml"
run siteinit check
expect_status 64
run siteinit check a.xml b.xml
expect_status 64
expect_err "one word too many"
finish
