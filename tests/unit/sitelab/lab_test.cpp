#include "sitelab/lab.hpp"

#include <catch2/catch.hpp>

#include "unit/sitelab/demo_site.hpp"

using namespace site;

TEST_CASE("a lab has a machine for every node, with what the file leaves open filled in", "[lab]") {
    const auto plan = plan_lab(demo_site(), "/lab");
    REQUIRE(plan.problems.empty());
    CHECK(plan.notes.empty());
    CHECK(format_lab(plan.lab) ==
          "sitelab 1\nname demo\nnamespace sitelab-demo\nprovisioner prov0 br-lan 10.77.0.1/24 fd00:a4d:0::1/64\n"
          "bridge br-lan 1500\nbridge br-san 9000\n"
          "machine node1\nfirmware bios\nmemory 1073741824\ncpus 1\nserial-log /lab/node1/serial.log\n"
          "nic eth0 node1.eth0 br-lan 52:54:00:77:00:11 virtio 1500 boot\ndisk disk.raw DEMO0001 4294967296\n"
          "bmc 10.77.0.111 623 admin /etc/demo/bmc.password\n"
          "machine node2\nfirmware uefi\nmemory 2147483648\ncpus 2\nserial-log /lab/node2/serial.log\n"
          "nic eth0 node2.eth0 br-lan 52:54:00:77:00:12 virtio 1500 boot\n"
          "nic eth1 node2.eth1 br-san 52:54:00:78:00:12 virtio 9000 -\n"
          "disk disk.raw DEMO0002 4294967296\ndisk data-DATA2.raw DATA2 1073741824\n"
          "bmc 10.77.0.112 623 admin /etc/demo/bmc.password\n");
}

TEST_CASE("a lab is read as it was written", "[lab]") {
    auto site = demo_site();
    site.nodes[0].bmc.kind = BmcKind::manual;
    site.nodes[0].disk.serial.clear();
    site.nodes[0].nics[0].network.name.clear();
    const auto lab = plan_lab(site, "/lab").lab;
    CHECK(parse_lab(format_lab(lab)) == lab);
}

TEST_CASE("a damaged lab file is not read", "[lab]") {
    CHECK_FALSE(parse_lab(""));
    CHECK_FALSE(parse_lab("sitelab 2\nname demo\n"));
    CHECK_FALSE(parse_lab("sitelab 1\nname demo\nnamespace x\nmemory 1\n"));
    CHECK_FALSE(parse_lab("sitelab 1\nname demo\nnamespace x\nmachine a\nmemory much\n"));
    CHECK_FALSE(parse_lab("sitelab 1\nname demo\nnamespace x\nmachine a\nflavour 1\n"));
    CHECK_FALSE(parse_lab("sitelab 1\nname demo\nnamespace x\nmachine a\nnic eth0\n"));
    const auto whole = format_lab(plan_lab(demo_site(), "/lab").lab);
    for (std::size_t size = 0; size < whole.size(); ++size) parse_lab(whole.substr(0, size));
}

TEST_CASE("console logs go where the provisioner wants them", "[lab]") {
    auto site = demo_site();
    site.provisioner.console_logs = "/var/log/consoles";
    CHECK(plan_lab(site, "/lab").lab.machines[1].serial_log == "/var/log/consoles/node2.log");
    site.provisioner.console_logs = "logs,x=1";
    REQUIRE(plan_lab(site, "/lab").problems.size() == 1);
    CHECK(plan_lab(site, "/lab").problems[0].name == "lab-path");
}

TEST_CASE("names that are too long for an interface get short ones", "[lab]") {
    auto site = demo_site();
    site.networks[1].name = "storage-network";
    site.nodes[1].nics[1].network.name = "storage-network";
    site.nodes[1].name = "a-node-with-a-long-name";
    const auto lab = plan_lab(site, "/lab").lab;
    CHECK(lab.bridges[1].name == "br1");
    CHECK(lab.machines[1].nics[1].tap == "t1_1");
    CHECK(lab.machines[1].nics[1].bridge == "br1");
}

TEST_CASE("interfaces of the lab do not take each other's names", "[lab]") {
    for (const auto* name : {"br-lan", "node1.eth0", "provisioner"}) {
        auto site = demo_site();
        site.provisioner.interface = name;
        const auto plan = plan_lab(site, "/lab");
        REQUIRE(plan.problems.size() == 1);
        CHECK(plan.problems[0].name == "lab-interface-twice");
    }
}

TEST_CASE("only hardware becomes a NIC of the machine, on the wire of what it carries", "[lab]") {
    auto site = demo_site();
    auto& nics = site.nodes[0].nics;
    nics.clear();
    nics.push_back(demo_nic("eth0", "52:54:00:77:00:11", ""));
    nics.push_back(demo_nic("eth1", "52:54:00:77:00:21", ""));
    nics.push_back(demo_nic("eth2", "52:54:00:77:00:31", ""));
    Nic bond;
    bond.name = "bond0";
    bond.bond = {"eth0", "eth1"};
    bond.network.name = "lan";
    Nic vlan;
    vlan.name = "eth2.5";
    vlan.on = "eth2";
    vlan.network.name = "san";
    nics.push_back(bond);
    nics.push_back(vlan);
    const auto machine = plan_lab(site, "/lab").lab.machines[0];
    REQUIRE(machine.nics.size() == 3);
    CHECK(machine.nics[0].bridge == "br-lan");
    CHECK(machine.nics[1].bridge == "br-lan");
    CHECK(machine.nics[2].bridge == "br-san");
    CHECK(machine.nics[0].network_boot);
    CHECK_FALSE(machine.nics[1].network_boot);
}

TEST_CASE("what cannot be built is said", "[lab]") {
    auto site = demo_site();
    site.nodes[0].disk.serial = "A-SERIAL-OF-MORE-THAN-20";
    site.nodes[1].data_disks[0].serial = "A,B";
    site.nodes[1].memory = mebibytes(16);
    site.nodes[1].bmc.user = "a b";
    const auto plan = plan_lab(site, "/lab");
    std::vector<std::string> names;
    for (const auto& problem : plan.problems) names.push_back(problem.name);
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"lab-bmc-user", "lab-disk-serial", "lab-disk-serial", "lab-memory"});
}

TEST_CASE("a controller that the lab has not is a note, not a fault", "[lab]") {
    auto site = demo_site();
    site.nodes[0].bmc.kind = BmcKind::redfish;
    const auto plan = plan_lab(site, "/lab");
    CHECK(plan.problems.empty());
    REQUIRE(plan.notes.size() == 1);
    CHECK(plan.notes[0] == "node1: no redfish controller in the lab: switch it with 'sitelab power node1 on|off'");
    CHECK_FALSE(plan.lab.machines[0].bmc);
}
