#include "model/node_source.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace site {
namespace {

constexpr std::size_t most_extended = 16, most_parts = 128;

void take_part(std::vector<NodePart>& parts, const Element& element, std::string_view key_name,
               std::string_view unnamed, const Along& along) {
    const auto* key = element.find(key_name);
    const std::string_view text = key == nullptr ? unnamed : std::string_view(key->value.text);
    const auto same = std::find_if(parts.begin(), parts.end(), [&](const NodePart& part) { return part.key == text; });
    if (same != parts.end()) {
        same->facts.take(element, along);
    } else if (parts.size() < most_parts) {
        parts.push_back({std::string(text), {}});
        parts.back().facts.take(element, along);
    }
}

const Attribute* extended(const Element& element) { return element.find("extends"); }

}  // namespace

void NodeSource::take(const Element& element, const Along& along) {
    node.take(element, along);
    for (const auto& child : element.children) {
        const auto path = child.rule->path;
        if (path == "nic")
            take_part(nics, child, "name", "eth0", along);
        else if (path == "data-disk")
            take_part(data_disks, child, "serial", "", along);
        else if (path == "var")
            take_part(variables, child, "name", "", along);
        else if (path == "disk")
            disk.take(child, along);
        else if (path == "bmc") {
            bmc.take(child, along);
            for (const auto& option : child.children) take_part(options, option, "name", "", along);
        }
    }
}

void NodeClasses::add(const Element& element) {
    const auto* name = element.find("name");
    if (name == nullptr) return;
    const auto [at, fresh] = classes_.emplace(name->value.text, &element);
    if (fresh) {
        names_.push_back(name->value.text);
        return;
    }
    reading_.faults.add(name->value.where, "duplicate-class",
                        fmt::format("class \"{}\" is there twice", name->value.text),
                        fmt::format("the other is at {}", format_where(at->second->where)));
}

const Element* NodeClasses::find(const Reference& name) const {
    const auto found = classes_.find(name.name);
    if (found != classes_.end()) return found->second;
    reading_.faults.add(name.where, "unknown-class", fmt::format("class \"{}\" is not in the site file", name.name),
                        reading_.faults.suggest(name.name, names_));
    return nullptr;
}

void NodeClasses::check() {
    for (const auto& name : names_) {
        const Element* first = classes_.at(name);
        const Element* element = first;
        for (std::size_t depth = 0; element != nullptr; ++depth) {
            const auto* next = extended(*element);
            if (next == nullptr) break;
            if (depth == most_extended) {
                reading_.faults.add(first->where, "class-depth",
                                    fmt::format("class \"{}\" extends more than 16 classes", name),
                                    "join some of them");
                break;
            }
            element = find({next->value.text, next->value.where});
            if (element == first) {
                reading_.faults.add(next->value.where, "class-cycle", fmt::format("class \"{}\" extends itself", name),
                                    "remove one extends");
                break;
            }
        }
    }
}

void NodeClasses::take(const Reference& name, const Along& along, NodeSource& source) const {
    std::vector<const Element*> chain;
    const auto* element = find(name);
    while (element != nullptr && chain.size() <= most_extended) {
        if (std::find(chain.begin(), chain.end(), element) != chain.end()) break;
        chain.push_back(element);
        const auto* next = extended(*element);
        const auto found = next == nullptr ? classes_.end() : classes_.find(next->value.text);
        element = found == classes_.end() ? nullptr : found->second;
    }
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) source.take(**at, along);
}

}  // namespace site
