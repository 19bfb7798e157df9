// The variable store of a UEFI machine (OVMF), edited while the machine is off, as a BMC's "next boot from the network"
// does it.
#pragma once

#include <optional>
#include <string>

#include "core/mac_address.hpp"

namespace site {

/// The store with BootNext set to the network boot (PXE over IPv4) of the NIC in slot `pci_slot` of the root bus. The
/// firmware forgets BootNext when it has used it, and its boot order stays as it is. The entry that BootNext names is
/// ours (Boot5B00), made when it is not there, and in no order. Absent: not a store of authenticated variables, or no
/// room in it. Source: UEFI specification 3.1.1, 3.1.3, 10.3; EDK II Include/Guid/VariableFormat.h.
std::optional<std::string> set_network_boot(const std::string& store, MacAddress mac, int pci_slot);

/// Value of a variable of the firmware ("BootOrder"), absent when it is not set.
std::optional<std::string> firmware_variable(const std::string& store, const std::string& name);

}  // namespace site
