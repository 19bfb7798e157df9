// Why a node stands where it stands: the joined traces, the cause, the remedy. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/site.hpp"
#include "siteinit/trace.hpp"

namespace site {

/// What is known about one node from every source. Log parts are whole lines, oldest first.
struct Evidence {
    const Node* node = nullptr;
    Trace trace;
    std::vector<StageEvent> events;
    std::vector<std::string> dhcp_lines;       ///< of dnsmasq's log, that name its MAC or address
    std::vector<std::string> http_lines;       ///< of nginx's access log, from its address
    std::vector<std::string> serial_lines;     ///< the end of its console log
    std::int64_t now_ms = 0;
};

struct Diagnosis {
    std::string stage;        ///< the stage that failed or is going on; "" when there is nothing wrong
    std::string cause;        ///< one sentence
    std::string remedy;       ///< what to do, one or two sentences
    bool fault = false;
};

Diagnosis diagnose(const Evidence& evidence);

/// Events of all sources as lines "  3.2 s  dhcp       done  10.77.0.11 (dhcp)", times from the first event.
std::vector<std::string> format_events(const std::vector<StageEvent>& events);

}  // namespace site
