#include "sitelab/machine_power.hpp"

#include <fmt/chrono.h>

#include <csignal>

#include "core/error.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/process.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/network.hpp"

namespace site {
namespace {

constexpr std::chrono::seconds stop_patience{8};

bool power_on(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    if (is_on(lab, machine, ports)) return false;
    if (!namespace_exists(lab.lab.name_space, ports.files))
        throw Error(Exit::unreachable,
                    fmt::format("the network of lab \"{}\" is gone; run 'sitelab up' again", lab.lab.name));
    const auto folder = lab.machine(machine.name);
    ports.files.remove(folder.running());
    ports.process.start_daemon({inside(lab.lab, {ports.program, "machine", lab.folder, machine.name}),
                                folder.machine_pid(), folder.file("machine.log")});
    return true;
}

bool power_off(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    const auto folder = lab.machine(machine.name);
    const bool was_on = is_on(lab, machine, ports);
    ports.process.stop_daemon(folder.machine_pid(), stop_patience);
    ports.process.stop_daemon(folder.qemu_pid(), stop_patience);
    ports.files.remove(folder.running());
    if (was_on) note_event(folder, "power off", ports);
    return was_on;
}

}  // namespace

std::optional<LabPower> parse_lab_power(const std::string& word) {
    if (word == "on") return LabPower::on;
    if (word == "off") return LabPower::off;
    if (word == "cycle") return LabPower::cycle;
    if (word == "reset") return LabPower::reset;
    if (word == "soft") return LabPower::soft;
    return std::nullopt;
}

bool is_on(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    return ports.process.running_daemon(lab.machine(machine.name).machine_pid()).has_value();
}

bool switch_power(const OpenLab& lab, const Machine& machine, LabPower action, LabPorts& ports) {
    const auto pid_file = lab.machine(machine.name).machine_pid();
    switch (action) {
        case LabPower::on:
            return power_on(lab, machine, ports);
        case LabPower::off:
            return power_off(lab, machine, ports);
        case LabPower::cycle:
            power_off(lab, machine, ports);
            return power_on(lab, machine, ports);
        case LabPower::reset:
            return ports.process.signal_daemon(pid_file, SIGUSR1);
        case LabPower::soft:
            return ports.process.signal_daemon(pid_file, SIGUSR2);
    }
    return false;
}

void await_start(const OpenLab& lab, const Machine& machine, std::chrono::milliseconds patience, LabPorts& ports) {
    const auto folder = lab.machine(machine.name);
    const auto end = ports.clock.steady() + patience;
    while (!ports.files.exists(folder.running())) {
        if (!is_on(lab, machine, ports)) {
            const auto log = ports.files.read(folder.file("machine.log")).value_or("");
            throw Error(Exit::failed, fmt::format("{} did not start:\n{}", machine.name,
                                                  log.substr(log.size() > 1000 ? log.size() - 1000 : 0)));
        }
        if (ports.clock.steady() > end)
            throw Error(Exit::failed,
                        fmt::format("{} does not come to life; see {}", machine.name, folder.file("machine.log")));
        ports.clock.sleep(std::chrono::milliseconds(50));
    }
}

void set_next_boot(const OpenLab& lab, const Machine& machine, bool network, LabPorts& ports) {
    const auto file = lab.machine(machine.name).next_boot();
    if (network)
        ports.files.write(file, "network\n", 0644);
    else
        ports.files.remove(file);
}

bool next_boot_is_network(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    return ports.files.read(lab.machine(machine.name).next_boot()) == "network\n";
}

std::string format_time(std::chrono::system_clock::time_point time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

void note_event(const MachineFolder& folder, const std::string& text, LabPorts& ports) {
    append_text(folder.events(), format_time(ports.clock.now()) + " " + text + "\n");
}

std::string lock_file(const OpenLab& lab, const Machine& machine) { return lab.machine(machine.name).file("lock"); }

}  // namespace site
