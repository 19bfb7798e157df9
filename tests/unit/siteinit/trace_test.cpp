#include "siteinit/trace.hpp"

#include <catch2/catch.hpp>

namespace site {
namespace {

StageEvent at(const std::string& stage, EventState state, std::int64_t ms) {
    StageEvent event;
    event.stage = stage;
    event.state = state;
    event.time_ms = ms;
    return event;
}

}  // namespace

TEST_CASE("stages end where they say, or where the next one begins", "[trace]") {
    auto progress = at("image", EventState::progress, 9000);
    progress.percent = 50;
    progress.bytes = 40000000;
    const auto trace = trace_of({}, {at("power", EventState::begin, 1000), at("power", EventState::done, 2000), at("dhcp", EventState::done, 5000),
                                     at("partition", EventState::begin, 5500), at("image", EventState::begin, 7000), progress});
    REQUIRE(trace.stages.size() == 4);
    CHECK(trace.stages[1].stage == "dhcp");
    CHECK(trace.stages[1].began_ms == 2000);
    CHECK(trace.stages[2].ended_ms == 7000);
    CHECK_FALSE(trace.stages[3].ended_ms);
    CHECK(trace.stage == "image");
    CHECK(trace.percent == 50);
    CHECK(trace.bytes_per_second == Approx(20e6));
    CHECK(trace.total_ms == 8000);
}

TEST_CASE("an installation without events has no stages", "[trace]") {
    CHECK(trace_of({}, {}).stages.empty());
    CHECK(trace_of({}, {}).stage.empty());
}

}  // namespace site
