#include "sitelab/strays.hpp"

#include <fmt/core.h>

#include <csignal>
#include <sstream>

#include "core/command.hpp"
#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/process.hpp"
#include "sitelab/kernel.hpp"

namespace site {
namespace {

std::vector<std::string> words_of(const std::string& cmdline) {
    std::vector<std::string> words;
    std::istringstream text(cmdline);
    for (std::string word; std::getline(text, word, '\0');) words.push_back(word);
    return words;
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_written_down(const Inmate& inmate, LabPorts& ports) {
    const MachineFolder folder{inmate.machine};
    for (const auto& pid_file : {folder.bmc_pid(), folder.machine_pid()})
        if (ports.process.running_daemon(pid_file) == inmate.pid) return true;
    return false;
}

}  // namespace

std::string machine_of_command(const std::string& cmdline, const std::string& folder) {
    const auto words = words_of(cmdline);
    if (words.size() < 4) return "";
    const auto program = last_part(words[0]);
    static const std::string configuration = "/lan.conf";
    if (program == "ipmi_sim" && words[2].starts_with(folder + "/") && words[2].ends_with(configuration))
        return words[2].substr(0, words[2].size() - configuration.size());
    if (program == "sitelab" && words[1] == "machine" && words[2] == folder) return folder + "/" + words[3];
    return "";
}

std::vector<Inmate> list_inmates(const std::string& name_space, const std::string& folder, LabPorts& ports) {
    std::vector<Inmate> inmates;
    const auto found = ports.process.run({{"ip", "netns", "pids", name_space}});
    std::istringstream pids(found.out);
    for (int pid = 0; pids >> pid;) {
        if (pid <= 1 || pid == own_pid()) continue;
        auto name = ports.files.read(fmt::format("/proc/{}/comm", pid)).value_or("?");
        const auto cmdline = ports.files.read(fmt::format("/proc/{}/cmdline", pid)).value_or("");
        inmates.push_back({pid, name.substr(0, name.find('\n')), machine_of_command(cmdline, folder)});
    }
    return inmates;
}

int end_strays(const std::string& name_space, const std::string& folder, LabPorts& ports) {
    int ended = 0;
    for (const auto& inmate : list_inmates(name_space, folder, ports)) {
        if (inmate.machine.empty() || is_written_down(inmate, ports)) continue;
        ::kill(inmate.pid, SIGKILL);
        ++ended;
    }
    if (ended > 0) ports.clock.sleep(std::chrono::milliseconds(200));  // their children die a moment later
    return ended;
}

}  // namespace site
