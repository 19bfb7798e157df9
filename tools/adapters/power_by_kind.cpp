#include "adapters/power_by_kind.hpp"

namespace site {

Power* PowerByKind::find(const PowerTarget& target) const {
    const auto found = kinds_.find(target.kind);
    return found == kinds_.end() ? nullptr : found->second;
}

PowerAnswer PowerByKind::unknown_kind(const PowerTarget& target) const {
    std::string known;
    for (const auto& kind : kinds_) known += (known.empty() ? "" : ", ") + kind.first;
    return {false, PowerState::unknown,
            "power of " + target.node + ": kind \"" + target.kind + "\" is not built in; use one of " + known};
}

PowerAnswer PowerByKind::status(const PowerTarget& target, std::chrono::milliseconds deadline) {
    auto* power = find(target);
    return power != nullptr ? power->status(target, deadline) : unknown_kind(target);
}

PowerAnswer PowerByKind::act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds deadline) {
    auto* power = find(target);
    return power != nullptr ? power->act(target, action, deadline) : unknown_kind(target);
}

PowerAnswer PowerByKind::set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds deadline) {
    auto* power = find(target);
    return power != nullptr ? power->set_boot(target, device, deadline) : unknown_kind(target);
}

}  // namespace site
