// Clock: of the kernel.
#pragma once

#include "ports/clock.hpp"

namespace site {

class PosixClock : public Clock {
  public:
    std::chrono::system_clock::time_point now() override;
    std::chrono::steady_clock::time_point steady() override;
    void sleep(std::chrono::milliseconds time) override;
};

}  // namespace site
