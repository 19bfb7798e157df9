// The journal of runs: every step before and after it was carried out. A hint for people and for "siteinit why"; truth is observed again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ports/state_store.hpp"

namespace site {

struct JournalLine {
    std::string run;             ///< "20260102T030405-1a2b3c4d": runs sort by time
    std::string step;            ///< id
    std::string state;           ///< begin, done, failed, skipped
    std::string text;            ///< why, when failed
    std::int64_t time_ms = 0;
};

/// Appends; keeps the newest 50 runs.
void write_journal(StateStore& store, const JournalLine& line);
void trim_journal(StateStore& store);
/// Of the newest runs first, at most `runs` of them, lines in order.
std::vector<JournalLine> read_journal(StateStore& store, std::size_t runs);

}  // namespace site
