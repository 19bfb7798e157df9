// A program call as data, and what came of it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace site {

/// argv, never a shell string. The deadline counts from the start; when it passes the program (its whole process group) is ended.
struct Command {
    std::vector<std::string> argv;
    std::string input{};                                  ///< standard input, whole
    std::vector<std::string> environment{};               ///< "NAME=value", added to ours
    std::chrono::milliseconds deadline{std::chrono::seconds(60)};
    std::string working_directory{};                      ///< empty: ours
    std::string output_file{};                            ///< standard output goes here instead of CommandResult::out
};

struct CommandResult {
    enum class Ended { exited, signalled, timed_out, not_started, connection_lost };
    Ended ended = Ended::exited;
    int status = 0;       ///< exit status, or signal number
    std::string out;      ///< at most 16 MiB
    std::string err;      ///< at most 1 MiB; for not_started and connection_lost: the reason
    bool ok() const { return ended == Ended::exited && status == 0; }
};

/// For people and logs: arguments quoted as POSIX sh would need them.
std::string format_command(const std::vector<std::string>& argv);

/// One argument quoted for POSIX sh: unchanged if it is plain, else in single quotes.
std::string quote_for_shell(const std::string& argument);

/// "'xl info' ended with status 1" and the last 20 lines of its error output (or output) below.
std::string format_failure(const Command& command, const CommandResult& result);

}  // namespace site
