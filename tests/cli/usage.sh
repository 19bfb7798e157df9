#!/usr/bin/env bash
# What is typed wrongly: exit 64, said on standard error with what was probably meant.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

# A word without its second letter
mistyped() { printf '%s%s' "${1:0:1}" "${1:2}"; }

for tool in "${tools[@]}"; do
	run "$tool" certainly-not-a-command
	expect_status 64
	expect_no_out
	expect_err "$tool: error: there is no command \"certainly-not-a-command\""
	expect_err "see '$tool --help'"

	while read -r command; do
		read -ra words <<<"$command"
		if [[ ${#words[@]} -eq 1 && ${#command} -ge 5 ]]; then
			run "$tool" "$(mistyped "$command")"
			expect_status 64
			expect_err "did you mean \"$command\"?"
		fi
		run "$tool" "${words[@]}" --certainly-not-an-option
		expect_status 64
		expect_no_out
		expect_err "there is no option \"--certainly-not-an-option\""
		run "$tool" "${words[@]}" --verison
		expect_status 64
		expect_err 'did you mean "--version"?'
	done < <(commands_of "$tool")
done
finish
