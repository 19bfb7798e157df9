#include "adapters/posix_clock.hpp"

#include <cerrno>
#include <ctime>

namespace site {

std::chrono::system_clock::time_point PosixClock::now() { return std::chrono::system_clock::now(); }

std::chrono::steady_clock::time_point PosixClock::steady() {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::steady_clock::time_point(std::chrono::seconds(time.tv_sec) +
                                                 std::chrono::nanoseconds(time.tv_nsec));
}

void PosixClock::sleep(std::chrono::milliseconds time) {
    if (time.count() <= 0) return;
    const auto end = (steady() + time).time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(end);
    timespec until{};
    until.tv_sec = seconds.count();
    until.tv_nsec = std::chrono::nanoseconds(end - seconds).count();
    while (::clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

}  // namespace site
