// Where a lab keeps what: one folder, one sub-folder for each machine, and its name in /run/sitelab.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sitelab/lab.hpp"

namespace site {

class Clock;
class FileLock;
class Files;
class Process;
class Random;

/// What the commands of sitelab may touch.
struct LabPorts {
    Files& files;
    Process& process;
    Clock& clock;
    Random& random;
    std::string program;  ///< path of sitelab itself, called back by the controllers
    enum class User { root, other } user = User::other;
};

/// Paths below the folder of a machine.
struct MachineFolder {
    std::string path;
    std::string file(const std::string& name) const { return path + "/" + name; }
    std::string machine_pid() const { return file("machine.pid"); }  ///< the supervisor: it runs = the machine is on
    std::string qemu_pid() const { return file("qemu.pid"); }
    std::string bmc_pid() const { return file("bmc.pid"); }
    std::string next_boot() const { return file("next-boot"); }  ///< holds "network" until a start has used it
    std::string running() const { return file("running"); }      ///< record of the present start
    std::string events() const { return file("events"); }
    std::string variables() const { return file("vars.fd"); }
    std::string fault(const std::string& kind) const { return file("fault-" + kind); }
};

struct OpenLab {
    std::string folder;
    Lab lab;
    MachineFolder machine(const std::string& name) const { return {folder + "/" + name}; }
};

/// Which lab is meant: its folder, or its name, or neither: the only one that is up.
struct LabChoice {
    std::string folder;
    std::string name;
};

std::string lab_file(const std::string& folder);
/// Holds the folder of a lab that is up; absent when it is down or the provisioner was started again.
std::string registry_file(const std::string& name);
std::string standard_folder(const std::string& name);

/// Error usage: no such lab, several labs; failed: its file is damaged.
OpenLab open_lab(const LabChoice& choice, Files& files);

/// Absent: the folder holds no lab. Error failed: its file is damaged.
std::optional<Lab> read_lab(const std::string& folder, Files& files);

/// Error usage with "did you mean".
const Machine& machine_of(const Lab& lab, const std::string& name);

/// Waits up to 20 s while another process holds the lock. Error busy.
std::unique_ptr<FileLock> wait_for_lock(const std::string& path, LabPorts& ports);

bool namespace_exists(const std::string& name_space, Files& files);

}  // namespace site
