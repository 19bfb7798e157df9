// Carries a plan out: the only loop that changes the world.
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "ports/ports.hpp"
#include "state/installation.hpp"

namespace site {

struct StepOutcome {
    enum class Kind { done, failed, skipped };
    std::string id, node;
    Kind kind = Kind::done;
    std::string text;                       ///< why, when failed or skipped
    std::chrono::milliseconds took{0};
};

struct ApplyReport {
    std::vector<StepOutcome> steps;         ///< in the order in which they ended
    std::set<std::string> failed_nodes;
    bool failed = false;                    ///< a step that belongs to no single node failed
    bool interrupted = false;               ///< steps were left out because the operator said so
    std::string run;
};

/// What a run tells while it goes on. Called from one thread at a time.
class ApplyWatcher {
  public:
    virtual ~ApplyWatcher() = default;
    virtual void step_began(const Step&) {}
    virtual void step_ended(const Step&, const StepOutcome&) {}
    virtual void node_event(const StageEvent&) {}
};

struct ApplyOptions {
    std::string state_folder;
    std::size_t fanout = 32;                       ///< acts at the same time
    std::size_t max_failures = 0;                  ///< no new steps after so many failed nodes; 0: no limit
    std::function<bool()> interrupted;             ///< asked before each step
    std::function<void()> crash_point;             ///< called before and after each effect; tests end the process there
};

/// Never throws for a failed step. Steps of one node end with its first failure, other nodes go on. Writes the journal before and after
/// each step; when the journal cannot be written the run ends with an Error (cannot_write, busy).
ApplyReport apply_plan(const Plan& plan, Ports& ports, const ApplyOptions& options, ApplyWatcher& watcher);

}  // namespace site
