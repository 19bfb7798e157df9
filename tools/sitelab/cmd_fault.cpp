#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <ostream>

#include "core/error.hpp"
#include "core/name.hpp"
#include "ports/files.hpp"
#include "ports/process.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/faults.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/machine_power.hpp"
#include "sitelab/network.hpp"

namespace site {
namespace {

class FaultMaker {
  public:
    FaultMaker(const OpenLab& lab, const Machine& machine, const FaultOptions& options, LabPorts& ports)
        : lab_(lab), machine_(machine), options_(options), ports_(ports), folder_(lab.machine(machine.name)) {}

    void act() {
        if (options_.kind == "unplug")
            unplug();
        else if (options_.kind == "slow")
            slow();
        else if (options_.kind == "crash")
            crash();
        else if (options_.kind == "dead-bmc")
            dead_bmc();
        else
            disk();
    }

  private:
    void keep() {
        if (options_.clear)
            ports_.files.remove(folder_.fault(options_.kind));
        else
            ports_.files.write(folder_.fault(options_.kind), "yes\n", 0644);
    }

    void run(const Command& command) {
        const auto result = ports_.process.run(command);
        if (!result.ok()) throw Error(Exit::failed, format_failure(command, result));
    }

    void unplug() {
        run({{"ip", "-n", lab_.lab.name_space, "-batch", "-"},
             options_.clear ? plug_batch(machine_) : unplug_batch(machine_)});
        keep();
    }

    void slow() {
        if (options_.clear && !ports_.files.exists(folder_.fault("slow"))) return;
        for (const auto& argv : rate_commands(machine_, options_.clear ? "" : options_.rate))
            run({inside(lab_.lab, argv)});
        keep();
    }

    void crash() {
        if (options_.clear) {
            switch_power(lab_, machine_, LabPower::on, ports_);
            await_start(lab_, machine_, std::chrono::seconds(20), ports_);
        } else if (!ports_.process.signal_daemon(folder_.qemu_pid(), SIGKILL)) {
            throw Error(Exit::failed, fmt::format("{} is off: it cannot crash; 'sitelab power {} on' first",
                                                  machine_.name, machine_.name));
        }
    }

    void dead_bmc() {
        if (!machine_.bmc) throw Error(Exit::usage, fmt::format("{} has no controller that could die", machine_.name));
        keep();
        if (!options_.clear)
            ports_.process.signal_daemon(folder_.bmc_pid(), SIGKILL);
        else if (!ports_.process.running_daemon(folder_.bmc_pid()))
            start_bmc(lab_, machine_, ports_);
    }

    void disk() {
        const auto size = options_.kind == "full-disk" ? mebibytes(64) : machine_.disks.front().size;
        const auto file = options_.kind == "full-disk" ? "tiny.raw" : "other.raw";
        if (!options_.clear && options_.kind != "bad-disk")
            run({{"truncate", "-s", std::to_string(size.bytes), "--", folder_.file(file)}});
        keep();
    }

    const OpenLab& lab_;
    const Machine& machine_;
    const FaultOptions& options_;
    LabPorts& ports_;
    MachineFolder folder_;
};

const FaultKind& kind_of(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& kind : fault_kinds()) {
        if (kind.name == name) return kind;
        names.push_back(kind.name);
    }
    std::string list;
    for (const auto& known : names) list += " " + known;
    const auto hint = did_you_mean(name, names);
    throw Error(Exit::usage,
                fmt::format("no fault is called \"{}\"; {}", name, hint.empty() ? "there are:" + list : hint));
}

bool is_rate(const std::string& text) {
    const auto digits = static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; }) - text.begin());
    const auto unit = text.substr(digits);
    return digits > 0 && digits < 10 && (unit == "kbit" || unit == "mbit" || unit == "gbit");
}

}  // namespace

Exit cmd_fault(const LabChoice& choice, const FaultOptions& options, LabPorts& ports, Terminal& terminal) {
    const auto lab = open_lab(choice, ports.files);
    const auto& machine = machine_of(lab.lab, options.node);
    const auto& kind = kind_of(options.kind);
    if (!is_rate(options.rate))
        throw Error(Exit::usage, fmt::format("\"{}\" is no rate; write --rate 8mbit (or kbit, gbit)", options.rate));
    if (ports.user != LabPorts::User::root) throw Error(Exit::not_permitted, "only root can break a machine; try sudo");
    const auto lock = wait_for_lock(lock_file(lab, machine), ports);
    FaultMaker(lab, machine, options, ports).act();
    note_event(lab.machine(machine.name), fmt::format("fault {}{}", kind.name, options.clear ? " cleared" : ""), ports);
    const bool later = kind.takes == FaultKind::Takes::next_start && is_on(lab, machine, ports);
    terminal.err << fmt::format("{}: {}{}\n", machine.name, options.clear ? kind.clears : kind.does,
                                later ? ", from its next start on" : "");
    if (!options.clear)
        terminal.err << fmt::format("undo with: sitelab fault {} {} --clear\n", machine.name, kind.name);
    return Exit::done;
}

}  // namespace site
