#include "images/dom0_files.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "images/interfaces.hpp"
#include "unit/render/acceptance.hpp"
#include "unit/render/sample_site.hpp"

using namespace site;
using namespace site::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

const Dom0Context context{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ sitekit@demo"};

std::string content(const std::vector<RenderedFile>& files, const std::string& path) {
    for (const auto& file : files)
        if (file.path == path) return file.content;
    return "(not rendered)";
}

std::string own(const Site& site, const std::string& path) {
    return content(render_dom0_files(site, site.nodes[0], context), path);
}

/// A VLAN on a bond, a storage network with large frames, and a bridge.
Site rich_site() {
    auto site = sample_site();
    auto san = network("san", "10.10.8.0/22", {NetworkRole::storage});
    san.mtu = 9000;
    san.vlan = 108;
    san.gateway = ip("10.10.8.1");
    san.time_servers = {"10.10.8.2", "time.example"};
    san.name_servers = {ip("10.10.8.3")};
    site.networks.push_back(san);
    auto& nics = site.nodes[0].nics;
    nics.push_back(nic("eth1", "52:54:00:77:01:11", ""));
    nics.push_back(nic("eth2", "52:54:00:77:02:11", ""));
    auto bond = nic("bond0", nullptr, "");
    bond.bond = {"eth1", "eth2"};
    nics.push_back(bond);
    auto vlan = nic("san0", nullptr, "san", "10.10.8.11");
    vlan.on = "bond0";
    nics.push_back(vlan);
    return site;
}

}  // namespace

TEST_CASE("a bridge carries the address of its NIC", "[interfaces]") {
    CHECK(render_interfaces(sample_site(), sample_site().nodes[0]) ==
          "# Made from the site file; changes here are lost.\n"
          "auto lo\niface lo inet loopback\n"
          "\nauto eth0\niface eth0 inet manual\n"
          "\nauto xenbr0\niface xenbr0 inet static\n"
          "    address 10.77.0.11/24\n    gateway 10.77.0.1\n"
          "    bridge_ports eth0\n    bridge_stp off\n    bridge_fd 0\n    bridge_maxwait 0\n");
}

TEST_CASE("a host of storage alone has no bridges and no Xen", "[interfaces]") {
    auto site = sample_site();
    site.nodes[0].roles = {NodeRole::storage};
    const auto interfaces = render_interfaces(site, site.nodes[0]);
    CHECK_THAT(interfaces, Contains("iface eth0 inet static\n    address 10.77.0.11/24\n") && !Contains("bridge"));
    CHECK_THAT(own(site, "etc/default/grub.d/site.cfg"),
               Contains("XEN_OVERRIDE_GRUB_DEFAULT=0\n") && !Contains("GRUB_CMDLINE_XEN"));
}

TEST_CASE("bond, VLAN and large frames come in the order they stand on each other", "[interfaces]") {
    const auto site = rich_site();
    std::vector<std::string> names;
    for (const auto& interface : node_interfaces(site, site.nodes[0])) names.push_back(interface.name);
    CHECK(names == std::vector<std::string>{"eth0", "bond0", "san0", "xenbr0"});
    const auto text = render_interfaces(site, site.nodes[0]);
    CHECK_THAT(text, Contains("auto bond0\niface bond0 inet manual\n    bond-slaves eth1 eth2\n    bond-mode "
                              "active-backup\n    bond-miimon 100\n"
                              "    up ip link set dev bond0 mtu 9000\n"));
    CHECK_THAT(text, Contains("ip link add link bond0 name san0 type vlan id 108\n") &&
                         Contains("    address 10.10.8.11/22\n"));
    auto dotted = site;
    dotted.nodes[0].nics.back().name = "bond0.108";
    CHECK_THAT(render_interfaces(dotted, dotted.nodes[0]),
               Contains("auto bond0.108\niface bond0.108 inet static\n    address"));
    // one default route, by the management network
    CHECK(text.find("gateway") == text.rfind("gateway"));
    CHECK_THAT(text, Contains("gateway 10.77.0.1\n"));
}

TEST_CASE("addresses by DHCP, NICs without network, second NICs of a bridged network", "[interfaces]") {
    auto site = sample_site();
    site.nodes[0].nics[0].method = AddressMethod::dhcp;
    site.nodes[0].nics[0].address.reset();
    site.nodes[0].nics.push_back(nic("eth1", "52:54:00:77:01:11", ""));
    site.nodes[0].nics.push_back(nic("eth2", "52:54:00:77:02:11", "lan", "10.77.0.21"));
    const auto text = render_interfaces(site, site.nodes[0]);
    CHECK_THAT(text, Contains("iface xenbr0 inet dhcp\n    bridge_ports eth0\n") && !Contains("eth1") &&
                         Contains("iface eth2 inet static\n"));
}

TEST_CASE("ifupdown reads every interfaces file", "[interfaces]") {
    if (!has_program("ifquery") || !has_program("ifup")) return;
    TemporaryFolder folder;
    auto dhcp = rich_site();
    dhcp.nodes[0].nics[0].method = AddressMethod::dhcp;
    for (const auto& site : {sample_site(), rich_site(), dhcp}) {
        const auto file = folder.write("interfaces", render_interfaces(site, site.nodes[0]));
        std::string expected = "lo\n";
        for (const auto& interface : node_interfaces(site, site.nodes[0])) expected += interface.name + "\n";
        CHECK(run({"/sbin/ifquery", "-i", file, "--list"}).output == expected);
        const auto ran = run({"/sbin/ifup", "--no-act", "-a", "-i", file, "--state-dir", folder.path()});
        INFO(ran.output);
        CHECK(ran.status == 0);
        CHECK_THAT(ran.output, !Contains("unknown") && !Contains("Don't seem"));
    }
}

TEST_CASE("the kernel and Xen get the image's arguments, then the node's", "[grub]") {
    auto site = sample_site();
    site.images[0].xen_arguments = "spec-ctrl=off";
    site.images[0].kernel_arguments = "mitigations=off";
    site.nodes[0].xen_arguments = "loglvl=all";
    site.nodes[0].kernel_arguments = "a=b$c";
    const auto text = own(site, "etc/default/grub.d/site.cfg");
    CHECK_THAT(text, Contains("XEN_OVERRIDE_GRUB_DEFAULT=1\n") && Contains("GRUB_PRELOAD_MODULES=gzio\n"));
    CHECK_THAT(text, EndsWith("GRUB_CMDLINE_XEN='dom0_mem=512M,max:512M dom0_max_vcpus=1 com1=115200,8n1 "
                              "console=com1,vga loglvl=warning spec-ctrl=off "
                              "loglvl=all'\n"));
    CHECK_THAT(text, Contains("fsck.repair=yes mitigations=off a=b\\$c'\n"));
    site.images[0].dom0_vcpus = 0;
    site.images[0].dom0_memory = Size{600000 * 1024};
    CHECK_THAT(own(site, "etc/default/grub.d/site.cfg"), Contains("'dom0_mem=600000K,max:600000K com1="));
    site.nodes[0].kernel_arguments = "a='b'";
    CHECK_THROWS_WITH(own(site, "etc/default/grub.d/site.cfg"),
                      Contains("grub.cfg: a kernel command line cannot hold"));
}

TEST_CASE("names, servers and keys", "[dom0_files]") {
    const auto site = rich_site();
    CHECK(own(site, "etc/hostname") == "node1\n");
    CHECK_THAT(own(site, "etc/resolv.conf"), Contains("search demo.example\nnameserver 10.10.8.3\n"));
    CHECK_THAT(own(site, "etc/chrony/chrony.conf"), Contains("server 10.10.8.2 iburst\nserver time.example iburst\n"));
    CHECK(own(sample_site(), "etc/chrony/chrony.conf") == "(not rendered)");
    CHECK(own(site, "etc/sitekit/node") == "site='demo'\ndomain='demo.example'\nnode='node1'\nroles='dom0'\nrack=''\n");
    CHECK(own(site, "etc/sitekit/nics") == "52:54:00:77:00:11 eth0\n52:54:00:77:01:11 eth1\n52:54:00:77:02:11 eth2\n");
    const auto shared = render_shared_files(site, context);
    CHECK(content(shared, "etc/hosts") ==
          "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n10.77.0.1 prov.demo.example prov\n10.77.0.11 "
          "node1.demo.example node1\n"
          "10.77.0.12 node2.demo.example node2\n");
    CHECK(content(shared, "root/.ssh/authorized_keys") ==
          context.site_public_key + "\n" + site.operators[0].key + "\n");
    for (const auto& file : shared)
        CHECK(file.mode == (file.path == "root/.ssh/authorized_keys" ? 0600
                            : file.path.ends_with("name-nics")       ? 0755
                                                                     : 0644));
}

TEST_CASE("files are sorted and no path is in both sets", "[dom0_files]") {
    const auto site = rich_site();
    const auto own_files = render_dom0_files(site, site.nodes[0], context), shared = render_shared_files(site, context);
    const auto by_path = [](const RenderedFile& a, const RenderedFile& b) { return a.path < b.path; };
    CHECK(std::is_sorted(own_files.begin(), own_files.end(), by_path));
    CHECK(std::is_sorted(shared.begin(), shared.end(), by_path));
    for (const auto& file : own_files) CHECK(content(shared, file.path) == "(not rendered)");
}

TEST_CASE("the programs of a node take its files", "[dom0_files]") {
    const auto site = rich_site();
    const auto own_files = render_dom0_files(site, site.nodes[0], context), shared = render_shared_files(site, context);
    TemporaryFolder folder;
    for (const auto& set : {own_files, shared})
        for (const auto& file : set) folder.write(file.path, file.content, file.mode);
    for (const auto* script : {"etc/default/grub.d/site.cfg", "etc/default/xendomains", "etc/sitekit/node",
                               "usr/local/lib/sitekit/name-nics"})
        CHECK(run({"sh", "-n", folder.path() + "/" + script}).output.empty());
    if (has_program("chronyd")) {
        const auto ran = run({"/usr/sbin/chronyd", "-p", "-f", folder.path() + "/etc/chrony/chrony.conf"});
        CHECK_THAT(ran.output, Contains("server 10.10.8.2 iburst\n"));
        CHECK(ran.status == 0);
    }
    if (has_program("sshd") && has_program("ssh-keygen")) {
        run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.path() + "/key"});
        std::filesystem::create_directories("/run/sshd");
        const auto ran = run({"/usr/sbin/sshd", "-t", "-h", folder.path() + "/key", "-f",
                              folder.path() + "/etc/ssh/sshd_config.d/site.conf"});
        CHECK(ran.output.empty());
        CHECK(ran.status == 0);
    }
}

TEST_CASE("power is described without passwords", "[bmc]") {
    auto site = sample_site();
    CHECK(
        render_bmc(site.nodes[0]) ==
        "# once, for an installation\nipmitool -I lanplus -H 10.77.0.111 -U admin -f bmc.password chassis bootdev pxe\n"
        "ipmitool -I lanplus -H 10.77.0.111 -U admin -f bmc.password chassis power cycle\n"
        "# status\nipmitool -I lanplus -H 10.77.0.111 -U admin -f bmc.password chassis power status\n");
    CHECK_THAT(render_bmc(site.nodes[1]), Contains("chassis bootdev pxe options=efiboot\n"));
    site.nodes[0].bmc.kind = BmcKind::manual;
    CHECK_THAT(render_bmc(site.nodes[0]), Contains("boot node1 from the network once, by BIOS PXE, by hand"));
}

TEST_CASE("cards get their names whatever order the kernel saw them in", "[name_nics]") {
    Namespace net("first", "10.0.0.1/24");
    if (!net.ready()) return;
    const auto ip_link = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"ip", "link"});
        return net.run_inside(words).status;
    };
    // as on a machine whose three cards came up as eth0, eth1, eth2
    for (const auto* name : {"0", "1", "2"})
        REQUIRE(ip_link({"add", std::string("eth") + name, "address", std::string("52:54:00:00:00:0") + name, "type",
                         "bridge"}) == 0);
    TemporaryFolder folder;
    const auto script = std::string(SITE_SOURCE_DIR) + "/images/dom0-files/name-nics";
    const auto table = folder.write(
        "nics", "52:54:00:00:00:01 eth0\n52:54:00:00:00:02 eth1\n52:54:00:00:00:09 eth7\n52:54:00:00:00:00 lan0\n");
    const auto ran = net.run_inside({"sh", script, table, folder.path() + "/stamp", "1"});
    CHECK(ran.output == "no network card has the address 52:54:00:00:00:09 (eth7)\n");
    CHECK(ran.status == 0);
    const auto address = [&](const std::string& name) {
        return net.run_inside({"cat", "/sys/class/net/" + name + "/address"}).output;
    };
    CHECK(address("eth0") == "52:54:00:00:00:01\n");
    CHECK(address("eth1") == "52:54:00:00:00:02\n");
    CHECK(address("lan0") == "52:54:00:00:00:00\n");
    REQUIRE(ip_link({"set", "lan0", "name", "other"}) == 0);
    net.run_inside({"sh", script, table, folder.path() + "/stamp", "1"});
    CHECK(address("other") == "52:54:00:00:00:00\n");  // once a boot
}

TEST_CASE("no text of a site breaks out of a node's files", "[dom0_files]") {
    const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
    auto site = rich_site();
    std::vector<std::pair<std::string, std::ptrdiff_t>> harmless;
    for (const auto& file : render_dom0_files(site, site.nodes[0], context))
        harmless.emplace_back(file.path, lines(file.content));
    const auto good = site;
    std::size_t rendered = 0;
    int turn = 0;
    for (const auto& text : nasty_strings(10000)) {
        site = good;
        auto& node = site.nodes[0];
        switch (turn++ % 7) {
            case 0:
                node.kernel_arguments = text;
                break;
            case 1:
                node.xen_arguments = text;
                break;
            case 2:
                node.rack = text;
                break;
            case 3:
                node.nics[0].name = "x" + text;
                break;
            case 4:
                site.domain = "x" + text;
                break;
            case 5:
                site.networks[1].time_servers[0] = "x" + text;
                break;
            default:
                site.networks[0].bridge = "x" + text;
                break;
        }
        try {
            const auto files = render_dom0_files(site, node, context);
            ++rendered;
            for (std::size_t i = 0; i < files.size(); ++i) REQUIRE(lines(files[i].content) == harmless[i].second);
        } catch (const Error& error) {
            REQUIRE(error.exit() == Exit::faulty_site);
        }
    }
    CHECK(rendered > 500);
}
