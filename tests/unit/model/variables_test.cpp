#include "model/variables.hpp"

#include <catch2/catch.hpp>

using namespace site;

namespace {
struct Expanded {
    std::string text;
    Problems problems;
};
Expanded run(const std::string& text) {
    Faults faults;
    Reading reading{faults};
    Scope outer;
    outer.values["speed"] = {"9600", {}};
    outer.values["console"] = {"ttyS0,${speed}", {}};
    outer.values["late"] = {"${own}", {}};
    outer.values["round"] = {"${round}", {}};
    Scope scope{&outer};
    scope.values["own"] = {"mine", {}};
    Expanded result;
    result.text = expand({text, {}}, scope, reading);
    result.problems = faults.take();
    return result;
}
}  // namespace

TEST_CASE("variables are put in from the inside out", "[variables]") {
    CHECK(run("a${own}b").text == "amineb");
    CHECK(run("${console}").text == "ttyS0,9600");
    CHECK(run("${late}").text == "mine");
    CHECK(run("${own}${own}").text == "minemine");
}

TEST_CASE("dollars stand for themselves", "[variables]") {
    CHECK(run("$$").text == "$");
    CHECK(run("$${own}").text == "${own}");
    CHECK(run("$HOME $").text == "$HOME $");
    CHECK(run("$$${own}").text == "$mine");
}

TEST_CASE("faults leave the text as it was", "[variables]") {
    const auto unknown = run("${spead}");
    CHECK(unknown.text == "${spead}");
    REQUIRE(unknown.problems.size() == 1);
    CHECK(unknown.problems[0].name == "unknown-variable");
    CHECK(unknown.problems[0].hint == "did you mean \"speed\"?");
    CHECK(run("${own").problems.at(0).name == "bad-variable");
    CHECK(run("${round}").problems.at(0).name == "bad-variable");
    CHECK(run("${}").problems.at(0).name == "unknown-variable");
}
