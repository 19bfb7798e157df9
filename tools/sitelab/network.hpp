// The wires of a lab: what `ip` and `tc` are told.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sitelab/lab.hpp"

namespace site {

/// Lines for `ip -batch -` inside the namespace that add what is missing. `present`: names of the interfaces that are
/// there. What is there is set again, so that the next run completes one that was killed half-way. `unplugged`: names
/// of the machines whose cables stay pulled.
std::string network_batch(const Lab& lab, const std::set<std::string>& present, const std::set<std::string>& unplugged);

/// Names of all interfaces that the lab needs.
std::set<std::string> lab_interfaces(const Lab& lab);

/// argv that runs a program inside the lab.
std::vector<std::string> inside(const Lab& lab, const std::vector<std::string>& argv);

/// Lines for `ip -batch -` that pull the cables of a machine, or plug them in again.
std::string unplug_batch(const Machine& machine);
std::string plug_batch(const Machine& machine);

/// argv lists of `tc` (run inside the lab) that limit what reaches the machine to `rate` ("8mbit"); empty rate: no
/// limit. Token bucket: the one shaper that every kernel has.
std::vector<std::vector<std::string>> rate_commands(const Machine& machine, const std::string& rate);

}  // namespace site
