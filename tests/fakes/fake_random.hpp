// Random that counts: each call gives other digits, each run the same ones.
#pragma once

#include <atomic>
#include <cstdint>

#include "ports/random.hpp"

namespace site {

class FakeRandom : public Random {
  public:
    std::string hex(std::size_t bytes) override {
        std::string out;
        std::uint64_t state = ++calls_ * 0x9e3779b97f4a7c15U;
        while (out.size() < 2 * bytes) {
            state = (state ^ (state >> 27)) * 0x94d049bb133111ebU + 1;
            out += "0123456789abcdef"[state >> 60];
        }
        return out;
    }

  private:
    std::atomic<std::uint64_t> calls_{0};
};

}  // namespace site
