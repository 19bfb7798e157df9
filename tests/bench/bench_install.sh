#!/usr/bin/env bash
# Installation by siteinit against the same steps by hand, in the same virtual machine; goal: at most 1.15 times as long.
#
# bench_install.sh [--json] [--repeat N]: N (else 2) times each, by turns. Seconds from power-on (the controller has obeyed)
# until xl info answers, of one BIOS machine with a blank disk. By hand: the same DHCP, TFTP and HTTP configuration, the same
# image and own files, but an installer that neither verifies nor reports anything.
# Exit status: 0 the goal is reached, 1 not, 77 it cannot run here.
# shellcheck source-path=SCRIPTDIR source=../lab/lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/../lab/lib.bash"

json='' repeats=2 goal=1.15
while [[ $# -gt 0 ]]; do
	case $1 in
		--json) json=yes ;;
		--repeat)
			[[ ${2:-} =~ ^[1-9][0-9]?$ ]] || { echo "bench_install: error: --repeat wants a number from 1 to 99" >&2; exit 64; }
			repeats=$2
			shift
			;;
		*)
			echo "bench_install: error: there is no option \"$1\"" >&2
			exit 64
			;;
	esac
	shift
done

# Only figures go to the standard output
exec {figures}>&1 1>&2
nodes=(node1)
start_script benchinstall

blank_machine() {
	free sitelab down "$name" --all >>"$logs/down.log" 2>&1 || true
	make_lab
}

# stage_end STAGE: milliseconds since 1970
stage_end() {
	tool status --json | awk -v stage="\"$1\"," '
		/^      "name": / {here = $2 == "\"node1\","}
		here && $1 == "\"stage\":" && /^          "/ {now = $2 == stage}
		here && now && $1 == "\"began_ms\":" {began = $2 + 0}
		here && now && $1 == "\"seconds\":" {printf "%.0f\n", began + $2 * 1000; exit}'
}

by_siteinit() {
	state=$work/state-$1
	make_state "$state"
	blank_machine
	log=$logs/apply-0$1.log
	in_lab timeout -k 20 "$apply_deadline" siteinit apply --state "$state" --node node1 --confirm "$name" "$site" >"$log" 2>&1 </dev/null ||
		die "apply: $(tail -n 3 "$log")"
	stage_table
	milliseconds=$(($(stage_end xen) - $(stage_end power)))
}

# The installer's system with another program for its one task
hand_installer() {
	mkdir -p "$work/hand-root/usr/bin"
	cat >"$work/hand-root/usr/bin/install" <<-'END'
		#!/bin/bash
		set -e -o pipefail
		server=http://10.77.0.1:8080/images
		until [[ -e /sys/class/net/eth0 && -b /dev/vda ]]; do
			find /sys/devices -name modalias -exec cat {} + | sort -u | xargs -r modprobe -qab || true
		done
		modprobe -a af_packet ext4 vfat
		udhcpc -i eth0 -s /usr/bin/dhcp -n -q -t 15 -T 2
		sfdisk --quiet /dev/vda <<-TABLE
		label: gpt
		start=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649, name=bios
		size=131072, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name=ESP
		type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name=root
		TABLE
		until [[ -b /dev/vda3 ]]; do sleep 0.1; done
		mke2fs -q -F -t ext4 -L root /dev/vda3
		mkfs.vfat -n ESP /dev/vda2
		mount -t ext4 -o noatime /dev/vda3 /mnt
		curl -sf "$server/dom0/rootfs.tar.zst" | zstd -dcq |
			tar -x --numeric-owner --xattrs --xattrs-include=security.capability -C /mnt
		curl -sf "$server/overlay.tar" | tar -x --numeric-owner --no-overwrite-dir --keep-directory-symlink -C /mnt
		mkdir -p /mnt/boot/efi
		mount -t vfat /dev/vda2 /mnt/boot/efi
		uuid=$(blkid -s UUID -o value /dev/vda3)
		echo "UUID=$uuid / ext4 errors=remount-ro 0 1" >/mnt/etc/fstab
		echo "UUID=$(blkid -s UUID -o value /dev/vda2) /boot/efi vfat umask=0077 0 2" >>/mnt/etc/fstab
		tr -d - </proc/sys/kernel/random/uuid >/mnt/etc/machine-id
		ssh-keygen -q -t ed25519 -N '' -f /mnt/etc/ssh/ssh_host_ed25519_key
		for fs in dev proc sys; do mount --bind "/$fs" "/mnt/$fs"; done
		mkdir -p /dev/disk/by-uuid
		ln -sfn /dev/vda3 "/dev/disk/by-uuid/$uuid"
		chroot /mnt grub-install --target=i386-pc /dev/vda
		chroot /mnt grub-install --target=x86_64-efi --removable --no-nvram --efi-directory=/boot/efi
		chroot /mnt update-grub
		umount -R /mnt
	END
	chmod 0755 "$work/hand-root/usr/bin/install"
	(cd "$work/hand-root" && find . -mindepth 1 | cpio -o -H newc --quiet -R 0:0)
}

in_hand() { # COMMAND: by ssh on the node that was installed by hand
	in_lab timeout 60 ssh -n -F none -i "$state/keys/site_ed25519" -o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=10 \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@10.77.0.11 "$1"
}

hand_has_xen() { in_hand 'xl info' 2>/dev/null | grep -q '^xen_version'; }

bmc() { in_lab ipmitool -I lanplus -H 10.77.0.111 -U admin -f "$work/bmc.password" chassis "$@" >>"$logs/ipmi.log" 2>&1; }

# by_hand ROUND: with the key, the configurations and the own files of the round by siteinit
by_hand() {
	local hand=$work/hand-$1 job began file arguments prefix
	job=$(fact node1 job)
	blank_machine
	mkdir -p "$hand"/{server,log,run,serve/images,tftp}
	for file in dnsmasq.conf nginx.conf; do sed "s|$state|$hand|g" "$state/server/$file" >"$hand/server/$file"; done
	cp "$state"/tftp/* "$hand/tftp/"
	cp -a --reflink=auto "$state/serve/images/dom0" "$hand/serve/images/"
	cp "$state/jobs/$job/overlay.tar" "$hand/serve/images/"
	hand_installer >"$hand/serve/images/hand.img"
	chmod -R a+rX "$hand"
	arguments=$(sed -n 's/^ *installer-args="\(.*\)"$/\1/p' "$site")
	cat >"$hand/serve/boot.ipxe" <<-END
		#!ipxe
		kernel http://10.77.0.1:8080/images/dom0/vmlinuz initrd=installer.img $arguments
		initrd http://10.77.0.1:8080/images/dom0/installer.img
		initrd http://10.77.0.1:8080/images/hand.img
		boot
	END
	in_lab dnsmasq --conf-file="$hand/server/dnsmasq.conf"
	in_lab nginx -c "$hand/server/nginx.conf"
	# The address from which dnsmasq advertises a router, as siteinit gives it: iPXE waits long when there is none
	prefix=$(sed -n 's/^dhcp-range=\([0-9a-f:]*::\),ra-only,.*/\1/p' "$hand/server/dnsmasq.conf")
	[[ -z $prefix ]] || in_lab ip address add "${prefix}1/64" dev prov0 nodad
	bmc power off || true
	bmc bootdev pxe || die "the controller does not take the boot device"
	bmc power on || die "the controller does not switch it on"
	began=$(date +%s%3N)
	wait_for 600 "xl info of the node installed by hand" hand_has_xen
	milliseconds=$(($(date +%s%3N) - began))
	cp "$hand"/log/nginx-access.log "$logs/hand-$1-nginx-access.log"
	free sitelab down "$name" --all >>"$logs/down.log" 2>&1
}

seconds() { awk -v ms="$1" 'BEGIN {printf "%.1f", ms / 1000}'; }
quotient() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.3f", a / b}'; }

ours=() theirs=() our_sum=0 their_sum=0
for ((round = 1; round <= repeats; round++)); do
	by_siteinit "$round"
	ours+=("$milliseconds") our_sum=$((our_sum + milliseconds))
	by_hand "$round"
	theirs+=("$milliseconds") their_sum=$((their_sum + milliseconds))
	say "round $round: siteinit $(seconds "${ours[-1]}") s, by hand $(seconds "${theirs[-1]}") s"
done

ratio=$(quotient "$our_sum" "$their_sum")
reached=$(awk -v a="$ratio" -v b="$goal" 'BEGIN {print a <= b ? "true" : "false"}')
list() {
	local text='' one
	for one; do text+="${text:+, }$(seconds "$one")"; done
	printf '%s' "$text"
}
if [[ -n $json ]]; then
	printf '{"schema": "sitekit.bench-install/1", "siteinit_seconds": [%s], "by_hand_seconds": [%s], "ratio": %s, "goal": %s, "reached": %s}\n' \
		"$(list "${ours[@]}")" "$(list "${theirs[@]}")" "$ratio" "$goal" "$reached" >&"$figures"
else
	{
		printf '%-8s %10s %10s %7s\n' round 'siteinit s' 'by hand s' ratio
		for i in "${!ours[@]}"; do
			printf '%-8s %10s %10s %7s\n' $((i + 1)) "$(seconds "${ours[i]}")" "$(seconds "${theirs[i]}")" "$(quotient "${ours[i]}" "${theirs[i]}")"
		done
		printf 'siteinit / by hand: %s (goal %s)\n' "$ratio" "$goal"
	} >&"$figures"
fi
[[ $reached == true ]]
