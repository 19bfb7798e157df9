#include <fmt/core.h>

#include "model/node_index.hpp"
#include "model/read_parts.hpp"

namespace site {

void read_groups(const std::vector<Element>& children, Reading& reading, const Scope& scope, Site& site) {
    NodeIndex index(site);
    std::size_t worked = 0;
    for (const auto& child : children) {
        if (child.rule->path != "group") continue;
        const auto gathered = facts_of(child);
        const FactReader facts(reading, scope, gathered);
        NodeGroup group;
        group.where = child.where;
        group.name = facts.name("name");
        auto found = index.select(facts.has("nodes") ? facts.text("nodes") : "");
        if (!found.fault_name.empty()) {
            const auto names = !reading.faults.suggests()            ? std::vector<std::string>{}
                               : found.fault_name == "unknown-group" ? index.group_names()
                                                                     : index.node_names();
            auto hint = found.wrong.empty() ? std::string("write names, ranges, @group or !node, joined by commas")
                                            : reading.faults.suggest(found.wrong, names);
            reading.faults.add(facts.where("nodes"), found.fault_name, found.fault, std::move(hint));
        }
        if (!reading.work(300 * (index.work() - worked), child.where)) return;
        worked = index.work();
        if (!reading.spend(found.nodes.size() * 48, child.where)) return;
        for (const auto place : found.nodes) group.nodes.push_back(site.nodes[place].name);
        index.add_group(group.name, std::move(found.nodes));
        site.groups.push_back(std::move(group));
    }
}

}  // namespace site
