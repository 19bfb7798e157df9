#!/usr/bin/env bash
# Help on every level: examples first, no line too wide, everything on standard output.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

for tool in "${tools[@]}"; do
	run "$tool" --help
	expect_status 0
	expect_no_err
	expect_out $'\n\nExamples\n  '"$tool "
	expect_out $'\nUsage\n'
	[[ ${out%%Usage*} == *Examples* ]] || wrong "examples do not come first"

	run "$tool"
	expect_status 64
	expect_no_out
	expect_err "Usage"

	run "$tool" --version
	expect_status 0
	expect_no_err
	[[ $out =~ ^$tool\ \(sitekit\)\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || wrong "no version"

	while read -r command; do
		read -ra words <<<"$command"
		run "$tool" "${words[@]}" --help
		expect_status 0
		expect_no_err
		expect_out "$tool $command"
		expect_out $'\nUsage\n'
		if [[ $out == *$'\nExamples\n'* && ${out%%$'\nUsage\n'*} != *$'\nExamples\n'* ]]; then
			wrong "examples do not come first"
		fi
		first=${words[0]}
		if [[ $first != "$command" ]]; then
			run "$tool" "$first" --help
			expect_status 0
			expect_out "$command"
		fi
	done < <(commands_of "$tool")
done
finish
