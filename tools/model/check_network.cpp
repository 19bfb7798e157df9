#include <fmt/core.h>

#include <algorithm>

#include "model/check_parts.hpp"

namespace site {
namespace {

bool known(const Network& network) { return network.cidr.prefix > 0; }

std::string span(const Cidr& cidr) {
    return fmt::format("its addresses are {} to {}", format_ip_address({cidr.network.value + 1}),
                       format_ip_address({cidr.broadcast().value - 1}));
}

void check_overlaps(const Site& site, Faults& faults) {
    std::vector<const Network*> sorted;
    for (const auto& network : site.networks)
        if (known(network)) sorted.push_back(&network);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Network* a, const Network* b) {
        return a->cidr.network != b->cidr.network ? a->cidr.network < b->cidr.network : a->cidr.prefix < b->cidr.prefix;
    });
    const Network* widest = nullptr;
    for (const auto* network : sorted) {
        if (widest != nullptr && widest->cidr.overlaps(network->cidr)) {
            const bool later = order(network->where, widest->where) > 0;
            const auto *here = later ? network : widest, *there = later ? widest : network;
            faults.add(here->where, "overlapping-networks",
                       fmt::format("network \"{}\" ({}) overlaps network \"{}\" ({})", here->name,
                                   format_cidr(here->cidr), there->name, format_cidr(there->cidr)),
                       "give each its own addresses");
        }
        if (widest == nullptr || network->cidr.broadcast() > widest->cidr.broadcast()) widest = network;
    }
}

void check_bridges(const Site& site, Faults& faults) {
    std::unordered_map<std::string_view, const Network*> seen;
    for (const auto& network : site.networks) {
        if (network.bridge.empty()) {
            if (network.has(NetworkRole::guests))
                faults.add(network.where, "no-bridge",
                           fmt::format("network \"{}\" has role guests and no bridge", network.name),
                           "add bridge=\"xenbr0\"");
            continue;
        }
        const auto [first, fresh] = seen.emplace(network.bridge, &network);
        if (!fresh)
            faults.add(network.where, "duplicate-bridge",
                       fmt::format("networks \"{}\" and \"{}\" have the same bridge \"{}\"", first->second->name,
                                   network.name, network.bridge),
                       "give each its own");
    }
}

void check_lease(const Network& network, Faults& faults) {
    if (!network.lease || network.lease->from.value == 0 || network.lease->to.value == 0) return;
    const Lease& lease = *network.lease;
    if (lease.from > lease.to)
        faults.add(lease.where, "lease-order",
                   fmt::format("the lease begins at {} and ends before it, at {}", format_ip_address(lease.from),
                               format_ip_address(lease.to)),
                   "exchange the two");
    for (const auto end : {lease.from, lease.to})
        if (!network.cidr.contains(end) || end == network.cidr.network || end == network.cidr.broadcast())
            faults.add(lease.where, "lease-outside",
                       fmt::format("the lease of {} is outside network \"{}\" ({})", format_ip_address(end),
                                   network.name, format_cidr(network.cidr)),
                       span(network.cidr));
}

void check_provisioner(const Checking& checking) {
    const auto& provisioner = checking.site.provisioner;
    if (!provisioner.where.file && provisioner.host.empty()) {
        const auto& nodes = checking.site.nodes;
        const auto installed =
            std::find_if(nodes.begin(), nodes.end(), [](const Node& node) { return bool(node.image); });
        if (installed != nodes.end())
            checking.faults.add(checking.site.where, "missing-element", "<site> has no <provisioner>",
                                "nodes with an image need one");
        return;
    }
    const auto* network = checking.need_network(provisioner.network);
    if (network == nullptr) return;
    if (!network->has(NetworkRole::provisioning))
        checking.faults.add(provisioner.network.where, "no-provisioning-role",
                            fmt::format("network \"{}\" has not the role provisioning", network->name),
                            "add it to the roles of the network, or name another");
    if (network->vlan)
        checking.faults.add(
            provisioner.network.where, "tagged-boot-network",
            fmt::format("machines boot on network \"{}\", which is tagged (VLAN {})", network->name, *network->vlan),
            "boot ROMs send no tags: make it the port's untagged network and remove vlan");
    if (known(*network) && provisioner.address.value != 0)
        check_on_network(*network, provisioner.address, provisioner.where, "of the provisioner", checking.faults);
}

}  // namespace

void check_on_network(const Network& network, IpAddress address, const Where& where, const std::string& whose,
                      Faults& faults) {
    if (!known(network)) return;
    if (!network.cidr.contains(address))
        faults.add(where, "address-outside",
                   fmt::format("address {} {} is outside network \"{}\" ({})", format_ip_address(address), whose,
                               network.name, format_cidr(network.cidr)),
                   span(network.cidr));
    else if (address == network.cidr.network || address == network.cidr.broadcast())
        faults.add(where, "address-reserved",
                   fmt::format("address {} {} is the {} address of network \"{}\"", format_ip_address(address), whose,
                               address == network.cidr.network ? "network" : "broadcast", network.name),
                   span(network.cidr));
}

void check_networks(const Checking& checking) {
    check_overlaps(checking.site, checking.faults);
    check_bridges(checking.site, checking.faults);
    for (const auto& network : checking.site.networks) {
        if (!known(network)) continue;
        check_lease(network, checking.faults);
        if (network.gateway)
            check_on_network(network, *network.gateway, network.where, "of the gateway", checking.faults);
    }
    check_provisioner(checking);
}

}  // namespace site
