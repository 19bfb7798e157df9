// Power that hands each call to the adapter of PowerTarget::kind.
#pragma once

#include "ports/power.hpp"

namespace site {

class PowerByKind : public Power {
  public:
    explicit PowerByKind(std::map<std::string, Power*> kinds) : kinds_(std::move(kinds)) {}

    PowerAnswer status(const PowerTarget& target, std::chrono::milliseconds deadline) override;
    PowerAnswer act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds deadline) override;
    PowerAnswer set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds deadline) override;

  private:
    Power* find(const PowerTarget& target) const;
    PowerAnswer unknown_kind(const PowerTarget& target) const;

    std::map<std::string, Power*> kinds_;
};

}  // namespace site
