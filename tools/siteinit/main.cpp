#include "adapters/make_ports.hpp"
#include "siteinit/siteinit.hpp"

int main(int argc, char** argv) {
    return site::run_tool(site::siteinit_tool({site::make_ports, site::make_http_server, site::own_program()}), argc, argv);
}
