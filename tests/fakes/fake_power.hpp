// Power of nodes that obey, unless told otherwise.
#pragma once

#include <mutex>
#include <vector>

#include "fakes/script.hpp"
#include "ports/power.hpp"

namespace site {

class FakePower : public Power {
  public:
    std::map<std::string, PowerState> nodes;  ///< those that exist; act() changes them
    std::map<std::string, BootDevice> boot;   ///< what set_boot() set
    std::vector<std::string> log;             ///< "status node1", "off node1", "boot network node1"

    /// From now on, "off node1" (as in the log) is answered so; several come one after the other, the last one stays.
    void answer(const std::string& call, PowerAnswer answer) { script_.add(call, std::move(answer)); }

    PowerAnswer status(const PowerTarget& target, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex_);
        const auto call = note("status " + target.node);
        if (script_.knows(call)) return script_.next(call);
        return {true, state_of(target, call), {}};
    }
    PowerAnswer act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds) override {
        static const std::map<PowerAction, std::string> names{{PowerAction::on, "on "},
                                                              {PowerAction::off, "off "},
                                                              {PowerAction::cycle, "cycle "},
                                                              {PowerAction::soft_off, "soft_off "}};
        const std::lock_guard lock(mutex_);
        const auto call = note(names.at(action) + target.node);
        if (script_.knows(call)) return script_.next(call);
        state_of(target, call);
        const bool on = action == PowerAction::on || action == PowerAction::cycle;
        nodes[target.node] = on ? PowerState::on : PowerState::off;
        return {true, nodes[target.node], {}};
    }
    PowerAnswer set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex_);
        const auto call = note((device == BootDevice::network ? "boot network " : "boot normal ") + target.node);
        if (script_.knows(call)) return script_.next(call);
        boot[target.node] = device;
        return {true, state_of(target, call), {}};
    }

  private:
    std::string note(const std::string& call) {
        log.push_back(call);
        return call;
    }
    PowerState state_of(const PowerTarget& target, const std::string& call) const {
        const auto found = nodes.find(target.node);
        if (found == nodes.end()) throw unexpected(call);
        return found->second;
    }

    std::mutex mutex_;
    Script<PowerAnswer> script_;
};

}  // namespace site
