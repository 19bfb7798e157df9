#include "adapters/kernel_random.hpp"
#include "adapters/posix_clock.hpp"
#include "support.hpp"

using namespace site;
using namespace site::test;

TEST_CASE("Time passes while the clock sleeps", "[posix_clock]") {
    PosixClock clock;
    const auto begin = clock.steady();
    clock.sleep(50ms);
    clock.sleep(-1ms);
    CHECK(clock.steady() - begin >= 50ms);
    CHECK(clock.now() > std::chrono::system_clock::time_point(1'700'000'000s));
}

TEST_CASE("The steady clock counts from the start of the machine", "[posix_clock]") {
    const double uptime = std::stod(PosixFiles().read("/proc/uptime").value());
    const std::chrono::duration<double> ours = PosixClock().steady().time_since_epoch();
    CHECK(std::abs(ours.count() - uptime) < 60);
}

TEST_CASE("Random digits have the asked length and differ", "[kernel_random]") {
    KernelRandom random;
    CHECK(random.hex(0).empty());
    const auto first = random.hex(100);
    CHECK(first.size() == 200);
    CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(first != random.hex(100));
}
