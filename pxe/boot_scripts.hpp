// What iPXE is told.
#pragma once

#include <string>

#include "model/site.hpp"

namespace site {

/// "http://10.77.0.1:8080", without ":80" when that is the port.
std::string server_url(const Site& site);

/// serve/boot.ipxe, the same for every machine: asks /boot/MAC, five times, then boots the local disk.
std::string render_boot_ipxe(const Site& site);

/// For an armed node. `token`: 64 hex digits (or a word that stands for it). Throws Error(Exit::faulty_site) for a node
/// without image or NIC on the provisioning network, and for installer arguments that iPXE cannot pass on.
std::string render_install_script(const Site& site, const Node& node, const std::string& token);

/// For a node in any other state: BIOS goes on to the next boot device; UEFI starts the loader on the file system
/// labelled ESP, else goes on.
std::string render_local_script();

/// For a machine that is not in the site: the same, and it says so.
std::string render_unknown_script();

}  // namespace site
