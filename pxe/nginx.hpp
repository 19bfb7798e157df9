// nginx's configuration: images and boot.ipxe as files, the rest passed on to `siteinit serve`.
#pragma once

#include <string>

#include "model/site.hpp"
#include "pxe/server_paths.hpp"

namespace site {

/// Whole file for `nginx -c`; daemonises. A line of its access log:
///   2026-01-01T10:00:00+00:00 10.77.0.11 GET /images/dom0/vmlinuz 200 8232384
/// The address passed on is in X-Real-IP. Tokens are not logged: /answers/... is written as /answers/TOKEN.
std::string render_nginx(const Site& site, const ServerPaths& paths);

}  // namespace site
