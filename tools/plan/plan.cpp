#include "plan/plan.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>

#include "core/error.hpp"

namespace site {
namespace {

[[noreturn]] void bug(const std::string& text) { throw Error(Exit::bug, text); }

std::map<std::string, std::size_t> places(const std::vector<Step>& steps) {
    std::map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (!place.emplace(steps[i].id, i).second) bug("two steps are called " + steps[i].id);
    return place;
}

struct Order {
    std::vector<std::size_t> waits_for;  ///< how many steps come before
    std::vector<std::vector<std::size_t>> followers;
};

Order read_order(const std::vector<Step>& steps) {
    const auto place = places(steps);
    Order order{std::vector<std::size_t>(steps.size()), std::vector<std::vector<std::size_t>>(steps.size())};
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (const auto& id : steps[i].after) {
            const auto found = place.find(id);
            if (found == place.end()) bug("step " + steps[i].id + " comes after " + id + ", which is not in the plan");
            order.followers[found->second].push_back(i);
            ++order.waits_for[i];
        }
    return order;
}

std::vector<std::size_t> sort_steps(const std::vector<Step>& steps) {
    auto order = read_order(steps);
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (order.waits_for[i] == 0) ready.push(i);
    std::vector<std::size_t> sorted;
    while (!ready.empty()) {
        const auto i = ready.top();
        ready.pop();
        sorted.push_back(i);
        for (const auto follower : order.followers[i])
            if (--order.waits_for[follower] == 0) ready.push(follower);
    }
    if (sorted.size() == steps.size()) return sorted;
    std::string circle;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (order.waits_for[i] > 0) circle += ' ' + steps[i].id;
    bug("these steps wait for each other in a circle:" + circle);
}

}  // namespace

void PlanBuilder::add(Step step) {
    if (step.id.empty()) bug("a step \"" + step.title + "\" has no id");
    plan_.steps.push_back(std::move(step));
}

void PlanBuilder::remark(Remark remark) { plan_.remarks.push_back(std::move(remark)); }

bool PlanBuilder::has(const std::string& id) const {
    return std::any_of(plan_.steps.begin(), plan_.steps.end(), [&](const Step& step) { return step.id == id; });
}

Plan PlanBuilder::finish() && {
    std::vector<Step> sorted;
    sorted.reserve(plan_.steps.size());
    for (const auto i : sort_steps(plan_.steps)) sorted.push_back(std::move(plan_.steps[i]));
    plan_.steps = std::move(sorted);
    return std::move(plan_);
}

std::chrono::seconds predicted_duration(const Plan& plan) {
    const auto order = read_order(plan.steps);
    std::vector<std::chrono::seconds> begin(plan.steps.size());
    std::chrono::seconds longest{0};
    for (const auto i : sort_steps(plan.steps)) {
        const auto end = begin[i] + plan.steps[i].predicted;
        longest = std::max(longest, end);
        for (const auto follower : order.followers[i]) begin[follower] = std::max(begin[follower], end);
    }
    return longest;
}

}  // namespace site
