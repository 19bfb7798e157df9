#include <fmt/core.h>

#include <charconv>
#include <sstream>

#include "sitelab/lab.hpp"

namespace site {
namespace {

std::string dash(const std::string& text) { return text.empty() ? "-" : text; }
std::string no_dash(const std::string& text) { return text == "-" ? "" : text; }

class LabReader {
  public:
    std::optional<Lab> read(const std::string& text) {
        std::istringstream lines(text);
        std::string line;
        if (!std::getline(lines, line) || line != "sitelab 1") return std::nullopt;
        while (good_ && std::getline(lines, line)) take(line);
        if (!good_ || lab_.name.empty() || lab_.name_space.empty()) return std::nullopt;
        return lab_;
    }

  private:
    void take(const std::string& line) {
        const auto blank = line.find(' ');
        const auto kind = line.substr(0, blank);
        rest_ = blank == std::string::npos ? "" : line.substr(blank + 1);
        if (kind == "name")
            lab_.name = rest_;
        else if (kind == "namespace")
            lab_.name_space = rest_;
        else if (kind == "provisioner")
            lab_.interface = word(), lab_.bridge = word(), lab_.address = word(), lab_.address6 = word();
        else if (kind == "bridge")
            take_bridge();
        else if (kind == "machine")
            lab_.machines.emplace_back().name = rest_;
        else
            take_of_machine(kind);
    }

    void take_of_machine(const std::string& kind) {
        if (lab_.machines.empty()) {
            good_ = false;
            return;
        }
        auto& machine = lab_.machines.back();
        if (kind == "firmware")
            machine.firmware = rest_ == "uefi" ? Firmware::uefi : Firmware::bios;
        else if (kind == "memory")
            machine.memory.bytes = number<std::uint64_t>();
        else if (kind == "cpus")
            machine.cpus = number<int>();
        else if (kind == "serial-log")
            machine.serial_log = rest_;
        else if (kind == "nic")
            take_nic(machine);
        else if (kind == "disk")
            take_disk(machine);
        else if (kind == "bmc")
            take_bmc(machine);
        else
            good_ = false;
    }

    void take_bridge() {
        LabBridge bridge;
        bridge.name = word();
        bridge.mtu = number<int>();
        lab_.bridges.push_back(bridge);
    }

    void take_nic(Machine& machine) {
        LabNic nic;
        nic.name = word();
        nic.tap = word();
        nic.bridge = no_dash(word());
        nic.mac = word();
        nic.model = word();
        nic.mtu = number<int>();
        nic.network_boot = rest_ == "boot";
        machine.nics.push_back(nic);
    }

    void take_disk(Machine& machine) {
        LabDisk disk;
        disk.file = word();
        disk.serial = no_dash(word());
        disk.size.bytes = number<std::uint64_t>();
        machine.disks.push_back(disk);
    }

    void take_bmc(Machine& machine) {
        LabBmc bmc;
        bmc.address = word();
        bmc.port = number<int>();
        bmc.user = word();
        bmc.password_file = rest_;
        machine.bmc = bmc;
    }

    std::string word() {
        const auto blank = rest_.find(' ');
        auto first = rest_.substr(0, blank);
        rest_ = blank == std::string::npos ? "" : rest_.substr(blank + 1);
        if (first.empty()) good_ = false;
        return first;
    }

    template <class Number>
    Number number() {
        const auto text = word();
        Number value{};
        const auto end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, value);
        if (parsed.ec != std::errc{} || parsed.ptr != end) good_ = false;
        return value;
    }

    Lab lab_;
    std::string rest_;
    bool good_ = true;
};

std::string format_machine(const Machine& machine) {
    auto text = fmt::format("machine {}\nfirmware {}\nmemory {}\ncpus {}\nserial-log {}\n", machine.name,
                            format(machine.firmware), machine.memory.bytes, machine.cpus, machine.serial_log);
    for (const auto& nic : machine.nics)
        text += fmt::format("nic {} {} {} {} {} {} {}\n", nic.name, nic.tap, dash(nic.bridge), nic.mac, nic.model,
                            nic.mtu, nic.network_boot ? "boot" : "-");
    for (const auto& disk : machine.disks)
        text += fmt::format("disk {} {} {}\n", disk.file, dash(disk.serial), disk.size.bytes);
    if (const auto& bmc = machine.bmc)
        text += fmt::format("bmc {} {} {} {}\n", bmc->address, bmc->port, bmc->user, bmc->password_file);
    return text;
}

}  // namespace

std::string format_lab(const Lab& lab) {
    auto text = fmt::format("sitelab 1\nname {}\nnamespace {}\nprovisioner {} {} {} {}\n", lab.name, lab.name_space,
                            lab.interface, lab.bridge, lab.address, lab.address6);
    for (const auto& bridge : lab.bridges) text += fmt::format("bridge {} {}\n", bridge.name, bridge.mtu);
    for (const auto& machine : lab.machines) text += format_machine(machine);
    return text;
}

std::optional<Lab> parse_lab(const std::string& text) { return LabReader().read(text); }

}  // namespace site
