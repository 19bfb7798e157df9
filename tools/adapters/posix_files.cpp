#include "adapters/posix_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>

#include "adapters/owned_fd.hpp"
#include "core/error.hpp"

namespace site {
namespace {

constexpr std::string_view temporary_prefix = ".sitekit-";

bool means_absent(int error) { return error == ENOENT || error == ENOTDIR; }

[[noreturn]] void fail_reading(const std::string& path) {
    throw Error(Exit::failed, system_error_text("cannot read " + path));
}

[[noreturn]] void fail_writing(const std::string& path) {
    throw Error(Exit::cannot_write, system_error_text("cannot write " + path));
}

OwnedFd open_to_read(const std::string& path) {
    OwnedFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && !means_absent(errno)) fail_reading(path);
    return fd;
}

/// Hands pieces of at most 1 MiB to `use` until the end of the file or `limit` bytes.
void read_pieces(int fd, const std::string& path, std::uint64_t limit,
                 const std::function<void(const char*, std::size_t)>& use) {
    constexpr std::size_t piece_size = 1 << 20;
    const auto piece = std::make_unique<char[]>(piece_size);
    while (limit > 0) {
        const auto count =
            ::read(fd, piece.get(), static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, limit)));
        if (count == 0) return;
        if (count < 0) {
            if (errno == EINTR) continue;
            fail_reading(path);
        }
        use(piece.get(), static_cast<std::size_t>(count));
        limit -= static_cast<std::uint64_t>(count);
    }
}

std::string read_all(int fd, const std::string& path, std::uint64_t limit) {
    std::string content;
    read_pieces(fd, path, limit, [&](const char* data, std::size_t count) { content.append(data, count); });
    return content;
}

/// False leaves errno.
bool write_all(int fd, const std::string& content) {
    for (std::size_t done = 0; done < content.size();) {
        const auto count = ::write(fd, content.data() + done, content.size() - done);
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    return true;
}

std::string folder_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

void sync_folder(const std::string& folder) {
    OwnedFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) fail_writing(folder);
}

enum class Durable { yes, no };

void make_folders(const std::string& folder, mode_t mode, Durable durable = Durable::yes) {
    const auto made = [&] {
        if (::mkdir(folder.c_str(), mode) != 0) return false;
        if (durable == Durable::yes) sync_folder(folder_of(folder));
        return true;
    };
    if (made()) return;
    if (errno == ENOENT && folder_of(folder) != folder) {
        make_folders(folder_of(folder), 0755, durable);
        if (made()) return;
    }
    struct stat status {};
    if (errno == EEXIST && ::stat(folder.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) return;
        errno = ENOTDIR;
    }
    fail_writing(folder);
}

std::optional<struct stat> status_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return status;
    if (!means_absent(errno)) fail_reading(path);
    return std::nullopt;
}

}  // namespace

std::optional<std::string> PosixFiles::read(const std::string& path) {
    const OwnedFd fd = open_to_read(path);
    if (!fd) return std::nullopt;
    return read_all(fd.get(), path, UINT64_MAX);
}

std::optional<std::string> PosixFiles::read_part(const std::string& path, std::uint64_t offset, std::uint64_t limit) {
    const OwnedFd fd = open_to_read(path);
    if (!fd) return std::nullopt;
    if (::lseek(fd.get(), static_cast<off_t>(offset), SEEK_SET) < 0) fail_reading(path);
    return read_all(fd.get(), path, limit);
}

void PosixFiles::write(const std::string& path, const std::string& content, int mode) {
    const auto folder = folder_of(path);
    make_folders(folder, 0755);
    std::string temporary = folder + "/" + std::string(temporary_prefix) + "XXXXXX";
    OwnedFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd) fail_writing(path);
    if (!write_all(fd.get(), content) || ::fchmod(fd.get(), static_cast<mode_t>(mode)) != 0 || ::fsync(fd.get()) != 0 ||
        ::rename(temporary.c_str(), path.c_str()) != 0) {
        const int error = errno;
        ::unlink(temporary.c_str());
        errno = error;
        fail_writing(path);
    }
    sync_folder(folder);
}

void PosixFiles::write_quickly(const std::string& path, const std::string& content, int mode) {
    const auto permissions = static_cast<mode_t>(mode);
    const auto open = [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions); };
    OwnedFd fd(open());
    if (!fd && errno == ENOENT) {
        make_folders(folder_of(path), 0755, Durable::no);
        fd = OwnedFd(open());
    }
    if (!fd || !write_all(fd.get(), content) || ::fchmod(fd.get(), permissions) != 0) fail_writing(path);
}

void PosixFiles::remove(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && !means_absent(errno)) {
        throw Error(Exit::cannot_write, system_error_text("cannot remove " + path));
    }
}

void PosixFiles::remove_tree(const std::string& path) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) throw Error(Exit::cannot_write, "cannot remove " + path + ": " + error.message());
}

void PosixFiles::make_folder(const std::string& path, int mode) { make_folders(path, static_cast<mode_t>(mode)); }

void PosixFiles::rename(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        throw Error(Exit::cannot_write, system_error_text("cannot rename " + from + " to " + to));
    }
}

bool PosixFiles::exists(const std::string& path) { return status_of(path).has_value(); }

std::vector<std::string> PosixFiles::list(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
    if (!stream) {
        if (!means_absent(errno)) fail_reading(folder);
        return names;
    }
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream.get());
        if (entry == nullptr) break;
        const std::string name = entry->d_name;
        if (name != "." && name != ".." && !name.starts_with(temporary_prefix)) names.push_back(name);
    }
    if (errno != 0) fail_reading(folder);
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<Size> PosixFiles::size(const std::string& path) {
    const auto status = status_of(path);
    if (!status) return std::nullopt;
    return Size{static_cast<std::uint64_t>(status->st_size)};
}

std::optional<int> PosixFiles::mode(const std::string& path) {
    const auto status = status_of(path);
    if (!status) return std::nullopt;
    return static_cast<int>(status->st_mode & 07777);
}

std::optional<std::string> PosixFiles::sha256(const std::string& path) {
    const OwnedFd fd = open_to_read(path);
    if (!fd) return std::nullopt;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    read_pieces(fd.get(), path, UINT64_MAX, [&](const char* data, std::size_t count) {
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(data), count);
    });
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, digest);
    char hex[2 * sizeof digest + 1];
    return sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
}

Size PosixFiles::free_space(const std::string& path) {
    std::string place = path;
    struct statvfs status {};
    while (::statvfs(place.c_str(), &status) != 0) {
        if (!means_absent(errno) || folder_of(place) == place) fail_reading(path);
        place = folder_of(place);
    }
    return Size{static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize};
}

std::unique_ptr<FileLock> PosixFiles::lock(const std::string& path) {
    class HeldLock : public FileLock {
      public:
        explicit HeldLock(OwnedFd fd) : fd_(std::move(fd)) {}

      private:
        OwnedFd fd_;
    };
    make_folder(folder_of(path), 0755);
    OwnedFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd) fail_writing(path);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return std::make_unique<HeldLock>(std::move(fd));
    if (errno != EWOULDBLOCK) fail_writing(path);
    return nullptr;
}

}  // namespace site
