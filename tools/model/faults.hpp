// Collects the faults of one reading: each once, few of a kind at one place, all within limits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/problem.hpp"

namespace site {

/// One line of docs/site-file.md's list of faults.
struct FaultName {
    std::string_view name;
    std::string_view meaning;
};

/// Every name that reading and checking may give, in the order of the reference.
const std::vector<FaultName>& fault_names();

/// Limits: 20,000 faults are kept; of one name at one place ten, the rest is counted.
class Faults {
  public:
    void add(const Where& where, std::string_view name, std::string text, std::string hint = {});

    /// "did you mean ..." over many candidates; "" once much time went into it.
    /// Whether it still answers.
    bool suggests() const;
    std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

    /// How many were added, those not kept included.
    std::size_t raised() const { return raised_; }

    /// Nothing more is kept: who makes many may stop.
    bool full() const;

    /// Sorted, with a last line for what was not kept.
    Problems take();

  private:
    struct Crowd {
        Where where;
        std::string_view name;
        std::size_t count = 0;
    };
    Problems kept_;
    std::unordered_set<std::size_t> seen_;
    std::unordered_map<std::size_t, Crowd> crowds_;
    std::size_t raised_ = 0;
    std::size_t suggested_ = 0;  ///< cells of the distance matrix
    bool overflow_ = false;
};

}  // namespace site
