#include "images/manifest.hpp"

#include <catch2/catch.hpp>

#include "unit/render/acceptance.hpp"

using namespace site;
using Catch::Matchers::Contains;

namespace {

const std::string a(64, 'a'), b(64, 'b');

Manifest sample() {
    Manifest manifest;
    manifest.name = "dom0";
    manifest.recipe_sha256 = a;
    manifest.files = {{"vmlinuz", 8232384, a}, {"installer.img", 17600000, b}, {"rootfs.tar.zst", 4194305, a}};
    manifest.chunks = {a, b};
    manifest.packages = {"linux-image-amd64 6.1.99-1", "xen-system-amd64 4.17.5+23-ga4e5191dc0-1"};
    return manifest;
}

std::string fault(const std::string& text) {
    const auto result = parse_manifest(text);
    CHECK(result.manifest.has_value() == result.fault.empty());
    return result.fault;
}

std::string replaced(const std::string& from, const std::string& to) {
    auto text = format_manifest(sample());
    return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a manifest is written as the installer reads it", "[manifest]") {
    CHECK(format_manifest(sample()) ==
          "sitekit-image 1\nname dom0\nrecipe " + a + "\nfile vmlinuz 8232384 " + a + "\nfile installer.img 17600000 " +
              b + "\nfile rootfs.tar.zst 4194305 " + a + "\nchunk-size 4194304\nchunk 0 " + a + "\nchunk 1 " + b +
              "\npackage linux-image-amd64 6.1.99-1\npackage xen-system-amd64 4.17.5+23-ga4e5191dc0-1\n");
}

TEST_CASE("a manifest is read back as it was written", "[manifest]") {
    const auto result = parse_manifest(format_manifest(sample()));
    CHECK(result.fault.empty());
    REQUIRE(result.manifest);
    CHECK(*result.manifest == sample());
    REQUIRE(find_file(*result.manifest, "vmlinuz"));
    CHECK(find_file(*result.manifest, "vmlinuz")->bytes == 8232384);
    CHECK_FALSE(find_file(*result.manifest, "vmlinux"));
}

TEST_CASE("a faulty manifest is refused with its line", "[manifest]") {
    CHECK(fault("") == "the name is missing");
    CHECK(fault("sitekit-image 2\n") == "line 1: not a manifest of format 1");
    CHECK(fault(replaced("chunk 1", "chunk 2")) == "line 9: not the next chunk");
    CHECK(fault(replaced("chunk 1 " + b + "\n", "")) == "the number of chunks is not that of rootfs.tar.zst");
    CHECK(fault(replaced("chunk-size 4194304", "chunk-size 0")) == "line 7: not a chunk size");
    CHECK(fault(replaced("chunk-size 4194304", "chunk-size 67108865")) == "line 7: not a chunk size");
    CHECK(fault(replaced(" 8232384", " 08232384")) == "line 4: not a size");
    CHECK(fault(replaced("recipe " + a, "recipe " + std::string(64, 'A'))) == "line 3: not a hash");
    CHECK(fault(replaced("name dom0", "name ../dom0")) == "line 2: not a name");
    CHECK(fault(replaced("vmlinuz", "../vmlinuz")) == "line 4: not a file");
    CHECK(fault(replaced("installer.img", "vmlinuz")) == "line 5: file vmlinuz is there already");
    CHECK(fault(replaced("package linux", "packages linux")) == "line 10: unknown: packages");
    CHECK(fault(replaced("name dom0\n", "")) == "the name is missing");
    auto text = format_manifest(sample());
    text.pop_back();
    CHECK_THAT(fault(text), Contains("the last line has no end"));
}

TEST_CASE("no text crashes the parser, and what it takes it writes again", "[manifest]") {
    std::string all = "sitekit-image 1\n";
    for (const auto& text : test::nasty_strings(10000)) {
        fault(text);
        fault("sitekit-image 1\nfile " + text + "\n");
        const auto result = parse_manifest(format_manifest(sample()) + "package p " + text + "\n");
        if (result.manifest)
            CHECK(format_manifest(*result.manifest) == format_manifest(sample()) + "package p " + text + "\n");
    }
}
