#include "siteinit/plan_site.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "model/read_site.hpp"

namespace site {
namespace {

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

Site read_example(const std::string& name) {
    const auto path = std::string(SITE_SOURCE_DIR) + "/site-examples/" + name + "/site.xml";
    auto result = read_site(path, read_text(path).value(), read_text);
    REQUIRE(result.problems.empty());
    return std::move(result.site);
}

/// A provisioner and nodes of which nothing is known yet.
PlanContext fresh(const Site& site) {
    PlanContext context;
    context.paths.state = "/var/lib/sitekit/" + site.name;
    context.program = "/usr/bin/siteinit";
    context.site_key = "@SITE_KEY@";
    context.shared_files = shared_node_files(site, context.site_key);
    for (const auto& image : site.images) context.images.push_back({image.name, "digest", {}, {}, {{"mmdebstrap", "SUITE", "OUT/rootfs.tar"}}});
    for (const auto& node : site.nodes) context.nodes.insert(node.name);
    return context;
}

}  // namespace

TEST_CASE("the first plan of every example is as it was accepted", "[plan_site][golden]") {
    for (const auto* name : {"demo", "hall", "kea", "vlan-bond", "vmc", "xenguard", "xsm-16"}) {
        DYNAMIC_SECTION(name) {
            const auto site = read_example(name);
            const auto now = format_plan(plan_site(site, fresh(site), {}));
            const auto file = std::string(SITE_SOURCE_DIR) + "/tests/golden/plan/" + name + ".txt";
            const bool same = read_text(file) == now;
            if (!same && std::getenv("SITE_TEST_ACCEPT")) {
                std::filesystem::create_directories(std::filesystem::path(file).parent_path());
                std::ofstream(file, std::ios::binary) << now;
            }
            INFO("SITE_TEST_ACCEPT=1 takes over what stands now in " << file);
            CHECK(same);
        }
    }
}

TEST_CASE("the address for router advertisements is planned where IPv6 is and the address is not", "[plan_site]") {
    const auto site = read_example("demo");
    const auto planned = [&](const std::string& table) {
        Observed observed;
        observed.files["/proc/net/if_inet6"].content = table;
        for (const auto& step : plan_site(site, fresh(site), observed).steps)
            if (step.id == "server/router-address") return true;
        return false;
    };
    const std::string link = "fe8000000000000000bf3afffe67fed5 04 40 20 80    prov0\n";
    CHECK_FALSE(planned(""));
    CHECK_FALSE(planned("fe8000000000000000bf3afffe67fed5 04 40 20 80    other\n"));
    CHECK(planned(link));
    CHECK_FALSE(planned(link + "fd5e0a4d000000000000000000000001 04 40 00 80    prov0\n"));
}

}  // namespace site
