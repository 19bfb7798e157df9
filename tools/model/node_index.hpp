// Nodes and groups of a site by name, and selections over them in time of what they select.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/site.hpp"

namespace site {

/// "a[1,2],b" -> "a[1,2]" "b": split at commas outside brackets, blanks round the parts dropped.
std::vector<std::string_view> split_selection(std::string_view text);

/// Views into the site: it must stay as it is.
class NodeIndex {
  public:
    explicit NodeIndex(const Site& site);

    const Node* find(std::string_view name) const;
    std::vector<std::string> node_names() const;
    std::vector<std::string> group_names() const;
    /// A group beside those of the site.
    void add_group(const std::string& name, std::vector<std::size_t> nodes);

    /// Places in site.nodes, rising, each once. `fault_name`: bad-range, unknown-node, unknown-group; `wrong` is the
    /// word that is not known.
    struct Found {
        std::vector<std::size_t> nodes;
        std::string_view fault_name;
        std::string fault, wrong;
    };
    Found select(std::string_view range) const;
    /// Names looked at so far.
    std::size_t work() const { return work_; }

  private:
    const Site& site_;
    mutable std::size_t work_ = 0;
    std::unordered_map<std::string_view, std::size_t> nodes_;
    std::unordered_map<std::string, std::vector<std::size_t>> groups_;

    bool mark(std::string_view part, std::vector<bool>& marks, bool chosen, std::size_t before, Found& found) const;
};

}  // namespace site
