# For the scripts beside it: what was run, what is expected, what was wrong.
# shellcheck shell=bash
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${SITE_BIN:-$source_folder/build/default/bin}
work=$(mktemp -d -t sitekit-cli.XXXXXX)
trap 'rm -rf "$work"' EXIT
faults=0
out='' err='' status=0

tools=()
for tool in siteinit siteprov siteguard sitelab; do
	if [[ -x $bin/$tool ]]; then tools+=("$tool"); fi
done
if [[ ${#tools[@]} -eq 0 ]]; then
	echo "skipped: no tool is built in $bin"
	exit 77
fi

need_tool() {
	if [[ ! -x $bin/$1 ]]; then
		echo "skipped: $1 is not built"
		exit 77
	fi
}

# run TOOL WORD...: sets out, err and status; nobody is there to answer, no site is known
run() {
	local tool=$1
	shift
	status=0
	(cd "$work" && env -u SITE_FILE -u SITE_STATE timeout 60 "$bin/$tool" "$@") >"$work/.out" 2>"$work/.err" </dev/null || status=$?
	out=$(<"$work/.out")
	err=$(<"$work/.err")
	last="$tool $*"
}

wrong() {
	printf 'FAULT: %s: %s\n--- status %s, output:\n%s\n--- error output:\n%s\n' "$last" "$1" "$status" "$out" "$err"
	faults=$((faults + 1))
}

expect_status() { [[ $status == "$1" ]] || wrong "exit status is not $1"; }
expect_out() { [[ $out == *"$1"* ]] || wrong "output does not hold: $1"; }
expect_err() { [[ $err == *"$1"* ]] || wrong "error output does not hold: $1"; }
expect_no_out() { [[ -z $out ]] || wrong "there is output"; }
expect_no_err() { [[ -z $err ]] || wrong "there is error output"; }

# The visible commands of a tool, one per line
commands_of() {
	"$bin/$1" --help | awk '/^Commands$/ {on = 1; next} /^$/ {on = 0} on && /^  [a-z]/' | sed 's/^  //; s/   *.*//'
}

finish() {
	if ((faults > 0)); then
		echo "$faults faults"
		exit 1
	fi
	echo "no faults"
}
