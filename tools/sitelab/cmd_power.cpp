#include <fmt/core.h>

#include <ostream>

#include "core/error.hpp"
#include "ports/files.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/machine_power.hpp"

namespace site {

Exit cmd_power(const LabChoice& choice, const std::string& node, const std::string& action, LabPorts& ports,
               Terminal& terminal) {
    const auto wanted = parse_lab_power(action);
    if (!wanted)
        throw Error(Exit::usage,
                    fmt::format("\"{}\" is nothing that power can do; use on, off, cycle, reset or soft", action));
    const auto lab = open_lab(choice, ports.files);
    const auto& machine = machine_of(lab.lab, node);
    const auto lock = wait_for_lock(lock_file(lab, machine), ports);
    const bool changed = switch_power(lab, machine, *wanted, ports);
    if (*wanted == LabPower::on || *wanted == LabPower::cycle)
        await_start(lab, machine, std::chrono::seconds(20), ports);
    if (!changed && (*wanted == LabPower::reset || *wanted == LabPower::soft))
        throw Error(Exit::failed, fmt::format("{} is off; switch it on with 'sitelab power {} on'", node, node));
    if (changed)
        terminal.err << node << ": power " << action << '\n';
    else
        terminal.err << node << ": was " << action << " already\n";
    return Exit::done;
}

Exit cmd_chassis(const LabChoice& choice, const std::string& node, const std::vector<std::string>& words,
                 LabPorts& ports, Terminal& terminal) {
    const auto lab = open_lab(choice, ports.files);
    const auto& machine = machine_of(lab.lab, node);
    if (words.empty()) throw Error(Exit::usage, "chassis: get or set what?");
    if (words[0] == "get") {
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (words[i] == "power") terminal.out << "power:" << (is_on(lab, machine, ports) ? 1 : 0) << '\n';
            if (words[i] == "boot")
                terminal.out << "boot:" << (next_boot_is_network(lab, machine, ports) ? "pxe" : "none") << '\n';
        }
        return Exit::done;
    }
    const auto lock = wait_for_lock(lock_file(lab, machine), ports);
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
        const auto& value = words[i + 1];
        if (words[i] == "power") switch_power(lab, machine, value == "1" ? LabPower::on : LabPower::off, ports);
        if (words[i] == "boot") set_next_boot(lab, machine, value == "pxe", ports);
        if (words[i] == "reset" && value == "1") switch_power(lab, machine, LabPower::reset, ports);
        if (words[i] == "shutdown" && value == "1") switch_power(lab, machine, LabPower::soft, ports);
        if (words[i] == "identify") break;
    }
    return Exit::done;
}

}  // namespace site
