#include "adapters/posix_process.hpp"

#include <fcntl.h>
#include <signal.h>

#include <atomic>

#include "adapters/owned_fd.hpp"
#include "support.hpp"

using namespace site;
using namespace site::test;
using Ended = CommandResult::Ended;

namespace {

std::size_t open_fd_count() { return PosixFiles().list("/proc/self/fd").size(); }

/// Dead, or a zombie that nobody reaps.
bool is_gone(int pid) {
    const auto stat = PosixFiles().read("/proc/" + std::to_string(pid) + "/stat");
    return !stat || stat->find(") Z") != std::string::npos;
}

Command shell(const std::string& script) { return Command{{"sh", "-c", script}}; }

}  // namespace

TEST_CASE("A program's outputs and status come back", "[posix_process]") {
    PosixProcess process;
    const auto result = process.run(shell("echo out; echo err >&2; exit 3"));
    CHECK(result.ended == Ended::exited);
    CHECK(result.status == 3);
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
}

TEST_CASE("Arguments pass no shell", "[posix_process]") {
    const auto result = run({"printf", "%s|", "a b", "$HOME", "`id`", "", "'\"\n"});
    CHECK(result.out == "a b|$HOME|`id`||'\"\n|");
}

TEST_CASE("What cannot be started is said, not thrown", "[posix_process]") {
    PosixProcess process;
    SECTION("missing program") {
        const auto result = process.run(Command{{"no-such-program-here"}});
        CHECK(result.ended == Ended::not_started);
        CHECK(result.err == "no-such-program-here: No such file or directory");
    }
    SECTION("not a program") {
        const auto result = process.run(Command{{"/etc/passwd"}});
        CHECK(result.ended == Ended::not_started);
        CHECK(result.err == "/etc/passwd: Permission denied");
    }
    SECTION("missing folder") {
        auto command = shell("true");
        command.working_directory = "/no/such/folder";
        const auto result = process.run(command);
        CHECK(result.ended == Ended::not_started);
        CHECK(result.err == "folder /no/such/folder: No such file or directory");
    }
    SECTION("output file that cannot be made") {
        auto command = shell("true");
        command.output_file = "/no/such/folder/file";
        CHECK(process.run(command).ended == Ended::not_started);
    }
    SECTION("nothing") { CHECK(process.run(Command{}).ended == Ended::not_started); }
}

TEST_CASE("Input of any size reaches the program, even one that does not read it", "[posix_process]") {
    const std::string input(5'000'000, 'x');
    CHECK(run({"cat"}, input).out == input);
    CHECK(run({"true"}, input).ok());
    CHECK(run({"cat"}).out.empty());
}

TEST_CASE("Output above the caps is dropped, not waited for", "[posix_process]") {
    const auto result = PosixProcess().run(shell("head -c 20000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 4"));
    CHECK(result.status == 4);
    CHECK(result.out.size() == std::size_t{16} << 20);
    CHECK(result.err.size() == std::size_t{1} << 20);
}

TEST_CASE("A signal that ended the program is told", "[posix_process]") {
    const auto result = PosixProcess().run(shell("kill -9 $$"));
    CHECK(result.ended == Ended::signalled);
    CHECK(result.status == SIGKILL);
}

TEST_CASE("At the deadline the whole group ends", "[posix_process]") {
    PosixProcess process;
    const auto begin = std::chrono::steady_clock::now();
    SECTION("by SIGTERM") {
        auto command = shell("sleep 1000 & echo $!; wait");
        command.deadline = 500ms;
        const auto result = process.run(command);
        CHECK(result.ended == Ended::timed_out);
        REQUIRE_FALSE(result.out.empty());
        const int child = std::stoi(result.out);
        CHECK(becomes_true([&] { return is_gone(child); }, 5s));
    }
    SECTION("by SIGKILL when it does not listen") {
        auto command = shell("trap '' TERM; echo begun; while :; do sleep 1; done");
        command.deadline = 500ms;
        const auto result = process.run(command);
        CHECK(result.ended == Ended::timed_out);
        CHECK(result.out == "begun\n");
    }
    SECTION("while it writes without end") {
        auto command = Command{{"yes"}};
        command.deadline = 500ms;
        CHECK(process.run(command).ended == Ended::timed_out);
    }
    CHECK(std::chrono::steady_clock::now() - begin < 30s);
}

TEST_CASE("A process left behind with our pipes does not hold us up", "[posix_process]") {
    const auto begin = std::chrono::steady_clock::now();
    const auto result = PosixProcess().run(shell("sleep 1000 & echo $!"));
    CHECK(result.ok());
    CHECK(std::chrono::steady_clock::now() - begin < 30s);
    ::kill(std::stoi(result.out), SIGKILL);
}

TEST_CASE("Environment, folder and output file are as the command says", "[posix_process]") {
    const TemporaryFolder folder;
    ::setenv("SITEKIT_TEST_OLD", "old", 1);
    auto command = shell("echo $SITEKIT_TEST_OLD $SITEKIT_TEST_NEW; pwd");
    command.environment = {"SITEKIT_TEST_OLD=replaced", "SITEKIT_TEST_NEW=added"};
    command.working_directory = folder.path();
    command.output_file = folder / "out";
    const auto result = PosixProcess().run(command);
    CHECK(result.out.empty());
    CHECK(PosixFiles().read(folder / "out") == "replaced added\n" + folder.path() + "\n");
    ::unsetenv("SITEKIT_TEST_OLD");
}

TEST_CASE("A program gets no descriptor, no signal setting of ours", "[posix_process]") {
    const OwnedFd leaky(::open("/dev/null", O_RDONLY));
    const auto result = run({"sh", "-c", "ls /proc/$$/fd"});
    CHECK(result.out == "0\n1\n2\n");
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const auto status = run({"grep", "SigBlk", "/proc/self/status"});
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    CHECK(status.out == "SigBlk:\t0000000000000000\n");
}

TEST_CASE("200 programs run from many threads, no descriptor is lost", "[posix_process]") {
    PosixProcess process;
    process.run(shell("true"));
    const auto before = open_fd_count();
    std::atomic<int> next{0}, right{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            for (int number = next++; number < 200; number = next++) {
                Command command{{"sh", "-c", "cat; echo err >&2; exit $1", "sh", std::to_string(number % 100)}};
                command.input = std::to_string(number);
                const auto result = process.run(command);
                if (result.out == command.input && result.err == "err\n" && result.status == number % 100) ++right;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(right == 200);
    CHECK(open_fd_count() == before);
}

TEST_CASE("A daemon is started, found, signalled and stopped", "[posix_process]") {
    const TemporaryFolder folder;
    PosixProcess process;
    const Daemon daemon{{"sh", "-c", "echo begun; trap 'echo reloaded' HUP; while :; do sleep 0.05; done"},
                        folder / "d.pid",
                        folder / "d.log"};
    const auto log = [&] { return PosixFiles().read(daemon.log).value_or(""); };
    process.start_daemon(daemon);
    const auto pid = process.running_daemon(daemon.pid_file);
    REQUIRE(pid);
    CHECK(PosixFiles().read(daemon.pid_file)->starts_with(std::to_string(*pid) + " "));
    CHECK(PosixProcess().running_daemon(daemon.pid_file) == pid);
    CHECK(::getsid(*pid) != ::getsid(0));
    CHECK(becomes_true([&] { return log() == "begun\n"; }));
    CHECK(process.signal_daemon(daemon.pid_file, SIGHUP));
    CHECK(becomes_true([&] { return log() == "begun\nreloaded\n"; }));
    process.stop_daemon(daemon.pid_file, 5s);
    CHECK(is_gone(*pid));
    CHECK_FALSE(process.running_daemon(daemon.pid_file));
    CHECK_FALSE(process.signal_daemon(daemon.pid_file, SIGHUP));
    process.stop_daemon(daemon.pid_file, 5s);
}

TEST_CASE("A daemon that does not listen is killed after its grace", "[posix_process]") {
    const TemporaryFolder folder;
    PosixProcess process;
    process.start_daemon(
        {{"sh", "-c", "trap '' TERM; echo begun; while :; do sleep 0.05; done"}, folder / "d.pid", folder / "d.log"});
    REQUIRE(becomes_true([&] { return PosixFiles().read(folder / "d.log") == "begun\n"; }));
    const auto pid = process.running_daemon(folder / "d.pid");
    process.stop_daemon(folder / "d.pid", 200ms);
    CHECK(is_gone(pid.value()));
}

TEST_CASE("Another process with the number of a dead daemon is not taken for it", "[posix_process]") {
    const TemporaryFolder folder;
    PosixProcess process;
    PosixFiles().write(folder / "d.pid", std::to_string(::getpid()) + " 1\n", 0644);
    CHECK_FALSE(process.running_daemon(folder / "d.pid"));
    CHECK_FALSE(process.signal_daemon(folder / "d.pid", SIGTERM));
    PosixFiles().write(folder / "d.pid", "rubbish", 0644);
    CHECK_FALSE(process.running_daemon(folder / "d.pid"));
}

TEST_CASE("A daemon that cannot be executed is an Error", "[posix_process]") {
    const TemporaryFolder folder;
    PosixProcess process;
    CHECK(exit_of([&] {
              process.start_daemon({{"no-such-program-here"}, folder / "d.pid", folder / "d.log"});
          }) == Exit::unreachable);
    CHECK(exit_of([&] {
              process.start_daemon({{"true"}, folder / "d.pid", folder / "none/d.log"});
          }) == Exit::unreachable);
    CHECK_FALSE(PosixFiles().exists(folder / "d.pid"));
}
