#include "cli/progress.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "unit/cli/sample_tool.hpp"

using namespace site;
using Kind = Progress::State::Kind;

TEST_CASE("without a terminal each change of stage is a line", "[progress]") {
    sample::Screen screen;
    Progress progress(screen.terminal);
    progress.set("node1", {"image", 0, "", Kind::running});
    progress.set("node1", {"image", 10, "5 MB/s", Kind::running});
    progress.set("node1", {"image", 26, "5 MB/s", Kind::running});
    progress.set("node1", {"image", 30, "5 MB/s", Kind::running});
    progress.say("hello");
    progress.set("node1", {"files", -1, "", Kind::running});
    progress.set("node1", {"files", -1, "no space", Kind::failed});
    progress.set("node2", {"", -1, "", Kind::waiting});
    progress.finish();
    progress.set("node2", {"late", -1, "", Kind::running});
    CHECK(screen.err.str() ==
          "node1: image 0 %\nnode1: image 26 %\nhello\nnode1: files\nnode1: files FAILED: no space\nnode2: waiting\n");
    CHECK(screen.out.str().empty());
}

TEST_CASE("on a terminal the block is redrawn in place", "[progress]") {
    sample::Screen screen;
    screen.terminal.is_terminal = true;
    Progress progress(screen.terminal);
    progress.set("node1", {"image", 45, "12.3 MB/s", Kind::running});
    CHECK(screen.err.str() == "node1  image   45 %  [####......]  00:00  12.3 MB/s\n");
    screen.err.str("");
    progress.set("node10", {"dhcp", -1, "", Kind::waiting});
    CHECK(screen.err.str() ==
          "\033[1A\r\033[J"
          "node1   image   45 %  [####......]  00:00  12.3 MB/s\n"
          "node10  dhcp   waiting                   \n");
    screen.err.str("");
    progress.say("note");
    CHECK(screen.err.str().rfind("\033[2A\r\033[Jnote\nnode1 ", 0) == 0);
}

TEST_CASE("too many things: unfinished ones first, in their order", "[progress]") {
    sample::Screen screen;
    screen.terminal.is_terminal = true;
    Progress progress(screen.terminal, 3);
    for (const auto* name : {"n1", "n2", "n3", "n4", "n5"}) progress.set(name, {"image", 1, "", Kind::running});
    progress.set("n1", {"image", 100, "", Kind::done});
    screen.err.str("");
    progress.finish();
    const auto text = screen.err.str();
    CHECK(text.find("n1") == std::string::npos);
    CHECK(text.find("n2 ") < text.find("n3 "));
    CHECK(text.find("... and 3 more\n") != std::string::npos);
}

TEST_CASE("quick changes are drawn at most ten times a second", "[progress]") {
    sample::Screen screen;
    screen.terminal.is_terminal = true;
    Progress progress(screen.terminal);
    for (int i = 0; i < 100; ++i) progress.set("n1", {"image", i, "", Kind::running});
    const auto text = screen.err.str();
    CHECK(std::count(text.begin(), text.end(), '\n') < 20);
    progress.finish();
    CHECK(screen.err.str().find("99 %") != std::string::npos);
}

TEST_CASE("lines are cut to the width and cannot steer the terminal", "[progress]") {
    sample::Screen screen;
    screen.terminal.is_terminal = true;
    screen.terminal.width = 40;
    Progress progress(screen.terminal);
    progress.set("n1", {"image", 1, std::string("\033[2J") + std::string(100, 'x'), Kind::running});
    const auto text = screen.err.str();
    CHECK(text.size() == 40);
    CHECK(text.find('\033') == std::string::npos);
}

TEST_CASE("many threads may report", "[progress]") {
    sample::Screen screen;
    Progress progress(screen.terminal);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&progress, t] {
            for (int i = 0; i < 50; ++i)
                progress.set("n" + std::to_string(t), {"s" + std::to_string(i), -1, "", Kind::running});
        });
    for (auto& thread : threads) thread.join();
    const auto text = screen.err.str();
    CHECK(std::count(text.begin(), text.end(), '\n') == 200);
}
