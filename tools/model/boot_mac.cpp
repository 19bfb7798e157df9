#include "model/boot_mac.hpp"

#include <algorithm>

namespace site {
namespace {

const Nic* find_nic(const Node& node, const std::string& name) {
    const auto found =
        std::find_if(node.nics.begin(), node.nics.end(), [&](const Nic& nic) { return nic.name == name; });
    return found == node.nics.end() ? nullptr : &*found;
}

}  // namespace

std::vector<MacAddress> hardware_addresses(const Node& node, const Nic& nic) {
    // A VLAN on a bond is the longest chain; a circle in a faulty site ends by the depth.
    std::vector<MacAddress> found;
    std::vector<const Nic*> level{&nic};
    for (int depth = 0; depth < 3 && !level.empty(); ++depth) {
        std::vector<const Nic*> below;
        for (const Nic* at : level) {
            if (at->mac) {
                found.push_back(*at->mac);
                continue;
            }
            for (const auto& name : at->bond)
                if (const Nic* member = find_nic(node, name)) below.push_back(member);
            if (const Nic* carrier = at->on.empty() ? nullptr : find_nic(node, at->on)) below.push_back(carrier);
        }
        level = std::move(below);
    }
    return found;
}

std::optional<MacAddress> boot_mac(const Site& site, const Node& node) {
    const Nic* nic = provisioning_nic(site, node);
    if (!nic) return std::nullopt;
    const auto addresses = hardware_addresses(node, *nic);
    if (addresses.empty()) return std::nullopt;
    return addresses.front();
}

}  // namespace site
