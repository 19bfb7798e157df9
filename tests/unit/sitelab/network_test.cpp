#include "sitelab/network.hpp"

#include <catch2/catch.hpp>

#include "unit/sitelab/demo_site.hpp"

using namespace site;

namespace {
Lab demo() { return plan_lab(demo_site(), "/lab").lab; }
}  // namespace

TEST_CASE("an empty namespace gets bridges, the provisioner, addresses and cables", "[network]") {
    auto text = network_batch(demo(), {"lo"}, {});
    for (std::size_t at; (at = text.find(" address ")) != std::string::npos;) text.erase(at, 9 + 17);
    CHECK(text ==
          "link set dev lo up\n"
          "link add name br-lan type bridge stp_state 0 forward_delay 0 mcast_snooping 1 mcast_querier 1\n"
          "link set dev br-lan mtu 1500 up\n"
          "link add name br-san type bridge stp_state 0 forward_delay 0 mcast_snooping 1 mcast_querier 1\n"
          "link set dev br-san mtu 9000 up\n"
          "link add name prov0 type veth peer name provisioner\n"
          "link set dev provisioner master br-lan mtu 1500 up\n"
          "link set dev prov0 mtu 1500 up\n"
          "addr replace 10.77.0.1/24 brd + dev prov0\n"
          "addr replace fd00:a4d:0::1/64 dev prov0 nodad\n"
          "addr replace 10.77.0.111/32 dev lo\n"
          "tuntap add dev node1.eth0 mode tap\n"
          "link set dev node1.eth0 master br-lan mtu 1500 up\n"
          "addr replace 10.77.0.112/32 dev lo\n"
          "tuntap add dev node2.eth0 mode tap\n"
          "tuntap add dev node2.eth1 mode tap\n"
          "link set dev node2.eth0 master br-lan mtu 1500 up\n"
          "link set dev node2.eth1 master br-san mtu 9000 up\n");
}

TEST_CASE("a bridge has an address of its own that does not change", "[network]") {
    const auto text = network_batch(demo(), {"lo"}, {});
    CHECK(text.find("name br-lan address 02:") != std::string::npos);
    CHECK(text == network_batch(demo(), {"lo"}, {}));
}

TEST_CASE("in a whole lab nothing is added", "[network]") {
    const auto text = network_batch(demo(), lab_interfaces(demo()), {});
    CHECK(text.find("link add") == std::string::npos);
    CHECK(text.find("tuntap") == std::string::npos);
}

TEST_CASE("a cable that was pulled stays pulled", "[network]") {
    const auto text = network_batch(demo(), lab_interfaces(demo()), {"node1"});
    CHECK(text.find("node1.eth0") == std::string::npos);
    CHECK(text.find("node2.eth0") != std::string::npos);
}

TEST_CASE("cables are pulled and plugged", "[network]") {
    const auto lab = demo();
    CHECK(unplug_batch(lab.machines[0]) == "link set dev node1.eth0 nomaster down\n");
    CHECK(plug_batch(lab.machines[0]) == "link set dev node1.eth0 master br-lan mtu 1500 up\n");
}

TEST_CASE("a rate is set on every cable of a machine, and taken away", "[network]") {
    const auto lab = demo();
    const auto commands = rate_commands(lab.machines[1], "8mbit");
    REQUIRE(commands.size() == 2);
    CHECK(commands[1] == std::vector<std::string>{"tc", "qdisc", "replace", "dev", "node2.eth1", "root", "tbf", "rate",
                                                  "8mbit", "burst", "64kb", "latency", "400ms"});
    CHECK(rate_commands(lab.machines[0], "")[0] ==
          std::vector<std::string>{"tc", "qdisc", "delete", "dev", "node1.eth0", "root"});
}

TEST_CASE("a program is run inside the lab", "[network]") {
    CHECK(inside(demo(), {"ping", "10.77.0.11"}) ==
          std::vector<std::string>{"ip", "netns", "exec", "sitelab-demo", "ping", "10.77.0.11"});
}
