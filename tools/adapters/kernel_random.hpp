// Random: from getrandom(2).
#pragma once

#include "ports/random.hpp"

namespace site {

class KernelRandom : public Random {
  public:
    std::string hex(std::size_t bytes) override;
};

}  // namespace site
