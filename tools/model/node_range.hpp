// Node ranges: "node[001-040]", "!node017", "@group", joined by commas.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/site.hpp"

namespace site {

/// "node[001-003,7]x" -> node001x node002x node003x node7x. One bracket at most; leading zeros are kept; without a bracket: the text itself.
/// Absent: malformed, from > to, or more than 100,000 names.
std::optional<std::vector<std::string>> unfold_range(std::string_view text);

/// The names of a selection over a site in the order of the site, or the text of what is wrong with it. "" selects all.
struct Selection {
    std::vector<std::string> nodes;
    std::string fault;  ///< "node \"nod1\" is not in the site file; did you mean \"node1\"?" or empty
};
Selection select_nodes(const Site& site, std::string_view range);

/// The inverse for people: node1 node2 node3 node9 -> "node[1-3,9]".
std::string fold_names(const std::vector<std::string>& names);

}  // namespace site
