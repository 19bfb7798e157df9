// Process that answers from a script: process.answer("vgs --reportformat json", succeeded("{...}")).
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "core/error.hpp"
#include "fakes/script.hpp"
#include "ports/process.hpp"

namespace site {

inline CommandResult succeeded(std::string out = {}) {
    CommandResult result;
    result.out = std::move(out);
    return result;
}
inline CommandResult failed_with(int status, std::string err = {}) {
    CommandResult result;
    result.status = status;
    result.err = std::move(err);
    return result;
}
inline CommandResult ended_as(CommandResult::Ended ended, std::string err = {}) {
    CommandResult result;
    result.ended = ended;
    result.err = std::move(err);
    return result;
}

class FakeProcess : public Process {
  public:
    /// `command` as format_command() writes it. Several answers to one command come one after the other; the last one
    /// stays.
    void answer(const std::string& command, CommandResult result) { script_.add(command, std::move(result)); }
    /// For commands without an answer of their own.
    void answer_everything(CommandResult result) { everything_ = std::move(result); }
    /// A program that start_daemon() shall not find.
    void forget_program(const std::string& program) { missing_.push_back(program); }
    /// The daemon has died by itself.
    void end_daemon(const std::string& pid_file) { running_.erase(pid_file); }

    CommandResult run(const Command& command) override {
        const std::lock_guard lock(mutex_);
        const auto text = format_command(command.argv);
        log.push_back(text);
        commands.push_back(command);
        if (script_.knows(text) || !everything_) return script_.next(text);
        return *everything_;
    }
    void start_daemon(const Daemon& daemon) override {
        const std::lock_guard lock(mutex_);
        log.push_back("start " + format_command(daemon.argv));
        for (const auto& program : missing_) {
            if (daemon.argv.front() == program) throw Error(Exit::unreachable, "cannot start " + program);
        }
        running_[daemon.pid_file] = next_pid_++;
    }
    std::optional<int> running_daemon(const std::string& pid_file) override {
        const std::lock_guard lock(mutex_);
        const auto found = running_.find(pid_file);
        if (found == running_.end()) return std::nullopt;
        return found->second;
    }
    void stop_daemon(const std::string& pid_file, std::chrono::milliseconds) override {
        const std::lock_guard lock(mutex_);
        log.push_back("stop " + pid_file);
        running_.erase(pid_file);
    }
    bool signal_daemon(const std::string& pid_file, int signal) override {
        const std::lock_guard lock(mutex_);
        log.push_back("signal " + std::to_string(signal) + " " + pid_file);
        return running_.count(pid_file) != 0;
    }

    std::vector<std::string>
        log;  ///< "vgs --reportformat json", "start dnsmasq ...", "stop PIDFILE", "signal 1 PIDFILE"
    std::vector<Command> commands;  ///< whole, as run

  private:
    std::mutex mutex_;
    Script<CommandResult> script_;
    std::optional<CommandResult> everything_;
    std::vector<std::string> missing_;
    std::map<std::string, int> running_;
    int next_pid_ = 1000;
};

}  // namespace site
