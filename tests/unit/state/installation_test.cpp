#include "state/installation.hpp"

#include <catch2/catch.hpp>

#include "fakes/fake_ports.hpp"

namespace site {
namespace {

Installation sample(const std::string& job) {
    Installation installation;
    installation.node = "node1";
    installation.job = job;
    installation.mac = "52:54:00:77:00:11";
    installation.address = "10.77.0.11";
    installation.image = "dom0";
    installation.armed_at = 1700000000;
    return installation;
}

StageEvent event(const std::string& job, const std::string& stage, EventState state) {
    StageEvent made;
    made.node = "node1";
    made.job = job;
    made.stage = stage;
    made.state = state;
    made.time_ms = 1;
    return made;
}

}  // namespace

TEST_CASE("an installation is read back as it was stored", "[installation]") {
    FakePorts fakes;
    arm_installation(fakes.store, sample("a"));
    auto found = *find_installation(fakes.store, "node1");
    CHECK(found.state == InstallState::armed);
    CHECK(found.armed_at == 1700000000);
    CHECK(node_of_mac(fakes.store, "52:54:00:77:00:11") == "node1");
    found.host_key = "ssh-ed25519 A+/=";
    found.failure = "image: bad-chunk: 7 & more = %";
    CHECK(update_installation(fakes.store, found));
    const auto again = *find_installation(fakes.store, "node1");
    CHECK(again.host_key == found.host_key);
    CHECK(again.failure == found.failure);
    CHECK(again.revision == found.revision);
}

TEST_CASE("of two changes to one installation the slower is refused", "[installation]") {
    FakePorts fakes;
    arm_installation(fakes.store, sample("a"));
    auto first = *find_installation(fakes.store, "node1"), second = first;
    first.state = InstallState::booting;
    CHECK(update_installation(fakes.store, first));
    second.state = InstallState::failed;
    CHECK_FALSE(update_installation(fakes.store, second, {Put{"token/x", "y"}}));
    CHECK(find_installation(fakes.store, "node1")->state == InstallState::booting);
    CHECK(fakes.store.list("token/").empty());
}

TEST_CASE("events keep their order, progress replaces progress", "[installation]") {
    FakePorts fakes;
    arm_installation(fakes.store, sample("a"));
    for (int i = 0; i < 12; ++i) add_event(fakes.store, event("a", "image", EventState::begin));
    auto progress = event("a", "image", EventState::progress);
    for (progress.percent = 10; progress.percent <= 30; progress.percent += 10) add_event(fakes.store, progress);
    const auto events = list_events(fakes.store, "node1", "a");
    REQUIRE(events.size() == 13);
    CHECK(events.back().percent == 30);
    CHECK(events.back().node == "node1");
}

TEST_CASE("arming again ends the token, and keeps the events of the last job only", "[installation]") {
    FakePorts fakes;
    for (const auto* job : {"a", "b", "c"}) {
        arm_installation(fakes.store, sample(job));
        add_event(fakes.store, event(job, "power", EventState::done));
        auto installation = *find_installation(fakes.store, "node1");
        installation.token_digest = job;
        REQUIRE(update_installation(fakes.store, installation, {put_token(job, {"node1", job, 5})}));
    }
    CHECK(list_events(fakes.store, "node1", "a").empty());
    CHECK(list_events(fakes.store, "node1", "b").size() == 1);
    CHECK_FALSE(owner_of_token(fakes.store, "b"));
    CHECK(owner_of_token(fakes.store, "c")->job == "c");
}

}  // namespace site
