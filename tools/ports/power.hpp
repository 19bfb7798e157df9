// Power of a node through its management controller.
#pragma once

#include <chrono>
#include <string>

#include "core/target.hpp"

namespace site {

enum class PowerState { off, on, unknown };
enum class PowerAction { on, off, cycle, soft_off };
enum class BootDevice { normal, network };

/// What the controller answered. `text` names the fault and the remedy when !ok.
struct PowerAnswer {
    bool ok = false;
    PowerState state = PowerState::unknown;
    std::string text;
};

class Power {
  public:
    virtual ~Power() = default;
    /// Every call ends within `deadline`. A controller that does not answer is !ok with state unknown, never an exception.
    virtual PowerAnswer status(const PowerTarget& target, std::chrono::milliseconds deadline) = 0;
    /// Succeeds when the controller reports the wished state (cycle: on again).
    virtual PowerAnswer act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds deadline) = 0;
    /// For the next boot only.
    virtual PowerAnswer set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds deadline) = 0;
};

}  // namespace site
