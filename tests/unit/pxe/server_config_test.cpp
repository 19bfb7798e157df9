#include <catch2/catch.hpp>
#include <optional>

#include "core/error.hpp"
#include "pxe/boot_network.hpp"
#include "pxe/boot_scripts.hpp"
#include "pxe/dnsmasq.hpp"
#include "pxe/kea.hpp"
#include "pxe/nginx.hpp"
#include "unit/render/acceptance.hpp"
#include "unit/render/sample_site.hpp"

using namespace site;
using namespace site::test;
using Catch::Matchers::Contains;

namespace {

const ServerPaths paths{"/var/lib/sitekit/demo"};

Site with_dhcp(DhcpServer dhcp) {
    auto site = sample_site();
    site.provisioner.dhcp = dhcp;
    return site;
}

/// Every optional line is there.
Site full_site(DhcpServer dhcp) {
    auto site = with_dhcp(dhcp);
    site.networks[0].mtu = 9000;
    site.networks[0].name_servers = {ip("10.77.0.1"), ip("10.77.0.2")};
    return site;
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("dnsmasq listens on the provisioning interface alone and serves no DNS", "[dnsmasq]") {
    const auto text = render_dnsmasq(sample_site(), paths);
    for (const auto* line :
         {"\nport=0\n", "\ninterface=prov0\n", "\nexcept-interface=lo\n", "\nbind-interfaces\n",
          "\ndhcp-authoritative\n", "\ndhcp-range=10.77.0.200,10.77.0.250,255.255.255.0,3600\n",
          "\ndhcp-host=52:54:00:77:00:11,10.77.0.11,node1\n", "\ntftp-root=/var/lib/sitekit/demo/tftp\n",
          "\ndhcp-boot=tag:ipxe,http://10.77.0.1:8080/boot.ipxe\n"})
        CHECK_THAT(text, Contains(line));
}

TEST_CASE("without a lease strangers get no address", "[dnsmasq]") {
    auto site = sample_site();
    site.networks[0].lease.reset();
    CHECK_THAT(render_dnsmasq(site, paths), Contains("\ndhcp-range=10.77.0.0,static,255.255.255.0,3600\n"));
}

TEST_CASE("proxy DHCP gives boot files and no addresses, kea leaves TFTP to dnsmasq", "[dnsmasq]") {
    const auto proxy = render_dnsmasq(with_dhcp(DhcpServer::proxy), paths);
    CHECK_THAT(proxy, Contains("dhcp-range=10.77.0.0,proxy,255.255.255.0") &&
                          Contains("pxe-service=tag:!ipxe,X86-64_EFI,sitekit,snponly.efi"));
    CHECK_THAT(proxy, !Contains("dhcp-authoritative") && !Contains("dhcp-host="));
    const auto tftp = render_dnsmasq(with_dhcp(DhcpServer::kea), paths);
    CHECK_THAT(
        tftp, Contains("enable-tftp") && !Contains("dhcp-boot") && !Contains("pxe-service") && !Contains("dhcp-host="));
}

TEST_CASE("every NIC with an address on the provisioning network is a host, a bond with all its hardware",
          "[dnsmasq]") {
    auto site = sample_site();
    auto& nics = site.nodes[0].nics;
    nics.push_back(nic("eth1", "52:54:00:77:01:11", "lan", "10.77.0.21"));
    nics.push_back(nic("eth2", "52:54:00:77:02:11", "", nullptr));
    nics.push_back(nic("eth3", "52:54:00:77:03:11", "", nullptr));
    auto bond = nic("bond0", nullptr, "lan", "10.77.0.31");
    bond.bond = {"eth2", "eth3"};
    nics.push_back(bond);
    const auto text = render_dnsmasq(site, paths);
    CHECK_THAT(text, Contains("\ndhcp-host=52:54:00:77:01:11,10.77.0.21\n"));
    CHECK_THAT(text, Contains("\ndhcp-host=52:54:00:77:02:11,52:54:00:77:03:11,10.77.0.31\n"));
}

TEST_CASE("the advertised prefix comes from the network", "[dnsmasq]") {
    auto site = sample_site();
    CHECK(router_address(site) == "fd5e:a4d::1/64");
    site.networks[0].cidr = parse_cidr("192.168.128.0/17").value();
    CHECK(router_address(site) == "fd5e:c0a8:8000::1/64");
}

TEST_CASE("dnsmasq accepts every form", "[dnsmasq]") {
    if (!has_program("dnsmasq")) return;
    TemporaryFolder folder;
    for (const auto dhcp : {DhcpServer::dnsmasq, DhcpServer::proxy, DhcpServer::kea})
        for (const auto& site : {with_dhcp(dhcp), full_site(dhcp)}) {
            const auto ran =
                run({"dnsmasq", "--test", "-C", folder.write("dnsmasq.conf", render_dnsmasq(site, {folder.path()}))});
            CHECK(ran.output == "dnsmasq: syntax check OK.\n");
            CHECK(ran.status == 0);
        }
}

TEST_CASE("Kea accepts every form", "[kea]") {
    if (!has_program("kea-dhcp4")) return;
    Namespace net("prov0", "10.77.0.1/24");
    if (!net.ready()) return;
    TemporaryFolder folder;
    auto no_lease = full_site(DhcpServer::kea);
    no_lease.networks[0].lease.reset();
    auto bare = with_dhcp(DhcpServer::kea);
    bare.nodes.clear();
    bare.domain.clear();
    bare.networks[0].gateway.reset();
    for (const auto& site : {with_dhcp(DhcpServer::kea), full_site(DhcpServer::kea), no_lease, bare}) {
        const auto file = folder.write("kea.conf", render_kea(site, {folder.path()}));
        const auto ran = net.run_inside(
            {"env", "KEA_PIDFILE_DIR=" + folder.path(), "KEA_LOCKFILE_DIR=" + folder.path(), "kea-dhcp4", "-t", file});
        INFO(ran.output);
        CHECK(ran.status == 0);
    }
}

TEST_CASE("nginx listens on one address, hides tokens and passes requests on", "[nginx]") {
    const auto text = render_nginx(sample_site(), paths);
    CHECK_THAT(text, Contains("listen 10.77.0.1:8080;") && Contains("~^/answers/ /answers/TOKEN;") &&
                         Contains("proxy_pass \"http://unix:/var/lib/sitekit/demo/run/serve.sock\";"));
    CHECK_THAT(text, !Contains("/var/lib/nginx") && !Contains("/var/log"));
}

TEST_CASE("nginx accepts its configuration, also in a folder with spaces and quotes", "[nginx]") {
    if (!has_program("nginx")) return;
    Namespace net("prov0", "10.77.0.1/24");
    if (!net.ready()) return;
    TemporaryFolder folder;
    for (const std::string state : {"/plain", "/a \"state\" of; {things}"}) {
        for (const auto* sub : {"/log", "/run", "/serve"})
            std::filesystem::create_directories(folder.path() + state + sub);
        const auto ran = net.run_inside(
            {"nginx", "-t", "-c", folder.write("nginx.conf", render_nginx(sample_site(), {folder.path() + state}))});
        INFO(ran.output);
        CHECK(ran.status == 0);
    }
}

TEST_CASE("nginx serves files, refuses the rest and keeps tokens out of its logs", "[nginx]") {
    if (!has_program("nginx") || !has_program("curl")) return;
    Namespace net("prov0", "10.77.0.1/24");
    if (!net.ready()) return;
    TemporaryFolder folder;
    const ServerPaths here{folder.path()};
    for (const auto& sub : {here.run(), here.state + "/log", here.images()}) std::filesystem::create_directories(sub);
    folder.write("serve/boot.ipxe", "#!ipxe\n");
    folder.write("serve/secret", "no");
    folder.write("serve/images/dom0/vmlinuz", "kernel");
    const auto conf = folder.write("nginx.conf", render_nginx(sample_site(), here));
    REQUIRE(net.run_inside({"nginx", "-c", conf}).status == 0);
    const auto get = [&](const std::string& path) {
        return net
            .run_inside(
                {"curl", "-s", "-o", folder.path() + "/got", "-w", "%{http_code}", "http://10.77.0.1:8080" + path})
            .output;
    };
    CHECK(get("/boot.ipxe") == "200");
    CHECK(get("/images/dom0/vmlinuz") == "200");
    CHECK(get("/secret") == "404");
    CHECK(get("/images/../secret") == "404");
    CHECK(get("/answers/0123456789abcdef") == "502");
    CHECK(get("//answers/0123456789abcdef.tar") == "502");
    CHECK(get("/boot/52-54-00-77-00-11") == "502");
    net.run_inside({"nginx", "-c", conf, "-s", "quit"});
    std::ifstream access(here.access_log()), error(here.error_log());
    const std::string log{std::istreambuf_iterator<char>(access), {}},
        faults{std::istreambuf_iterator<char>(error), {}};
    CHECK_THAT(log, Contains(" 10.77.0.1 GET /images/dom0/vmlinuz 200 6\n") && Contains(" GET /answers/TOKEN 502 "));
    CHECK_THAT(log + faults, !Contains("0123456789abcdef"));
}

TEST_CASE("no text of a site breaks out of a server's configuration", "[server_config]") {
    const auto dnsmasq_lines = lines(render_dnsmasq(full_site(DhcpServer::dnsmasq), paths));
    const auto kea_lines = lines(render_kea(full_site(DhcpServer::kea), paths));
    const auto nginx_lines = lines(render_nginx(sample_site(), paths));
    const auto render = [](auto renderer, const Site& site, const ServerPaths& where) -> std::optional<std::string> {
        try {
            return renderer(site, where);
        } catch (const Error&) {
            return std::nullopt;
        }
    };
    auto site = full_site(DhcpServer::dnsmasq);
    for (const auto& text : nasty_strings(10000)) {
        site.provisioner.interface = site.nodes[0].name = "x" + text;
        site.domain = "d" + text;
        const ServerPaths where{"/s" + text};
        if (const auto file = render(render_dnsmasq, site, where)) REQUIRE(lines(*file) == dnsmasq_lines);
        if (const auto file = render(render_kea, site, where)) REQUIRE(lines(*file) == kea_lines);
        if (const auto file = render(render_nginx, site, where)) REQUIRE(lines(*file) == nginx_lines);
    }
}

TEST_CASE("boot scripts ask the server and end on the local disk", "[boot_scripts]") {
    const auto site = sample_site();
    CHECK_THAT(
        render_boot_ipxe(site),
        Contains("#!ipxe\n") && Contains("chain http://10.77.0.1:8080/boot/${netX/mac:hexhyp} && goto next ||\n"));
    for (const auto& script : {render_boot_ipxe(site), render_local_script(), render_unknown_script()})
        CHECK_THAT(script, Contains("iseq ${platform} efi && chain file://ESP/EFI/BOOT/BOOTX64.EFI ||\n") &&
                               Contains("exit 0\n"));
    auto other = site;
    other.provisioner.http_port = 80;
    CHECK(server_url(other) == "http://10.77.0.1");
}

TEST_CASE("an install script carries server, token and address", "[boot_scripts]") {
    auto site = sample_site();
    site.images[0].installer_arguments = "console=ttyS0,115200 quiet";
    const std::string token(64, 'a');
    CHECK(render_install_script(site, site.nodes[0], token) ==
          "#!ipxe\n"
          "kernel http://10.77.0.1:8080/images/dom0/vmlinuz initrd=installer.img console=ttyS0,115200 quiet "
          "site.server=http://10.77.0.1:8080 site.token=" +
              token +
              " BOOTIF=01-52-54-00-77-00-11\n"
              "initrd http://10.77.0.1:8080/images/dom0/installer.img\n"
              "boot\n");
    site.images[0].installer_arguments = "a || shell";
    CHECK_THROWS_AS(render_install_script(site, site.nodes[0], token), Error);
    site.nodes[0].nics.clear();
    CHECK_THROWS_WITH(render_install_script(site, site.nodes[0], token),
                      Contains("no NIC on the provisioning network"));
}

TEST_CASE("no installer argument breaks out of an install script", "[boot_scripts]") {
    auto site = sample_site();
    for (const auto& text : nasty_strings(10000)) {
        site.images[0].installer_arguments = "x" + text;
        try {
            const auto script = render_install_script(site, site.nodes[0], "TOKEN");
            REQUIRE(lines(script) == 4);
            REQUIRE(script.find("${") == std::string::npos);
        } catch (const Error& error) {
            REQUIRE(error.exit() == Exit::faulty_site);
        }
    }
}
