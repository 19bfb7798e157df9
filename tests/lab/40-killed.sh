#!/usr/bin/env bash
# One installation of two nodes, its apply killed twenty times on the way, and its servers once: each node is installed once.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

start_script lab40
make_state "$state"
make_lab
kills=0
pid_file=$work/apply.pid

begin_apply() { # [VARIABLE=VALUE]
	run_number=$((run_number + 1))
	log=$logs/apply-$(printf '%02d' "$run_number").log
	rm -f "$pid_file"
	# shellcheck disable=SC2016  # for the shell in the lab
	in_lab env "$@" bash -c 'echo $$ >"$0.new"; mv "$0.new" "$0"; exec siteinit "$@"' \
		"$pid_file" apply --state "$state" --confirm "$name" "$site" >"$log" 2>&1 </dev/null &
	apply=$!
}

# reap: takes the end of the killed apply; it must not have come to an end of its own
reap() {
	local result=0
	wait "$apply" || result=$?
	[[ $result == 137 ]] || die "apply $run_number was to be killed ($1) and ended with $result"
	kills=$((kills + 1))
	say "kill $kills: $1; node1 at \"$(fact node1 stage)\", node2 at \"$(fact node2 stage)\""
}

kill_apply() {
	wait_for 30 "the process of apply $run_number" test -s "$pid_file"
	kill -KILL "$(<"$pid_file")"
	reap "$1"
}

# Ten points before and after its first effects: files, services, arming, power
for point in 1 4 9 17 24 7 5 9 11 6; do
	begin_apply "SITE_CRASH_AT=$point"
	reap "point $point"
done

# Ten moments of waiting, by how far the slower node is
either_at() { is_at_least node1 "$1" || is_at_least node2 "$1"; }
both_at() { is_at_least node1 "$1" && is_at_least node2 "$1"; }
beyond_percent() { # NODE PERCENT
	local now
	is_at_least "$1" files && return
	now=$(fact "$1" percent)
	((${now:-0} >= $2))
}
kill_when() { # WHAT COMMAND...
	local what=$1
	shift
	begin_apply LC_ALL=C
	wait_for 600 "$what" "$@"
	sleep "0.$((RANDOM % 10))"
	kill_apply "$what"
}
kill_when "a node has fetched its loader" either_at installer
kill_when "a node verifies" either_at verify
kill_when "both unpack" both_at image
declare -A job
for node in "${nodes[@]}"; do job[$node]=$(fact "$node" job); done

# The servers too: master and workers of nginx, and the boot service
begin_apply LC_ALL=C
wait_for 300 "30 % of node1" beyond_percent node1 30
kill_apply "30 % of node1, with nginx and the boot service"
for service in serve nginx; do
	read -r pid _ <"$state/run/service-$service.pid"
	mapfile -t workers < <(pgrep -P "$pid" || true)
	kill -KILL "$pid" "${workers[@]}"
done
kill_when "60 % of node1" beyond_percent node1 60
kill_when "files on one node" either_at files
kill_when "boot loader on one node" either_at bootloader
kill_when "boot loader on both" both_at bootloader
kill_when "one node restarts" either_at reboot
# No later: what runs without emulation is soon a Dom0
both_restarted=''
starting_anew() {
	both_at reboot || return
	: "${both_restarted:=$SECONDS}"
	((SECONDS >= both_restarted + 3))
}
kill_when "both have restarted" starting_anew
same "kills" 20 "$kills"

expect_apply 0
stage_table
write_known_hosts
for node in "${nodes[@]}"; do
	check_dom0 "$node"
	same "installation of $node" "${job[$node]}" "$(fact "$node" job)"
	same "installers fetched by $node" 1 "$(requests "$node" /images/dom0/installer.img)"
	same "reports of the end of files of $node" 1 "$(tool why "$node" | grep -cE '^ +[0-9.]+ s +files +done')"
done
expect_nothing_to_do
