#include <catch2/catch.hpp>

#include "unit/cli/sample_tool.hpp"

using namespace site;

TEST_CASE("the help of a tool begins with examples", "[help]") {
    CHECK(format_help(sample::tool(), "", 80) == R"(sample - shows what a table can say

Examples
  sample apply site.xml --yes
      installs what is not installed yet

Usage
  sample COMMAND [OPTION]...

It prints its arguments.

  .literal 'text'

And ends.

Commands
  apply        carry the plan out
  render       write every file
  node power   switch nodes
  node remove  forget nodes
  run          run a command inside
  completion   print the completion script for a shell

Options of every command
  --site FILE  the site file
  --json       one JSON object
  --help       show this help
  --version    show the version

Environment
  SITE_FILE  the site file, when --site is not given

'sample COMMAND --help' shows more of a command.
)");
}

TEST_CASE("the help of a command tells all about it", "[help]") {
    CHECK(format_help(sample::tool(), "apply", 60) == R"(sample apply - carry the plan out

Examples
  sample apply --only dhcp
      only the DHCP server

Usage
  sample apply [OPTION]... [FILE]

Runs every step of the plan.

Arguments
  FILE  the site file

Options
  --only PART    these parts: dhcp, image, install (may be
                 given several times)
  --fanout N     nodes at the same time (default: 32)
  --network NET  a network (may be given several times)
  --yes          answer yes to what would be asked; never
                 enough to lose data

Options of every command
  --site FILE  the site file
  --json       one JSON object
  --help       show this help
  --version    show the version
)");
}

TEST_CASE("usage shows what must be given", "[help]") {
    const auto usage = [](const std::string& words) {
        const auto text = format_help(sample::tool(), words, 80);
        const auto at = text.find("Usage\n  ") + 8;
        return text.substr(at, text.find('\n', at) - at);
    };
    CHECK(usage("render") == "sample render [OPTION]... --out DIR FILE");
    CHECK(usage("node power") == "sample node power [OPTION]... NODE... ACTION");
    CHECK(usage("node remove") == "sample node remove [OPTION]... [NODE]...");
    CHECK(usage("run") == "sample run [OPTION]... -- COMMAND...");
}

TEST_CASE("the help of a group lists its commands", "[help]") {
    const auto text = format_help(sample::tool(), "node", 80);
    CHECK(text.find("sample node COMMAND\n\nCommands\n  node power   switch nodes\n  node remove  forget nodes\n\n") ==
          0);
}

TEST_CASE("no line is wider than the terminal", "[help]") {
    for (const int width : {40, 60, 80}) {
        std::istringstream lines(format_help(sample::tool(), "apply", width));
        for (std::string line; std::getline(lines, line);) CHECK(line.size() <= static_cast<std::size_t>(width));
    }
}
