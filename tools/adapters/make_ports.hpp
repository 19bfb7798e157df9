// What main needs: the ports of a state folder as one shared thing, and where this program lies.
#pragma once

#include <memory>
#include <string>

#include "ports/http_server.hpp"
#include "ports/ports.hpp"

namespace site {

std::shared_ptr<Ports> make_ports(const std::string& state_folder);
std::shared_ptr<HttpServer> make_http_server();

/// Absolute path of the running program.
std::string own_program();

}  // namespace site
