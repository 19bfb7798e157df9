// The site of the tests: node1 (BIOS) and node2 (UEFI, a data disk, a second NIC) on two networks.
#pragma once

#include <fmt/core.h>

#include "model/site.hpp"

namespace site {

inline Nic demo_nic(const std::string& name, const std::string& mac, const std::string& network) {
    Nic nic;
    nic.name = name;
    nic.mac = parse_mac_address(mac);
    nic.network.name = network;
    return nic;
}

inline Node demo_node(int number) {
    Node node;
    node.name = fmt::format("node{}", number);
    node.firmware = number == 2 ? Firmware::uefi : Firmware::bios;
    node.nics.push_back(demo_nic("eth0", fmt::format("52:54:00:77:00:1{}", number), "lan"));
    node.bmc.kind = BmcKind::ipmi;
    node.bmc.address = parse_ip_address(fmt::format("10.77.0.11{}", number));
    node.bmc.user = "admin";
    node.bmc.password_file = "bmc.password";
    node.disk.serial = fmt::format("DEMO000{}", number);
    node.disk.size = mebibytes(4096);
    return node;
}

inline Network demo_network(const std::string& name, const std::string& cidr, int mtu) {
    Network network;
    network.name = name;
    network.cidr = *parse_cidr(cidr);
    network.mtu = mtu;
    return network;
}

inline Site demo_site() {
    Site site;
    site.name = "demo";
    site.folder = "/etc/demo";
    site.networks = {demo_network("lan", "10.77.0.0/24", 1500), demo_network("san", "10.78.0.0/24", 9000)};
    site.networks[0].roles = {NetworkRole::provisioning};
    site.provisioner.interface = "prov0";
    site.provisioner.network.name = "lan";
    site.provisioner.address = *parse_ip_address("10.77.0.1");
    site.nodes = {demo_node(1), demo_node(2)};
    site.nodes[1].memory = mebibytes(2048);
    site.nodes[1].cpus = 2;
    site.nodes[1].nics.push_back(demo_nic("eth1", "52:54:00:78:00:12", "san"));
    SystemDisk data;
    data.serial = "DATA2";
    site.nodes[1].data_disks.push_back(data);
    return site;
}

}  // namespace site
