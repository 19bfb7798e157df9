#include "adapters/libssh_ssh.hpp"

#include <cstdio>

#include "adapters/ssh_session.hpp"

namespace site {
namespace {

using Ended = CommandResult::Ended;

constexpr std::size_t max_idle = 4;  // per target
constexpr std::chrono::seconds patience_with_old_session{3};

// $1 path, $2 its folder, $3 mode, $4 size: a connection that breaks must not leave half a file.
constexpr const char* write_script = R"sh(set -eu
mkdir -p -m 0755 -- "$2"
t=$(mktemp -- "$2/.sitekit-XXXXXX")
trap 'rm -f -- "$t"' EXIT
cat >"$t"
[ "$(wc -c <"$t")" -eq "$4" ]
chown 0:0 -- "$t"
chmod -- "$3" "$t"
sync -- "$t"
mv -fT -- "$t" "$1"
trap - EXIT
sync -- "$2"
)sh";

CommandResult ended(Ended how, const std::string& reason) {
    CommandResult result;
    result.ended = how;
    result.err = reason;
    return result;
}

std::string name_of(const SshTarget& target) {
    return target.user + "@" + target.address + ":" + std::to_string(target.port) + " " + target.host_key + " " +
           target.identity_file;
}

}  // namespace

LibsshSsh::LibsshSsh() = default;
LibsshSsh::~LibsshSsh() = default;

std::unique_ptr<SshSession> LibsshSsh::take(const std::string& name) {
    const std::lock_guard lock(mutex_);
    auto& sessions = idle_[name];
    while (!sessions.empty()) {
        auto session = std::move(sessions.back());
        sessions.pop_back();
        if (session->is_usable()) return session;
    }
    return nullptr;
}

void LibsshSsh::keep(const std::string& name, std::unique_ptr<SshSession> session) {
    const std::lock_guard lock(mutex_);
    auto& sessions = idle_[name];
    if (sessions.size() < max_idle) sessions.push_back(std::move(session));
}

CommandResult LibsshSsh::run(const SshTarget& target, const Command& command) {
    if (command.argv.empty()) return ended(Ended::not_started, "no program was named");
    const auto name = name_of(target);
    const auto end = std::chrono::steady_clock::now() + command.deadline;
    for (auto session = take(name);; session.reset()) {
        const bool old = session != nullptr;
        try {
            if (!old) session = std::make_unique<SshSession>(target, end);
            auto result = session->run(command, end, old ? patience_with_old_session : command.deadline);
            if (result.ended != Ended::timed_out) keep(name, std::move(session));
            return result;
        } catch (const SshFault& fault) {
            if (fault.sent) return ended(Ended::connection_lost, fault.reason);
            if (!old) return ended(Ended::not_started, fault.reason);
        }
    }
}

CommandResult LibsshSsh::write_file(const SshTarget& target, const std::string& path, const std::string& content,
                                    int mode, std::chrono::milliseconds deadline) {
    const auto slash = path.find_last_of('/');
    if (path.empty() || path.front() != '/' || slash + 1 == path.size() || path.find('\0') != std::string::npos) {
        return ended(Ended::not_started, "\"" + path + "\" is not an absolute path of a file");
    }
    char octal[8];
    std::snprintf(octal, sizeof octal, "%04o", static_cast<unsigned>(mode & 07777));
    Command command{{"sh", "-c", write_script, "sh", path, slash == 0 ? "/" : path.substr(0, slash), octal,
                     std::to_string(content.size())}};
    command.input = content;
    command.deadline = deadline;
    return run(target, command);
}

}  // namespace site
