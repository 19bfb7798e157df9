#include "adapters/make_ports.hpp"

#include <filesystem>

#include "adapters/real_ports.hpp"

namespace site {

std::shared_ptr<Ports> make_ports(const std::string& state_folder) {
    struct Owner {
        explicit Owner(const std::string& folder) : real(folder), ports(real.ports()) {}
        RealPorts real;
        Ports ports;
    };
    auto owner = std::make_shared<Owner>(state_folder);
    return {owner, &owner->ports};
}

std::shared_ptr<HttpServer> make_http_server() { return std::make_shared<HttplibServer>(); }

std::string own_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

}  // namespace site
