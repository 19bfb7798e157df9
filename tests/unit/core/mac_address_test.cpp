#include "core/mac_address.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("an Ethernet address is read in both spellings", "[mac_address]") {
    const auto mac = parse_mac_address("52:54:00:77:00:Af");
    REQUIRE(mac);
    CHECK(mac->value == 0x5254007700AF);
    CHECK(format_mac_address(*mac) == "52:54:00:77:00:af");
    CHECK(format_mac_address(*mac, '-') == "52-54-00-77-00-af");
    CHECK(parse_mac_address("52-54-00-77-00-af") == mac);
}

TEST_CASE("what is not exactly an Ethernet address is refused", "[mac_address]") {
    for (const std::string text :
         {"", "52:54:00:77:00", "52:54:00:77:00:1", "52:54:00:77:00:111", "52:54-00:77:00:11", "52.54.00.77.00.11",
          "525400770011", "5g:54:00:77:00:11", " 52:54:00:77:00:11", "52:54:00:77:00:11 "})
        CHECK_FALSE(parse_mac_address(text));
}

TEST_CASE("the lowest bit of the first octet means many machines", "[mac_address]") {
    CHECK(parse_mac_address("01:00:5e:00:00:01")->is_multicast());
    CHECK(parse_mac_address("ff:ff:ff:ff:ff:ff")->is_multicast());
    CHECK_FALSE(parse_mac_address("52:54:00:00:00:01")->is_multicast());
}
