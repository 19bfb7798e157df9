// Reads the native site file (XML) into the model. docs/site-file.md is its reference.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/problem.hpp"
#include "model/site.hpp"

namespace site {

/// Text of a file that an <include> names (path relative to the including file, already joined), absent if it cannot be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

struct ReadResult {
    Site site;          ///< as far as it could be understood; use it only when problems is empty
    Problems problems;  ///< sorted; reading and checking, every fault at once
};

/// Reads and checks. `path` is shown in places and is the base of includes. Limits: 4 MiB per file and in all 16 MiB, depth 64, 16 nested
/// includes, 100,000 nodes, 20,000 problems are kept. Never throws on any input; pure but for `read_file`.
ReadResult read_site(const std::string& path, const std::string& text, const ReadFile& read_file);

}  // namespace site
