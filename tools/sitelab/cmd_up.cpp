#include <fmt/core.h>

#include <ostream>
#include <sstream>

#include "core/error.hpp"
#include "core/name.hpp"
#include "model/read_site.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/process.hpp"
#include "ports/random.hpp"
#include "sitelab/bmc.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/kernel.hpp"
#include "sitelab/network.hpp"
#include "sitelab/programs.hpp"
#include "sitelab/qemu.hpp"
#include "sitelab/read_site_file.hpp"
#include "sitelab/strays.hpp"

namespace site {
namespace {

class LabMaker {
  public:
    LabMaker(const OpenLab& lab, LabPorts& ports, Terminal& terminal) : lab_(lab), ports_(ports), terminal_(terminal) {}

    int make() {
        write_lab();
        make_namespace();
        make_network();
        for (const auto& machine : lab_.lab.machines) make_machine(machine);
        end_strays(lab_.lab.name_space, lab_.folder, ports_);
        for (const auto& machine : lab_.lab.machines) make_bmc(machine);
        check_bmcs();
        return changes_;
    }

  private:
    void said(const std::string& line) {
        ++changes_;
        terminal_.err << line << '\n';
    }

    CommandResult run(const std::vector<std::string>& argv, const std::string& input = {}) {
        const Command command{argv, input};
        auto result = ports_.process.run(command);
        if (!result.ok()) throw Error(Exit::failed, format_failure(command, result));
        return result;
    }

    void write_lab() {
        const auto text = format_lab(lab_.lab);
        ports_.files.write(registry_file(lab_.lab.name), lab_.folder + "\n", 0644);
        if (ports_.files.read(lab_file(lab_.folder)) != text) ports_.files.write(lab_file(lab_.folder), text, 0644);
    }

    void make_namespace() {
        if (namespace_exists(lab_.lab.name_space, ports_.files)) return;
        for (const auto& machine : lab_.lab.machines) {
            const auto folder = lab_.machine(machine.name);
            for (const auto& pid_file : {folder.machine_pid(), folder.qemu_pid(), folder.bmc_pid()})
                ports_.process.stop_daemon(pid_file, std::chrono::seconds(3));
        }
        run({"ip", "netns", "add", lab_.lab.name_space});
        said("network namespace " + lab_.lab.name_space);
    }

    std::set<std::string> present_interfaces() {
        std::set<std::string> present;
        std::istringstream names(run(inside(lab_.lab, {"ls", "/sys/class/net"})).out);
        for (std::string name; names >> name;) present.insert(name);
        return present;
    }

    std::set<std::string> unplugged_machines() {
        std::set<std::string> unplugged;
        for (const auto& machine : lab_.lab.machines)
            if (ports_.files.exists(lab_.machine(machine.name).fault("unplug"))) unplugged.insert(machine.name);
        return unplugged;
    }

    /// Tried again, because the `ip` of a run that was killed may still be at work beside ours.
    void make_network() {
        for (int attempt = 1;; ++attempt) {
            const auto present = present_interfaces();
            std::size_t missing = 0;
            for (const auto& name : lab_interfaces(lab_.lab)) missing += 1 - present.count(name);
            const Command command{{"ip", "-n", lab_.lab.name_space, "-batch", "-"},
                                  network_batch(lab_.lab, present, unplugged_machines())};
            const auto result = ports_.process.run(command);
            if (result.ok()) {
                if (missing > 0) said(fmt::format("{} bridges and cables", missing));
                return;
            }
            if (attempt == 5) throw Error(Exit::failed, format_failure(command, result));
            ports_.clock.sleep(std::chrono::milliseconds(300));
        }
    }

    void make_disk(const MachineFolder& folder, const LabDisk& disk) {
        const auto path = folder.file(disk.file);
        const auto size = ports_.files.size(path);
        if (size && *size >= disk.size) return;
        run({"truncate", "-s", std::to_string(disk.size.bytes), "--", path});
        ++changes_;
    }

    void make_machine(const Machine& machine) {
        const auto folder = lab_.machine(machine.name);
        if (!ports_.files.exists(folder.path)) {
            ports_.files.make_folder(folder.path, 0755);
            said(fmt::format("machine {} ({}, {}, disk {})", machine.name, format(machine.firmware),
                             format_size(machine.memory), format_size(machine.disks.front().size)));
        }
        for (const auto& disk : machine.disks) make_disk(folder, disk);
        const auto log_folder = machine.serial_log.substr(0, machine.serial_log.rfind('/'));
        if (!ports_.files.exists(log_folder)) ports_.files.make_folder(log_folder, 0755);
        if (machine.firmware == Firmware::uefi && !ports_.files.exists(folder.variables())) {
            const auto fresh = ports_.files.read(ovmf_variables);
            if (!fresh) throw Error(Exit::unreachable, fmt::format("{} is missing; install ovmf", ovmf_variables));
            ports_.files.write(folder.variables(), *fresh, 0600);
        }
    }

    std::string password_of(const LabBmc& bmc) {
        auto text = ports_.files.read(bmc.password_file);
        if (!text) {
            text = ports_.random.hex(8) + "\n";
            ports_.files.write(bmc.password_file, *text, 0600);
            said(fmt::format("password file {}", bmc.password_file));
        }
        const auto password = parse_password(*text);
        if (!password)
            throw Error(Exit::faulty_config,
                        fmt::format("{} holds no password for an IPMI controller; use 1 to 20 letters and digits",
                                    bmc.password_file));
        return *password;
    }

    void make_bmc(const Machine& machine) {
        if (!machine.bmc) return;
        const auto folder = lab_.machine(machine.name);
        const auto script = folder.file(chassis_script_name);
        const auto configuration = lan_conf(*machine.bmc, machine.name, password_of(*machine.bmc), script);
        const bool same = ports_.files.read(folder.file("lan.conf")) == configuration;
        if (ports_.files.exists(folder.fault("dead-bmc"))) return;
        if (same && ports_.process.running_daemon(folder.bmc_pid())) return;
        ports_.process.stop_daemon(folder.bmc_pid(), std::chrono::seconds(3));
        ports_.files.make_folder(folder.file("bmc"), 0755);
        ports_.files.write(folder.file("lan.conf"), configuration, 0600);
        ports_.files.write_quickly(folder.file("bmc.emu"), bmc_commands(), 0644);
        ports_.files.write_quickly(script, chassis_script(ports_.program, lab_.folder, machine.name), 0755);
        start_bmc(lab_, machine, ports_);
        started_.push_back(&machine);
        said(fmt::format("controller of {} at {}:{}", machine.name, machine.bmc->address, machine.bmc->port));
    }

    void check_bmcs() {
        if (started_.empty()) return;
        ports_.clock.sleep(std::chrono::milliseconds(200));
        for (const auto* machine : started_) {
            const auto folder = lab_.machine(machine->name);
            if (ports_.process.running_daemon(folder.bmc_pid())) continue;
            throw Error(Exit::failed,
                        fmt::format("the controller of {} ended at once; see {}:\n{}", machine->name,
                                    folder.file("bmc.log"), ports_.files.read(folder.file("bmc.log")).value_or("")));
        }
    }

    const OpenLab& lab_;
    LabPorts& ports_;
    Terminal& terminal_;
    std::vector<const Machine*> started_;
    int changes_ = 0;
};

/// One lab in a folder, one folder for a lab.
void check_place(const OpenLab& wanted, LabPorts& ports) {
    const auto here = read_lab(wanted.folder, ports.files);
    if (here && here->name != wanted.lab.name)
        throw Error(Exit::busy,
                    fmt::format("{} holds the lab of site \"{}\"; take another --dir, or 'sitelab down --dir {}'",
                                wanted.folder, here->name, wanted.folder));
    const auto known = ports.files.read(registry_file(wanted.lab.name));
    if (known && *known != wanted.folder + "\n" && namespace_exists(wanted.lab.name_space, ports.files))
        throw Error(Exit::busy, fmt::format("lab \"{}\" is up in {}; 'sitelab down {}' first", wanted.lab.name,
                                            known->substr(0, known->find('\n')), wanted.lab.name));
    if (!here) return;
    for (const auto& machine : here->machines)
        if (find_machine(wanted.lab, machine.name) == nullptr)
            throw Error(Exit::failed,
                        fmt::format("machine {} of this lab is not in the site file any more; 'sitelab down {}' "
                                    "first, then up again",
                                    machine.name, wanted.lab.name));
}

}  // namespace

void start_bmc(const OpenLab& lab, const Machine& machine, LabPorts& ports) {
    const auto folder = lab.machine(machine.name);
    ports.process.start_daemon({inside(lab.lab, ipmi_sim_argv(folder.path)), folder.bmc_pid(), folder.file("bmc.log")});
}

Exit cmd_up(const UpOptions& options, LabPorts& ports, Terminal& terminal) {
    const auto site = read_site_file(options.file, ports.files, terminal);
    if (!site) return Exit::faulty_site;
    const auto folder = options.folder.empty() ? standard_folder(site->name) : options.folder;
    if (!is_safe_path(folder))
        throw Error(Exit::usage, fmt::format("--dir {}: not an absolute path of A-Z a-z 0-9 _ . / + : @ -", folder));
    const auto plan = plan_lab(*site, folder);
    if (!plan.problems.empty()) {
        for (const auto& problem : plan.problems) terminal.err << "sitelab: error: " << format_problem(problem) << '\n';
        return Exit::faulty_site;
    }
    const OpenLab lab{folder, plan.lab};
    if (ports.user != LabPorts::User::root)
        throw Error(Exit::not_permitted, "only root can make a network and its machines; try sudo");
    check_programs(lab.lab, ports.files);
    check_place(lab, ports);
    ports.files.make_folder(folder, 0755);
    const auto lock = wait_for_lock(folder + "/lock", ports);
    check_place(lab, ports);
    for (const auto& note : plan.notes) terminal.err << "sitelab: note: " << note << '\n';
    const int changes = LabMaker(lab, ports, terminal).make();
    if (changes == 0)
        terminal.err << "0 to change\n";
    else
        terminal.err << fmt::format(
            "lab {} is up in {}: {} machines; next: sitelab status, sitelab power NODE on, sitelab run -- COMMAND\n",
            lab.lab.name, folder, lab.lab.machines.size());
    return Exit::done;
}

}  // namespace site
