// What one reading of a site file shares.
#pragma once

#include <cstddef>
#include <unordered_map>

#include "model/element.hpp"
#include "model/faults.hpp"
#include "model/numbered.hpp"

namespace site {

/// The faults found, and how much memory and work the file may still cost: ranges and variables make much of few bytes.
struct Reading {
    Faults& faults;
    std::size_t bytes_left = std::size_t{160} << 20U;
    std::size_t work_left = std::size_t{256} << 20U;
    bool exhausted = false;
    std::unordered_map<const Attribute*, Numbered> ranges{};  ///< of attributes without variables, parsed once

    /// False once there is none left; adds the fault too-large the first time.
    bool spend(std::size_t bytes, const Where& where) { return take(bytes_left, bytes, where); }
    bool work(std::size_t bytes, const Where& where) { return take(work_left, bytes, where); }

  private:
    bool take(std::size_t& left, std::size_t bytes, const Where& where);
};

}  // namespace site
