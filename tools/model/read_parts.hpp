// Elements of the tree to parts of the site. Each adds its own faults to reading.faults; what is faulty stays empty.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/facts.hpp"
#include "model/site.hpp"

namespace site {

Provisioner read_provisioner(const Element& element, Reading& reading, const Scope& scope);
Operator read_operator(const Element& element, Reading& reading, const Scope& scope);
Network read_network(const Element& element, Reading& reading, const Scope& scope);
Image read_image(const Element& element, Reading& reading, const Scope& scope);
Pool read_pool(const Element& element, Reading& reading, const Scope& scope);
Template read_template(const Element& element, Reading& reading, const Scope& scope);
/// Guests take what they do not say from their template.
using TemplateIndex = std::unordered_map<std::string_view, const Template*>;
Project read_project(const Element& element, const TemplateIndex& templates, Reading& reading, const Scope& scope);
Policy read_policy(const Element& element, Reading& reading, const Scope& scope);
OwnFile read_file(const Element& element, Reading& reading, const Scope& scope);

/// The classes, nodes and overrides among `children`, ranges unfolded. `faulty` says for each node whether reading it
/// gave faults.
struct NodeList {
    std::vector<Node> nodes;
    std::vector<bool> faulty;
};
NodeList read_nodes(const std::vector<Element>& children, Reading& reading, const Scope& scope);

/// Groups, when the nodes are known: site.groups. Faults: bad-range, unknown-node, unknown-group, duplicate-group.
void read_groups(const std::vector<Element>& children, Reading& reading, const Scope& scope, Site& site);

/// Adds the <var> children of `element`. Faults: duplicate-variable, bad-name, bad-text.
void read_variables(const std::vector<Element>& children, Reading& reading, Scope& scope);

/// All that is seen from `scope` but for what is built in (names with a dot), each expanded.
std::map<std::string, std::string> seen_variables(const Scope& scope, Reading& reading);

/// A word of an enumeration by its place in `words`; the fallback when it is not given or faulty.
template <typename Enum>
Enum read_word(const FactReader& facts, std::string_view name, const std::vector<std::string>& words, Enum fallback) {
    const auto value = facts.value(name);
    for (std::size_t i = 0; value && i < words.size(); ++i)
        if (words[i] == *value) return static_cast<Enum>(i);
    return fallback;
}

template <typename Enum>
std::set<Enum> read_word_set(const FactReader& facts, std::string_view name, const std::vector<std::string>& words) {
    std::set<Enum> result;
    facts.value(name);
    for (const auto& word : split_words(facts.text(name)))  // those beside an unknown one count
        for (std::size_t i = 0; i < words.size(); ++i)
            if (words[i] == word) result.insert(static_cast<Enum>(i));
    return result;
}

}  // namespace site
