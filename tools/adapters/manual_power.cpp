#include "adapters/manual_power.hpp"

namespace site {

PowerAnswer ManualPower::status(const PowerTarget& target, std::chrono::milliseconds) {
    return {false, PowerState::unknown, target.node + " has no power controller: look at the machine"};
}

PowerAnswer ManualPower::act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds) {
    switch (action) {
        case PowerAction::on:
            return {true, PowerState::unknown, "switch " + target.node + " on by hand"};
        case PowerAction::off:
            return {false, PowerState::unknown, target.node + " has no power controller: switch it off by hand"};
        case PowerAction::cycle:
            return {false, PowerState::unknown, target.node + " has no power controller: switch it off and on by hand"};
        case PowerAction::soft_off:
            return {false, PowerState::unknown, target.node + " has no power controller: shut it down by hand"};
    }
    return {};
}

PowerAnswer ManualPower::set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds) {
    if (device == BootDevice::normal) return {true, PowerState::unknown, {}};
    return {true, PowerState::unknown, "choose network boot in the firmware of " + target.node + " by hand"};
}

}  // namespace site
