#include "core/problem.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

using namespace site;

namespace {
Where at(const std::string& file, std::uint32_t line, std::uint32_t column) {
    return {std::make_shared<const std::string>(file), line, column};
}
}  // namespace

TEST_CASE("a problem is one line with place, text, hint and name", "[problem]") {
    CHECK(
        format_problem({at("site.xml", 14, 5), "unknown-pool", "pool \"vm\" is not there", "did you mean \"vms\"?"}) ==
        "site.xml:14:5: pool \"vm\" is not there; did you mean \"vms\"? [unknown-pool]");
    CHECK(format_problem({{}, "x", "text", ""}) == "text [x]");
    CHECK(format_where({std::make_shared<const std::string>("site.xml"), 0, 0}) == "site.xml");
    CHECK(format_where({}).empty());
}

TEST_CASE("problems are sorted by place and equal ones are there once", "[problem]") {
    Problems problems{{at("b", 1, 1), "x", "t", ""}, {at("a", 10, 1), "x", "t", ""}, {at("a", 2, 9), "x", "t", ""},
                      {at("a", 2, 3), "y", "t", ""}, {at("a", 2, 3), "x", "t", ""},  {at("a", 2, 3), "x", "t", ""}};
    sort_problems(problems);
    REQUIRE(problems.size() == 5);
    CHECK(format_problem(problems[0]) == "a:2:3: t [x]");
    CHECK(format_problem(problems[1]) == "a:2:3: t [y]");
    CHECK(format_problem(problems[2]) == "a:2:9: t [x]");
    CHECK(format_problem(problems[3]) == "a:10:1: t [x]");
    CHECK(format_problem(problems[4]) == "b:1:1: t [x]");
}

TEST_CASE("an error keeps its exit code when context is added", "[error]") {
    const Error error(Exit::faulty_site, "No such file");
    const auto more = error.with_context("reading site.xml");
    CHECK(std::string(more.what()) == "reading site.xml: No such file");
    CHECK(more.exit() == Exit::faulty_site);
}
