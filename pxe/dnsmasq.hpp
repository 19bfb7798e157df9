// dnsmasq's configuration: TFTP always, DHCP or proxy DHCP as the site wishes, router advertisements.
#pragma once

#include <string>

#include "model/site.hpp"
#include "pxe/server_paths.hpp"

namespace site {

/// Whole file for `dnsmasq --conf-file=`. dhcp=dnsmasq: leases, fixed addresses of all nodes, boot files by
/// architecture; dhcp=proxy: boot files only, beside a DHCP server that is already there; dhcp=kea: TFTP only. No DNS.
/// Throws Error(Exit::faulty_site) for what dnsmasq cannot write. Source: dnsmasq(8); each rule was run against real
/// firmware.
std::string render_dnsmasq(const Site& site, const ServerPaths& paths);

}  // namespace site
