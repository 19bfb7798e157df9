#include <fmt/core.h>

#include <csignal>
#include <ostream>

#include "core/error.hpp"
#include "core/name.hpp"
#include "ports/files.hpp"
#include "ports/process.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/read_site_file.hpp"
#include "sitelab/strays.hpp"

namespace site {
namespace {

constexpr std::chrono::seconds patience{8};

struct Doomed {
    std::string name;    ///< empty: unknown
    std::string folder;  ///< empty: unknown
};

std::string trimmed(const std::string& text) { return text.substr(0, text.find('\n')); }

/// A file is told from a name by its dot or slash.
std::string name_of(const std::string& file_or_name, LabPorts& ports, Terminal& terminal) {
    if (is_name(file_or_name)) return file_or_name;
    const auto site = read_site_file(file_or_name, ports.files, terminal);
    if (!site) throw Error(Exit::faulty_site, "name the lab instead of its faulty file; 'ip netns list' shows them");
    return site->name;
}

Doomed find_doomed(const DownOptions& options, LabPorts& ports, Terminal& terminal) {
    Doomed doomed{"", options.folder};
    if (!options.file_or_name.empty()) doomed.name = name_of(options.file_or_name, ports, terminal);
    if (doomed.folder.empty() && !doomed.name.empty()) {
        const auto known = ports.files.read(registry_file(doomed.name));
        doomed.folder = known ? trimmed(*known) : standard_folder(doomed.name);
    }
    if (doomed.folder.empty()) {
        const auto labs = ports.files.list(registry_file("").substr(0, registry_file("").size() - 1));
        if (labs.size() != 1)
            throw Error(Exit::usage,
                        labs.empty() ? "no lab is up" : "several labs are up; say which: sitelab down NAME");
        return find_doomed({labs.front(), ""}, ports, terminal);
    }
    if (doomed.name.empty()) {
        const auto text = ports.files.read(lab_file(doomed.folder)).value_or("");
        if (const auto lab = parse_lab(text)) doomed.name = lab->name;
    }
    return doomed;
}

/// Every folder in the lab's is a machine's, whatever the lab file says; pid files name a process together with its
/// start time.
int stop_machines(const std::string& folder, LabPorts& ports) {
    int stopped = 0;
    for (const auto& entry : ports.files.list(folder)) {
        const MachineFolder machine{folder + "/" + entry};
        for (const auto& pid_file : {machine.bmc_pid(), machine.machine_pid(), machine.qemu_pid()}) {
            if (ports.process.running_daemon(pid_file)) {
                ports.process.stop_daemon(pid_file, patience);
                ++stopped;
            } else if (ports.files.exists(pid_file)) {
                ports.files.remove(pid_file);
            }
        }
        if (ports.files.exists(machine.running())) ports.files.remove(machine.running());
    }
    return stopped;
}

void end_leftovers(const Doomed& doomed, Leftovers leftovers, LabPorts& ports, Terminal& terminal) {
    const auto name_space = lab_namespace(doomed.name);
    end_strays(name_space, doomed.folder, ports);
    std::string list;
    for (const auto& inmate : list_inmates(name_space, doomed.folder, ports)) {
        if (!inmate.machine.empty()) continue;
        list += fmt::format(" {} ({})", inmate.name, inmate.pid);
        if (leftovers == Leftovers::end) ::kill(inmate.pid, SIGKILL);
    }
    if (list.empty()) return;
    if (leftovers == Leftovers::end)
        terminal.err << "ended in the lab's network:" << list << '\n';
    else
        terminal.err << "sitelab: warning: still running in the lab's network:" << list
                     << "; end them yourself, or use --all the next time\n";
}

bool remove_network(const Doomed& doomed, Leftovers leftovers, LabPorts& ports, Terminal& terminal) {
    const auto name_space = lab_namespace(doomed.name);
    if (!namespace_exists(name_space, ports.files)) return false;
    end_leftovers(doomed, leftovers, ports, terminal);
    const Command command{{"ip", "netns", "delete", name_space}};
    const auto result = ports.process.run(command);
    if (!result.ok()) throw Error(Exit::failed, format_failure(command, result));
    return true;
}

/// Renamed first: a folder half removed must not look like a lab, nor be forgotten.
bool remove_folder(const std::string& folder, LabPorts& ports) {
    const auto doomed = folder + ".removed";
    const bool was_there = ports.files.exists(lab_file(folder));
    if (was_there) {
        ports.files.remove_tree(doomed);
        ports.files.rename(folder, doomed);
    }
    ports.files.remove_tree(doomed);
    return was_there;
}

}  // namespace

Exit cmd_down(const DownOptions& options, LabPorts& ports, Terminal& terminal) {
    const auto doomed = find_doomed(options, ports, terminal);
    if (!is_safe_path(doomed.folder))
        throw Error(Exit::usage,
                    fmt::format("--dir {}: not an absolute path of A-Z a-z 0-9 _ . / + : @ -", doomed.folder));
    if (ports.user != LabPorts::User::root) throw Error(Exit::not_permitted, "only root can end a lab; try sudo");
    const bool is_lab = ports.files.exists(lab_file(doomed.folder));
    int stopped = 0;
    if (is_lab) {
        const auto lock = wait_for_lock(doomed.folder + "/lock", ports);
        stopped = stop_machines(doomed.folder, ports);
    }
    const bool network = !doomed.name.empty() && remove_network(doomed, options.leftovers, ports, terminal);
    const bool folder = options.keep == Keep::nothing && remove_folder(doomed.folder, ports);
    if (!doomed.name.empty()) ports.files.remove(registry_file(doomed.name));
    if (stopped == 0 && !network && !folder)
        terminal.err << "0 to change\n";
    else
        terminal.err << fmt::format("lab {} is down: {} programs ended{}{}\n", doomed.name, stopped,
                                    network ? ", network removed" : "",
                                    folder ? ", " + doomed.folder + " removed" : "");
    return Exit::done;
}

}  // namespace site
