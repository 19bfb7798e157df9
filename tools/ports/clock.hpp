// Time.
#pragma once

#include <chrono>

namespace site {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual std::chrono::system_clock::time_point now() = 0;       ///< for people and records only
    virtual std::chrono::steady_clock::time_point steady() = 0;    ///< for deadlines; counts sleep of the machine (CLOCK_BOOTTIME)
    virtual void sleep(std::chrono::milliseconds time) = 0;
};

}  // namespace site
