// Process: programs of this machine, by posix_spawn and pidfds. Needs Linux 5.9 and glibc 2.34.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <vector>

#include "ports/process.hpp"

namespace site {

/// Any number of threads may run programs at once.
class PosixProcess : public Process {
  public:
    CommandResult run(const Command& command) override;
    void start_daemon(const Daemon& daemon) override;
    std::optional<int> running_daemon(const std::string& pid_file) override;
    void stop_daemon(const std::string& pid_file, std::chrono::milliseconds grace) override;
    bool signal_daemon(const std::string& pid_file, int signal) override;

  private:
    void abandon(pid_t pid);
    void reap_abandoned();

    std::mutex mutex_;
    std::vector<pid_t> abandoned_;  ///< killed, but stuck in the kernel
};

}  // namespace site
