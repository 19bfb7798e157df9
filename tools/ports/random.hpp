// Randomness for tokens and identities.
#pragma once

#include <cstddef>
#include <string>

namespace site {

class Random {
  public:
    virtual ~Random() = default;
    virtual std::string hex(std::size_t bytes) = 0;   ///< 2 * bytes lower-case hex digits, from the kernel
};

}  // namespace site
