#include "model/node_index.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "model/numbered.hpp"

namespace site {
namespace {

constexpr std::size_t most_names = 200000;

}  // namespace

std::vector<std::string_view> split_selection(std::string_view text) {
    std::vector<std::string_view> parts;
    bool inside = false;
    std::size_t begin = 0;
    const auto add = [&](std::size_t end) {
        auto part = text.substr(begin, end - begin);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        parts.push_back(part);
        begin = end + 1;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '[') inside = true;
        if (text[at] == ']') inside = false;
        if (text[at] == ',' && !inside) add(at);
    }
    add(text.size());
    return parts;
}

NodeIndex::NodeIndex(const Site& site) : site_(site) {
    nodes_.reserve(site.nodes.size());
    for (std::size_t i = 0; i < site.nodes.size(); ++i) nodes_.emplace(site.nodes[i].name, i);
    for (const auto& group : site.groups) {
        std::vector<std::size_t> places;
        for (const auto& name : group.nodes)
            if (const auto found = nodes_.find(name); found != nodes_.end()) places.push_back(found->second);
        groups_.emplace(group.name, std::move(places));
    }
}

const Node* NodeIndex::find(std::string_view name) const {
    const auto found = nodes_.find(name);
    return found == nodes_.end() ? nullptr : &site_.nodes[found->second];
}

void NodeIndex::add_group(const std::string& name, std::vector<std::size_t> nodes) {
    groups_.emplace(name, std::move(nodes));
}

std::vector<std::string> NodeIndex::node_names() const {
    std::vector<std::string> names;
    names.reserve(site_.nodes.size());
    for (const auto& node : site_.nodes) names.push_back(node.name);
    return names;
}

std::vector<std::string> NodeIndex::group_names() const {
    std::vector<std::string> names;
    for (const auto& [name, nodes] : groups_) names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

bool NodeIndex::mark(std::string_view part, std::vector<bool>& marks, bool chosen, std::size_t before,
                     Found& found) const {
    if (!part.empty() && part[0] == '@') {
        const auto group = groups_.find(std::string(part.substr(1)));
        if (group == groups_.end()) {
            found = {{},
                     "unknown-group",
                     fmt::format("group \"{}\" is not in the site file", part.substr(1)),
                     std::string(part.substr(1))};
            return false;
        }
        work_ += group->second.size();
        for (const auto place : group->second) marks[place] = chosen;
        return true;
    }
    const auto range = Numbered::parse(part);
    if (!range || part.empty()) {
        found = {{}, "bad-range", fmt::format("\"{}\" is not a range of nodes", part), {}};
        return false;
    }
    if (work_ - before + range->size() > most_names) {
        found = {{}, "bad-range", fmt::format("more than {} names are selected", most_names), {}};
        return false;
    }
    for (std::size_t i = 0; i < range->size(); ++i) {
        ++work_;
        const auto name = range->at(i);
        const auto node = nodes_.find(name);
        if (node == nodes_.end()) {
            found = {{}, "unknown-node", fmt::format("node \"{}\" is not in the site file", name), name};
            return false;
        }
        marks[node->second] = chosen;
    }
    return true;
}

NodeIndex::Found NodeIndex::select(std::string_view range) const {
    Found found;
    const auto before = work_;
    const auto parts = range.empty() ? std::vector<std::string_view>{} : split_selection(range);
    const auto negative = [](std::string_view part) { return !part.empty() && part[0] == '!'; };
    work_ += site_.nodes.size() / 32;
    std::vector<bool> marks(site_.nodes.size(), std::all_of(parts.begin(), parts.end(), negative));
    for (const auto part : parts)
        if (!negative(part) && !mark(part, marks, true, before, found)) return found;
    for (const auto part : parts)
        if (negative(part) && !mark(part.substr(1), marks, false, before, found)) return found;
    for (std::size_t i = 0; i < marks.size(); ++i)
        if (marks[i]) found.nodes.push_back(i);
    return found;
}

}  // namespace site
