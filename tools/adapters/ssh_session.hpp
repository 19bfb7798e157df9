// One ssh connection: everything non-blocking, everything within a point in time. Used by one thread at a time.
#pragma once

#include <libssh/libssh.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "ports/ssh.hpp"

namespace site {

class SshChannel;

/// The connection is of no use (any more). `sent`: the command had already gone out, so its outcome is unknown.
struct SshFault {
    std::string reason;
    bool sent = false;
    bool timed_out = false;
};

class SshSession {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Connects, compares the host key, logs in. Throws SshFault.
    SshSession(const SshTarget& target, Time end);

    /// Throws SshFault; the session must then be thrown away. `command.deadline` is not looked at.
    /// `patience`: for the answer to the first message, by which a dead connection shows itself.
    CommandResult run(const Command& command, Time end, std::chrono::milliseconds patience);

    /// False when the node has closed it.
    bool is_usable();

  private:
    struct Disconnect {
        void operator()(ssh_session session) const;
    };
    void set(ssh_options_e option, const void* value);
    void check_host_key(const SshTarget& target);
    void log_in(const SshTarget& target, Time end);
    void wait(Time end);
    bool pump_until(SshChannel& channel, Time end);
    template <class Call>
    int finish(Call call, int again, Time end);
    std::string reason();

    struct FreeEvent {
        void operator()(ssh_event event) const { ssh_event_free(event); }
    };
    std::unique_ptr<ssh_session_struct, Disconnect> session_;
    std::unique_ptr<ssh_event_struct, FreeEvent> event_;  ///< since the login
    std::string node_;
};

}  // namespace site
