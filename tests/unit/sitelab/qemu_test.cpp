#include "sitelab/qemu.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/sitelab/demo_site.hpp"

using namespace site;

namespace {

Lab demo() { return plan_lab(demo_site(), "/lab").lab; }

std::string line(const Machine& machine, const Start& start) {
    std::string text;
    for (const auto& word : qemu_argv(demo(), machine, start)) text += (text.empty() ? "" : " ") + word;
    return text;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a BIOS machine is started like this", "[qemu]") {
    Start start;
    start.control_fd = 7;
    CHECK(line(demo().machines[0], start) ==
          "qemu-system-x86_64 -name node1.demo,process=node1 -machine q35,graphics=off -uuid "
          "95aa0a24-5396-8a63-8f42-65b351a9ca05 -accel tcg,thread=multi,tb-size=256 -cpu "
          "max,-smap,-smep,-rdtscp,-xsave,-xsaveopt,-xsavec,-xsaves,-xgetbv1,-avx,-avx2,-f16c,-fma,-mpx,-pku,-erms,"
          "-vaes,-vpclmulqdq,-la57 -smp 1 -m 1024M -nodefaults -vga none -display none -action "
          "reboot=shutdown,shutdown=pause -chardev socket,id=control,fd=7 -mon chardev=control,mode=control -qmp "
          "unix:qmp,server=on,wait=off -chardev "
          "socket,id=console,path=console,server=on,wait=off,logfile=/lab/node1/serial.log,logappend=on -serial "
          "chardev:console -netdev tap,id=n0,ifname=node1.eth0,script=no,downscript=no -device "
          "virtio-net-pci,id=nic0,netdev=n0,mac=52:54:00:77:00:11,addr=0x2 -drive "
          "if=none,id=d0,format=raw,cache=unsafe,discard=unmap,detect-zeroes=unmap,werror=report,rerror=report,"
          "file=disk.raw -device virtio-blk-pci,drive=d0,addr=0x10,serial=DEMO0001 -object "
          "rng-random,id=rng,filename=/dev/urandom -device virtio-rng-pci,rng=rng,addr=0x1e");
}

TEST_CASE("a UEFI machine has its own variables and OVMF's network boot", "[qemu]") {
    const auto text = line(demo().machines[1], {});
    CHECK(has(text, "-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd"));
    CHECK(has(text, "-drive if=pflash,format=raw,file=vars.fd"));
    CHECK(has(text, "mac=52:54:00:77:00:12,addr=0x2,romfile= "));
    CHECK(has(text, "mac=52:54:00:78:00:12,addr=0x3,romfile= "));
    CHECK(has(text, "-device virtio-blk-pci,drive=d1,addr=0x11,serial=DATA2"));
    CHECK(has(text, "-smp 2 -m 2048M"));
    CHECK_FALSE(has(text, "bootindex"));
}

TEST_CASE("an e1000 keeps its ROM under UEFI, which has no driver for it", "[qemu]") {
    auto machine = demo().machines[1];
    machine.nics[0].model = "e1000";
    CHECK(has(line(machine, {}), "-device e1000,id=nic0,netdev=n0,mac=52:54:00:77:00:12,addr=0x2 "));
}

TEST_CASE("a BIOS machine boots from its provisioning NIC only", "[qemu]") {
    auto machine = demo().machines[0];
    machine.nics.push_back(machine.nics[0]);
    machine.nics[1].network_boot = false;
    const auto text = line(machine, {});
    CHECK(has(text, "addr=0x2 "));
    CHECK(has(text, "addr=0x3,romfile= "));
}

TEST_CASE("the network first by bootindex is for the provisioning NIC", "[qemu]") {
    Start start;
    start.network_by_index = true;
    CHECK(has(line(demo().machines[0], start), "addr=0x2,bootindex=0"));
    CHECK_FALSE(has(line(demo().machines[1], start), "addr=0x3,romfile=,bootindex"));
}

TEST_CASE("faults of the system disk leave the other disks alone", "[qemu]") {
    Start start;
    start.disk_fault = DiskFault::swapped;
    CHECK(has(line(demo().machines[1], start),
              "file=other.raw -device virtio-blk-pci,drive=d0,addr=0x10,serial=SWAPPED"));
    start.disk_fault = DiskFault::tiny;
    CHECK(has(line(demo().machines[1], start),
              "file=tiny.raw -device virtio-blk-pci,drive=d0,addr=0x10,serial=DEMO0002"));
    start.disk_fault = DiskFault::errors;
    const auto text = line(demo().machines[1], start);
    CHECK(has(text,
              "file.driver=blkdebug,file.image.driver=file,file.image.filename=disk.raw,"
              "file.inject-error.0.event=none,file.inject-error.0.iotype=write,file.inject-error.0.errno=5"));
    CHECK(has(text, "rerror=report,file=data-DATA2.raw"));
}

TEST_CASE("hardware virtualisation needs the processor's flag and the device", "[qemu]") {
    const std::string intel = "processor\t: 0\nflags\t\t: fpu vme vmx sse\n";
    const std::string amd = "flags\t\t: fpu svm\n";
    const std::string software = "flags\t\t: fpu vme vmmcall svm_lock\nbugs : svm\n";
    CHECK(choose_accelerator(intel, true) == Accelerator::kvm);
    CHECK(choose_accelerator(amd, true) == Accelerator::kvm);
    CHECK(choose_accelerator(intel, false) == Accelerator::emulation);
    CHECK(choose_accelerator(software, true) == Accelerator::emulation);
    CHECK(choose_accelerator("", true) == Accelerator::emulation);
    Start start;
    start.accelerator = Accelerator::kvm;
    CHECK(has(line(demo().machines[0], start), "-accel kvm -cpu host"));
}

TEST_CASE("QEMU says why a machine stopped", "[qemu]") {
    CHECK(shutdown_reason(
              R"({"timestamp": {"seconds": 1795232609, "microseconds": 935695}, "event": "SHUTDOWN", "data": )"
              R"({"guest": false, "reason": "host-qmp-system-reset"}})") == "host-qmp-system-reset");
    CHECK(shutdown_reason(R"({"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}})") ==
          "guest-reset");
    CHECK_FALSE(shutdown_reason(R"({"event": "RESET", "data": {"guest": true, "reason": "guest-reset"}})"));
    CHECK_FALSE(shutdown_reason(R"({"return": {}})"));
    CHECK(is_reset("guest-reset"));
    CHECK(is_reset("host-qmp-system-reset"));
    CHECK_FALSE(is_reset("guest-shutdown"));
}

TEST_CASE("machines of different sites have different identities", "[qemu]") {
    CHECK(machine_uuid("a", "node1") != machine_uuid("b", "node1"));
    CHECK(machine_uuid("a", "node1").size() == 36);
}
