// /etc/network/interfaces of a node.
#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"

namespace site {

/// One "iface" of the file. Each comes after what it stands on.
struct Interface {
    std::string name;
    AddressMethod method = AddressMethod::none;
    std::string address;  ///< "10.77.0.11/24" for AddressMethod::fixed
    std::string gateway;  ///< empty: not the default route
    int mtu = 1500;       ///< the largest that it or what stands on it needs
    std::string carrier;  ///< of a VLAN interface
    int vlan = 0;
    std::vector<std::string> members;  ///< of a bond
    std::string port;                  ///< of a bridge
};

/// Physical NICs, bonds, VLANs, bridges. NICs without a network that carry nothing are left alone.
std::vector<Interface> node_interfaces(const Site& site, const Node& node);

/// The whole file, for ifupdown.
std::string render_interfaces(const Site& site, const Node& node);

/// Xen runs on it: its networks' bridges are made.
bool runs_xen(const Node& node);

}  // namespace site
