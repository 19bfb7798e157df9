#include "sitelab/strays.hpp"

#include <catch2/catch.hpp>

using namespace site;
using namespace std::string_literals;

TEST_CASE("a controller or supervisor of this lab is known by its command line", "[strays]") {
    const auto controller = "ipmi_sim\0-c\0/lab/node1/lan.conf\0-f\0/lab/node1/bmc.emu\0"s;
    CHECK(machine_of_command(controller, "/lab") == "/lab/node1");
    CHECK(machine_of_command(controller, "/la") == "");
    CHECK(machine_of_command(controller, "/other") == "");
    CHECK(machine_of_command("/usr/bin/sitelab\0machine\0/lab\0node1\0"s, "/lab") == "/lab/node1");
    CHECK(machine_of_command("/usr/bin/sitelab\0machine\0/lab2\0node1\0"s, "/lab") == "");
    CHECK(machine_of_command("dnsmasq\0-k\0-C\0/lab/node1/lan.conf\0"s, "/lab") == "");
    CHECK(machine_of_command("", "/lab") == "");
}
