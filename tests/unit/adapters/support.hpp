// What several tests of the adapters need: folders, ports, programs in the background.
#pragma once

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "adapters/posix_files.hpp"
#include "adapters/posix_process.hpp"
#include "core/error.hpp"

namespace site::test {

using namespace std::chrono_literals;

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "sitekit-test-XXXXXX").string();
        REQUIRE(::mkdtemp(path.data()) != nullptr);
        path_ = path;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// False, with a line that says so, when the program is not installed.
inline bool have_program(const std::string& program, const std::string& package) {
    const std::string paths = std::string(::getenv("PATH")) + ":/usr/sbin:/sbin";
    for (std::size_t begin = 0; begin <= paths.size();) {
        const auto end = std::min(paths.find(':', begin), paths.size());
        if (::access((paths.substr(begin, end - begin) + "/" + program).c_str(), X_OK) == 0) return true;
        begin = end + 1;
    }
    WARN("skipped: " << program << " is not installed (package " << package << ")");
    return false;
}

/// A port of 127.0.0.1 that nobody has at this moment. type: SOCK_STREAM or SOCK_DGRAM.
inline int free_port(int type) {
    const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(fd);
    REQUIRE(bound);
    return ntohs(address.sin_port);
}

/// Looks again and again until it is so; false after `patience`.
template <class Condition>
bool becomes_true(Condition condition, std::chrono::milliseconds patience = 20s) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

/// A program that runs until the end of the test.
class Background {
  public:
    Background(const TemporaryFolder& folder, const std::string& name, std::vector<std::string> argv)
        : pid_file_(folder / (name + ".pid")), log_(folder / (name + ".log")) {
        process_.start_daemon({std::move(argv), pid_file_, log_});
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background() { process_.stop_daemon(pid_file_, 2s); }
    bool runs() { return process_.running_daemon(pid_file_).has_value(); }
    std::string log() const { return PosixFiles().read(log_).value_or(""); }

  private:
    PosixProcess process_;
    std::string pid_file_, log_;
};

inline CommandResult run(std::vector<std::string> argv, std::string input = {}) {
    Command command{std::move(argv)};
    command.input = std::move(input);
    return PosixProcess().run(command);
}

/// The exit code of the Error that it throws; done when it throws none.
template <class Call>
Exit exit_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        UNSCOPED_INFO(error.what());
        return error.exit();
    }
    return Exit::done;
}

}  // namespace site::test
