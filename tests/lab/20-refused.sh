#!/usr/bin/env bash
# What is not what the site's key has signed, or not the disk that the site file names, is refused before it does harm.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

start_script lab20
make_state "$state"
make_lab
image=$state/serve/images/dom0
chunk_bytes=$(sed -n 's/^chunk-size //p' "$image/manifest")
chunks=$(grep -c '^chunk ' "$image/manifest")
bad_chunk=$((chunks / 3))

fails_with() { # NODE STAGE CODE
	local node=$1
	tool why "$node" >"$logs/why-$run_number-$node.txt"
	same "state of $node" failed "$(fact "$node" state)"
	[[ $(fact "$node" failure) == "$2: $3"* ]] || die "failure of $node is \"$(fact "$node" failure)\", not $2: $3"
	holds "$logs/why-$run_number-$node.txt" "failed at stage $2"
	grep -qE "$2 +fail +$3" "$logs/why-$run_number-$node.txt" || die "why does not name $3"
	say "ok: $node failed at $2 with $3"
}

# The other serial is in the file that siteinit reads, not in the machine
serial1=SITE9999
site=$work/other-serial.xml
site_text >"$site"

# One byte in the middle of a chunk
dd if=/dev/zero of="$image/rootfs.tar.zst" bs=1 count=16 seek=$((bad_chunk * chunk_bytes + chunk_bytes / 2)) conv=notrunc status=none
if tool image verify >"$logs/verify-chunk.txt" 2>&1; then die "image verify does not see the changed chunk"; fi
holds "$logs/verify-chunk.txt" "rootfs.tar.zst was changed"

expect "both disks are blank at first" eval 'is_blank node1 && is_blank node2'
expect_apply 3
stage_table
fails_with node1 partition disk-serial
holds "$logs/why-1-node1.txt" "SITE9999"
holds "$logs/why-1-node1.txt" "SITE0001"
expect "nothing was written to the disk of node1" is_blank node1

fails_with node2 image bad-chunk
holds "$logs/why-1-node2.txt" "chunk $bad_chunk "
wait_off() { free sitelab status --lab "$name" --json | grep -A 2 "\"node\": \"$1\"" | grep -q '"power": "off"'; }
for node in "${nodes[@]}"; do wait_for 60 "$node to switch itself off" wait_off "$node"; done
expect "no boot loader on node2" cmp -s -n 440 "$work/lab/node2/disk.raw" /dev/zero

# The beginning of the archive is on the disk, nothing of the bad chunk and what follows it
good_bytes=$((bad_chunk * chunk_bytes))
original=$cache/seed/serve/images/dom0/rootfs.tar.zst
{ head -c "$good_bytes" "$original" | zstd -dcq 2>/dev/null || true; } >"$work/head.tar"
{ tar -tf "$work/head.tar" 2>/dev/null || true; } | grep -v '/$' >"$work/early"
{ zstd -dcq "$original" 2>/dev/null || true; } | tar -t | grep -v '/$' >"$work/all"
early=$(wc -l <"$work/early")
((early > 100 && early < $(wc -l <"$work/all"))) || die "the archive's beginning holds $early files"
tail -n "+$((early + 1))" "$work/all" | sed 's:^\.::' >"$work/late"
root_start=$(sfdisk --json "$work/lab/node2/disk.raw" | sed -n 's/.*"start": *\([0-9]*\).*/\1/p' | sed -n 3p)
dd if="$work/lab/node2/disk.raw" of="$work/root.raw" bs=1M skip=$((root_start / 2048)) conv=sparse status=none
e2fsck -fp "$work/root.raw" >"$logs/e2fsck.txt" 2>&1 || (($? < 4)) || die "e2fsck of the root file system: $(<"$logs/e2fsck.txt")"
on_disk() { # LIST: how many of these files are there
	sed 's/.*/stat "&"/' "$1" | debugfs -f - "$work/root.raw" 2>/dev/null | grep -c '^Inode: ' || true
}
head -n 50 "$work/early" | sed 's:^\.::' >"$work/first"
same "files of the archive's beginning on the disk, of 50" 50 "$(on_disk "$work/first")"
same "files of what follows the bad chunk on the disk, of $(wc -l <"$work/late")" 0 "$(on_disk "$work/late")"
rm -f "$work/root.raw" "$work/head.tar"

# One hash of the manifest, the right root file system again
cp "$original" "$image/rootfs.tar.zst"
before=$(sed -n 's/^chunk 0 //p' "$image/manifest")
sed -i "s/^chunk 0 .*/chunk 0 ${before:32}${before:0:32}/" "$image/manifest"
if tool image verify >"$logs/verify-manifest.txt" 2>&1; then die "image verify does not see the changed manifest"; fi
holds "$logs/verify-manifest.txt" "the signature is not this site's"
prints="$(disk_print node1) $(disk_print node2)"
expect_apply 3
for node in "${nodes[@]}"; do fails_with "$node" verify bad-signature; done
for node in "${nodes[@]}"; do wait_for 60 "$node to switch itself off" wait_off "$node"; done
same "both disks" "$prints" "$(disk_print node1) $(disk_print node2)"
