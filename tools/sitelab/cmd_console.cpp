#include <fmt/core.h>

#include <ostream>

#include "core/error.hpp"
#include "ports/files.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/machine_power.hpp"
#include "sitelab/serial_log.hpp"

namespace site {

Exit cmd_console(const LabChoice& choice, const std::string& node, std::size_t lines, LabPorts& ports,
                 Terminal& terminal) {
    const auto lab = open_lab(choice, ports.files);
    const auto& machine = machine_of(lab.lab, node);
    const auto size = ports.files.size(machine.serial_log).value_or(Size{}).bytes;
    const std::uint64_t part = 200 * lines;
    const auto tail = ports.files.read_part(machine.serial_log, size > part ? size - part : 0, part).value_or("");
    for (const auto& line : last_lines(tail, lines)) terminal.out << line << '\n';
    terminal.out.flush();
    const bool on = is_on(lab, machine, ports);
    if (!on) terminal.err << node << " is off; switch it on with 'sitelab power " << node << " on'\n";
    if (!on || !is_terminal_at_both_ends()) return Exit::done;
    terminal.err << "--- joined with " << node << "; Ctrl-] leaves ---\r\n";
    terminal.err.flush();
    if (!join_terminal(lab.machine(node).path, "console"))
        throw Error(Exit::unreachable, fmt::format("the console of {} does not answer; see 'sitelab status'", node));
    terminal.err << "\n--- left " << node << " ---\n";
    return Exit::done;
}

}  // namespace site
