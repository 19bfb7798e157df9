#include "core/name.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("a name is one DNS label", "[name]") {
    for (const std::string text : {"a", "node1", "1", "a-b"}) CHECK(is_name(text));
    for (const std::string text : {"", "-a", "a-", "A", "a_b", "a.b", "a b", "a/b", "a\n", "\xC3\xA4"})
        CHECK_FALSE(is_name(text));
    CHECK(is_name(std::string(63, 'a')));
    CHECK_FALSE(is_name(std::string(64, 'a')));
    CHECK_FALSE(is_name(std::string("a\0b", 3)));
}

TEST_CASE("a domain is labels joined by dots", "[name]") {
    CHECK(is_domain("demo.example"));
    CHECK(is_domain("demo"));
    for (const std::string text : {"", ".", "a.", ".a", "a..b", "a.-b"}) CHECK_FALSE(is_domain(text));
    std::string longest =
        std::string(63, 'a') + "." + std::string(63, 'a') + "." + std::string(63, 'a') + "." + std::string(61, 'a');
    CHECK(is_domain(longest));
    CHECK_FALSE(is_domain(longest + "a"));
}

TEST_CASE("a loose name also has dots and underscores inside", "[name]") {
    CHECK(is_loose_name("lan.ft3"));
    CHECK(is_loose_name("Rack_1"));
    for (const std::string text : {"", ".a", "a.", "a..b", "../a", "a/b", "_a"}) CHECK_FALSE(is_loose_name(text));
}

TEST_CASE("an interface name fits into the kernel", "[name]") {
    CHECK(is_interface_name("enp0s31f6"));
    CHECK(is_interface_name("eth0.20"));
    for (const std::string text : {"", ".", "..", "-e", "a b", "a/b", "sixteencharacter"})
        CHECK_FALSE(is_interface_name(text));
}

TEST_CASE("a safe path needs no quotes and leads nowhere else", "[name]") {
    CHECK(is_safe_path("/etc/motd"));
    CHECK(is_safe_path("/srv/debian+xen@1:2-3_4.img"));
    CHECK(is_safe_path("/srv/..data"));
    for (const std::string text :
         {"", "etc", "/etc/../x", "/.", "/..", "/a b", "/a'b", "/a$b", "/a\\b", "/a\nb", "/a*"})
        CHECK_FALSE(is_safe_path(text));
    CHECK_FALSE(is_safe_path("/" + std::string(4095, 'a')));
}

TEST_CASE("the nearest of some words is offered", "[name]") {
    const std::vector<std::string> words{"network", "node", "bricks"};
    CHECK(did_you_mean("netwrk", words) == "did you mean \"network\"?");
    CHECK(nearest("brick", words) == "bricks");
    CHECK(nearest("ndoe", words) == "node");
    CHECK(nearest("zzzz", words).empty());
    CHECK(nearest(std::string(1000, 'a'), words).empty());
    CHECK(did_you_mean("node", {}).empty());
}
