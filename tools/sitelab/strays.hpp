// Programs that run inside a lab's namespace: ours that nobody wrote down, and those of others.
#pragma once

#include <string>
#include <vector>

#include "sitelab/lab_folder.hpp"

namespace site {

struct Inmate {
    int pid = 0;
    std::string name;     ///< "dnsmasq"
    std::string machine;  ///< folder of the machine whose controller or supervisor it is; empty: not ours
};

/// Whose program it is, by its command line (NUL between words, as /proc/PID/cmdline has it).
std::string machine_of_command(const std::string& cmdline, const std::string& folder);

/// Every process in the namespace but ourselves. Empty when there is no such namespace.
std::vector<Inmate> list_inmates(const std::string& name_space, const std::string& folder, LabPorts& ports);

/// Ends controllers and supervisors of this lab that no pid file knows: whoever started them was killed before it could
/// write it.
int end_strays(const std::string& name_space, const std::string& folder, LabPorts& ports);

}  // namespace site
