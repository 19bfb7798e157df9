#include "adapters/posix_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/capped_output.hpp"
#include "adapters/environment.hpp"
#include "adapters/owned_fd.hpp"
#include "adapters/pidfd.hpp"
#include "core/error.hpp"

namespace site {
namespace {

using Time = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds grace_after_term = std::chrono::seconds(2);
constexpr milliseconds grace_after_kill = std::chrono::seconds(2);
constexpr milliseconds grace_of_outputs = std::chrono::seconds(1);  // somebody else may hold them open

CommandResult not_started(const std::string& reason) {
    CommandResult result;
    result.ended = CommandResult::Ended::not_started;
    result.err = reason;
    return result;
}

struct Pipe {
    OwnedFd read, write;
};

std::optional<Pipe> make_pipe() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) return std::nullopt;
    return Pipe{OwnedFd(fds[0]), OwnedFd(fds[1])};
}

/// The whole input as an anonymous file: nothing to pump, no SIGPIPE.
OwnedFd input_file(const std::string& input) {
    if (input.empty()) return OwnedFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    OwnedFd fd(::memfd_create("input", MFD_CLOEXEC));
    for (std::size_t done = 0; fd && done < input.size();) {
        const auto count = ::write(fd.get(), input.data() + done, input.size() - done);
        if (count < 0 && errno != EINTR) return OwnedFd();
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    if (fd && ::lseek(fd.get(), 0, SEEK_SET) != 0) return OwnedFd();
    return fd;
}

/// The arguments of posix_spawn.
class Spawn {
  public:
    Spawn() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;
    ~Spawn() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    void use(int fd, int as) { ::posix_spawn_file_actions_adddup2(&actions_, fd, as); }
    /// 0 or an errno.
    int start(const Command& command, pid_t& pid) {
        if (!command.working_directory.empty()) {
            ::posix_spawn_file_actions_addchdir_np(&actions_, command.working_directory.c_str());
        }
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
        const StringVector argv(command.argv);
        const StringVector environment(merged_environment(command.environment));
        return ::posix_spawnp(&pid, command.argv.front().c_str(), &actions_, &attributes_, argv.data(),
                              environment.data());
    }

  private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

std::string why_not_started(const Command& command, int error) {
    struct stat status {};
    const auto& folder = command.working_directory;
    if (!folder.empty() && (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))) {
        return system_error_text("folder " + folder, error);
    }
    return system_error_text(command.argv.front(), error);
}

/// One output of the program: reads what is there; false at its end.
bool drain(int fd, CappedOutput& output) {
    std::array<char, 65536> piece;
    const auto count = ::read(fd, piece.data(), piece.size());
    if (count > 0) output.add(piece.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

/// A running program: pumps its outputs until it has ended or been ended.
class Running {
  public:
    Running(pid_t pid, OwnedFd pidfd, OwnedFd out_fd, OwnedFd err_fd)
        : pid_(pid), pidfd_(std::move(pidfd)), out_(std::move(out_fd)), err_(std::move(err_fd)) {}

    /// False: it did not even die of SIGKILL in time.
    bool pump(Time::time_point deadline) {
        auto limit = deadline;
        bool finished = false;
        while (!finished) {
            const auto now = Time::now();
            if (now >= limit) {
                if (exited_ && (!timed_out_ || killed_)) return true;
                if (killed_) return false;
                limit = now + (timed_out_ ? grace_after_kill : grace_after_term);
                killed_ = timed_out_;
                timed_out_ = true;
                ::kill(-pid_, killed_ ? SIGKILL : SIGTERM);
            }
            const bool had_exited = exited_;
            wait(std::chrono::ceil<milliseconds>(limit - Time::now()));
            if (exited_ && !had_exited && !timed_out_) limit = std::min(limit, Time::now() + grace_of_outputs);
            finished = exited_ && ((!out_ && !err_) || killed_);
        }
        if (timed_out_) ::kill(-pid_, SIGKILL);
        return true;
    }
    bool timed_out() const { return timed_out_; }

    CappedOutput out{max_output};
    CappedOutput err{max_error_output};

  private:
    void wait(milliseconds time) {
        std::array<pollfd, 3> waiting{
            {{exited_ ? -1 : pidfd_.get(), POLLIN, 0}, {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
        const auto timeout = std::clamp<milliseconds::rep>(time.count(), 0, 60000);
        if (::poll(waiting.data(), waiting.size(), static_cast<int>(timeout)) <= 0) return;
        if (waiting[1].revents != 0 && !drain(out_.get(), out)) out_.reset();
        if (waiting[2].revents != 0 && !drain(err_.get(), err)) err_.reset();
        if (waiting[0].revents != 0) exited_ = true;
    }

    pid_t pid_;
    OwnedFd pidfd_, out_, err_;
    bool exited_ = false, timed_out_ = false, killed_ = false;
};

void kill_and_reap(pid_t pid) {
    ::kill(-pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace

CommandResult PosixProcess::run(const Command& command) {
    reap_abandoned();
    if (command.argv.empty() || command.argv.front().empty()) return not_started("no program was named");
    const auto deadline = Time::now() + command.deadline;
    const auto input = above_standard(input_file(command.input));
    auto err = make_pipe();
    Pipe out;
    if (command.output_file.empty()) {
        if (auto made = make_pipe()) out = std::move(*made);
    } else {
        out.write = OwnedFd(::open(command.output_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!out.write) return not_started(system_error_text("cannot write " + command.output_file));
    }
    out.write = above_standard(std::move(out.write));
    if (err) err->write = above_standard(std::move(err->write));
    if (!input || !out.write || !err) return not_started(system_error_text("cannot make pipes"));

    Spawn spawn;
    spawn.use(input.get(), 0);
    spawn.use(out.write.get(), 1);
    spawn.use(err->write.get(), 2);
    pid_t pid = 0;
    if (const int error = spawn.start(command, pid); error != 0) return not_started(why_not_started(command, error));
    out.write.reset();
    err->write.reset();
    OwnedFd pidfd(::pidfd_open(pid, 0));
    if (!pidfd) {
        const auto reason = system_error_text("pidfd_open");
        kill_and_reap(pid);
        return not_started(reason);
    }

    Running running(pid, std::move(pidfd), std::move(out.read), std::move(err->read));
    const bool ended = running.pump(deadline);
    CommandResult result;
    int status = 0;
    if (!ended) {
        abandon(pid);
    } else {
        while (::waitpid(pid, &status, 0) < 0) {
            if (errno != EINTR) throw Error(Exit::bug, system_error_text("waitpid"));
        }
    }
    result.out = std::move(running.out).take();
    result.err = std::move(running.err).take();
    if (running.timed_out()) {
        result.ended = CommandResult::Ended::timed_out;
    } else if (WIFSIGNALED(status)) {
        result.ended = CommandResult::Ended::signalled;
        result.status = WTERMSIG(status);
    } else {
        result.status = WEXITSTATUS(status);
    }
    return result;
}

void PosixProcess::abandon(pid_t pid) {
    const std::lock_guard lock(mutex_);
    abandoned_.push_back(pid);
}

void PosixProcess::reap_abandoned() {
    const std::lock_guard lock(mutex_);
    std::erase_if(abandoned_, [](pid_t pid) { return ::waitpid(pid, nullptr, WNOHANG) != 0; });
}

}  // namespace site
