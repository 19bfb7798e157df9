// The files by which one Dom0 differs from another, and those that are a site's own.
#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"
#include "render/rendered_file.hpp"

namespace site {

struct Dom0Context {
    std::string site_public_key;  ///< OpenSSH line by which the tools log in; empty: only the operators' keys
};

/// A node's own files, sorted by path, relative to its root: etc/hostname, etc/network/interfaces, ... Its whole set is
/// these and render_shared_files(); no path is in both. Linear in the node's NICs, independent of the number of nodes.
///
/// A NIC with `on` is a tagged VLAN interface of its network; without, the switch's port is untagged for us. A bond is
/// active-backup. The default gateway is the management network's, else the first network's that has one. Throws
/// Error(Exit::faulty_site) for values that a file's format cannot hold.
std::vector<RenderedFile> render_dom0_files(const Site& site, const Node& node, const Dom0Context& context);

/// Equal on every node of the site, sorted by path: etc/hosts, root/.ssh/authorized_keys, ssh, Xen and naming of NICs.
/// Render them once.
std::vector<RenderedFile> render_shared_files(const Site& site, const Dom0Context& context);

/// What the tools will call for this node's power, as lines of sh for people to read; the password is only named by its
/// file.
std::string render_bmc(const Node& node);

}  // namespace site
