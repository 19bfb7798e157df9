// Files on this machine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/size.hpp"

namespace site {

/// Held until it ends, also when the process is killed.
class FileLock {
  public:
    virtual ~FileLock() = default;
};

class Files {
  public:
    virtual ~Files() = default;
    /// Absent when there is no such file. Error (failed) for any other reason.
    virtual std::optional<std::string> read(const std::string& path) = 0;
    /// At most `limit` bytes from `offset`; short at the end of the file; absent when there is no such file.
    virtual std::optional<std::string> read_part(const std::string& path, std::uint64_t offset, std::uint64_t limit) = 0;
    /// Atomic: temporary file in the same folder, fsync, rename, fsync of the folder; makes missing folders (0755). Error (cannot_write), old file intact.
    virtual void write(const std::string& path, const std::string& content, int mode) = 0;
    /// Without fsync and temporary file, for output folders that can be made again.
    virtual void write_quickly(const std::string& path, const std::string& content, int mode) = 0;
    virtual void remove(const std::string& path) = 0;            ///< absent is success
    virtual void remove_tree(const std::string& path) = 0;       ///< absent is success; never follows links
    virtual void make_folder(const std::string& path, int mode) = 0;
    virtual void rename(const std::string& from, const std::string& to) = 0;
    virtual bool exists(const std::string& path) = 0;
    virtual std::vector<std::string> list(const std::string& folder) = 0;   ///< names, sorted; empty when absent
    virtual std::optional<Size> size(const std::string& path) = 0;
    virtual std::optional<int> mode(const std::string& path) = 0;           ///< permission bits
    /// SHA-256 in hex, streamed; absent when there is no such file.
    virtual std::optional<std::string> sha256(const std::string& path) = 0;
    virtual Size free_space(const std::string& path) = 0;
    /// Makes the file (0600) and its folder when they are missing; null when another process holds it.
    virtual std::unique_ptr<FileLock> lock(const std::string& path) = 0;
};

}  // namespace site
