#include "plan/plan.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

using namespace site;

namespace {

Step step(const std::string& id, std::vector<std::string> after = {}, int seconds = 0) {
    Step made{id, "do " + id, Milestone{}};
    made.after = std::move(after);
    made.predicted = std::chrono::seconds(seconds);
    return made;
}

Plan plan_of(const std::vector<Step>& steps) {
    PlanBuilder builder;
    for (const auto& s : steps) builder.add(s);
    return std::move(builder).finish();
}

std::string ids(const Plan& plan) {
    std::string line;
    for (const auto& s : plan.steps) line += s.id + ' ';
    return line;
}

}  // namespace

TEST_CASE("steps come after what they wait for, ties as they were added", "[plan]") {
    CHECK(ids(plan_of({step("a"), step("b"), step("c")})) == "a b c ");
    CHECK(ids(plan_of({step("a", {"d"}), step("b"), step("c"), step("d", {"c"})})) == "b c d a ");
    CHECK(ids(plan_of({step("a"), step("b", {"a", "a"})})) == "a b ");
    CHECK(ids(plan_of({})).empty());
}

TEST_CASE("faulty plans are bugs", "[plan]") {
    CHECK_THROWS_WITH(plan_of({step("a"), step("a")}), "two steps are called a");
    CHECK_THROWS_WITH(plan_of({step("a", {"x"})}), "step a comes after x, which is not in the plan");
    CHECK_THROWS_WITH(plan_of({step("z"), step("a", {"b"}), step("b", {"a"})}),
                      "these steps wait for each other in a circle: a b");
    CHECK_THROWS_WITH(plan_of({step("a", {"a"})}), "these steps wait for each other in a circle: a");
    CHECK_THROWS_WITH(plan_of({step("")}), "a step \"do \" has no id");
    try {
        plan_of({step("a"), step("a")});
    } catch (const Error& error) {
        CHECK(error.exit() == Exit::bug);
    }
}

TEST_CASE("a builder knows its steps and keeps its remarks", "[plan]") {
    PlanBuilder builder;
    builder.add(step("a"));
    builder.remark({"n1", "off", true});
    CHECK(builder.has("a"));
    CHECK_FALSE(builder.has("b"));
    const auto plan = std::move(builder).finish();
    REQUIRE(plan.remarks.size() == 1);
    CHECK(plan.remarks[0].about == "n1");
}

TEST_CASE("the longest chain is predicted", "[plan]") {
    CHECK(predicted_duration({}).count() == 0);
    CHECK(predicted_duration(
              plan_of({step("a", {}, 5), step("b", {"a"}, 7), step("c", {}, 10), step("d", {"b", "c"}, 1)}))
              .count() == 13);
}

TEST_CASE("ten thousand steps are sorted at once", "[plan]") {
    std::vector<Step> steps;
    for (int i = 0; i < 10000; ++i)
        steps.push_back(step(std::to_string(i),
                             i + 1 < 10000 ? std::vector{std::to_string(i + 1)} : std::vector<std::string>{}, 1));
    const auto plan = plan_of(steps);
    CHECK(plan.steps.front().id == "9999");
    CHECK(predicted_duration(plan).count() == 10000);
}
