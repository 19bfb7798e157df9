#!/usr/bin/env bash
# The same recipe and packages give the same bytes; minisign itself accepts the manifest; damage is found.
# shellcheck source-path=SCRIPTDIR source=lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

start_script lab05
make_state "$state"
site_text >"$site"
served=$state/serve/images/dom0
cp "$served/manifest" "$logs/manifest-1"

tool image build --again >"$logs/build-2.log" 2>&1 || { tail -n 20 "$logs/build-2.log"; die "the second build"; }
expect "two builds have the same manifest, and so the same bytes" diff "$logs/manifest-1" "$served/manifest"
expect "image verify finds no fault" tool image verify
expect "minisign accepts the manifest" minisign -V -q -p "$state/build/dom0/stage/image.pub" -m "$served/manifest"
expect "the key is for its owner only" test "$(stat -c %a "$state/keys/image.key")" = 600

printf 'x' | dd of="$served/vmlinuz" bs=1 seek=1000 conv=notrunc status=none
found=0
tool image verify >"$logs/verify.log" 2>&1 || found=$?
same "status of image verify after a byte was changed" 1 "$found"
holds "$logs/verify.log" "vmlinuz was changed"
