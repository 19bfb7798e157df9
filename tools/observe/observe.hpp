// Asks the questions of a query list through the ports; changes nothing.
#pragma once

#include <chrono>

#include "plan/observed.hpp"
#include "ports/ports.hpp"

namespace site {

/// Nodes are asked `fanout` at a time, each within `deadline`; one that does not answer is Answered::no_answer, never an error.
Observed observe(const Queries& queries, Ports& ports, std::size_t fanout, std::chrono::milliseconds deadline);

/// What one node answered; used by observe() for each.
NodeSeen observe_node(const NodeQuery& query, Ports& ports, std::chrono::milliseconds deadline);

}  // namespace site
