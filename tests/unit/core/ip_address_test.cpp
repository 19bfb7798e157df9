#include "core/ip_address.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("an address is read and written back", "[ip_address]") {
    for (const std::string text : {"0.0.0.0", "10.77.0.1", "192.168.255.254", "255.255.255.255"}) {
        const auto address = parse_ip_address(text);
        REQUIRE(address);
        CHECK(format_ip_address(*address) == text);
    }
    CHECK(parse_ip_address("10.77.0.1")->value == 0x0A4D0001);
}

TEST_CASE("what is not exactly an address is refused", "[ip_address]") {
    for (const std::string text :
         {"", ".", "1", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", "1.2.3.256", "1.2.3.-1", "01.2.3.4", "1.2.3.04",
          " 1.2.3.4", "1.2.3.4 ", "1..3.4", "a.b.c.d", "1.2.3.4444", "::1", "1.2.3.4/24"})
        CHECK_FALSE(parse_ip_address(text));
}

TEST_CASE("a network has no host bits", "[ip_address]") {
    const auto cidr = parse_cidr("10.77.0.0/24");
    REQUIRE(cidr);
    CHECK(format_cidr(*cidr) == "10.77.0.0/24");
    CHECK(format_ip_address(cidr->netmask()) == "255.255.255.0");
    CHECK(format_ip_address(cidr->broadcast()) == "10.77.0.255");
    CHECK(cidr->contains(*parse_ip_address("10.77.0.255")));
    CHECK_FALSE(cidr->contains(*parse_ip_address("10.77.1.0")));
    for (const std::string text :
         {"10.77.0.1/24", "10.77.0.0", "10.77.0.0/", "10.77.0.0/33", "10.77.0.0/024", "10.77.0.0/24 ", "/24"})
        CHECK_FALSE(parse_cidr(text));
}

TEST_CASE("the widest and the narrowest network work", "[ip_address]") {
    const auto all = parse_cidr("0.0.0.0/0"), one = parse_cidr("10.0.0.1/32");
    REQUIRE(all);
    REQUIRE(one);
    CHECK(all->contains(*parse_ip_address("255.255.255.255")));
    CHECK(format_ip_address(all->broadcast()) == "255.255.255.255");
    CHECK(one->broadcast() == one->network);
    CHECK(all->overlaps(*one));
    CHECK(one->overlaps(*all));
    CHECK_FALSE(parse_cidr("10.0.0.0/24")->overlaps(*parse_cidr("10.0.1.0/24")));
}
