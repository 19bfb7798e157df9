# For the scripts beside it: a site of two machines, its image, its lab, and what a node must look like in the end.
#
# SITE_BIN        folder of the programs (else build/default/bin)
# SITE_LAB_CACHE  keeps the signing key and the image from script to script (else build/lab-cache)
# SITE_LAB_LOGS   a folder for each script's logs (else build/test-logs)
# SITE_LAB_WORK   disks and state folders while a script runs (else TMPDIR, else /var/tmp)
# SITE_LAB_KEEP   not empty: leave the lab standing at the end
# shellcheck shell=bash
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${SITE_BIN:-$source_folder/build/default/bin}
cache=${SITE_LAB_CACHE:-$source_folder/build/lab-cache}
export PATH=$bin:$PATH LC_ALL=C
unset SITE_FILE SITE_STATE SITELAB_DIR SITE_CRASH_AT

name='' work='' logs='' state='' site='' known_hosts='' script_lock=''
serial1=SITE0001 serial2=SITE0002 bmc2=ipmi
nodes=(node1 node2)
apply_deadline=1200
status=0 run_number=0

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

die() {
	printf 'FAULT: %s\n' "$*"
	exit 1
}

skip() {
	echo "skipped: $*"
	exit 77
}

# expect WHAT COMMAND...: the command succeeds
expect() {
	local what=$1
	shift
	"$@" || die "not so: $what"
	say "ok: $what"
}

same() { # WHAT WISHED FOUND
	[[ $2 == "$3" ]] || die "$1 is \"$3\", not \"$2\""
	say "ok: $1 is $2"
}

holds() { # FILE TEXT
	grep -qF -- "$2" "$1" || die "$1 does not hold: $2"
	say "ok: ${1##*/} holds: $2"
}

# wait_for SECONDS WHAT COMMAND...: tried every half second
wait_for() {
	local end=$((SECONDS + $1)) what=$2
	shift 2
	until "$@"; do
		((SECONDS < end)) || die "in vain waited for: $what"
		sleep 0.5
	done
}

# ------------------------------------------------------------------------------------------------- beginning and end

# start_script NAME: a work folder and a log folder, and an end in any case
start_script() {
	local need
	name=$1
	for need in siteinit sitelab; do [[ -x $bin/$need ]] || skip "$need is not built in $bin"; done
	[[ $EUID -eq 0 ]] || skip "wants root"
	for need in qemu-system-x86_64 ipmi_sim ipmitool nginx dnsmasq ip mmdebstrap zstd debugfs; do
		type -P "$need" >/dev/null || skip "$need is not installed"
	done
	mkdir -p "$cache"
	exec {script_lock}>"$cache/$name.lock"
	flock -n "$script_lock" || die "$name is running already"
	logs=${SITE_LAB_LOGS:-$source_folder/build/test-logs}/$name
	rm -rf "$logs"
	mkdir -p "$logs/consoles"
	work=$(mktemp -d -p "${SITE_LAB_WORK:-${TMPDIR:-/var/tmp}}" "sitekit-$name.XXXXXX")
	chmod 0711 "$work"
	state=$work/state site=$work/site.xml known_hosts=$work/known_hosts
	# What an earlier run may have left when it was killed
	if [[ -e /run/sitelab/$name ]]; then free sitelab down "$name" --all >/dev/null 2>&1 || true; fi
	trap 'end_script $?' EXIT
	trap 'echo "FAULT: line $LINENO, status $?: $BASH_COMMAND"' ERR
	trap 'exit 143' TERM INT HUP
}

# free COMMAND...: without our lock, for what may leave daemons behind
free() { "$@" {script_lock}>&-; }

end_script() {
	local result=$1
	trap '' TERM INT HUP
	trap - EXIT
	set +e
	keep_logs
	((result == 0 || result == 77)) || show_ends
	if [[ -n ${SITE_LAB_KEEP:-} ]]; then
		say "left standing: lab $name in $work"
		exit "$result"
	fi
	free timeout 60 siteinit stop --state "$state" --site "$site" >>"$logs/down.log" 2>&1
	if ! free timeout 120 sitelab down "$name" --all >>"$logs/down.log" 2>&1 && [[ -e /run/sitelab/$name ]]; then
		echo "FAULT: the lab does not go away:"
		tail -n 20 "$logs/down.log"
		((result != 0)) || result=1
	fi
	rm -rf "$work"
	say "end of $name: status $result; logs are in $logs"
	exit "$result"
}

keep_logs() {
	local node file
	[[ -e $state/state.db ]] || return 0
	for node in "${nodes[@]}"; do
		timeout 60 siteinit why --state "$state" --site "$site" "$node" >"$logs/why-$node.txt" 2>&1
	done
	timeout 60 siteinit status --state "$state" --json "$site" >"$logs/status.json" 2>&1
	timeout 60 siteinit status --state "$state" --stages "$site" >"$logs/stages.txt" 2>&1
	for file in "$state"/log/* "$work"/lab/*/events; do
		[[ -f $file ]] || continue
		if [[ $file == */events ]]; then cp "$file" "$logs/events-$(basename "$(dirname "$file")")"; else cp "$file" "$logs/"; fi
	done
}

show_ends() {
	local file
	for file in "$logs"/apply-*.log "$logs"/why-node*.txt "$logs"/consoles/*.log "$logs"/serve.out "$logs"/nginx-error.log; do
		[[ -s $file ]] || continue
		printf -- '----- the end of %s\n' "$file"
		tail -n 25 "$file" | tr -cd '[:print:]\n\t'
	done
	printf -- '-----\n'
}

# ----------------------------------------------------------------------------------------------- site, image and lab

# What makes an emulated machine quicker and means nothing to a real one
image_element() {
	cat <<-'END'
		<image name="dom0" recipe="debian12-xen" dom0-memory="512M" dom0-vcpus="1"
		    installer-args="console=ttyS0,115200 quiet loglevel=4 mitigations=off cryptomgr.notests"
		    kernel-args="mitigations=off cryptomgr.notests raid=noautodetect random.trust_cpu=on"
		    xen-args="spec-ctrl=off xpti=off bootscrub=0 loglvl=warning"/>
	END
}

# site_text: one BIOS node, one UEFI node; serial1, serial2 and bmc2 say what is special
site_text() {
	local second_bmc='<bmc address="10.77.0.112" kind="ipmi" user="admin" password-file="bmc.password"/>'
	[[ $bmc2 == ipmi ]] || second_bmc='<bmc kind="manual"/>'
	cat <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<site name="$name" domain="$name.example">
		  <provisioner host="prov" network="lan" address="10.77.0.1" interface="prov0" console-logs="$logs/consoles"/>
		  <network name="lan" cidr="10.77.0.0/24" roles="provisioning management guests" bridge="xenbr0" gateway="10.77.0.1"
		      time-servers="10.77.0.1">
		    <lease from="10.77.0.200" to="10.77.0.250"/>
		  </network>
		  $(image_element)
		  <class name="xen" image="dom0" roles="dom0" memory="1G" cpus="1">
		    <nic name="eth0" network="lan"/>
		    <disk size="4G"/>
		  </class>
		  <node name="node1" class="xen" firmware="bios">
		    <nic name="eth0" mac="52:54:00:77:00:11" address="10.77.0.11"/>
		    <bmc address="10.77.0.111" kind="ipmi" user="admin" password-file="bmc.password"/>
		    <disk serial="$serial1"/>
		  </node>
		  <node name="node2" class="xen" firmware="uefi">
		    <nic name="eth0" mac="52:54:00:77:00:12" address="10.77.0.12"/>
		    $second_bmc
		    <disk serial="$serial2"/>
		  </node>
		</site>
	END
}

address_of() { printf '10.77.0.1%s' "${1#node}"; }

# make_state FOLDER: a state folder with the key and the image only. Both come from the cache, where siteinit builds
# them when they are not there or not of the present recipe; inside a lab there is no way to the packages.
make_state() {
	local seed=$cache/seed lock
	exec {lock}>"$cache/seed.lock"
	flock -w 1200 "$lock" || die "somebody else builds the image for too long"
	site_text >"$cache/seed.xml"
	say "the image, as built in $seed or built now"
	siteinit image build --state "$seed" --site "$cache/seed.xml" {lock}>&- {script_lock}>&- >"$logs/image-build.log" 2>&1 ||
		{
			tail -n 20 "$logs/image-build.log"
			die "the image cannot be built"
		}
	mkdir -p "$1/keys" "$1/serve/images"
	chmod 0711 "$1"
	chmod 0700 "$1/keys"
	cp -p "$seed/keys/image.key" "$1/keys/"
	# Copies, not links: tests change them
	cp -a --reflink=auto "$seed/serve/images/dom0" "$1/serve/images/"
	exec {lock}>&-
}

make_lab() {
	site_text >"$site"
	free sitelab up --dir "$work/lab" "$site" >"$logs/up.log" 2>&1 || {
		cat "$logs/up.log"
		die "sitelab up"
	}
	say "lab $name stands"
}

in_lab() { free sitelab run --lab "$name" -- "$@"; }
machine() { free sitelab power --lab "$name" "$1" "$2" >/dev/null; }

# tool WORD...: siteinit outside of the lab's network, for what asks no node
tool() { free siteinit "$@" --state "$state" --site "$site"; }

# expect_apply STATUS: one apply inside the lab; sets log
expect_apply() {
	local began=$SECONDS
	run_number=$((run_number + 1)) status=0
	log=$logs/apply-$(printf '%02d' "$run_number").log
	in_lab timeout -k 20 "$apply_deadline" siteinit apply --state "$state" --confirm "$name" "$site" >"$log" 2>&1 </dev/null ||
		status=$?
	say "apply $run_number: status $status after $((SECONDS - began)) s"
	same "status of apply $run_number" "$1" "$status"
}

expect_nothing_to_do() {
	expect_apply 0
	holds "$log" "0 to change"
}

stage_table() { tool status --stages; }

# --------------------------------------------------------------------------------------------------- what is known

# fact NODE KEY: of status --json
fact() {
	tool status --json | awk -v node="$1" -v key="$2" '
		/^      "name": / {here = $2 == "\"" node "\","}
		here && $1 == "\"" key "\":" && /^      "/ {
			sub(/^[^:]*: /, ""); sub(/,$/, ""); gsub(/^"|"$/, ""); print; exit
		}'
}

stage_number() {
	local stages=(power dhcp loader installer verify partition image files bootloader reboot ssh xen) i
	for i in "${!stages[@]}"; do
		if [[ ${stages[i]} == "$1" ]]; then
			echo $((i + 1))
			return
		fi
	done
	echo 0
}

is_at_least() { (($(stage_number "$(fact "$1" stage)") >= $(stage_number "$2"))); } # NODE STAGE

write_known_hosts() {
	local node
	for node in "${nodes[@]}"; do
		printf '%s %s\n' "$(address_of "$node")" "$(fact "$node" host_key)"
	done >"$known_hosts"
}

# on NODE COMMAND: by ssh, with no other host key than the one that was reported
on() {
	in_lab timeout 60 ssh -n -F none -i "$state/keys/site_ed25519" -o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=10 \
		-o StrictHostKeyChecking=yes -o UserKnownHostsFile="$known_hosts" -o LogLevel=ERROR "root@$(address_of "$1")" "$2"
}

is_dom0() { on "$1" 'xl info' 2>/dev/null | grep -q '^xen_version'; }
boot_id() { on "$1" 'cat /proc/sys/kernel/random/boot_id'; }
has_other_boot_id() { # NODE ID
	local now
	now=$(boot_id "$1" 2>/dev/null) && [[ -n $now && $now != "$2" ]]
}

requests() { # NODE PATTERN: how often it was asked and answered
	grep -c "^[^ ]* $(address_of "$1") GET $2 20" "$state/log/nginx-access.log" || true
}

# check_dom0 NODE: everything that the site file says of it
check_dom0() {
	local node=$1 firmware=bios told
	[[ $node != node2 ]] || firmware=uefi
	# shellcheck disable=SC2016  # for the node's shell
	told=$(on "$node" '
		echo "xen $(xl info | sed -n "s/^xen_version *: //p" | grep -c .)"
		echo "name $(hostname)"
		echo "firmware $(if [ -d /sys/firmware/efi ]; then echo uefi; else echo bios; fi)"
		echo "bridge $(cat /sys/class/net/xenbr0/bridge/forward_delay) $(cat /sys/class/net/xenbr0/bridge/stp_state) $(ls /sys/class/net/xenbr0/brif)"
		echo "address $(ip -4 -o address show | sed -n "s/^[0-9]*: \([^ ]*\) *inet \([^ ]*\).*/\1=\2/p" | sort | tr "\n" " ")"
		echo "mac $(cat /sys/class/net/eth0/address)"
		echo "route $(ip -4 route show default | cut -d " " -f 3,5)"
		echo "root $(sed -n "s/^root:\([!*]*\).*/\1/p" /etc/shadow | cut -c 1)"
		echo "dom0 $(xl list 0 | awk "NR == 2 {print \$3, \$4}")"
		echo "chrony $(systemctl is-active chrony) $(grep -c "^server 10.77.0.1 " /etc/chrony/chrony.conf)"
		echo "disk $(findmnt -n -o SOURCE,FSTYPE / | tr -s " ")"
		echo "failed $(systemctl --failed --no-legend --plain | cut -d " " -f 1 | tr "\n" " ")"
	') || die "$node does not answer by ssh with the host key it reported"
	printf '%s\n' "$told" >"$logs/facts-$node.txt"
	check_fact() {
		local found
		found=$(sed -n "s/^$1 //p" <<<"$told" | sed 's/ *$//')
		[[ $found =~ ^($2)$ ]] || die "$node: $1 is \"$found\", not \"$2\""
	}
	check_fact xen 1
	check_fact name "$node"
	check_fact firmware "$firmware"
	check_fact bridge '0 0 eth0'
	check_fact address "lo=127.0.0.1/8 xenbr0=$(address_of "$node")/24"
	check_fact mac "52:54:00:77:00:1${node#node}"
	check_fact route '10.77.0.1 xenbr0'
	check_fact root '[!*]'
	check_fact dom0 '51[0-2] 1'
	check_fact chrony 'active 1'
	check_fact disk '/dev/vda3 ext4'
	same "state of $node" installed "$(fact "$node" state)"
	say "ok: $node is the Dom0 that the site file describes ($firmware)"
}

service_pids() { cat "$state"/run/service-*.pid; }

# served_files: names, times, modes and contents of all that is served, keys and server configurations
served_files() {
	local folder
	for folder in server serve tftp keys; do
		find "$state/$folder" -printf '%p %y %m %T@ %s\n' | LC_ALL=C sort
		find "$state/$folder" -type f -exec sha256sum {} + | LC_ALL=C sort
	done
}

# disk_print NODE: changes with every write to its disk, and is quick for a sparse one
disk_print() { tar --create --sparse --mtime=@0 -f - -C "$work/lab/$1" disk.raw | sha256sum | cut -d ' ' -f 1; }
is_blank() { [[ $(stat -c %b "$work/lab/$1/disk.raw") == 0 ]] || cmp -s -n 4294967296 "$work/lab/$1/disk.raw" /dev/zero; }
