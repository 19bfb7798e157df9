#include "model/check_site.hpp"

#include <fmt/core.h>

#include "model/check_parts.hpp"

namespace site {

SiteIndex::SiteIndex(const Site& site) : nodes(site) {
    for (const auto& one : site.networks) networks.emplace(one.name, &one);
    for (const auto& one : site.images) images.emplace(one.name, &one);
    for (const auto& one : site.pools) pools.emplace(one.name, &one);
    for (const auto& one : site.templates) templates.emplace(one.name, &one);
}

const Network* SiteIndex::network(const Reference& name) const {
    const auto found = networks.find(name.name);
    return found == networks.end() ? nullptr : found->second;
}

const Network* Checking::need_network(const Reference& name) const {
    if (!name) return nullptr;
    const auto* found = index.network(name);
    if (found == nullptr)
        faults.add(name.where, "unknown-network", fmt::format("network \"{}\" is not in the site file", name.name),
                   suggest(name.name, site.networks));
    return found;
}

const Node* Checking::need_node(const Reference& name) const {
    if (!name) return nullptr;
    const auto* found = index.nodes.find(name.name);
    if (found == nullptr)
        faults.add(name.where, "unknown-node", fmt::format("node \"{}\" is not in the site file", name.name),
                   suggest(name.name, site.nodes));
    return found;
}

namespace {

template <typename Thing>
void check_twice(const std::vector<Thing>& things, std::string_view fault, std::string_view what, Faults& faults) {
    std::unordered_map<std::string_view, const Thing*> seen;
    seen.reserve(things.size());
    for (const auto& thing : things) {
        if (thing.name.empty()) continue;
        const auto [first, fresh] = seen.emplace(thing.name, &thing);
        if (fresh) continue;
        faults.add(thing.where, fault, fmt::format("{} \"{}\" is there twice", what, thing.name),
                   fmt::format("the other is at {}", format_where(first->second->where)));
    }
}

}  // namespace

void check_names(const Checking& checking) {
    const Site& site = checking.site;
    Faults& faults = checking.faults;
    check_twice(site.operators, "duplicate-operator", "operator", faults);
    check_twice(site.networks, "duplicate-network", "network", faults);
    check_twice(site.images, "duplicate-image", "image", faults);
    check_twice(site.nodes, "duplicate-node", "node", faults);
    check_twice(site.groups, "duplicate-group", "group", faults);
    check_twice(site.pools, "duplicate-pool", "pool", faults);
    check_twice(site.templates, "duplicate-template", "template", faults);
    check_twice(site.projects, "duplicate-project", "project", faults);
    check_twice(site.policies, "duplicate-policy", "policy", faults);
    for (const auto& project : site.projects) {
        check_twice(project.switches, "duplicate-switch", "switch", faults);
        check_twice(project.guests, "duplicate-guest", "guest", faults);
    }
    const auto* same = checking.index.nodes.find(site.provisioner.host);
    if (same != nullptr && same->image)
        faults.add(same->where, "duplicate-node",
                   fmt::format("node \"{}\" has the name of the provisioner", same->name),
                   "the provisioner cannot install itself: give one another name, or the node no image");
}

void check_meaning(const Site& site, const std::vector<bool>& faulty, Faults& faults) {
    const SiteIndex index(site);
    const Checking checking{site, index, faulty, faults};
    check_names(checking);
    check_networks(checking);
    check_addresses(checking);
    check_nodes(checking);
    check_pools(checking);
    check_projects(checking);
    check_policies(checking);
}

Problems check_site(const Site& site) {
    Faults faults;
    check_texts(site, faults);
    check_meaning(site, std::vector<bool>(site.nodes.size()), faults);
    return faults.take();
}

}  // namespace site
