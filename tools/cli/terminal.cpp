#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace site {
namespace {

bool environment_has(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

int terminal_width(int descriptor) {
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

bool dumb_terminal() {
    const char* kind = std::getenv("TERM");
    return kind == nullptr || std::string_view(kind) == "dumb";
}

std::string ask_person(const std::string& question) {
    std::cout.flush();
    std::cerr << question << std::flush;
    std::string line;
    if (!std::getline(std::cin, line)) {
        std::cin.clear();
        std::cerr << '\n';
    }
    return line;
}

}  // namespace

Terminal make_terminal() {
    Terminal terminal{std::cout, std::cerr, false, false, 80, nullptr};
    const bool talks_to_person = isatty(STDERR_FILENO) == 1;
    terminal.is_terminal = talks_to_person && !dumb_terminal();
    terminal.colour = terminal.is_terminal && !environment_has("NO_COLOR");
    if (isatty(STDOUT_FILENO) == 1)
        terminal.width = terminal_width(STDOUT_FILENO);
    else if (talks_to_person)
        terminal.width = terminal_width(STDERR_FILENO);
    if (talks_to_person && isatty(STDIN_FILENO) == 1) terminal.ask = ask_person;
    return terminal;
}

}  // namespace site
