#include "sitelab/sitelab.hpp"

#include <charconv>
#include <cstdlib>

#include "core/error.hpp"
#include "sitelab/commands.hpp"
#include "sitelab/faults.hpp"
#include "sitelab/kernel.hpp"

namespace site {
namespace {

using Count = ArgumentSpec::Count;

const OptionSpec dir_option{"--dir", "DIR", "folder of the lab (SITELAB_DIR, else /var/lib/sitelab/SITE)"};
const OptionSpec lab_option{"--lab", "NAME", "which lab, by the name of its site, when several are up"};

class CommandTable {
  public:
    CommandTable(LabPorts& ports, const std::string& folder) : ports_(ports), folder_(folder) {}

    std::vector<CommandSpec> all() {
        return {up(), down(), status(), console(), power(), run(), fault(), chassis(), machine()};
    }

  private:
    static std::string first_of(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

    /// A name that was given is not overruled by the environment.
    static LabChoice choose(const Arguments& arguments, const std::string& folder) {
        const auto name = arguments.first("--lab");
        return {first_of(arguments.first("--dir"), name.empty() ? folder : ""), name};
    }

    CommandSpec up() {
        CommandSpec spec;
        spec.words = "up";
        spec.summary = "make the rack: a network, blank machines and their controllers, all switched off";
        spec.description =
            "For every node of the site file there is then a virtual machine with its firmware, disks (with their "
            "serial numbers) and NICs (with "
            "their Ethernet addresses), and for every ipmi controller a real IPMI 2.0 peer at its address. The "
            "provisioner's interface with its "
            "address is in the network namespace sitelab-SITE. A second run makes only what is missing.";
        spec.examples = {{"sitelab up site.xml", "the rack stands, everything is off"},
                         {"sitelab run -- ipmitool -I lanplus -H 10.77.0.111 -U admin -f bmc.password chassis power on",
                          "a machine starts"}};
        spec.arguments = {{"FILE", "the site file"}};
        spec.options = {dir_option};
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal& terminal) {
            return cmd_up({arguments.first("FILE"), first_of(arguments.first("--dir"), folder)}, ports, terminal);
        };
        return spec;
    }

    CommandSpec down() {
        CommandSpec spec;
        spec.words = "down";
        spec.summary = "remove the rack: machines, controllers, network and folder";
        spec.description =
            "Ends only what the lab has started. Password files and serial logs outside its folder stay.";
        spec.examples = {{"sitelab down site.xml", "removes the lab of that site"},
                         {"sitelab down demo --keep", "keeps the folder with the disks; up finds them again"}};
        spec.arguments = {{"FILE", "the site file, or the name of its lab", Count::optional}};
        spec.options = {dir_option,
                        {"--keep", "", "keep the folder with disks, firmware settings and logs"},
                        {"--all", "", "also kill programs of others that still run in the lab's network"}};
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal& terminal) {
            return cmd_down({arguments.first("FILE"), first_of(arguments.first("--dir"), folder),
                             arguments.has("--keep") ? Keep::folder : Keep::nothing,
                             arguments.has("--all") ? Leftovers::end : Leftovers::leave},
                            ports, terminal);
        };
        return spec;
    }

    CommandSpec status() {
        CommandSpec spec;
        spec.words = "status";
        spec.summary = "show power, firmware, next boot, faults and last words of every machine";
        spec.examples = {{"sitelab status", "one line per machine"},
                         {"sitelab status --json --lab demo", "the same for programs"}};
        spec.options = {dir_option, lab_option, {"--json", "", "one JSON object"}};
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal& terminal) {
            return cmd_status(choose(arguments, folder),
                              arguments.has("--json") ? StatusFormat::json : StatusFormat::table, ports, terminal);
        };
        return spec;
    }

    CommandSpec console() {
        CommandSpec spec;
        spec.words = "console";
        spec.summary = "join the serial port of a machine; without a terminal, show the end of its log";
        spec.examples = {{"sitelab console node1", "Ctrl-] leaves"},
                         {"sitelab console node1 --lines 200 | less", "what it said lately"}};
        spec.arguments = {{"NODE", "a machine of the lab"}};
        spec.options = {dir_option, lab_option, {"--lines", "N", "lines of the log that are shown first", "40"}};
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal& terminal) {
            const auto text = arguments.first("--lines");
            std::size_t lines = 0;
            const auto parsed = std::from_chars(text.data(), text.data() + text.size(), lines);
            if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || lines > 1'000'000)
                throw Error(Exit::usage, "--lines " + text + ": not a number up to 1000000");
            return cmd_console(choose(arguments, folder), arguments.first("NODE"), lines, ports, terminal);
        };
        return spec;
    }

    CommandSpec power() {
        CommandSpec spec;
        spec.words = "power";
        spec.summary = "switch a machine by hand, past its controller";
        spec.examples = {{"sitelab power node1 on", "the hand on the button"},
                         {"sitelab power node1 soft", "the guest is asked to shut down (ACPI)"}};
        spec.arguments = {{"NODE", "a machine of the lab"}, {"ACTION", "on, off, cycle, reset or soft"}};
        spec.options = {dir_option, lab_option};
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal& terminal) {
            return cmd_power(choose(arguments, folder), arguments.first("NODE"), arguments.first("ACTION"), ports,
                             terminal);
        };
        return spec;
    }

    CommandSpec run() {
        CommandSpec spec;
        spec.words = "run";
        spec.summary = "run a command inside the lab, as on its provisioner";
        spec.examples = {{"sitelab run -- siteinit apply site.xml", "installs the machines of the lab"},
                         {"sitelab run -- tcpdump -ni prov0 port 67", "listens on the provisioning network"}};
        spec.arguments = {{"COMMAND", "the command, after --", Count::any}};
        spec.options = {dir_option, lab_option};
        spec.rest = true;
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal&) {
            return cmd_run(choose(arguments, folder), arguments.all("COMMAND"), ports);
        };
        return spec;
    }

    CommandSpec fault() {
        CommandSpec spec;
        spec.words = "fault";
        spec.summary = "break a machine, or mend it with --clear";
        std::string kinds;
        std::vector<std::string> names;
        for (const auto& kind : fault_kinds()) {
            names.push_back(kind.name);
            kinds += "  " + kind.name + ": " + kind.does +
                     (kind.takes == FaultKind::Takes::next_start ? ", from its next start on\n" : "\n");
        }
        spec.description = "Kinds:\n\n" + kinds;
        spec.examples = {{"sitelab fault node1 unplug", "pulls its cables"},
                         {"sitelab fault node1 unplug --clear", "plugs them in again"}};
        spec.arguments = {{"NODE", "a machine of the lab"}, {"KIND", "what is broken"}};
        spec.options = {dir_option,
                        lab_option,
                        {"--clear", "", "mend it"},
                        {"--rate", "RATE", "for slow: kbit, mbit or gbit per second", "8mbit"}};
        spec.run = [&ports = ports_, folder = folder_](const Arguments& arguments, Terminal& terminal) {
            return cmd_fault(
                choose(arguments, folder),
                {arguments.first("NODE"), arguments.first("KIND"), arguments.first("--rate"), arguments.has("--clear")},
                ports, terminal);
        };
        return spec;
    }

    CommandSpec chassis() {
        CommandSpec spec;
        spec.words = "chassis";
        spec.summary = "answer what ipmi_sim asks";
        spec.arguments = {{"DIR", "folder of the lab"}, {"NODE", "machine"}, {"WORDS", "get or set ...", Count::any}};
        spec.hidden = true;
        spec.run = [&ports = ports_](const Arguments& arguments, Terminal& terminal) {
            return cmd_chassis({arguments.first("DIR"), ""}, arguments.first("NODE"), arguments.all("WORDS"), ports,
                               terminal);
        };
        return spec;
    }

    CommandSpec machine() {
        CommandSpec spec;
        spec.words = "machine";
        spec.summary = "supervise a running machine";
        spec.arguments = {{"DIR", "folder of the lab"}, {"NODE", "machine"}};
        spec.hidden = true;
        spec.run = [&ports = ports_](const Arguments& arguments, Terminal&) {
            return cmd_machine({arguments.first("DIR"), ""}, arguments.first("NODE"), ports);
        };
        return spec;
    }

    LabPorts& ports_;
    std::string folder_;
};

}  // namespace

LabPorts lab_ports(Files& files, Process& process, Clock& clock, Random& random) {
    return {files, process, clock, random, own_program(), is_root() ? LabPorts::User::root : LabPorts::User::other};
}

std::string folder_of_environment() {
    const char* folder = std::getenv("SITELAB_DIR");
    return folder == nullptr ? "" : folder;
}

ToolSpec sitelab_tool(LabPorts& ports, const std::string& folder) {
    ToolSpec tool;
    tool.name = "sitelab";
    tool.summary = "a rack in a box: the machines of a site file, virtual and blank";
    tool.description =
        "Makes a network namespace with virtual machines and IPMI controllers for the nodes of a site file, so that "
        "siteinit can be tried without "
        "touching a real rack. Needs root, QEMU, OVMF and OpenIPMI; hardware virtualisation is used where there is "
        "some.";
    tool.examples = {{"sitelab up site.xml", "makes the rack"},
                     {"sitelab run -- siteinit apply site.xml", "installs it"},
                     {"sitelab status", "shows it"},
                     {"sitelab console node1", "joins a serial port"},
                     {"sitelab down site.xml", "removes it"}};
    tool.commands = CommandTable(ports, folder).all();
    tool.files = {{"/var/lib/sitelab/SITE", "the lab: its machines' disks, firmware settings, logs and events"},
                  {"/run/sitelab/SITE", "where the folder of a lab is that is up"}};
    return tool;
}

}  // namespace site
