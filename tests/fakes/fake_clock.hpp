// Clock whose time moves only by sleeping and by advance().
#pragma once

#include <atomic>

#include "ports/clock.hpp"

namespace site {

class FakeClock : public Clock {
  public:
    std::chrono::system_clock::time_point now() override {
        return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000) + passed());
    }
    std::chrono::steady_clock::time_point steady() override {
        return std::chrono::steady_clock::time_point(std::chrono::hours(1) + passed());
    }
    void sleep(std::chrono::milliseconds time) override { advance(time); }

    void advance(std::chrono::milliseconds time) {
        if (time.count() > 0) passed_ms_ += time.count();
    }
    /// Since it was made.
    std::chrono::milliseconds passed() const { return std::chrono::milliseconds(passed_ms_.load()); }

  private:
    std::atomic<std::int64_t> passed_ms_{0};
};

}  // namespace site
