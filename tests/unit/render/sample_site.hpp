// A small site made in memory, for tests of renderers.
#pragma once

#include <string>

#include "model/site.hpp"

namespace site::test {

inline IpAddress ip(const char* text) { return parse_ip_address(text).value(); }
inline MacAddress mac(const char* text) { return parse_mac_address(text).value(); }

inline Network network(const std::string& name, const char* cidr, std::set<NetworkRole> roles) {
    Network network;
    network.name = name;
    network.cidr = parse_cidr(cidr).value();
    network.roles = std::move(roles);
    return network;
}

inline Nic nic(const std::string& name, const char* address, const std::string& on_network,
               const char* fixed = nullptr) {
    Nic nic;
    nic.name = name;
    if (address) nic.mac = mac(address);
    nic.network.name = on_network;
    if (fixed) {
        nic.method = AddressMethod::fixed;
        nic.address = ip(fixed);
    }
    return nic;
}

/// Two nodes on "lan" (bridge xenbr0, lease), as the first example of the site file.
inline Site sample_site() {
    Site site;
    site.name = "demo";
    site.domain = "demo.example";
    site.provisioner.host = "prov";
    site.provisioner.interface = "prov0";
    site.provisioner.network.name = "lan";
    site.provisioner.address = ip("10.77.0.1");
    auto lan =
        network("lan", "10.77.0.0/24", {NetworkRole::provisioning, NetworkRole::management, NetworkRole::guests});
    lan.bridge = "xenbr0";
    lan.gateway = ip("10.77.0.1");
    lan.lease = Lease{{}, ip("10.77.0.200"), ip("10.77.0.250"), std::chrono::seconds(3600)};
    site.networks.push_back(lan);
    site.operators.push_back(
        {{}, "ada", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEz0gTqFu9ZVSTk2hPl0nTcVYAtaqJ0nLxJkW3pZ4y8n ada@desk"});
    Image image;
    image.name = "dom0";
    image.recipe = "debian12-xen";
    image.dom0_memory = mebibytes(512);
    image.dom0_vcpus = 1;
    site.images.push_back(image);
    for (int i = 1; i <= 2; ++i) {
        Node node;
        node.name = "node" + std::to_string(i);
        node.index = i;
        node.roles = {NodeRole::dom0};
        node.firmware = i == 1 ? Firmware::bios : Firmware::uefi;
        node.image.name = "dom0";
        node.disk.serial = "DEMO000" + std::to_string(i);
        node.disk.size = mebibytes(4096);
        node.nics.push_back(nic("eth0", i == 1 ? "52:54:00:77:00:11" : "52:54:00:77:00:12", "lan",
                                i == 1 ? "10.77.0.11" : "10.77.0.12"));
        node.bmc.kind = BmcKind::ipmi;
        node.bmc.address = ip(i == 1 ? "10.77.0.111" : "10.77.0.112");
        node.bmc.user = "admin";
        node.bmc.password_file = "bmc.password";
        site.nodes.push_back(node);
    }
    return site;
}

}  // namespace site::test
