#include "siteinit/trace.hpp"

#include <algorithm>

namespace site {

Trace trace_of(const Installation& installation, const std::vector<StageEvent>& events) {
    Trace trace;
    trace.installation = installation;
    std::int64_t first = 0, image_began = 0, before = 0;
    for (const auto& event : events) {
        if (first == 0) first = before = event.time_ms;
        trace.last_ms = std::max(trace.last_ms, event.time_ms);
    }
    for (const auto& stage : install_stages()) {
        StageTime time{stage, 0, std::nullopt};
        bool heard = false;
        for (const auto& event : events) {
            if (event.stage != stage) continue;
            if (!heard) time.began_ms = event.state == EventState::begin ? event.time_ms : std::min(before, event.time_ms);
            heard = true;
            if (event.state == EventState::done) time.ended_ms = event.time_ms;
            if (event.state == EventState::progress && !time.ended_ms) {
                trace.percent = event.percent;
                trace.bytes = event.bytes;
            }
        }
        if (!heard) continue;
        // What follows tells that a stage is over when it did not say so itself.
        if (!trace.stages.empty() && !trace.stages.back().ended_ms) trace.stages.back().ended_ms = std::max(trace.stages.back().began_ms, time.began_ms);
        if (stage == "image") image_began = time.began_ms;
        if (time.ended_ms) {
            time.ended_ms = std::max(*time.ended_ms, time.began_ms);
            before = *time.ended_ms;
        }
        trace.stages.push_back(time);
        trace.stage = stage;
    }
    if (trace.stage != "image" || (!trace.stages.empty() && trace.stages.back().ended_ms)) trace.percent = -1;
    if (trace.bytes > 0 && trace.last_ms > image_began && image_began > 0)
        trace.bytes_per_second = 1000.0 * static_cast<double>(trace.bytes) / static_cast<double>(trace.last_ms - image_began);
    if (first > 0) trace.total_ms = trace.last_ms - first;
    return trace;
}

}  // namespace site
