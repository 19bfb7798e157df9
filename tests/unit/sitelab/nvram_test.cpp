#include "sitelab/nvram.hpp"

#include <catch2/catch.hpp>

using namespace site;
using namespace std::string_literals;

namespace {

/// An empty store of `size` bytes for variables, as a fresh OVMF has it.
std::string empty_store(std::size_t size) {
    auto header = std::string(72, '\0');
    header.replace(40, 4, "_FVH");
    header[48] = 72;
    auto variables = "\x78\x2c\xf3\xaa\x7b\x94\x9a\x43\xa1\x80\x2e\x14\x4e\xc3\x77\x92"s;
    for (int i = 0; i < 4; ++i) variables.push_back(static_cast<char>(size >> (8 * i) & 0xff));
    variables += "\x5a\xfe\0\0\0\0\0\0"s;
    return header + variables + std::string(size - 28, '\xff') + std::string(4096, '\xff');
}

const MacAddress mac{0x525400770012};

}  // namespace

TEST_CASE("a fresh store gets an entry for the network and BootNext", "[nvram]") {
    const auto store = empty_store(4096);
    CHECK_FALSE(firmware_variable(store, "BootNext"));
    const auto changed = set_network_boot(store, mac, 2);
    REQUIRE(changed);
    CHECK(changed->size() == store.size());
    CHECK(firmware_variable(*changed, "BootNext") == "\x00\x5b"s);
    const auto entry = firmware_variable(*changed, "Boot5B00");
    REQUIRE(entry);
    const auto path = entry->substr(4 + 2 + 32);
    CHECK(path.substr(0, 18) == "\x02\x01\x0c\x00\xd0\x41\x03\x0a\x00\x00\x00\x00\x01\x01\x06\x00\x00\x02"s);
    CHECK(path.substr(18, 10) == "\x03\x0b\x25\x00\x52\x54\x00\x77\x00\x12"s);
    CHECK(static_cast<unsigned char>((*entry)[4]) + 256 * (*entry)[5] == static_cast<int>(path.size()));
}

TEST_CASE("setting it again changes nothing", "[nvram]") {
    const auto once = set_network_boot(empty_store(4096), mac, 2);
    CHECK(set_network_boot(*once, mac, 2) == once);
}

TEST_CASE("another NIC replaces the entry; the old one is dead", "[nvram]") {
    const auto once = set_network_boot(empty_store(4096), mac, 2);
    const auto twice = set_network_boot(*once, MacAddress{0x525400770099}, 3);
    REQUIRE(twice);
    CHECK(firmware_variable(*twice, "Boot5B00")->find("\x52\x54\x00\x77\x00\x99"s) != std::string::npos);
    CHECK(firmware_variable(*twice, "BootNext") == "\x00\x5b"s);
}

TEST_CASE("a full store, and what is no store, are left alone", "[nvram]") {
    CHECK_FALSE(set_network_boot(empty_store(128), mac, 2));
    CHECK_FALSE(set_network_boot("", mac, 2));
    CHECK_FALSE(set_network_boot(std::string(4096, '\0'), mac, 2));
    CHECK_FALSE(set_network_boot(std::string(4096, '\xff'), mac, 2));
    CHECK_FALSE(firmware_variable("nonsense", "BootNext"));
}

TEST_CASE("a store that was cut or damaged anywhere is survived", "[nvram]") {
    const auto store = *set_network_boot(empty_store(1024), mac, 2);
    for (std::size_t size = 0; size < 400; ++size) firmware_variable(store.substr(0, size), "BootNext");
    for (std::size_t at = 0; at < 400; ++at) {
        auto damaged = store;
        damaged[at] = static_cast<char>(~damaged[at]);
        firmware_variable(damaged, "BootNext");
        set_network_boot(damaged, mac, 2);
    }
}
