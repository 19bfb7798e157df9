#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "cli/json.hpp"
#include "cli/table.hpp"
#include "core/error.hpp"
#include "core/record.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/process.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/faults.hpp"
#include "sitelab/machine_power.hpp"
#include "sitelab/serial_log.hpp"

namespace site {
namespace {

struct MachineStatus {
    const Machine* machine = nullptr;
    bool on = false;
    std::int64_t uptime = 0;  ///< seconds since the last start
    std::string boot;         ///< of the present start, or ordered for the next one
    std::string accelerator;
    std::string controller;  ///< up, dead, none
    std::vector<std::string> faults;
    bool lost = false;  ///< it ran, and its supervisor was killed
    std::string last_event, last_line;
};

std::string last_line_of(const std::string& path, Files& files) {
    constexpr std::uint64_t part = 4096;
    const auto size = files.size(path).value_or(Size{}).bytes;
    const auto lines = last_lines(files.read_part(path, size > part ? size - part : 0, part).value_or(""), 1);
    return lines.empty() ? "" : lines.front();
}

MachineStatus ask_machine(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    const auto folder = lab.machine(machine.name);
    MachineStatus status;
    status.machine = &machine;
    status.on = is_on(lab, machine, ports);
    const auto run = ports.files.read(folder.running());
    const auto record = run ? decode_record(*run) : std::nullopt;
    if (status.on && record) {
        const auto text = field(*record, "since");
        std::int64_t since = 0;
        std::from_chars(text.data(), text.data() + text.size(), since);
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(ports.clock.now().time_since_epoch());
        status.uptime = since > 0 ? now.count() - since : 0;
        status.boot = field(*record, "boot");
        status.accelerator = field(*record, "accelerator");
    }
    status.lost = !status.on && record.has_value();
    if (next_boot_is_network(lab, machine, ports)) status.boot = "network next";
    if (!machine.bmc)
        status.controller = "none";
    else
        status.controller = ports.process.running_daemon(folder.bmc_pid()) ? "up" : "dead";
    for (const auto& kind : kept_faults())
        if (ports.files.exists(folder.fault(kind))) status.faults.push_back(kind);
    status.last_event = last_line_of(folder.events(), ports.files);
    status.last_line = last_line_of(machine.serial_log, ports.files);
    return status;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string power_word(const MachineStatus& status) {
    if (status.on) return "on";
    return status.lost ? "off (lost)" : "off";
}

std::string format_uptime(std::int64_t seconds) {
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Json to_json(const MachineStatus& status) {
    Json::Array faults;
    for (const auto& fault : status.faults) faults.emplace_back(fault);
    return Json::Object{{"node", status.machine->name},
                        {"power", status.on ? "on" : "off"},
                        {"lost", status.lost},
                        {"uptime", status.uptime},
                        {"firmware", format(status.machine->firmware)},
                        {"boot", status.boot},
                        {"accelerator", status.accelerator},
                        {"controller", status.controller},
                        {"faults", std::move(faults)},
                        {"last_event", status.last_event},
                        {"serial_log", status.machine->serial_log},
                        {"last_line", status.last_line}};
}

}  // namespace

Exit cmd_status(const LabChoice& choice, StatusFormat style, LabPorts& ports, Terminal& terminal) {
    const auto lab = open_lab(choice, ports.files);
    const bool network = namespace_exists(lab.lab.name_space, ports.files);
    Json::Array list;
    Table table{{"NODE", "POWER", "UPTIME", "FIRMWARE", "BOOT", "BMC", "FAULTS", "LAST SERIAL LINE"}, {}, {2}};
    for (const auto& machine : lab.lab.machines) {
        const auto status = ask_machine(lab, machine, ports);
        list.push_back(to_json(status));
        table.rows.push_back({machine.name, power_word(status), status.on ? format_uptime(status.uptime) : "-",
                              format(machine.firmware), status.boot.empty() ? "-" : status.boot, status.controller,
                              status.faults.empty() ? "-" : joined(status.faults), status.last_line});
    }
    if (style == StatusFormat::json)
        terminal.out << format_json(Json::Object{{"schema", "sitelab-status/1"},
                                                 {"lab", lab.lab.name},
                                                 {"folder", lab.folder},
                                                 {"namespace", lab.lab.name_space},
                                                 {"network", network ? "up" : "gone"},
                                                 {"nodes", std::move(list)}})
                     << '\n';
    else
        terminal.out << format_table(table, terminal.width);
    if (!network) terminal.err << "sitelab: warning: the lab's network is gone; run 'sitelab up' again\n";
    return Exit::done;
}

}  // namespace site
