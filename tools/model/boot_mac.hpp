// By which Ethernet address a machine asks for its boot file.
#pragma once

#include <optional>
#include <vector>

#include "model/site.hpp"

namespace site {

/// The addresses of a NIC's hardware: its own, those of the NICs it bonds, or those of the NIC that carries it. Empty:
/// none is known.
std::vector<MacAddress> hardware_addresses(const Node& node, const Nic& nic);

/// The first of the provisioning NIC; absent for a node that is not on the provisioning network.
std::optional<MacAddress> boot_mac(const Site& site, const Node& node);

}  // namespace site
