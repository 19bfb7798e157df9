// A plan: ordered steps, and what could not be planned. A plain value: made, shown, applied.
#pragma once

#include <string>
#include <vector>

#include "plan/step.hpp"

namespace site {

struct Remark {
    std::string about;    ///< a node, or ""
    std::string text;     ///< "does not answer by ssh since it was installed; nothing is planned for it; see siteinit why node1"
    bool fault = false;   ///< the wish is not fulfilled and no step will do it: apply ends with some_failed
};

struct Plan {
    std::vector<Step> steps;       ///< topological; ties in the order of insertion
    std::vector<Remark> remarks;
};

/// Collects steps and puts them in order. A duplicate id, an unknown `after`, or a circle is a bug: throws Error (bug).
class PlanBuilder {
  public:
    void add(Step step);
    void remark(Remark remark);
    bool has(const std::string& id) const;
    Plan finish() &&;

  private:
    Plan plan_;
};

/// Longest chain of predicted durations.
std::chrono::seconds predicted_duration(const Plan& plan);

/// For people: steps in order, grouped, file diffs, what is destroyed, interruptions, predicted duration; "0 to change" when there are none.
std::string format_plan(const Plan& plan);

/// Unified diff with three lines of context; empty when equal. `name` stands in its head. Text without a final newline is treated as if it had one.
std::string format_diff(const std::string& name, const std::string& before, const std::string& after);

}  // namespace site
