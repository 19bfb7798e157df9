// Commands and files on nodes, over ssh with a host key that is known beforehand.
#pragma once

#include <string>

#include "core/command.hpp"
#include "core/target.hpp"

namespace site {

class Ssh {
  public:
    virtual ~Ssh() = default;
    /// Runs argv (quoted for the remote shell) within command.deadline, connecting included; environment and working directory are the
    /// node's, output_file is ours. connection_lost: outcome unknown;
    /// not_started: no connection, wrong host key or refused login, with the reason in err.
    virtual CommandResult run(const SshTarget& target, const Command& command) = 0;
    /// Writes a file on the node: missing folders are made, temporary file beside it, fsync, rename; owner root.
    virtual CommandResult write_file(const SshTarget& target, const std::string& path, const std::string& content, int mode,
                                     std::chrono::milliseconds deadline) = 0;
};

}  // namespace site
