// Running programs on this machine.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/command.hpp"

namespace site {

/// A program that outlives us: started in its own session, standard input closed, both outputs appended to `log`.
struct Daemon {
    std::vector<std::string> argv;
    std::string pid_file;      ///< written by us, atomically: "PID STARTTIME\n" (start time: field 22 of /proc/PID/stat)
    std::string log;
    std::vector<std::string> environment{};
};

class Process {
  public:
    virtual ~Process() = default;
    /// Never throws for what the program does; a missing program is CommandResult::not_started.
    virtual CommandResult run(const Command& command) = 0;
    /// Returns when the program was executed. Throws Error (unreachable) when it could not be.
    virtual void start_daemon(const Daemon& daemon) = 0;
    /// The process of a pid file if that very process still runs (pid and start time agree).
    virtual std::optional<int> running_daemon(const std::string& pid_file) = 0;
    /// SIGTERM, after `grace` SIGKILL; waits until it is gone. Nothing to do is success.
    virtual void stop_daemon(const std::string& pid_file, std::chrono::milliseconds grace) = 0;
    /// Sends a signal to a daemon of ours; false when it does not run.
    virtual bool signal_daemon(const std::string& pid_file, int signal) = 0;
};

}  // namespace site
