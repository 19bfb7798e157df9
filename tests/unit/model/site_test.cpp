#include "model/site.hpp"

#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace site;

TEST_CASE("things are found by name", "[site]") {
    const auto site = read_in(tree_path("site-examples/hall"), "site.xml").site;
    CHECK(find_node(site, "node040")->index == 40);
    CHECK(find_node(site, "node041") == nullptr);
    CHECK(find_network(site, "san")->mtu == 9000);
    CHECK(find_image(site, "dom0")->packages == std::vector<std::string>{"htop"});
    CHECK(find_pool(site, "vm")->replica == 3);
    CHECK(find_template(site, "web")->vcpus == 1);
    CHECK(find_pool(site, "") == nullptr);
    CHECK(provisioning_network(site)->name == "lan");
    const auto& node = site.nodes.front();
    CHECK(provisioning_nic(site, node)->name == "eth0");
    CHECK(management_nic(site, node)->name == "eth0");
}

TEST_CASE("a node is managed over its first address on a management network", "[site]") {
    const auto site = read_alone(small_site(R"(<network name="oob" cidr="10.99.0.0/24" roles="management"/>
<node name="a"><nic name="x" network="oob"/><nic name="y" network="oob" address="10.99.0.1"/><nic name="z" network="lan"/></node>
<node name="b"><nic name="z" network="lan"/></node><node name="c"/>)"))
                          .site;
    CHECK(management_nic(site, site.nodes[0])->name == "y");
    CHECK(provisioning_nic(site, site.nodes[0])->name == "z");
    CHECK(management_nic(site, site.nodes[1])->name == "z");
    CHECK(management_nic(site, site.nodes[2]) == nullptr);
    CHECK(provisioning_network(Site{}) == nullptr);
}

TEST_CASE("enumerations have the words of the file", "[site]") {
    CHECK(format(DhcpServer::proxy) == "proxy");
    CHECK(format(Delivery::automatic) == "auto");
    CHECK(format(Firmware::uefi) == "uefi");
    CHECK(format(NetworkRole::provisioning) == "provisioning");
    CHECK(format(NodeRole::dom0) == "dom0");
    CHECK(format(BmcKind::redfish) == "redfish");
    CHECK(format(GuestType::hvm) == "hvm");
    CHECK(format(PoolKind::aoe_lvm) == "aoe-lvm");
}
