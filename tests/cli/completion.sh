#!/usr/bin/env bash
# Completion scripts: accepted by their shells, and bash completes every command.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

for tool in "${tools[@]}"; do
	for shell in bash zsh fish; do
		run "$tool" completion "$shell"
		expect_status 0
		expect_no_err
		[[ -n $out ]] || wrong "no script"
		if command -v "$shell" >/dev/null; then
			"$shell" -n "$work/.out" || wrong "$shell does not accept it"
		fi
	done
	run "$tool" completion tcsh
	expect_status 64

	"$bin/$tool" completion bash >"$work/$tool.bash"
	while read -r command; do
		read -ra words <<<"$command"
		found=$(
			# shellcheck disable=SC2317
			compopt() { :; }
			# shellcheck source=/dev/null
			source "$work/$tool.bash"
			COMP_WORDS=("$tool" "${words[@]}")
			COMP_CWORD=${#words[@]}
			"_$tool"
			printf '%s\n' "${COMPREPLY[@]}"
		)
		last="$tool completion bash" out=$found
		grep -qxF -- "${words[-1]}" <<<"$found" || wrong "\"$command\" is not completed"
	done < <(commands_of "$tool")
done
finish
