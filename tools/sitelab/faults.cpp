#include "sitelab/faults.hpp"

namespace site {

const std::vector<FaultKind>& fault_kinds() {
    using Takes = FaultKind::Takes;
    static const std::vector<FaultKind> kinds{
        {"unplug", "its network cables are pulled", "the cables are plugged in again"},
        {"slow", "what it receives is limited in rate", "it receives at full rate again"},
        {"crash", "it has died as if its power supply had burst", "it is switched on again"},
        {"dead-bmc", "its controller has died", "the controller runs again"},
        {"bad-disk", "every write to its system disk will fail with an I/O error", "the disk is good again",
         Takes::next_start},
        {"other-disk", "its system disk is a blank one with the serial SWAPPED", "its own disk is back",
         Takes::next_start},
        {"full-disk", "its system disk has 64 MiB and the right serial", "its own disk is back", Takes::next_start},
    };
    return kinds;
}

std::vector<std::string> kept_faults() {
    std::vector<std::string> names;
    for (const auto& kind : fault_kinds())
        if (kind.name != "crash") names.push_back(kind.name);
    return names;
}

}  // namespace site
