// What one node's installer is told (docs/design/0003-installation.md, "Answers").
#pragma once

#include <string>

#include "model/site.hpp"

namespace site {

/// NAME='VALUE' lines in the contract's order. Hashes: 64 hex digits, job: 32. Throws Error(Exit::faulty_site) for a
/// node that cannot be installed (see cannot_install) and for values the installer refuses.
std::string render_answers(const Site& site, const Node& node, const std::string& manifest_sha256,
                           const std::string& overlay_sha256, const std::string& job);

/// Why a node is never installed, for people: "its disk has no serial", or "".
std::string cannot_install(const Site& site, const Node& node);

}  // namespace site
