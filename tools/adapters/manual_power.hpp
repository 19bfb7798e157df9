// Power of nodes without a controller: kind "manual". Says what a person must do.
#pragma once

#include "ports/power.hpp"

namespace site {

/// Switching on and choosing the boot device are left to the person (ok, with what to do as text); nothing else can be
/// promised.
class ManualPower : public Power {
  public:
    PowerAnswer status(const PowerTarget& target, std::chrono::milliseconds deadline) override;
    PowerAnswer act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds deadline) override;
    PowerAnswer set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds deadline) override;
};

}  // namespace site
