#!/usr/bin/env bash
# A node loses its power in the middle, another has no controller; the next apply does only what is missing.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

start_script lab30
bmc2=manual
make_state "$state"
make_lab

helper=0
(
	trap 'exit 0' TERM
	exec {script_lock}>&-
	log=$logs/apply-01.log
	wait_for 120 "apply asking for node2" grep -qs 'node2 has no controller' "$log"
	sitelab power --lab "$name" node2 on
	wait_for 600 "node1 unpacking its image" is_at_least node1 image
	sleep 3
	sitelab power --lab "$name" node1 off
	say "node1 was switched off at $(fact node1 stage) $(fact node1 percent) %"
) >"$logs/helper.log" 2>&1 &
helper=$!
expect_apply 3
kill -TERM "$helper" 2>/dev/null || true
wait "$helper" || die "$(cat "$logs/helper.log")"
cat "$logs/helper.log"
stage_table
same "state of node1" failed "$(fact node1 state)"
[[ $(fact node1 failure) == "image: power-off"* ]] || die "failure of node1 is $(fact node1 failure)"
tool why node1 >"$logs/why-1-node1.txt"
holds "$logs/why-1-node1.txt" "the node was switched off in the middle"
same "state of node2" installed "$(fact node2 state)"
write_known_hosts
check_dom0 node2
id=$(boot_id node2) job=$(fact node2 job) first_job=$(fact node1 job)

expect_apply 0
stage_table
write_known_hosts
for node in "${nodes[@]}"; do check_dom0 "$node"; done
same "boot of node2" "$id" "$(boot_id node2)"
same "installation of node2" "$job" "$(fact node2 job)"
same "installers fetched by node2" 1 "$(requests node2 /images/dom0/installer.img)"
same "installers fetched by node1" 2 "$(requests node1 /images/dom0/installer.img)"
[[ $(fact node1 job) != "$first_job" ]] || die "node1 has its old job"
expect_nothing_to_do
