// The parts of checking a site. Each adds its faults; none reads a value's text again (check_texts does).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/faults.hpp"
#include "model/node_index.hpp"
#include "model/site.hpp"

namespace site {

/// Things by name, made once; views into the site.
struct SiteIndex {
    explicit SiteIndex(const Site& site);
    NodeIndex nodes;
    std::unordered_map<std::string_view, const Network*> networks;
    std::unordered_map<std::string_view, const Image*> images;
    std::unordered_map<std::string_view, const Pool*> pools;
    std::unordered_map<std::string_view, const Template*> templates;
    const Network* network(const Reference& name) const;
};

/// What the checks share. `faulty` marks nodes whose reading gave faults already: nothing is said to be missing there.
struct Checking {
    const Site& site;
    const SiteIndex& index;
    const std::vector<bool>& faulty;
    Faults& faults;

    /// The network named, null with fault unknown-network when there is none. Empty: null without a fault.
    const Network* need_network(const Reference& name) const;
    const Node* need_node(const Reference& name) const;

    /// "did you mean ..." among the names of `things`.
    template <typename Thing>
    std::string suggest(std::string_view word, const std::vector<Thing>& things) const {
        if (!faults.suggests()) return {};
        std::vector<std::string> names;
        names.reserve(things.size());
        for (const auto& thing : things) names.push_back(thing.name);
        return faults.suggest(word, names);
    }
};

/// An address that a machine has on a network: inside it, neither its first nor its last.
void check_on_network(const Network& network, IpAddress address, const Where& where, const std::string& whose,
                      Faults& faults);

/// All but check_texts.
void check_meaning(const Site& site, const std::vector<bool>& faulty, Faults& faults);

void check_names(const Checking& checking);      ///< duplicate-*
void check_networks(const Checking& checking);   ///< networks, leases, provisioner
void check_addresses(const Checking& checking);  ///< MACs, addresses, serials over all machines
void check_nodes(const Checking& checking);
void check_pools(const Checking& checking);
void check_projects(const Checking& checking);
void check_policies(const Checking& checking);

/// Every text against its kind, for sites that do not come from read_site.
void check_texts(const Site& site, Faults& faults);

}  // namespace site
