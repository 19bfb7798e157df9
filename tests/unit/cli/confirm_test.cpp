#include "cli/confirm.hpp"

#include <catch2/catch.hpp>

#include "unit/cli/sample_tool.hpp"

using namespace site;
using Degree = Confirmation::Degree;

namespace {

const Confirmation moderate{Degree::moderate, "restart node1"};
const Confirmation severe{Degree::severe, "wipe the disk DEMO0001", "demo"};

/// The exit of confirm(), "done" when it agrees. `answer` null: nobody to ask.
Exit outcome(const Confirmation& wanted, const std::map<std::string, std::vector<std::string>>& given,
             const char* answer = nullptr) {
    sample::Screen screen;
    if (answer != nullptr) screen.terminal.ask = [answer](const std::string&) { return std::string(answer); };
    try {
        confirm(wanted, Arguments{given}, screen.terminal);
        return Exit::done;
    } catch (const Error& error) {
        return error.exit();
    }
}

}  // namespace

TEST_CASE("mild asks nothing", "[confirm]") { CHECK(outcome({Degree::mild, "look"}, {}) == Exit::done); }

TEST_CASE("moderate wants yes", "[confirm]") {
    CHECK(outcome(moderate, {{"--yes", {"yes"}}}) == Exit::done);
    CHECK(outcome(moderate, {}, "y") == Exit::done);
    CHECK(outcome(moderate, {}, "n") == Exit::failed);
    CHECK(outcome(moderate, {}, "") == Exit::failed);
    CHECK(outcome(moderate, {}) == Exit::usage);
}

TEST_CASE("severe wants the name, and --yes is not enough", "[confirm]") {
    CHECK(outcome(severe, {{"--confirm", {"demo"}}}) == Exit::done);
    CHECK(outcome(severe, {{"--confirm", {"dmo"}}}) == Exit::usage);
    CHECK(outcome(severe, {{"--confirm", {"dmo"}}}, "demo") == Exit::usage);
    CHECK(outcome(severe, {{"--yes", {"yes"}}}) == Exit::usage);
    CHECK(outcome(severe, {}, "demo") == Exit::done);
    CHECK(outcome(severe, {}, "y") == Exit::failed);
    CHECK(outcome(severe, {}, "") == Exit::failed);
}

TEST_CASE("without a terminal the flag is named", "[confirm]") {
    sample::Screen screen;
    CHECK_THROWS_WITH(confirm(moderate, {}, screen.terminal),
                      "to restart node1 needs a confirmation and there is no terminal; say --yes");
    CHECK_THROWS_WITH(confirm(severe, {}, screen.terminal),
                      "to wipe the disk DEMO0001 needs a confirmation and there is no terminal; say --confirm demo");
}
