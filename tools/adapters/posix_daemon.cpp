// The half of PosixProcess that starts and ends programs which outlive us.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <charconv>
#include <sstream>

#include "adapters/environment.hpp"
#include "adapters/owned_fd.hpp"
#include "adapters/pidfd.hpp"
#include "adapters/posix_files.hpp"
#include "adapters/posix_process.hpp"
#include "core/error.hpp"

namespace site {
namespace {

using std::chrono::milliseconds;

/// Field 22 of /proc/PID/stat; absent when the process has ended (a zombie has).
std::optional<std::uint64_t> start_time(int pid) {
    const auto stat = PosixFiles().read("/proc/" + std::to_string(pid) + "/stat");
    if (!stat) return std::nullopt;
    const auto name_end = stat->rfind(") ");
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields(stat->substr(name_end + 2));
    std::string state, skipped;
    fields >> state;
    if (state == "Z" || state == "X") return std::nullopt;
    for (int field = 4; field < 22; ++field) fields >> skipped;
    std::uint64_t time = 0;
    if (!(fields >> time)) return std::nullopt;
    return time;
}

/// A process that cannot be mistaken for another one that got its number later.
struct Handle {
    int pid = 0;
    OwnedFd fd;
};

std::optional<Handle> open_daemon(const std::string& pid_file) {
    const auto text = PosixFiles().read(pid_file);
    if (!text) return std::nullopt;
    std::istringstream fields(*text);
    int pid = 0;
    std::uint64_t time = 0;
    if (!(fields >> pid >> time) || pid <= 1) return std::nullopt;
    Handle handle{pid, OwnedFd(::pidfd_open(pid, 0))};
    if (!handle.fd || start_time(pid) != time) return std::nullopt;
    return handle;
}

bool ends_within(const Handle& handle, milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now()).count();
        pollfd waiting{handle.fd.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<milliseconds::rep>(left, 0)));
        if (ready > 0) return true;
        if (ready == 0) return false;
    }
}

struct Report {
    pid_t pid = 0;
    int error = 0;
};

/// Only async-signal-safe calls: other threads of ours may hold any lock.
[[noreturn]] void become_daemon(int log, int report, char* const* argv, char* const* environment) {
    Report result;
    ::setsid();
    result.pid = ::fork();
    if (result.pid != 0) {
        if (result.pid < 0) result.error = errno;
        [[maybe_unused]] const auto told = ::write(report, &result, sizeof result);
        ::_exit(0);
    }
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (::dup2(nothing, 0) == 0 && ::dup2(log, 1) == 1 && ::dup2(log, 2) == 2 && ::chdir("/") == 0) {
        ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        ::execvpe(argv[0], argv, environment);
    }
    result.error = errno;
    [[maybe_unused]] const auto told = ::write(report, &result, sizeof result);
    ::_exit(127);
}

Report fork_daemon(const Daemon& daemon, const OwnedFd& log) {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) return {0, errno};
    OwnedFd read(fds[0]);
    OwnedFd write = above_standard(OwnedFd(fds[1]));
    const StringVector argv(daemon.argv);
    const StringVector environment(merged_environment(daemon.environment));
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t child = ::fork();
    if (child == 0) become_daemon(log.get(), write.get(), argv.data(), environment.data());
    const int fork_error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (child < 0) return {0, fork_error};
    write.reset();
    Report result, piece;
    for (;;) {
        const auto count = ::read(read.get(), &piece, sizeof piece);
        if (count < 0 && errno == EINTR) continue;
        if (count != sizeof piece) break;
        if (piece.pid > 0) result.pid = piece.pid;
        if (piece.error != 0) result.error = piece.error;
    }
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return result;
}

}  // namespace

void PosixProcess::start_daemon(const Daemon& daemon) {
    if (daemon.argv.empty()) throw Error(Exit::unreachable, "no program was named for " + daemon.pid_file);
    const auto& program = daemon.argv.front();
    const OwnedFd log =
        above_standard(OwnedFd(::open(daemon.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640)));
    if (!log) throw Error(Exit::unreachable, system_error_text("cannot start " + program + ": log " + daemon.log));
    const auto result = fork_daemon(daemon, log);
    if (result.error != 0 || result.pid <= 0) {
        throw Error(Exit::unreachable, system_error_text("cannot start " + program, result.error));
    }
    const auto time = start_time(result.pid);
    if (!time) throw Error(Exit::unreachable, program + " ended at once; see " + daemon.log);
    try {
        PosixFiles().write(daemon.pid_file, std::to_string(result.pid) + " " + std::to_string(*time) + "\n", 0644);
    } catch (const Error&) {
        ::kill(result.pid, SIGTERM);
        throw;
    }
}

std::optional<int> PosixProcess::running_daemon(const std::string& pid_file) {
    const auto handle = open_daemon(pid_file);
    if (!handle) return std::nullopt;
    return handle->pid;
}

void PosixProcess::stop_daemon(const std::string& pid_file, milliseconds grace) {
    if (const auto handle = open_daemon(pid_file)) {
        ::pidfd_send_signal(handle->fd.get(), SIGTERM, nullptr, 0);
        if (!ends_within(*handle, grace)) {
            ::pidfd_send_signal(handle->fd.get(), SIGKILL, nullptr, 0);
            if (!ends_within(*handle, std::chrono::seconds(10))) {
                throw Error(Exit::unreachable,
                            "process " + std::to_string(handle->pid) + " of " + pid_file +
                                " does not end; it hangs in the kernel (storage that does not answer?)");
            }
        }
    }
    PosixFiles().remove(pid_file);
}

bool PosixProcess::signal_daemon(const std::string& pid_file, int signal) {
    const auto handle = open_daemon(pid_file);
    return handle && ::pidfd_send_signal(handle->fd.get(), signal, nullptr, 0) == 0;
}

}  // namespace site
