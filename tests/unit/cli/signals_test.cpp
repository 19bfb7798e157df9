#include "cli/signals.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <csignal>
#include <string>

using namespace site;

namespace {

/// Runs `presses` SIGINTs in a child; what it wrote to its standard error and how it ended.
std::pair<std::string, int> press(int presses) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        const InterruptWatch watch;
        for (int i = 0; i < presses; ++i) std::raise(SIGINT);
        _exit(interrupted() ? 7 : 0);
    }
    close(ends[1]);
    std::string text;
    char buffer[256];
    for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return {text, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

}  // namespace

TEST_CASE("the first Ctrl-C is noted, the second leaves", "[signals]") {
    CHECK(press(0).second == 0);
    CHECK(press(1) == std::make_pair(std::string("\nfinishing the present step; press again to leave now\n"), 7));
    CHECK(press(2).second == 130);
}

TEST_CASE("after the watch signals are as before", "[signals]") {
    struct sigaction before {
    }, after{};
    sigaction(SIGINT, nullptr, &before);
    { const InterruptWatch watch; }
    sigaction(SIGINT, nullptr, &after);
    CHECK(before.sa_handler == after.sa_handler);
}
