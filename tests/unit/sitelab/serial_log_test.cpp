#include "sitelab/serial_log.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("escape sequences and control characters are dropped", "[serial_log]") {
    CHECK(plain_serial("\x1b[2J\x1b[01;01H\x1b[=3hBdsDxe: failed\r\n\r\n>>Start") == "BdsDxe: failed\n>>Start");
    CHECK(plain_serial("a\x07z\x7f\tb") == "az\tb");
    CHECK(plain_serial("one\rtwo") == "one\ntwo");
    CHECK(plain_serial("half\x1b[") == "half");
    CHECK(plain_serial("half\x1b") == "half");
}

TEST_CASE("the last lines are those that say something", "[serial_log]") {
    CHECK(last_lines("one\ntwo\n\n   \n", 1) == std::vector<std::string>{"two"});
    CHECK(last_lines("one\ntwo", 5) == std::vector<std::string>{"one", "two"});
    CHECK(last_lines("", 5).empty());
}
