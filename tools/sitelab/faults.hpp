// Faults that a machine of the lab can be given.
#pragma once

#include <string>
#include <vector>

namespace site {

struct FaultKind {
    std::string name;    ///< "unplug"
    std::string does;    ///< "its network cables are pulled"
    std::string clears;  ///< what --clear does
    enum class Takes { now, next_start } takes = Takes::now;
};

const std::vector<FaultKind>& fault_kinds();

/// Names of those that stay until they are cleared.
std::vector<std::string> kept_faults();

}  // namespace site
