#include "model/check_site.hpp"

#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace site;

namespace {

/// A good site that came from no file.
Site made() { return read_in(tree_path("site-examples/hall"), "site.xml").site; }

std::string names(const Site& site) {
    std::string text;
    for (const auto& problem : check_site(site)) text += (text.empty() ? "" : " ") + problem.name;
    return text;
}

}  // namespace

TEST_CASE("a good site has no problem", "[check_site]") { CHECK(names(made()).empty()); }

TEST_CASE("a site that was not read from XML is checked as strictly", "[check_site]") {
    auto site = made();
    site.nodes[0].name = "node_1;reboot";
    CHECK(names(site).find("bad-name") != std::string::npos);
    site = made();
    site.nodes[0].kernel_arguments = "quiet\"; reboot";
    CHECK(names(site) == "bad-arguments");
    site = made();
    site.images[0].packages.push_back("-rf");
    CHECK(names(site) == "bad-name");
    site = made();
    site.networks[1].mtu = 0;
    CHECK(names(site) == "bad-number");
    site = made();
    site.projects[0].guests[0].files.push_back({{}, "/etc/../passwd", "", "x", 0644});
    CHECK(names(site) == "bad-path");
    site = made();
    site.operators.push_back({{}, "eve", "ssh-ed25519 x\nssh-rsa y"});
    CHECK(names(site) == "bad-key");
    site = made();
    site.name.clear();
    CHECK(names(site) == "missing-attribute");
    site = made();
    site.nodes[3].nics[0].mac = MacAddress{0};
    CHECK(names(site) == "bad-mac");
    site = made();
    site.nodes[3].disk.serial = "a'b";
    CHECK(names(site) == "bad-serial");
    site = made();
    site.pools[0].members[0].path = "/srv/a b";
    CHECK(names(site) == "bad-path");
}

TEST_CASE("references and numbers are checked without a file", "[check_site]") {
    auto site = made();
    site.nodes[5].image.name = "dom1";
    CHECK(names(site) == "unknown-image");
    site = made();
    site.nodes[5].nics[0].address = site.nodes[4].nics[0].address;
    CHECK(names(site) == "duplicate-address");
    site = made();
    site.nodes[5].disk.serial.clear();
    CHECK(names(site) == "no-disk-serial");
    site = made();
    site.provisioner = {};
    CHECK(names(site) == "missing-element");
    CHECK(names(Site{}) == "missing-attribute missing-attribute");
}
