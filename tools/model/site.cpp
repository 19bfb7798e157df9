#include "model/site.hpp"

#include <algorithm>

namespace site {
namespace {

template <typename Thing>
const Thing* find(const std::vector<Thing>& things, const std::string& name) {
    const auto found =
        std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.name == name; });
    return found == things.end() ? nullptr : &*found;
}

}  // namespace

const Network* find_network(const Site& site, const std::string& name) { return find(site.networks, name); }
const Image* find_image(const Site& site, const std::string& name) { return find(site.images, name); }
const Node* find_node(const Site& site, const std::string& name) { return find(site.nodes, name); }
const Pool* find_pool(const Site& site, const std::string& name) { return find(site.pools, name); }
const Template* find_template(const Site& site, const std::string& name) { return find(site.templates, name); }

const Network* provisioning_network(const Site& site) {
    const auto* network = find_network(site, site.provisioner.network.name);
    return network != nullptr && network->has(NetworkRole::provisioning) ? network : nullptr;
}

const Nic* provisioning_nic(const Site& site, const Node& node) {
    if (!site.provisioner.network) return nullptr;
    for (const auto& nic : node.nics)
        if (nic.network.name == site.provisioner.network.name) return &nic;
    return nullptr;
}

const Nic* management_nic(const Site& site, const Node& node) {
    for (const auto& nic : node.nics) {
        if (!nic.address) continue;
        const auto* network = find_network(site, nic.network.name);
        if (network != nullptr && network->has(NetworkRole::management)) return &nic;
    }
    return provisioning_nic(site, node);
}

std::string format(DhcpServer value) {
    switch (value) {
        case DhcpServer::dnsmasq:
            return "dnsmasq";
        case DhcpServer::kea:
            return "kea";
        case DhcpServer::proxy:
            return "proxy";
    }
    return {};
}

std::string format(Delivery value) {
    switch (value) {
        case Delivery::unicast:
            return "unicast";
        case Delivery::multicast:
            return "multicast";
        case Delivery::automatic:
            return "auto";
    }
    return {};
}

std::string format(Firmware value) { return value == Firmware::uefi ? "uefi" : "bios"; }

std::string format(NetworkRole value) {
    switch (value) {
        case NetworkRole::provisioning:
            return "provisioning";
        case NetworkRole::management:
            return "management";
        case NetworkRole::storage:
            return "storage";
        case NetworkRole::guests:
            return "guests";
        case NetworkRole::migration:
            return "migration";
        case NetworkRole::external:
            return "external";
    }
    return {};
}

std::string format(NodeRole value) { return value == NodeRole::storage ? "storage" : "dom0"; }

std::string format(BmcKind value) {
    switch (value) {
        case BmcKind::manual:
            return "manual";
        case BmcKind::ipmi:
            return "ipmi";
        case BmcKind::redfish:
            return "redfish";
        case BmcKind::fence:
            return "fence";
    }
    return {};
}

std::string format(GuestType value) {
    switch (value) {
        case GuestType::pvh:
            return "pvh";
        case GuestType::pv:
            return "pv";
        case GuestType::hvm:
            return "hvm";
    }
    return {};
}

std::string format(PoolKind value) {
    switch (value) {
        case PoolKind::aoe_lvm:
            return "aoe-lvm";
        case PoolKind::gluster:
            return "gluster";
        case PoolKind::nfs:
            return "nfs";
        case PoolKind::local:
            return "local";
    }
    return {};
}

}  // namespace site
