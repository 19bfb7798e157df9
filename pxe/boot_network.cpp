#include "pxe/boot_network.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "model/boot_mac.hpp"

namespace site {

const Network& boot_network(const Site& site) {
    const Network* network = provisioning_network(site);
    if (!network)
        throw Error(Exit::faulty_site,
                    "the provisioner's network \"" + site.provisioner.network.name + "\" is not in the site file");
    return *network;
}

std::vector<BootHost> boot_hosts(const Site& site) {
    const Network& network = boot_network(site);
    std::vector<BootHost> hosts;
    for (const auto& node : site.nodes) {
        const Nic* first = provisioning_nic(site, node);
        for (const auto& nic : node.nics) {
            if (nic.network.name != network.name || !nic.address || !nic.on.empty()) continue;
            auto macs = hardware_addresses(node, nic);
            if (!macs.empty()) hosts.push_back({std::move(macs), *nic.address, &nic == first ? node.name : ""});
        }
    }
    return hosts;
}

std::string router_prefix(const Site& site) {
    const auto value = boot_network(site).cidr.network.value;
    const auto low = value & 0xffff;
    return low == 0 ? fmt::format("fd5e:{:x}::", value >> 16) : fmt::format("fd5e:{:x}:{:x}::", value >> 16, low);
}

std::string router_address(const Site& site) { return router_prefix(site) + "1/64"; }

std::string router_address_digits(const Site& site) {
    return fmt::format("fd5e{:08x}0000{:016x}", boot_network(site).cidr.network.value, 1);
}

}  // namespace site
