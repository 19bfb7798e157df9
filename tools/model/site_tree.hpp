// A site file and all that it includes as one tree.
#pragma once

#include <string>
#include <vector>

#include "model/element.hpp"
#include "model/faults.hpp"
#include "model/read_site.hpp"

namespace site {

/// The root `site`, its includes replaced by what they name. Children are not yet counted over files.
/// Faults: those of read_element and too-large, include-unreadable, include-cycle, include-depth.
struct SiteTree {
    bool usable = false;  ///< the first file has a root
    Element root;
};
SiteTree read_tree(const std::string& path, const std::string& text, const ReadFile& read_file, Faults& faults);

/// The folder of a path: "." when it has none.
std::string folder_of(const std::string& path);

}  // namespace site
