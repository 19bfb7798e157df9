// Faults of a file: values, collected, all shown at once.
#pragma once

#include <string>
#include <vector>

#include "core/where.hpp"

namespace site {

struct Problem {
    Where where;
    std::string name;  ///< stable: "unknown-pool"
    std::string text;  ///< "pool \"vm\" stands on \"brick\", which is not in the site file"
    std::string hint;  ///< "did you mean \"bricks\"?" or empty
};

using Problems = std::vector<Problem>;

/// "site.xml:14:5: text; hint [unknown-pool]"
std::string format_problem(const Problem& problem);

/// By place, then by name; equal ones once.
void sort_problems(Problems& problems);

}  // namespace site
