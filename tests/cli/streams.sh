#!/usr/bin/env bash
# Data on standard output, talk on standard error; colour never in a file; a full disk is told.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

for tool in "${tools[@]}"; do
	run "$tool" completion bash
	[[ $out != *$'\033['* ]] || wrong "escape sequences in a file"
	run "$tool" certainly-not-a-command
	[[ $err != *$'\033['* ]] || wrong "escape sequences in a file"

	if [[ -w /dev/full ]]; then
		status=0
		"$bin/$tool" completion bash >/dev/full 2>"$work/.err" || status=$?
		last="$tool completion bash >/dev/full" out='' err=$(<"$work/.err")
		expect_status 73
		expect_err "$tool: error: cannot write"
	fi
	if command -v script >/dev/null; then
		last="$tool on a terminal" status=0
		out=$(TERM=xterm script -qec "'$bin/$tool' nothing" /dev/null </dev/null) || true
		[[ $out == *$'\033[1;31merror:'* ]] || wrong "no colour on a terminal"
		out=$(TERM=xterm NO_COLOR=1 script -qec "'$bin/$tool' nothing" /dev/null </dev/null) || true
		[[ $out != *$'\033['* ]] || wrong "colour in spite of NO_COLOR"
		out=$(TERM=dumb script -qec "'$bin/$tool' nothing" /dev/null </dev/null) || true
		[[ $out != *$'\033['* ]] || wrong "colour on a dumb terminal"
	fi
done
finish
