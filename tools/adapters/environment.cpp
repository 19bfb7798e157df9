#include "adapters/environment.hpp"

#include <unistd.h>

#include <algorithm>

namespace site {

std::vector<std::string> merged_environment(const std::vector<std::string>& added) {
    std::vector<std::string> merged;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string ours = *entry;
        const auto name = ours.substr(0, ours.find('=') + 1);
        const bool replaced = std::any_of(added.begin(), added.end(),
                                          [&](const std::string& theirs) { return theirs.starts_with(name); });
        if (name.empty() || !replaced) merged.push_back(ours);
    }
    merged.insert(merged.end(), added.begin(), added.end());
    return merged;
}

}  // namespace site
