// One command on an ssh connection: its streams, its end.
#pragma once

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include <memory>

#include "adapters/capped_output.hpp"
#include "adapters/owned_fd.hpp"
#include "core/command.hpp"

namespace site {

/// The session must be non-blocking. open() and execute() are repeated while they return SSH_AGAIN.
class SshChannel {
  public:
    SshChannel(ssh_session session, const Command& command, std::chrono::steady_clock::time_point end);
    SshChannel(const SshChannel&) = delete;
    SshChannel& operator=(const SshChannel&) = delete;
    ~SshChannel() { ssh_remove_channel_callbacks(channel_.get(), &callbacks_); }

    int open();
    int execute();
    enum class Pumped { nothing, something, ended };
    Pumped pump();  ///< moves a piece of each stream; ended: so has the command, and its outputs are read
    bool has_status() const;
    CommandResult result();
    CommandResult result_after_deadline();

  private:
    struct Free {
        void operator()(ssh_channel channel) const { ssh_channel_free(channel); }
    };
    static void on_exit_signal(ssh_session, ssh_channel, const char* signal, int, const char*, const char*, void* self);
    bool write_input();
    bool read_stream(bool errors);
    void take_output(const char* data, std::size_t count);

    const Command& command_;
    std::string line_;
    std::size_t written_ = 0;
    bool input_ended_ = false;
    int signal_ = 0;
    CappedOutput out_{max_output};
    CappedOutput err_{max_error_output};
    OwnedFd output_file_;
    ssh_channel_callbacks_struct callbacks_{};
    std::unique_ptr<ssh_channel_struct, Free> channel_;
};

/// What the login shell of the node gets: cd, environment and argv, each word quoted. timeout(1) ends the program there
/// when we are gone or have given up: sshd passes no signals on to programs of root.
std::string format_remote_command(const Command& command, std::chrono::seconds limit);

}  // namespace site
