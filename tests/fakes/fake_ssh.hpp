// Ssh to nodes that answer from a script: ssh.answer("node1", "xl info", succeeded("...")).
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "fakes/fake_process.hpp"
#include "fakes/script.hpp"
#include "ports/ssh.hpp"

namespace site {

class FakeSsh : public Ssh {
  public:
    struct File {
        std::string content;
        int mode = 0;
    };
    /// `command` as format_command() writes it; node "*" answers for nodes without an answer of their own.
    void answer(const std::string& node, const std::string& command, CommandResult result) {
        script_.add(node + ": " + command, std::move(result));
    }
    /// For commands without an answer of their own.
    void answer_everything(CommandResult result) { everything_ = std::move(result); }
    /// No connection to this node until bring_up().
    void take_down(const std::string& node) { down_[node] = true; }
    void bring_up(const std::string& node) { down_.erase(node); }

    CommandResult run(const SshTarget& target, const Command& command) override {
        const std::lock_guard lock(mutex_);
        const auto text = format_command(command.argv);
        log.push_back(target.node + ": " + text);
        commands.push_back(command);
        if (down_.count(target.node) != 0) return unreachable(target);
        if (script_.knows(target.node + ": " + text)) return script_.next(target.node + ": " + text);
        if (script_.knows("*: " + text)) return script_.next("*: " + text);
        if (everything_) return *everything_;
        throw unexpected(target.node + ": " + text);
    }
    CommandResult write_file(const SshTarget& target, const std::string& path, const std::string& content, int mode,
                             std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex_);
        log.push_back(target.node + ": write " + path);
        if (down_.count(target.node) != 0) return unreachable(target);
        const auto call = target.node + ": write " + path;
        if (script_.knows(call)) {
            auto result = script_.next(call);
            if (!result.ok()) return result;
        }
        files[target.node][path] = {content, mode};
        return succeeded();
    }

    std::vector<std::string> log;                              ///< "node1: xl info", "node1: write /etc/hostname"
    std::vector<Command> commands;                             ///< whole, as run
    std::map<std::string, std::map<std::string, File>> files;  ///< written, by node and path

  private:
    static CommandResult unreachable(const SshTarget& target) {
        return ended_as(CommandResult::Ended::not_started,
                        "no connection to " + target.node + " (" + target.address + ")");
    }

    std::mutex mutex_;
    Script<CommandResult> script_;
    std::optional<CommandResult> everything_;
    std::map<std::string, bool> down_;
};

}  // namespace site
