#include "model/read_site.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <map>

#include "golden.hpp"

using namespace site;

namespace {

std::string mac_of(const Nic& nic) { return nic.mac ? format_mac_address(*nic.mac) : ""; }
std::string address_of(const Nic& nic) { return nic.address ? format_ip_address(*nic.address) : ""; }

Site good(const std::string& more) {
    const auto result = read_alone(small_site(more));
    INFO(more);
    CHECK(format_problems(result.problems).empty());
    return result.site;
}

std::string faults(const std::string& more) {
    std::string names;
    for (const auto& problem : read_alone(small_site(more)).problems)
        names += (names.empty() ? "" : " ") + problem.name;
    return names;
}

ReadResult read_files(const std::map<std::string, std::string>& files, const std::string& first) {
    return read_site(first, files.at(first), [&](const std::string& path) {
        const auto found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional<std::string>(found->second);
    });
}

}  // namespace

TEST_CASE("the first example of the design becomes two nodes", "[read_site]") {
    const auto result = read_in(tree_path("site-examples/demo"), "site.xml");
    REQUIRE(result.problems.empty());
    const auto& site = result.site;
    CHECK(site.name == "demo");
    CHECK(site.domain == "demo.example");
    CHECK(site.folder == ".");
    CHECK(site.provisioner.host == "prov");
    CHECK(site.provisioner.http_port == 8080);
    CHECK(site.operators.at(0).name == "ada");
    const auto& lan = site.networks.at(0);
    CHECK(format_cidr(lan.cidr) == "10.77.0.0/24");
    CHECK(lan.has(NetworkRole::management));
    CHECK_FALSE(lan.has(NetworkRole::storage));
    CHECK(format_ip_address(lan.lease->to) == "10.77.0.250");
    CHECK(lan.lease->time.count() == 3600);
    REQUIRE(site.nodes.size() == 2);
    const auto& node = site.nodes[1];
    CHECK(node.name == "node2");
    CHECK(node.index == 1);
    CHECK(node.firmware == Firmware::uefi);
    CHECK(node.image.name == "dom0");
    CHECK(node.image.where.column == 28);
    CHECK(node.node_class.name == "xen");
    CHECK(node.memory == mebibytes(1024));
    CHECK(node.roles == std::set<NodeRole>{NodeRole::dom0});
    CHECK(mac_of(node.nics.at(0)) == "52:54:00:77:00:12");
    CHECK(address_of(node.nics.at(0)) == "10.77.0.12");
    CHECK(node.nics.at(0).network.name == "lan");
    CHECK(node.bmc.kind == BmcKind::ipmi);
    CHECK(node.bmc.user == "admin");
    CHECK(node.bmc.password_file == "bmc.password");
    CHECK(format_ip_address(*node.bmc.address) == "10.77.0.112");
    CHECK(node.disk.serial == "DEMO0002");
    CHECK(node.disk.size == mebibytes(4096));
    CHECK(node.disk.esp == mebibytes(64));
    CHECK(node.where.column == 3);
    CHECK(node.where.line > node.image.where.line);
}

TEST_CASE("the second example has a range, an override, a pool and a project", "[read_site]") {
    const auto result = read_in(tree_path("site-examples/hall"), "site.xml");
    REQUIRE(result.problems.empty());
    const auto& site = result.site;
    REQUIRE(site.nodes.size() == 40);
    CHECK(site.nodes[0].name == "node001");
    CHECK(site.nodes[39].disk.serial == "SN0040");
    CHECK(address_of(site.nodes[39].nics.at(1)) == "10.10.8.50");
    CHECK(mac_of(site.nodes[39].nics.at(0)) == "52:54:00:10:00:28");
    CHECK(site.nodes[39].bmc.password_file == "bmc/node040.password");
    CHECK(mac_of(site.nodes[16].nics.at(0)) == "52:54:00:99:00:17");
    CHECK(mac_of(site.nodes[16].nics.at(1)) == "52:54:00:20:00:11");
    CHECK(site.nodes[16].disk.serial == "REPL7");
    CHECK(site.nodes[16].rack == "r1");
    CHECK(site.nodes[0].variables.at("storage-mtu") == "9000");
    CHECK(site.groups.at(0).nodes == std::vector<std::string>{"node001", "node002", "node003"});
    CHECK(site.pools.at(0).kind == PoolKind::gluster);
    CHECK(site.pools.at(0).members.size() == 3);
    const auto& guests = site.projects.at(0).guests;
    CHECK(guests.at(0).memory == mebibytes(512));
    CHECK(guests.at(0).disks.at(0).size == mebibytes(4096));
    CHECK(guests.at(0).nics.at(0).method == AddressMethod::dhcp);
    CHECK(guests.at(0).nics.at(1).network.name == "back");
    CHECK(guests.at(1).memory == mebibytes(2048));
    CHECK(guests.at(1).disks.at(0).size == mebibytes(20480));
    CHECK(site.policies.at(0).high == Approx(0.8));
    CHECK_FALSE(site.policies.at(0).act);
}

TEST_CASE("a node takes from its class, the class from what it extends, the nearest wins", "[read_site]") {
    const auto site = good(R"(
<class name="base" rack="r0" memory="1G" cpus="2">
  <var name="speed" value="9600"/><var name="who" value="base"/>
  <nic name="eth0" network="lan" driver="e1000"/><nic name="eth1"/>
  <bmc kind="fence" agent="fence_apc" address="10.77.9.9" user="apc"><option name="plug" value="1"/><option name="ssh" value="1"/></bmc>
  <disk swap="1G" esp="128M"/><data-disk serial="D1" size="1G"/>
</class>
<class name="big" extends="base" memory="8G"><nic name="eth1" mac="52:54:00:00:00:02"/><var name="who" value="big"/></class>
<node name="a" class="big" cpus="4" kernel-args="console=ttyS0,${speed} name=${node.name}.${site.domain} who=${who}">
  <nic name="eth0" address="10.77.0.2"/><nic name="eth2"/><bmc user="root"><option name="plug" value="7"/></bmc><disk esp="64M"/>
  <data-disk serial="D2"/><data-disk serial="D1" size="2G"/>
</node>)");
    const auto& node = site.nodes.at(0);
    CHECK(node.memory == mebibytes(8192));
    CHECK(node.cpus == 4);
    CHECK(node.rack == "r0");
    REQUIRE(node.nics.size() == 3);
    CHECK(node.nics[0].name == "eth0");
    CHECK(node.nics[0].driver == "e1000");
    CHECK(address_of(node.nics[0]) == "10.77.0.2");
    CHECK(mac_of(node.nics[1]) == "52:54:00:00:00:02");
    CHECK(node.nics[2].driver == "virtio");
    CHECK(node.bmc.user == "root");
    CHECK(node.bmc.agent == "fence_apc");
    CHECK(node.bmc.options == std::map<std::string, std::string>{{"plug", "7"}, {"ssh", "1"}});
    CHECK(node.disk.swap == mebibytes(1024));
    CHECK(node.disk.esp == mebibytes(64));
    REQUIRE(node.data_disks.size() == 2);
    CHECK(node.data_disks[0].size == mebibytes(2048));
    CHECK(node.kernel_arguments == "console=ttyS0,9600 name=a.demo.example who=big");
    CHECK(node.variables.at("who") == "big");
    CHECK(node.variables.count("node.name") == 0);
}

TEST_CASE("a class that comes after its nodes works as one before", "[read_site]") {
    const auto site = good(R"(<node name="a" class="late"/><class name="late" rack="r9"/>)");
    CHECK(site.nodes.at(0).rack == "r9");
}

TEST_CASE("values of a class count along the range of the node", "[read_site]") {
    const auto site = good(
        R"(<class name="c"><nic mac="52:54:00:00:00:01+" network="lan" address="10.77.1.1+"/><var name="n" value="5+"/></class>
<node name="a[1-3]" class="c" rack="r${n}"/><node name="b" class="c"><nic mac="52:54:00:00:01:00" address="10.77.2.1"/></node>)");
    CHECK(address_of(site.nodes.at(2).nics.at(0)) == "10.77.1.3");
    CHECK(site.nodes[2].rack == "r7");
    CHECK(site.nodes[2].index == 3);
    CHECK(site.nodes[2].variables.at("n") == "7");
    CHECK(address_of(site.nodes.at(3).nics.at(0)) == "10.77.2.1");
}

TEST_CASE("values of an override count along its own nodes", "[read_site]") {
    const auto site = good(R"(<node name="a[1-5]" rack="r"><nic mac="52:54:00:00:00:01+"/><disk serial="S[1-5]"/></node>
<override nodes="a[2-3],a5" rack="new"><nic mac="52:54:00:99:00:01+"/><disk serial="N[7-9]"/></override>
<override nodes="a5" rack="newest"/>)");
    CHECK(mac_of(site.nodes.at(0).nics.at(0)) == "52:54:00:00:00:01");
    CHECK(mac_of(site.nodes.at(1).nics.at(0)) == "52:54:00:99:00:01");
    CHECK(mac_of(site.nodes.at(4).nics.at(0)) == "52:54:00:99:00:03");
    CHECK(mac_of(site.nodes.at(3).nics.at(0)) == "52:54:00:00:00:04");
    CHECK(site.nodes[2].disk.serial == "N8");
    CHECK(site.nodes[3].disk.serial == "S4");
    CHECK(site.nodes[1].rack == "new");
    CHECK(site.nodes[4].rack == "newest");
    CHECK(site.nodes[3].rack == "r");
}

TEST_CASE("an override may give another class", "[read_site]") {
    const auto site = good(
        R"(<class name="x" rack="x"/><class name="y" rack="y" cpus="9"/><node name="a[1-2]" class="x"/><override nodes="a2" class="y"/>)");
    CHECK(site.nodes.at(0).rack == "x");
    CHECK(site.nodes.at(1).rack == "y");
    CHECK(site.nodes.at(1).cpus == 9);
}

TEST_CASE("a node with an image is a Dom0 unless it says otherwise", "[read_site]") {
    const std::string inside =
        R"(<nic mac="52:54:00:00:00:01+" network="lan" address="10.77.1.1+"/><disk serial="S1+"/></node>)";
    const auto site = good(R"(<node name="a[1-1]" image="dom0">)" + inside + R"(<node name="b" roles="storage"/>)");
    CHECK(site.nodes.at(0).roles == std::set<NodeRole>{NodeRole::dom0});
    CHECK(site.nodes.at(1).roles == std::set<NodeRole>{NodeRole::storage});
}

TEST_CASE("an address of a node may come by DHCP", "[read_site]") {
    const auto site = good(R"(<node name="a"><nic mac="52:54:00:00:00:01" network="lan" address="dhcp"/></node>)");
    CHECK(site.nodes.at(0).nics.at(0).method == AddressMethod::dhcp);
    CHECK(site.nodes.at(0).nics.at(0).name == "eth0");
    CHECK_FALSE(site.nodes.at(0).nics.at(0).address);
}

TEST_CASE("texts of files lose their layout and gain their variables", "[read_site]") {
    const auto site = good(
        "<var name=\"who\" value=\"ada\"/><image name=\"i\" recipe=\"r\"><file path=\"/a\">\nhello ${who}\n$${HOME} "
        "$PATH &lt;\n  </file>"
        "<file path=\"/b\" mode=\"0755\"><![CDATA[#!/bin/sh\necho <a>&b]]></file><file path=\"/c\" "
        "source=\"c.txt\"/></image>");
    const auto& files = site.images.at(1).files;
    CHECK(files.at(0).content == "hello ada\n${HOME} $PATH <\n");
    CHECK(files.at(1).content == "#!/bin/sh\necho <a>&b");
    CHECK(files.at(1).mode == 0755);
    CHECK(files.at(2).source == "c.txt");
}

TEST_CASE("guests have the variables of guest, project and site", "[read_site]") {
    const auto site = good(
        R"(<var name="a" value="site"/><var name="b" value="site"/><project name="p"><var name="b" value="project"/>
<guest name="g" memory="1G"><var name="c" value="${b}-${project.name}-${guest.name}"/><file path="/x">${a} ${c}</file></guest></project>)");
    const auto& guest = site.projects.at(0).guests.at(0);
    CHECK(guest.files.at(0).content == "site project-p-g");
    CHECK(guest.variables == std::map<std::string, std::string>{{"a", "site"}, {"b", "project"}, {"c", "project-p-g"}});
}

TEST_CASE("what is included stands in its place, with places in its own file", "[read_site]") {
    const auto result = read_files(
        {{"dir/site.xml",
          "<site name=\"demo\" domain=\"demo.example\"><include file=\"racks/all.xml\"/><network name=\"lan\" "
          "cidr=\"10.77.0.0/24\"/></site>"},
         {"dir/racks/all.xml",
          "<site><include file=\"one.xml\"/>\n<node name=\"b\" class=\"c\"/><var name=\"v\" value=\"1\"/></site>"},
         {"dir/racks/one.xml", "<class name=\"c\" rack=\"r${v}\"/>"}},
        "dir/site.xml");
    CHECK(format_problems(result.problems).empty());
    CHECK(result.site.folder == "dir");
    CHECK(result.site.nodes.at(0).rack == "r1");
    CHECK(format_where(result.site.nodes.at(0).where) == "dir/racks/all.xml:2:1");
}

TEST_CASE("limits hold over all files", "[read_site]") {
    const std::string provisioner = R"(<provisioner host="prov" network="lan" address="10.77.0.1" interface="prov0"/>)";
    const auto result =
        read_files({{"site.xml", small_site(R"(<include file="p.xml"/>)")}, {"p.xml", provisioner}}, "site.xml");
    REQUIRE(result.problems.size() == 1);
    CHECK(format_problem(result.problems[0]) ==
          "p.xml:1:1: <site> has a second <provisioner>; remove one [duplicate-element]");
}

TEST_CASE("a byte order mark and carriage returns are no fault", "[read_site]") {
    const auto result = read_alone(
        "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- \xC3\xA4 -->\r\n<site name=\"demo\" "
        "domain=\"demo.example\">\r\n<nod/></site>\r\n");
    REQUIRE(result.problems.size() == 1);
    CHECK(format_where(result.problems[0].where) == "site.xml:4:1");
}

TEST_CASE("places of attributes are exact", "[read_site]") {
    const auto result = read_alone(
        "<site name=\"demo\"\n  domain = 'demo.example' ><!-- a --><network\n\tname=\"l&#97;n\"  cidr='10.0.0.1/8'\n  "
        "bogus\n=\n\"1\" mtu=\"\xC3\xA4\" vlan=\"0\"/></site>");
    std::string places;
    for (const auto& problem : result.problems) places += format_where(problem.where) + " " + problem.name + "\n";
    CHECK(places ==
          "site.xml:3:24 bad-network\nsite.xml:4:3 unknown-attribute\nsite.xml:6:10 bad-number\nsite.xml:6:19 "
          "bad-number\n");
}

TEST_CASE("a fault of a class is said once, not once for each node", "[read_site]") {
    CHECK(faults(R"(<class name="c" memory="1Q"/><node name="a[1-1000]" class="c"/>)") == "bad-size");
    CHECK(faults(R"(<class name="c" rack="${x}"/><node name="a[1-1000]" class="c"/>)") == "unknown-variable");
}

TEST_CASE("a faulty value is not also said to be missing", "[read_site]") {
    CHECK(
        faults(
            R"(<node name="a" image="dom0"><nic mac="x" network="lan" address="y"/><disk serial="'"/><bmc kind="ipmi" address="z"/></node>)") ==
        "bad-mac bad-address bad-serial bad-address");
    CHECK(
        faults(
            R"(<network name="B" cidr="10.99.0.0/24" roles="guests" bridge="br1"/><project name="p"><guest name="g" memory="1G"><nic network="B"/></guest></project>)") ==
        "bad-name");
}

TEST_CASE("fence agents of one power strip share its address", "[read_site]") {
    CHECK(faults(R"(<node name="a[1-2]"><bmc kind="fence" agent="fence_apc" address="10.77.0.9"/></node>)").empty());
    CHECK(
        faults(
            R"(<node name="a[1-2]"><bmc kind="ipmi" user="u" password-file="p" address="10.77.0.9" port="9001+"/></node>)")
            .empty());
    CHECK(faults(R"(<node name="a[1-2]"><bmc kind="ipmi" user="u" password-file="p" address="10.77.0.9"/></node>)") ==
          "duplicate-address");
}

TEST_CASE("the provisioner may be a node that is not installed", "[read_site]") {
    CHECK(
        faults(
            R"(<node name="prov" roles="storage"><nic mac="52:54:00:00:00:01" network="lan" address="10.77.0.1"/></node>)")
            .empty());
    CHECK(
        faults(
            R"(<node name="other" roles="storage"><nic mac="52:54:00:00:00:01" network="lan" address="10.77.0.1"/></node>)") ==
        "duplicate-address");
}

TEST_CASE("a site without anything to install needs no provisioner", "[read_site]") {
    CHECK(read_alone("<site name=\"a\" domain=\"b\"/>").problems.empty());
}

TEST_CASE("ten thousand nodes are read in well under a second", "[read_site]") {
    const auto text = small_site(R"(<class name="xen" image="dom0"><nic name="eth0" network="lan"/></class>
<node name="node[00001-10000]" class="xen"><nic name="eth0" mac="52:54:00:10:00:01+" address="10.77.1.1+"/><disk serial="SN[00001-10000]"/></node>)");
    const auto begin = std::chrono::steady_clock::now();
    const auto result = read_alone(text);
    const auto took = std::chrono::steady_clock::now() - begin;
    CHECK(format_problems(result.problems).empty());
    CHECK(result.site.nodes.size() == 10000);
    CHECK(took < std::chrono::seconds(10));  // of a build without optimisation, on a busy machine
}

TEST_CASE("hostile files are answered", "[read_site]") {
    const auto repeated = [](const std::string& text, std::size_t count) {
        std::string all;
        for (std::size_t i = 0; i < count; ++i) all += text;
        return all;
    };
    const std::string head = "<site name=\"a\" domain=\"b\">", tail = "</site>";
    const std::vector<std::string> texts{"",
                                         "<",
                                         "<site",
                                         std::string(100000, '<'),
                                         std::string(5U << 20U, ' '),
                                         repeated("<a>", 300000),
                                         head + repeated("<node/>", 300000) + tail,
                                         "<site " + repeated("a=\"\" ", 300000) + "/>",
                                         head + repeated("<node name=\"a[1-100000]\"/>", 5000) + tail,
                                         head + "<node name=\"a[" + repeated("1,", 500000) + "1]\"/>" + tail,
                                         head + "<node name=\"a[1-99999999999999999999]\"/>" + tail};
    for (const auto& text : texts) {
        const auto begin = std::chrono::steady_clock::now();
        const auto result = read_alone(text);
        CHECK_FALSE(result.problems.empty());
        CHECK(result.problems.size() <= 20001);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
    }
}
