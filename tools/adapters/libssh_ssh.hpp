// Ssh by libssh: connections are kept and used again.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "ports/ssh.hpp"

namespace site {

class SshSession;

/// Any thread may call; each connection is used by one at a time. ~/.ssh/config, known_hosts files and agents are not
/// looked at. Environment and working folder of a Command are those on the node, its output_file is on this machine.
class LibsshSsh : public Ssh {
  public:
    LibsshSsh();
    ~LibsshSsh() override;

    CommandResult run(const SshTarget& target, const Command& command) override;
    /// Makes missing folders (0755).
    CommandResult write_file(const SshTarget& target, const std::string& path, const std::string& content, int mode,
                             std::chrono::milliseconds deadline) override;

  private:
    using Time = std::chrono::steady_clock::time_point;
    std::unique_ptr<SshSession> take(const std::string& name);
    void keep(const std::string& name, std::unique_ptr<SshSession> session);

    std::mutex mutex_;
    std::map<std::string, std::vector<std::unique_ptr<SshSession>>> idle_;
};

}  // namespace site
