#include "core/command.hpp"

#include <catch2/catch.hpp>

using namespace site;

TEST_CASE("plain arguments are shown as they are, others in quotes", "[command]") {
    CHECK(quote_for_shell("xl") == "xl");
    CHECK(quote_for_shell("a=b,c:d/e+f@g%h-i_j.k") == "a=b,c:d/e+f@g%h-i_j.k");
    CHECK(quote_for_shell("") == "''");
    CHECK(quote_for_shell("a b") == "'a b'");
    CHECK(quote_for_shell("it's") == "'it'\\''s'");
    CHECK(quote_for_shell("$(x)`y`\"z\"\\") == "'$(x)`y`\"z\"\\'");
    CHECK(quote_for_shell("~") == "'~'");
    CHECK(quote_for_shell("a\nb") == "'a\nb'");
    CHECK(format_command({"lvcreate", "-n", "my disk", "--", "vg"}) == "lvcreate -n 'my disk' -- vg");
}

TEST_CASE("a failure shows the call, its end and its last twenty lines", "[command]") {
    Command command;
    command.argv = {"xl", "info"};
    command.deadline = std::chrono::seconds(60);
    CommandResult result;
    result.status = 1;
    for (int i = 1; i <= 25; ++i) result.err += "line " + std::to_string(i) + "\n";
    const auto text = format_failure(command, result);
    CHECK(text.find("'xl info' ended with status 1\n    line 6\n") == 0);
    CHECK(text.size() >= 7);
    CHECK(text.substr(text.size() - 7) == "line 25");
    result.err = "one";
    CHECK(format_failure(command, result) == "'xl info' ended with status 1\n    one");
    result.err = "\none\n\n";
    CHECK(format_failure(command, result) == "'xl info' ended with status 1\n    one");
    result.err.clear();
    result.out = "said";
    CHECK(format_failure(command, result) == "'xl info' ended with status 1\n    said");
    result = {};
    result.ended = CommandResult::Ended::timed_out;
    CHECK(format_failure(command, result) == "'xl info' was stopped after its deadline of 60 s");
    CHECK_FALSE(result.ok());
    CHECK(CommandResult{}.ok());
}
