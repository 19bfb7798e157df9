#include "adapters/ssh_session.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>

#include "adapters/owned_fd.hpp"
#include "adapters/ssh_channel.hpp"

namespace site {
namespace {

using std::chrono::milliseconds;

struct FreeKey {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, FreeKey>;

std::string first_word(const std::string& line) { return line.substr(0, line.find(' ')); }

std::string second_word(const std::string& line) {
    const auto space = line.find(' ');
    return space == std::string::npos ? std::string() : first_word(line.substr(space + 1));
}

/// How a server may prove that it has the key we know.
std::string proofs_for(const std::string& type) { return type == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : type; }

Key read_private_key(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw SshFault{system_error_text("identity file " + path)};
    if ((status.st_mode & 077) != 0) {
        throw SshFault{"others may read identity file " + path + "; run: chmod 600 " + quote_for_shell(path)};
    }
    ssh_key key = nullptr;
    if (ssh_pki_import_privkey_file(path.c_str(), nullptr, nullptr, nullptr, &key) != SSH_OK) {
        throw SshFault{"identity file " + path + " is not a private key, or has a passphrase"};
    }
    return Key(key);
}

}  // namespace

void SshSession::Disconnect::operator()(ssh_session session) const {
    if (ssh_is_connected(session) != 0) ssh_silent_disconnect(session);
    ssh_free(session);
}

std::string SshSession::reason() {
    const std::string text = ssh_get_error(session_.get());
    return text.empty() ? "the connection was closed" : text;
}

void SshSession::set(ssh_options_e option, const void* value) {
    if (ssh_options_set(session_.get(), option, value) != SSH_OK) throw SshFault{"ssh to " + node_ + ": " + reason()};
}

void SshSession::wait(Time end) {
    const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now()).count();
    const auto time = static_cast<int>(std::clamp<milliseconds::rep>(left, 0, 100));
    if (event_) {
        ssh_event_dopoll(event_.get(), time);
        return;
    }
    const int flags = ssh_get_poll_flags(session_.get());
    pollfd waiting{ssh_get_fd(session_.get()), POLLIN, 0};
    if ((flags & SSH_WRITE_PENDING) != 0) waiting.events |= POLLOUT;
    ::poll(&waiting, 1, time);
}

/// Repeats a non-blocking call until it says something else than `again`.
template <class Call>
int SshSession::finish(Call call, int again, Time end) {
    for (;;) {
        const int result = call();
        if (result != again) return result;
        if (std::chrono::steady_clock::now() >= end)
            throw SshFault{"no answer from " + node_ + " in time", false, true};
        wait(end);
    }
}

SshSession::SshSession(const SshTarget& target, Time end)
    : session_(ssh_new()), node_(target.node + " (" + target.address + " port " + std::to_string(target.port) + ")") {
    if (!session_) throw SshFault{"out of memory"};
    const auto key_type = first_word(target.host_key);
    if (key_type.empty() || second_word(target.host_key).empty()) {
        throw SshFault{"no host key of " + node_ + " is known; it is learnt when the node is installed"};
    }
    const int off = 0, on = 1, port = target.port;
    set(SSH_OPTIONS_PROCESS_CONFIG, &off);
    set(SSH_OPTIONS_HOST, target.address.c_str());
    set(SSH_OPTIONS_PORT, &port);
    set(SSH_OPTIONS_USER, target.user.c_str());
    set(SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    set(SSH_OPTIONS_HOSTKEYS, proofs_for(key_type).c_str());
    set(SSH_OPTIONS_NODELAY, &on);
    const long timeout =
        std::max<long>(1, std::chrono::ceil<std::chrono::seconds>(end - std::chrono::steady_clock::now()).count());
    set(SSH_OPTIONS_TIMEOUT, &timeout);
    ssh_set_blocking(session_.get(), 0);
    if (finish([&] { return ssh_connect(session_.get()); }, SSH_AGAIN, end) != SSH_OK) {
        auto text = reason();
        if (text.find("host key") != std::string::npos || text.find("hostkey") != std::string::npos) {
            text =
                "it has no host key of the known type " + key_type + "; another machine, or installed by somebody else";
        }
        throw SshFault{"cannot connect to " + node_ + ": " + text};
    }
    ::fcntl(ssh_get_fd(session_.get()), F_SETFD, FD_CLOEXEC);
    check_host_key(target);
    log_in(target, end);
    event_.reset(ssh_event_new());
    if (!event_ || ssh_event_add_session(event_.get(), session_.get()) != SSH_OK) throw SshFault{"out of memory"};
}

void SshSession::check_host_key(const SshTarget& target) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session_.get(), &raw) != SSH_OK) throw SshFault{"no host key from " + node_};
    const Key key(raw);
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key.get(), &text) != SSH_OK) throw SshFault{"unreadable host key from " + node_};
    const std::string shown = text;
    ssh_string_free_char(text);
    if (shown != second_word(target.host_key)) {
        throw SshFault{"host key of " + node_ +
                       " is not the known one; another machine answers at this address, or the node was " +
                       "installed by somebody else. Nothing was sent to it"};
    }
}

void SshSession::log_in(const SshTarget& target, Time end) {
    const auto key = read_private_key(target.identity_file);
    const int result =
        finish([&] { return ssh_userauth_publickey(session_.get(), nullptr, key.get()); }, SSH_AUTH_AGAIN, end);
    if (result == SSH_AUTH_SUCCESS) return;
    if (result == SSH_AUTH_ERROR) throw SshFault{"login at " + node_ + ": " + reason()};
    throw SshFault{"login refused at " + node_ + ": user " + target.user + " does not accept the key " +
                   target.identity_file + "; add its public half to the user's authorized_keys"};
}

bool SshSession::is_usable() {
    pollfd waiting{ssh_get_fd(session_.get()), POLLIN, 0};
    if (::poll(&waiting, 1, 0) > 0) {
        char byte = 0;
        if (::recv(waiting.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) return false;
    }
    return ssh_is_connected(session_.get()) != 0;
}

/// False: the time has come first.
bool SshSession::pump_until(SshChannel& channel, Time end) {
    for (;;) {
        const auto pumped = channel.pump();
        if (pumped == SshChannel::Pumped::ended) return true;
        if (ssh_is_connected(session_.get()) == 0)
            throw SshFault{"connection to " + node_ + " was lost: " + reason(), true};
        if (std::chrono::steady_clock::now() >= end) return false;
        if (pumped == SshChannel::Pumped::nothing) wait(end);
    }
}

CommandResult SshSession::run(const Command& command, Time end, milliseconds patience) {
    SshChannel channel(session_.get(), command, end);
    const auto open_by = std::min(end, std::chrono::steady_clock::now() + patience);
    if (finish([&] { return channel.open(); }, SSH_AGAIN, open_by) != SSH_OK) {
        throw SshFault{"no channel to " + node_ + ": " + reason()};
    }
    try {
        if (finish([&] { return channel.execute(); }, SSH_AGAIN, end) != SSH_OK) {
            throw SshFault{"command refused by " + node_ + ": " + reason()};
        }
    } catch (SshFault& fault) {
        fault.sent = true;
        throw;
    }
    if (!pump_until(channel, end)) return channel.result_after_deadline();
    if (!channel.has_status()) throw SshFault{"connection to " + node_ + " was lost: " + reason(), true};
    return channel.result();
}

}  // namespace site
