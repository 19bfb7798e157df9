#!/usr/bin/env bash
# Man pages: made from the same table as the help, rendered without a warning, and those in docs/man/ are up to date.
# SITE_TEST_ACCEPT=1 writes them anew and then fails, so that nobody forgets to look.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

for tool in "${tools[@]}"; do
	run "$tool" man
	expect_status 0
	expect_no_err
	for section in NAME SYNOPSIS DESCRIPTION EXAMPLES COMMANDS OPTIONS ENVIRONMENT '"EXIT STATUS"' '"SEE ALSO"'; do
		expect_out $'\n.SH '"$section"$'\n'
	done
	cp "$work/.out" "$work/$tool.1"
	if command -v groff >/dev/null; then
		warnings=$(groff -man -ww -Tutf8 "$work/$tool.1" 2>&1 >/dev/null)
		[[ -z $warnings ]] || wrong "groff warns: $warnings"
	fi
	kept=$source_folder/docs/man/$tool.1
	if ! cmp -s "$work/$tool.1" "$kept"; then
		if [[ -n ${SITE_TEST_ACCEPT:-} ]]; then
			cp "$work/$tool.1" "$kept"
			wrong "docs/man/$tool.1 was written anew"
		else
			diff -u "$kept" "$work/$tool.1" | head -n 20 || true
			wrong "docs/man/$tool.1 is not what '$tool man' prints; SITE_TEST_ACCEPT=1 tests/cli/man.sh writes it"
		fi
	fi
done
finish
