#include "siteinit/render_site.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "core/error.hpp"
#include "model/read_site.hpp"
#include "unit/render/acceptance.hpp"
#include "unit/render/sample_site.hpp"

using namespace site;
using namespace site::test;
namespace fs = std::filesystem;

namespace {

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

Site read_example(const std::string& folder) {
    const auto path = folder + "/site.xml";
    const auto text = read_text(path);
    REQUIRE(text);
    const auto result = read_site(path, *text, read_text);
    for (const auto& problem : result.problems) UNSCOPED_INFO(format_problem(problem));
    REQUIRE(result.problems.empty());
    return result.site;
}

RenderContext context_for(const Site& site) {
    return {{"/var/lib/sitekit/" + site.name},
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAuFYRAdjA1mVMLZ5j7JlNqXzqEjUKp1lDxZQ3LCZZZZ sitekit@" + site.name};
}

using Tree = std::map<std::string, std::string>;

Tree rendered(const Site& site) {
    Tree tree;
    render_site(site, context_for(site), [&](const RenderedFile& file) {
        INFO(file.path);
        CHECK(tree.emplace(file.path, file.content).second);
    });
    return tree;
}

std::vector<std::string> examples() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(std::string(SITE_SOURCE_DIR) + "/site-examples"))
        if (fs::exists(entry.path() / "site.xml")) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
}

Tree stored(const std::string& folder) {
    Tree tree;
    if (!fs::exists(folder)) return tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) tree[fs::relative(entry.path(), folder)] = read_text(entry.path()).value();
    return tree;
}

void accept(const std::string& folder, const Tree& tree) {
    fs::remove_all(folder);
    for (const auto& [path, content] : tree) {
        fs::create_directories(fs::path(folder + "/" + path).parent_path());
        std::ofstream(folder + "/" + path, std::ios::binary) << content;
    }
}

}  // namespace

TEST_CASE("every example is rendered as it was accepted", "[render_site][golden]") {
    const auto golden = std::string(SITE_SOURCE_DIR) + "/tests/golden/render/";
    for (const auto& name : examples()) {
        DYNAMIC_SECTION(name) {
            const auto now = rendered(read_example(std::string(SITE_SOURCE_DIR) + "/site-examples/" + name));
            const auto before = stored(golden + name);
            for (const auto& [path, content] : now) {
                INFO(path);
                const auto found = before.find(path);
                CHECK((found == before.end() ? "(a new file)" : found->second) == content);
            }
            for (const auto& [path, content] : before) {
                INFO(path << " is not rendered any more");
                CHECK(now.count(path) == 1);
            }
            if (std::getenv("SITE_TEST_ACCEPT")) {
                accept(golden + name, now);
                FAIL("accepted: see the difference before it is committed");
            }
        }
    }
    for (const auto& entry : fs::directory_iterator(golden)) {
        INFO("an example that is gone");
        CHECK(fs::exists(std::string(SITE_SOURCE_DIR) + "/site-examples/" + entry.path().filename().string() +
                         "/site.xml"));
    }
}

TEST_CASE("the servers and programs of every example take their files", "[render_site]") {
    for (const auto& name : examples()) {
        DYNAMIC_SECTION(name) {
            const auto site = read_example(std::string(SITE_SOURCE_DIR) + "/site-examples/" + name);
            const auto& lan = *provisioning_network(site);
            TemporaryFolder folder;
            RenderContext context{{folder.path() + "/state"}, ""};
            for (const auto* sub : {"/log", "/run", "/serve"}) fs::create_directories(context.paths.state + sub);
            std::set<std::string> paths;
            render_site(site, context, [&](const RenderedFile& file) {
                folder.write(file.path, file.content, file.mode);
                paths.insert(file.path);
            });
            const auto at = [&](const std::string& path) { return folder.path() + "/" + path; };
            const auto accepts = [&](const Ran& ran) {
                INFO(ran.output);
                CHECK(ran.status == 0);
            };
            Namespace net(site.provisioner.interface,
                          format_ip_address(site.provisioner.address) + "/" + std::to_string(lan.cidr.prefix));
            if (has_program("dnsmasq")) accepts(run({"dnsmasq", "--test", "-C", at("server/dnsmasq.conf")}));
            if (has_program("nginx") && net.ready())
                accepts(net.run_inside({"nginx", "-t", "-c", at("server/nginx.conf")}));
            if (paths.count("server/kea-dhcp4.conf") && has_program("kea-dhcp4") && net.ready())
                accepts(net.run_inside({"env", "KEA_PIDFILE_DIR=" + folder.path(), "KEA_LOCKFILE_DIR=" + folder.path(),
                                        "kea-dhcp4", "-t", at("server/kea-dhcp4.conf")}));
            const bool ifupdown = has_program("ifup");
            for (const auto& path : paths) {
                INFO(path);
                if (path.ends_with("/etc/network/interfaces") && ifupdown)
                    accepts(run({"/sbin/ifup", "--no-act", "-a", "-i", at(path), "--state-dir", folder.path()}));
                if (path.ends_with("/grub.d/site.cfg") || path.ends_with("/answers"))
                    accepts(run({"sh", "-n", at(path)}));
            }
        }
    }
}

TEST_CASE("files come sorted within a node, nodes in the order of the site", "[render_site]") {
    const auto site = sample_site();
    std::vector<std::string> paths;
    render_site(site, context_for(site), [&](const RenderedFile& file) { paths.push_back(file.path); });
    CHECK(std::is_sorted(paths.begin(), paths.end(), [](const std::string& a, const std::string& b) {
        const auto group = [](const std::string& path) {
            return path.starts_with("server/") ? 0 : path.starts_with("shared/") ? 1 : 2;
        };
        return std::pair(group(a), a) < std::pair(group(b), b);
    }));
}

TEST_CASE("a node that is never installed has no answers", "[render_site]") {
    auto site = sample_site();
    site.nodes[0].disk.serial.clear();
    const auto tree = rendered(site);
    CHECK(tree.count("nodes/node1/answers") == 0);
    CHECK(tree.count("nodes/node1/install.ipxe") == 0);
    CHECK(tree.count("nodes/node1/root/etc/hostname") == 1);
    CHECK(tree.count("nodes/node2/answers") == 1);
}

TEST_CASE("a value that cannot be written names its node and file", "[render_site]") {
    auto site = sample_site();
    site.nodes[1].kernel_arguments = "a\nb";
    CHECK_THROWS_WITH(rendered(site),
                      Catch::Matchers::StartsWith("node node2: grub.cfg: a kernel command line cannot hold"));
}
