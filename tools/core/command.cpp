#include "core/command.hpp"

#include <algorithm>
#include <string_view>

namespace site {
namespace {

std::string last_lines(const std::string& text, int count) {
    auto end = text.find_last_not_of("\n");
    if (end == std::string::npos) return {};
    std::size_t at = end;
    while (count > 0) {
        const auto newline = text.rfind('\n', at);
        if (newline == std::string::npos || newline == 0) {
            at = newline == 0 ? 1 : 0;
            break;
        }
        if (--count == 0) {
            at = newline + 1;
            break;
        }
        at = newline - 1;
    }
    std::string out;
    std::string_view rest(text.data() + at, end + 1 - at);
    while (!rest.empty()) {
        const auto newline = rest.find('\n');
        out += "\n    ";
        out += rest.substr(0, newline);
        rest.remove_prefix(newline == std::string_view::npos ? rest.size() : newline + 1);
    }
    return out;
}

}  // namespace

std::string quote_for_shell(const std::string& argument) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-_./:=,+@%").find(c) != std::string_view::npos;
    };
    if (!argument.empty() && std::all_of(argument.begin(), argument.end(), plain)) return argument;
    std::string quoted = "'";
    for (const char c : argument) {
        if (c == '\'') quoted += "'\\''";
        else quoted += c;
    }
    return quoted + "'";
}

std::string format_command(const std::vector<std::string>& argv) {
    std::string line;
    for (const auto& argument : argv) {
        if (!line.empty()) line += ' ';
        line += quote_for_shell(argument);
    }
    return line;
}

std::string format_failure(const Command& command, const CommandResult& result) {
    constexpr std::size_t shown = 300;
    auto line = format_command(command.argv);
    if (line.size() > shown) line = line.substr(0, shown) + " ...";
    std::string text = "'" + line + "' ";
    switch (result.ended) {
        case CommandResult::Ended::exited: text += "ended with status " + std::to_string(result.status); break;
        case CommandResult::Ended::signalled: text += "was ended by signal " + std::to_string(result.status); break;
        case CommandResult::Ended::timed_out:
            text += "was stopped after its deadline of " + std::to_string(command.deadline.count() / 1000) + " s";
            break;
        case CommandResult::Ended::not_started: text += "could not be started"; break;
        case CommandResult::Ended::connection_lost: text += "lost its connection, its outcome is unknown"; break;
    }
    return text + last_lines(result.err.empty() ? result.out : result.err, 20);
}

}  // namespace site
