#!/usr/bin/env bash
# Two blank machines, one BIOS and one UEFI, become Dom0s; a second apply has nothing to do; both survive a power cut.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

start_script lab10
make_state "$state"
make_lab

expect_apply 0
stage_table
write_known_hosts
for node in "${nodes[@]}"; do check_dom0 "$node"; done

served_files >"$logs/served-before.txt"
pids=$(service_pids)
expect_nothing_to_do
served_files >"$logs/served-after.txt"
expect "a second apply changed no served file, no key, no configuration" diff "$logs/served-before.txt" "$logs/served-after.txt"
same "processes of the servers" "$pids" "$(service_pids)"
expect "plan --detailed-exitcode says that nothing is to do" in_lab siteinit plan --state "$state" --detailed-exitcode "$site"
expect "image verify finds no fault" tool image verify

declare -A id job
for node in "${nodes[@]}"; do
	id[$node]=$(boot_id "$node")
	job[$node]=$(fact "$node" job)
done
expect "the power of both is cut and given again" in_lab siteinit node power 'node[1-2]' cycle --yes --state "$state" --site "$site"
for node in "${nodes[@]}"; do
	wait_for 600 "$node after the power cut" has_other_boot_id "$node" "${id[$node]}"
	wait_for 120 "xl info of $node" is_dom0 "$node"
	check_dom0 "$node"
	same "installation of $node" "${job[$node]}" "$(fact "$node" job)"
	same "installers fetched by $node" 1 "$(requests "$node" /images/dom0/installer.img)"
done
