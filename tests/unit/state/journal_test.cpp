#include "state/journal.hpp"

#include <catch2/catch.hpp>

#include "fakes/fake_ports.hpp"

namespace site {

TEST_CASE("the journal tells the newest run first, its lines in order", "[journal]") {
    FakePorts fakes;
    write_journal(fakes.store, {"20260101T000000-a", "node2/arm", "begin", "", 1});
    write_journal(fakes.store, {"20260101T000000-a", "node1/arm", "begin", "", 2});
    write_journal(fakes.store, {"20260101T000000-a", "node2/arm", "failed", "no\nway", 3});
    write_journal(fakes.store, {"20260102T000000-b", "node1/arm", "begin", "", 4});
    const auto lines = read_journal(fakes.store, 5);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].run == "20260102T000000-b");
    CHECK(lines[1].step == "node2/arm");
    CHECK(lines[3].state == "failed");
    CHECK(lines[3].text == "no\nway");
    CHECK(read_journal(fakes.store, 1).size() == 1);
}

TEST_CASE("the newest fifty runs are kept", "[journal]") {
    FakePorts fakes;
    for (int run = 100; run < 170; ++run) write_journal(fakes.store, {"20260101T000" + std::to_string(run) + "-x", "s", "begin", "", run});
    trim_journal(fakes.store);
    const auto lines = read_journal(fakes.store, 1000);
    CHECK(lines.size() == 50);
    CHECK(lines.front().time_ms == 169);
}

}  // namespace site
