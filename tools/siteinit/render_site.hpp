// Every file that a site file leads to, as `siteinit render FILE --out DIR` writes them.
#pragma once

#include <string>

#include "model/site.hpp"
#include "pxe/server_paths.hpp"
#include "render/rendered_file.hpp"

namespace site {

struct RenderContext {
    ServerPaths paths;
    std::string site_public_key;  ///< OpenSSH line; empty: none yet
};

/// Hands over, file by file and never all at once:
///   server/boot.ipxe server/dnsmasq.conf [server/kea-dhcp4.conf] server/nginx.conf
///   shared/root/PATH         files of every node
///   nodes/NODE/answers       hashes and job are zeros: they are made when the node is installed
///   nodes/NODE/bmc
///   nodes/NODE/install.ipxe  the token is the word TOKEN
///   nodes/NODE/root/PATH     the node's own files
/// Nodes come in the order of the site. A node that is never installed has no answers and no install.ipxe.
/// Throws Error(Exit::faulty_site) as the renderers do, with the node in front.
void render_site(const Site& site, const RenderContext& context, const Sink& sink);

}  // namespace site
