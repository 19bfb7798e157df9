// The configuration of Kea's DHCPv4 server, for sites that say dhcp="kea".
#pragma once

#include <string>

#include "model/site.hpp"
#include "pxe/server_paths.hpp"

namespace site {

/// Whole file for `kea-dhcp4 -c`. Start it with KEA_PIDFILE_DIR and KEA_LOCKFILE_DIR set to paths.run(). TFTP stays
/// dnsmasq's.
std::string render_kea(const Site& site, const ServerPaths& paths);

}  // namespace site
