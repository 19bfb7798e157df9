// A file descriptor that closes itself.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace site {

class OwnedFd {
  public:
    OwnedFd() = default;
    explicit OwnedFd(int fd) : fd_(fd) {}
    OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    OwnedFd& operator=(OwnedFd&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    ~OwnedFd() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void reset() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

  private:
    int fd_ = -1;
};

/// The same, but not 0, 1 or 2: a child gets those anew.
inline OwnedFd above_standard(OwnedFd fd) {
    if (!fd || fd.get() > 2) return fd;
    return OwnedFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
}

/// "what: No such file or directory", from errno.
inline std::string system_error_text(const std::string& what, int error = errno) {
    char buffer[128];
    return what + ": " + ::strerror_r(error, buffer, sizeof buffer);
}

}  // namespace site
