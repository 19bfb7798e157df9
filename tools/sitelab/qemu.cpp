#include "sitelab/qemu.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "core/sha256.hpp"

namespace site {
namespace {

// What emulation offers and Xen 4.17 as well as live migration between two such machines can live with.
constexpr const char* emulated_cpu =
    "max,-smap,-smep,-rdtscp,-xsave,-xsaveopt,-xsavec,-xsaves,-xgetbv1,-avx,-avx2,-f16c,-fma,-mpx,-pku,-erms,-vaes,"
    "-vpclmulqdq,-la57";

constexpr const char* tiny_disk = "tiny.raw";
constexpr const char* other_disk = "other.raw";

bool has_flag(const std::string& cpuinfo, const std::string& flag) {
    std::istringstream lines(cpuinfo);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.compare(0, 5, "flags") != 0) continue;
        std::istringstream words(line);
        std::string word;
        while (words >> word)
            if (word == flag) return true;
        return false;
    }
    return false;
}

class Argv {
  public:
    template <class... Words>
    void add(Words... words) {
        (argv_.emplace_back(words), ...);
    }
    std::vector<std::string> take() { return std::move(argv_); }

  private:
    std::vector<std::string> argv_;
};

void add_firmware(Argv& argv, const Machine& machine) {
    if (machine.firmware != Firmware::uefi) return;
    argv.add("-drive", fmt::format("if=pflash,format=raw,readonly=on,file={}", ovmf_code));
    argv.add("-drive", "if=pflash,format=raw,file=vars.fd");
}

void add_nics(Argv& argv, const Machine& machine, const Start& start) {
    for (std::size_t i = 0; i < machine.nics.size(); ++i) {
        const auto& nic = machine.nics[i];
        argv.add("-netdev", fmt::format("tap,id=n{},ifname={},script=no,downscript=no", i, nic.tap));
        auto device = fmt::format("{},id=nic{},netdev=n{},mac={},addr={:#x}",
                                  nic.model == "e1000" ? "e1000" : "virtio-net-pci", i, i, nic.mac, nic_slot(i));
        // Without its ROM a virtio NIC is driven by OVMF's own PXE; for e1000 OVMF has no driver but the ROM.
        if (machine.firmware == Firmware::uefi && nic.model != "e1000") device += ",romfile=";
        if (machine.firmware == Firmware::bios && !nic.network_boot) device += ",romfile=";
        if (start.network_by_index && nic.network_boot) device += ",bootindex=0";
        argv.add("-device", device);
    }
}

std::string disk_drive(const std::string& file, std::size_t number, std::optional<DiskFault> fault) {
    const auto common = fmt::format(
        "if=none,id=d{},format=raw,cache=unsafe,discard=unmap,detect-zeroes=unmap,werror=report,"
        "rerror=report",
        number);
    if (fault != DiskFault::errors) return common + ",file=" + file;
    auto text = common + ",file.driver=blkdebug,file.image.driver=file,file.image.filename=" + file;
    static constexpr const char* kinds[] = {"write", "write-zeroes", "discard"};
    for (std::size_t i = 0; i < std::size(kinds); ++i)
        text += fmt::format(
            ",file.inject-error.{0}.event=none,file.inject-error.{0}.iotype={1},"
            "file.inject-error.{0}.errno=5,file.inject-error.{0}.once=off",
            i, kinds[i]);
    return text;
}

void add_disks(Argv& argv, const Machine& machine, const Start& start) {
    for (std::size_t i = 0; i < machine.disks.size(); ++i) {
        const auto& disk = machine.disks[i];
        const auto fault = i == 0 ? start.disk_fault : std::nullopt;
        auto file = disk.file;
        auto serial = disk.serial;
        if (fault == DiskFault::tiny) file = tiny_disk;
        if (fault == DiskFault::swapped) {
            file = other_disk;
            serial = "SWAPPED";
        }
        argv.add("-drive", disk_drive(file, i, fault));
        argv.add("-device", fmt::format("virtio-blk-pci,drive=d{},addr={:#x}{}", i, 0x10 + i,
                                        serial.empty() ? "" : ",serial=" + serial));
    }
}

}  // namespace

Accelerator choose_accelerator(const std::string& cpuinfo, bool has_dev_kvm) {
    const bool hardware = has_flag(cpuinfo, "vmx") || has_flag(cpuinfo, "svm");
    return hardware && has_dev_kvm ? Accelerator::kvm : Accelerator::emulation;
}

std::string format(Accelerator value) { return value == Accelerator::kvm ? "kvm" : "emulation"; }

int nic_slot(std::size_t number) { return 2 + static_cast<int>(number); }

std::vector<std::string> qemu_argv(const Lab& lab, const Machine& machine, const Start& start) {
    Argv argv;
    argv.add("qemu-system-x86_64", "-name", fmt::format("{}.{},process={}", machine.name, lab.name, machine.name));
    argv.add("-machine", "q35,graphics=off", "-uuid", machine_uuid(lab.name, machine.name));
    if (start.accelerator == Accelerator::kvm)
        argv.add("-accel", "kvm", "-cpu", "host");
    else
        argv.add("-accel", "tcg,thread=multi,tb-size=256", "-cpu", emulated_cpu);
    argv.add("-smp", std::to_string(machine.cpus), "-m", fmt::format("{}M", (machine.memory.bytes + 0xfffff) >> 20));
    argv.add("-nodefaults", "-vga", "none", "-display", "none");
    argv.add("-action", "reboot=shutdown,shutdown=pause");
    argv.add("-chardev", fmt::format("socket,id=control,fd={}", start.control_fd), "-mon",
             "chardev=control,mode=control");
    argv.add("-qmp", "unix:qmp,server=on,wait=off");
    argv.add("-chardev", fmt::format("socket,id=console,path=console,server=on,wait=off,logfile={},logappend=on",
                                     machine.serial_log));
    argv.add("-serial", "chardev:console");
    add_firmware(argv, machine);
    add_nics(argv, machine, start);
    add_disks(argv, machine, start);
    argv.add("-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng,addr=0x1e");
    return argv.take();
}

std::string machine_uuid(const std::string& site, const std::string& node) {
    auto hex = sha256(site + "/" + node).substr(0, 32);
    hex[12] = '8';
    hex[16] = '8';
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                       hex.substr(20, 12));
}

std::optional<std::string> shutdown_reason(const std::string& line) {
    static constexpr std::string_view reason = "\"reason\": \"";
    if (line.find("\"event\": \"SHUTDOWN\"") == std::string::npos) return std::nullopt;
    const auto at = line.find(reason);
    if (at == std::string::npos) return std::nullopt;
    const auto begin = at + reason.size();
    return line.substr(begin, line.find('"', begin) - begin);
}

bool is_reset(const std::string& reason) { return reason == "guest-reset" || reason == "host-qmp-system-reset"; }

}  // namespace site
