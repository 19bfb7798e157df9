#include "sitelab/kernel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/error.hpp"

namespace site {
namespace {

constexpr int niceness = 5;
constexpr char leave_key = 0x1d;  // Ctrl-]

std::string because(const std::string& what) { return what + ": " + std::strerror(errno); }

std::vector<char*> pointers(const std::vector<std::string>& argv) {
    std::vector<char*> list;
    for (const auto& word : argv) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    return list;
}

sigset_t our_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD}) ::sigaddset(&set, number);
    return set;
}

bool write_all(int fd, const char* data, std::size_t size) {
    while (size > 0) {
        const auto count = ::write(fd, data, size);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        data += count;
        size -= static_cast<std::size_t>(count);
    }
    return true;
}

/// Between fork and exec: only system calls.
[[noreturn]] void become_child(char* const* argv, const char* folder, int log, int control, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::fcntl(control, F_SETFD, 0);
    [[maybe_unused]] const int nice_now = ::nice(niceness);
    if (::dup2(log, 1) == 1 && ::dup2(log, 2) == 2 && ::chdir(folder) == 0) ::execvp(argv[0], argv);
    static constexpr char text[] = "cannot be executed\n";
    [[maybe_unused]] const auto written = ::write(2, text, sizeof text - 1);
    ::_exit(127);
}

class RawTerminal {
  public:
    RawTerminal() {
        ::tcgetattr(0, &before_);
        auto raw = before_;
        ::cfmakeraw(&raw);
        ::tcsetattr(0, TCSANOW, &raw);
    }
    ~RawTerminal() { ::tcsetattr(0, TCSANOW, &before_); }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

  private:
    termios before_{};
};

int connect_in(const std::string& folder, const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path || ::chdir(folder.c_str()) != 0) return -1;
    std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    if (fd >= 0) ::close(fd);
    return -1;
}

/// One way of a terminal session; false at its end.
bool pass_on(int from, int to, bool watch_leave_key) {
    char buffer[4096];
    const auto count = ::read(from, buffer, sizeof buffer);
    if (count <= 0) return count < 0 && errno == EINTR;
    const auto size = static_cast<std::size_t>(count);
    const auto* leave = watch_leave_key ? static_cast<const char*>(std::memchr(buffer, leave_key, size)) : nullptr;
    return write_all(to, buffer, leave == nullptr ? size : static_cast<std::size_t>(leave - buffer)) &&
           leave == nullptr;
}

}  // namespace

bool append_text(const std::string& path, const std::string& text) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    const bool done = write_all(fd, text.data(), text.size());
    ::close(fd);
    return done;
}

std::string own_program() {
    char buffer[4096];
    const auto count = ::readlink("/proc/self/exe", buffer, sizeof buffer);
    return count > 0 ? std::string(buffer, static_cast<std::size_t>(count)) : "sitelab";
}

int own_pid() { return ::getpid(); }

bool is_root() { return ::geteuid() == 0; }

bool is_terminal_at_both_ends() { return ::isatty(0) == 1 && ::isatty(1) == 1; }

void become(const std::vector<std::string>& argv) {
    auto list = pointers(argv);
    ::execvp(list[0], list.data());
    throw Error(Exit::unreachable, because("cannot run " + argv.front()));
}

bool join_terminal(const std::string& folder, const std::string& name) {
    const int socket = connect_in(folder, name);
    if (socket < 0) return false;
    {
        const RawTerminal raw;
        pollfd both[] = {{0, POLLIN, 0}, {socket, POLLIN, 0}};
        for (bool on = true; on;) {
            if (::poll(both, 2, -1) < 0 && errno != EINTR) break;
            if (both[0].revents != 0) on = pass_on(0, socket, true);
            if (on && both[1].revents != 0) on = pass_on(socket, 1, false);
        }
    }
    ::close(socket);
    return true;
}

Child::Child() {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        throw Error(Exit::unreachable, because("cannot make a socket"));
    ours_ = pair[0];
    theirs_ = pair[1];
    const auto set = our_signals();
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    signals_ = ::signalfd(-1, &set, SFD_CLOEXEC);
}

Child::~Child() {
    if (pid_ > 0 && !status_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    for (const int fd : {signals_, ours_, theirs_})
        if (fd >= 0) ::close(fd);
}

void Child::start(const std::vector<std::string>& argv, const std::string& folder, const std::string& log) {
    const int log_fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log_fd < 0) throw Error(Exit::unreachable, because("cannot open " + log));
    auto list = pointers(argv);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) become_child(list.data(), folder.c_str(), log_fd, theirs_, parent);
    ::close(log_fd);
    if (pid_ < 0) throw Error(Exit::unreachable, because("cannot start " + argv.front()));
    ::close(theirs_);
    theirs_ = -1;
}

std::optional<Child::Event> Child::take_line() {
    const auto end = received_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    auto line = received_.substr(0, end);
    received_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return Event{Event::Kind::line, line};
}

bool Child::receive() {
    char buffer[4096];
    const auto count = ::read(ours_, buffer, sizeof buffer);
    if (count > 0) received_.append(buffer, static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && errno == EINTR);
}

std::optional<Child::Event> Child::take_signal() {
    signalfd_siginfo info{};
    if (::read(signals_, &info, sizeof info) != sizeof info) return std::nullopt;
    switch (info.ssi_signo) {
        case SIGCHLD: {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
            return std::nullopt;
        }
        case SIGUSR1:
            return Event{Event::Kind::user1};
        case SIGUSR2:
            return Event{Event::Kind::user2};
        default:
            return Event{Event::Kind::stop};
    }
}

Child::Event Child::next(std::optional<std::chrono::milliseconds> timeout) {
    for (;;) {
        if (auto line = take_line()) return *line;
        if (status_ && !open_) return {Event::Kind::ended, {}, *status_};
        pollfd both[] = {{signals_, POLLIN, 0}, {open_ ? ours_ : -1, POLLIN, 0}};
        const int ready = ::poll(both, 2, timeout ? static_cast<int>(timeout->count()) : -1);
        if (ready == 0) return {Event::Kind::timeout};
        if (ready < 0) continue;
        if (both[1].revents != 0 && !receive()) open_ = false;
        if (both[0].revents != 0)
            if (auto event = take_signal()) return *event;
    }
}

void Child::send(const std::string& line) {
    const auto text = line + "\n";
    [[maybe_unused]] const auto sent = ::send(ours_, text.data(), text.size(), MSG_NOSIGNAL);
}

void Child::signal(int number) {
    if (pid_ > 0 && !status_) ::kill(pid_, number);
}

}  // namespace site
