// Power by IPMI 2.0: kind "ipmi". Executes ipmitool(1).
#pragma once

#include "ports/clock.hpp"
#include "ports/files.hpp"
#include "ports/power.hpp"
#include "ports/process.hpp"

namespace site {

/// PowerTarget::options: "cipher" (cipher suite id, ipmitool -C), "privilege" (ipmitool -L). The password never leaves
/// its file, which nobody else may read.
class IpmiPower : public Power {
  public:
    IpmiPower(Process& process, Files& files, Clock& clock) : process_(process), files_(files), clock_(clock) {}

    PowerAnswer status(const PowerTarget& target, std::chrono::milliseconds deadline) override;
    PowerAnswer act(const PowerTarget& target, PowerAction action, std::chrono::milliseconds deadline) override;
    PowerAnswer set_boot(const PowerTarget& target, BootDevice device, std::chrono::milliseconds deadline) override;

  private:
    using Time = std::chrono::steady_clock::time_point;
    PowerAnswer ask_status(const PowerTarget& target, Time end);
    PowerAnswer order(const PowerTarget& target, const std::vector<std::string>& words, Time end);
    PowerAnswer confirm(const PowerTarget& target, PowerState wished, Time end);
    PowerAnswer confirm_cycle(const PowerTarget& target, Time end);
    std::string password_fault(const PowerTarget& target);
    CommandResult call(const PowerTarget& target, const std::vector<std::string>& words, Time end);
    std::string cause(const PowerTarget& target, const CommandResult& result, Time end);

    Process& process_;
    Files& files_;
    Clock& clock_;
};

}  // namespace site
