#include "images/answers.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "unit/render/acceptance.hpp"
#include "unit/render/sample_site.hpp"

using namespace site;
using namespace site::test;

namespace {

const std::string hash(64, 'a'), other_hash(64, 'b'), job(32, 'c');

}  // namespace

TEST_CASE("answers hold the contract's lines", "[answers]") {
    auto site = sample_site();
    site.nodes[1].disk.swap = mebibytes(1024);
    CHECK(render_answers(site, site.nodes[1], hash, other_hash, job) ==
          "format='1'\nnode='node2'\nmac='52:54:00:77:00:12'\njob='" + job + "'\nimage='dom0'\nmanifest_sha256='" +
              hash + "'\noverlay_sha256='" + other_hash +
              "'\ndisk_serial='DEMO0002'\ndisk_min_bytes='4294967296'\nfirmware='uefi'\nesp_mib='64'\nroot_mib='0'"
              "\nswap_mib='1024'\n"
              "root_fs='ext4'\ninterface_mac='52:54:00:77:00:12'\nreboot='yes'\n");
}

TEST_CASE("a node without image, serial or NIC is never installed", "[answers]") {
    const auto good = sample_site();
    CHECK(cannot_install(good, good.nodes[0]).empty());
    auto site = good;
    site.nodes[0].disk.serial.clear();
    CHECK(cannot_install(site, site.nodes[0]) == "its disk has no serial");
    CHECK_THROWS_WITH(render_answers(site, site.nodes[0], hash, hash, job),
                      "node \"node1\" cannot be installed: its disk has no serial");
    site = good;
    site.nodes[0].image.name.clear();
    CHECK(cannot_install(site, site.nodes[0]) == "it has no image");
    site = good;
    site.nodes[0].nics.clear();
    CHECK(cannot_install(site, site.nodes[0]) == "it has no NIC on the provisioning network");
    site = good;
    site.nodes[0].nics[0].mac.reset();
    CHECK(cannot_install(site, site.nodes[0]) == "the NIC it boots by has no hardware address");
}

TEST_CASE("no serial breaks out of the answers", "[answers]") {
    auto site = sample_site();
    for (const auto& text : nasty_strings(10000)) {
        site.nodes[0].disk.serial = "x" + text;
        try {
            const auto answers = render_answers(site, site.nodes[0], hash, hash, job);
            REQUIRE(std::count(answers.begin(), answers.end(), '\n') == 16);
            REQUIRE(answers.find("\ndisk_serial='x" + text + "'\n") != std::string::npos);
            REQUIRE(text.find_first_of("'\\") == std::string::npos);
        } catch (const Error& error) {
            REQUIRE(error.exit() == Exit::faulty_site);
        }
    }
}

TEST_CASE("the installer's own parser takes the answers", "[answers]") {
    if (!has_program("bash")) return;
    // read_answers and what it needs, cut out of the installer
    std::ifstream file(std::string(SITE_SOURCE_DIR) + "/images/installer/install");
    const std::string installer{std::istreambuf_iterator<char>(file), {}};
    const auto cut = [&](const std::string& from) {
        const auto begin = installer.find("\n" + from);
        return installer.substr(begin, installer.find("\n}\n", begin) + 3 - begin);
    };
    const auto site = sample_site();
    TemporaryFolder folder;
    folder.write("answers", render_answers(site, site.nodes[0], hash, other_hash, job));
    const auto ran =
        run({"bash", folder.write("parse", "set -u\nrun=" + folder.path() +
                                               "\nfail() { echo \"$1: $2\"; exit 1; }\ndeclare -A answer=()\n" +
                                               cut("matches()") + cut("read_answers()") +
                                               "read_answers\necho \"${answer[disk_serial]}\"\n")});
    CHECK(ran.output == "DEMO0001\n");
    CHECK(ran.status == 0);
}
