// The verbs of sitelab. Each throws Error, talks on terminal.err and puts data on terminal.out.
#pragma once

#include <string>
#include <vector>

#include "cli/tool.hpp"
#include "sitelab/lab_folder.hpp"

namespace site {

struct UpOptions {
    std::string file;
    std::string folder;  ///< empty: /var/lib/sitelab/NAME
};
/// Makes what is not there yet of the lab of a site file; says "0 to change" when all of it is.
Exit cmd_up(const UpOptions& options, LabPorts& ports, Terminal& terminal);

enum class Keep { nothing, folder };
enum class Leftovers { leave, end };  ///< programs of others that still run in the lab's namespace
struct DownOptions {
    std::string file_or_name;  ///< empty: the lab of `folder`, or the only one
    std::string folder;
    Keep keep = Keep::nothing;
    Leftovers leftovers = Leftovers::leave;
};
Exit cmd_down(const DownOptions& options, LabPorts& ports, Terminal& terminal);

enum class StatusFormat { table, json };
Exit cmd_status(const LabChoice& choice, StatusFormat format, LabPorts& ports, Terminal& terminal);

/// On a terminal: joined with the machine's serial port until Ctrl-]; elsewhere the last `lines` lines of its log.
Exit cmd_console(const LabChoice& choice, const std::string& node, std::size_t lines, LabPorts& ports,
                 Terminal& terminal);

Exit cmd_power(const LabChoice& choice, const std::string& node, const std::string& action, LabPorts& ports,
               Terminal& terminal);

/// Becomes `command` inside the lab's namespace.
Exit cmd_run(const LabChoice& choice, const std::vector<std::string>& command, LabPorts& ports);

struct FaultOptions {
    std::string node, kind;
    std::string rate = "8mbit";  ///< for slow
    bool clear = false;
};
Exit cmd_fault(const LabChoice& choice, const FaultOptions& options, LabPorts& ports, Terminal& terminal);

/// What ipmi_sim asks of a chassis: "get power", "set boot pxe" ... Answers "power:1" on terminal.out.
Exit cmd_chassis(const LabChoice& choice, const std::string& node, const std::vector<std::string>& words,
                 LabPorts& ports, Terminal& terminal);

/// The supervisor of a machine; runs until it is off.
Exit cmd_machine(const LabChoice& choice, const std::string& node, LabPorts& ports);

/// Starts the controller of a machine inside the namespace.
void start_bmc(const OpenLab& lab, const Machine& machine, LabPorts& ports);

}  // namespace site
