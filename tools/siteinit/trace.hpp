// A node's way as it was recorded: how long each stage took, how far the present one is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "state/installation.hpp"

namespace site {

struct StageTime {
    std::string stage;
    std::int64_t began_ms = 0;                 ///< end of the stage before it, or its own first word
    std::optional<std::int64_t> ended_ms;      ///< absent: still going on, or failed
};

struct Trace {
    Installation installation;
    std::vector<StageTime> stages;             ///< those that were reached, in order
    std::string stage;                         ///< the present or last one; empty: only armed
    int percent = -1;                          ///< of the present stage
    std::int64_t bytes = -1;
    double bytes_per_second = 0;               ///< 0: not known
    std::int64_t last_ms = 0;                  ///< when the node was heard of last
    std::int64_t total_ms = 0;                 ///< from power (or the first word) to Xen, or to the last word
};

Trace trace_of(const Installation& installation, const std::vector<StageEvent>& events);

}  // namespace site
